"""Signing keys: kept encrypted, parsed once, used off the event loop."""
