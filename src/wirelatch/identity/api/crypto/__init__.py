"""`crypto/`: pairs of certificates and keys, and changing them."""
