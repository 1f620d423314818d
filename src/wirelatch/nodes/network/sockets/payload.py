"""A payload as the bytes that go out through a TCP or UDP socket."""

from __future__ import annotations

import base64
import re
from typing import Any

from wirelatch.scripting.values import to_string

_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def as_bytes(payload: Any, *, is_base64: bool = False) -> bytes:
    """A Buffer as it is, anything else as the text that JavaScript makes of it; Base64 text is decoded if asked for."""
    if isinstance(payload, (bytes, bytearray)):
        return bytes(payload)
    if is_base64 and isinstance(payload, str):
        return base64_bytes(payload)
    text = to_string(payload)
    try:
        return text.encode()
    except UnicodeEncodeError:  # halves of surrogate pairs, which JavaScript replaces
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def base64_bytes(text: str) -> bytes:
    """What Base64 text stands for, read as Node.js reads it: both alphabets, other characters ignored, never an error."""
    text = text.partition("=")[0].replace("-", "+").replace("_", "/")
    text = _NOT_BASE64.sub("", text)
    if len(text) % 4 == 1:
        text = text[:-1]
    return base64.b64decode(text + "=" * (-len(text) % 4))
