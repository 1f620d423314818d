"""What `split` looks for and `join` puts in between, as it is written in the configuration: a text with the escapes
`\\n \\r \\t \\f \\0`, or a list of octets as JSON."""

from __future__ import annotations

from typing import Any

import orjson

from wirelatch.scripting.typed_values import octet
from wirelatch.scripting.values import json_stringify, to_string

_ESCAPES = (("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"), ("\\e", "e"), ("\\f", "\f"), ("\\0", "\0"))
"""In this order. JavaScript knows no `\\e`, so that it has always meant the letter."""


def unescaped(text: str) -> str:
    """The text with its escapes replaced."""
    if "\\" in text:
        for escape, char in _ESCAPES:
            text = text.replace(escape, char)
    return text


def octet_list(source: Any) -> list[Any]:
    """The list that is written as JSON. Raises ValueError when it is none."""
    text = source if isinstance(source, str) else json_stringify(source)
    try:
        octets = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"{text!r} is not JSON: {error}") from None
    if not isinstance(octets, list):
        raise ValueError("not an array")
    return octets


def as_bytes(value: Any) -> bytes:
    """What `Buffer.from(value)` gives for a Buffer, a text or an array. Raises ValueError for anything else."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    if isinstance(value, list):
        return bytes(octet(item) for item in value)
    raise ValueError(f"{to_string(value)} cannot be made a Buffer")
