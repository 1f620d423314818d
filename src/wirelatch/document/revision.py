"""The revision of a document: what a client echoes to say which version it has changed."""

from __future__ import annotations

import hashlib
from typing import Any

from wirelatch.document.json_text import stringify


def revision(records: list[dict[str, Any]]) -> str:
    """The SHA-256 of the document as `JSON.stringify` writes it, in hexadecimal, as Node-RED computes it."""
    return hashlib.sha256(stringify(records).encode("utf-8")).hexdigest()
