"""Writing a value as JSON exactly as JavaScript's `JSON.stringify` does.

https://tc39.es/ecma262/#sec-json.stringify. The common case is left to orjson; its output is used unless it holds a
number or a key that JavaScript would have written otherwise. Whole floats (`1.0`) are mended in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from json.encoder import encode_basestring
from typing import Any

import orjson

from wirelatch.scripting.dates import iso_string
from wirelatch.scripting.kinds import UNDEFINED, BigInt
from wirelatch.scripting.numbers import as_double, number_to_string

_FAST = orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS  # fmt: skip
_MAYBE_EXPONENT = re.compile(rb"e[-+0-9]")
_EXPONENT = re.compile(rb"(?:[:,\[]|^)-?[0-9]+(?:\.[0-9]+)?e")
_INDEX_KEY = re.compile(rb'"[0-9]+":')
_WHOLE = re.compile(rb"\.0(?![0-9])")
"""Marks in orjson's output where JavaScript might have written a number differently, or ordered keys so.

Each by itself, as that is five times faster than one expression; `_EXPONENT` tells numbers from ids such as `a1e4`."""
_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,9})\Z")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def json_stringify(value: Any, indent: int | str | None = None) -> str:
    """`JSON.stringify(value, null, indent)`.

    Raises ValueError for a value that contains itself, as JavaScript raises a TypeError. Where JavaScript gives
    `undefined` (for undefined itself), so does this: the text `undefined`.
    """
    if not indent and (fast := _fast(value)) is not None:
        return fast
    gap = " " * min(indent, 10) if isinstance(indent, int) else (indent or "")[:10]
    try:
        text = _serialize(value, "\n" if gap else "", gap)
    except RecursionError:
        raise ValueError("Converting circular structure to JSON") from None
    if text is None:
        return "undefined"
    if _LONE_SURROGATE.search(text):
        text = _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return text


def _fast(value: Any) -> str | None:
    """What orjson makes of it; None when it cannot, or where JavaScript might have written something else."""
    try:
        text = orjson.dumps(value, option=_FAST)
    except (TypeError, ValueError):
        return None
    if _INDEX_KEY.search(text) or (_MAYBE_EXPONENT.search(text) and _EXPONENT.search(text)):
        return None
    if _WHOLE.search(text):
        if b"-0.0" in text or b'\\"' in text or b".0" in b" ".join(text.split(b'"')[1::2]):
            return None  # a zero below zero, or what looks so inside a string
        text = _WHOLE.sub(b"", text)
    return text.decode()


def _serialize(value: Any, newline: str, gap: str) -> str | None:
    if isinstance(value, str):
        return str(encode_basestring(value))
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, BigInt):
        raise ValueError("Do not know how to serialize a BigInt")
    if isinstance(value, (int, float)):
        return (
            number_to_string(value)
            if math.isfinite(as_double(value) if isinstance(value, int) else value)
            else "null"
        )
    inner = newline + gap
    if isinstance(value, Mapping):
        colon = ": " if gap else ":"
        members = []
        for key in ordered_keys(value):
            text = _serialize(value[key], inner, gap)
            if text is not None:
                members.append(f"{encode_basestring(str(key))}{colon}{text}")
        return f"{{{inner}{f',{inner}'.join(members)}{newline}}}" if members else "{}"
    if isinstance(value, (list, tuple)):
        items = [_serialize(item, inner, gap) or "null" for item in value]
        return f"[{inner}{f',{inner}'.join(items)}{newline}]" if items else "[]"
    if isinstance(value, datetime):
        return f'"{iso_string(value)}"'
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _serialize({"type": "Buffer", "data": list(bytes(value))}, newline, gap)
    if value is UNDEFINED or callable(value):
        return None
    return "{}"


def ordered_keys(value: Mapping[Any, Any]) -> list[Any]:
    """The keys in JavaScript's order: array indices ascending, then the others as they were added."""
    keys = list(value)
    try:
        if not any(map(str.isdigit, keys)):
            return keys
    except TypeError:  # keys that are numbers
        pass
    indices = [key for key in keys if _INDEX.match(str(key)) and int(key) < 2**32 - 1]
    taken = set(indices)
    return sorted(indices, key=int) + [key for key in keys if key not in taken]
