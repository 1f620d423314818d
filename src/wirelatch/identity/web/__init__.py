"""What requests and answers have in common, below pages, protocol and API."""
