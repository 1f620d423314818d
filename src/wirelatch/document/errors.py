"""What can be wrong with a document, and with keeping it."""

from __future__ import annotations


class DocumentError(ValueError):
    """A document that cannot be used; the text says what is wrong and where."""

    def __init__(self, message: str, *, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where


class StorageError(Exception):
    """A document that cannot be written or read: a full disk, a read-only directory. What was stored before still is."""


class VersionMismatch(Exception):  # noqa: N818 - Node-RED's own name for it
    """Somebody else has deployed since the sender of a document read it."""

    def __init__(self, current: str) -> None:
        super().__init__(
            "the flows have been changed by somebody else: load them again, or deploy without a revision"
        )
        self.current = current
