"""Why a document is not taken, as HTTP answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wirelatch.document import DocumentError, StorageError, VersionMismatch
from wirelatch.webkit.errors import HttpError


@contextmanager
def refusals(code: str = "invalid_flows") -> Iterator[None]:
    """Give what deploying raises as HttpError; `code` is that of a document that cannot be used."""
    try:
        yield
    except VersionMismatch as error:
        raise HttpError(409, "version_mismatch", str(error)) from None
    except DocumentError as error:
        raise HttpError(400, code, str(error)) from None
    except StorageError as error:
        # Insufficient Storage (RFC 4918): what was there before goes on.
        raise HttpError(507, "not_stored", str(error)) from None
