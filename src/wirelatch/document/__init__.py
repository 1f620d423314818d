"""flows.json as data: read, validate, expand subflows, compare, and write back byte for byte."""

from wirelatch.document.errors import DocumentError, StorageError, VersionMismatch

__all__ = ["DocumentError", "StorageError", "VersionMismatch"]
