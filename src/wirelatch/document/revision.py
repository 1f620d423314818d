"""The revision of a document: what a client echoes to say which version it has changed."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from wirelatch.document.json_text import stringify


def revision(records: list[dict[str, Any]], *, plain: bool = False) -> str:
    """The SHA-256 of the document as `JSON.stringify` writes it, in hexadecimal, as Node-RED computes it.

    `plain`: each of the records is known to be such that orjson writes it so (`json_text.is_plain`).
    """
    text = orjson.dumps(records) if plain else stringify(records).encode("utf-8")
    return hashlib.sha256(text).hexdigest()
