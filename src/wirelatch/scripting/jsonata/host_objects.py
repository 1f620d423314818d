"""Objects in messages that are not plain data, as JSONata sees them: what JavaScript's own would offer by the same names.

A Buffer has its bytes by index, `length` and `toString`; a Date its getters; a Map and a Set their `size`; the objects
at `msg.req` and `msg.res` their public attributes; a moment its methods.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from wirelatch.scripting.dates import epoch_ms, iso_string
from wirelatch.scripting.kinds import UNDEFINED, BigInt, JsMap, JsSet
from wirelatch.scripting.moment_object import Moment
from wirelatch.scripting.values import to_string

_BUFFERS = (bytes, bytearray, memoryview)
_DATE_PARTS: dict[str, Callable[[datetime], Any]] = {
    "getTime": epoch_ms,
    "valueOf": epoch_ms,
    "toISOString": iso_string,
    "toJSON": iso_string,
    "toString": to_string,
}
for _name, _read in (
    ("FullYear", lambda at: at.year),
    ("Month", lambda at: at.month - 1),
    ("Date", lambda at: at.day),
    ("Day", lambda at: at.isoweekday() % 7),
    ("Hours", lambda at: at.hour),
    ("Minutes", lambda at: at.minute),
    ("Seconds", lambda at: at.second),
    ("Milliseconds", lambda at: at.microsecond // 1000),
):
    _DATE_PARTS[f"get{_name}"] = lambda at, read=_read: read(at.astimezone())  # type: ignore[misc]
    _DATE_PARTS[f"getUTC{_name}"] = lambda at, read=_read: read(at.astimezone(UTC))  # type: ignore[misc]
_DECODERS: dict[str, Callable[[bytes], str]] = {
    "utf8": lambda data: data.decode("utf-8", "replace"),
    "utf-8": lambda data: data.decode("utf-8", "replace"),
    "hex": lambda data: data.hex(),
    "base64": lambda data: base64.b64encode(data).decode(),
    "ascii": lambda data: bytes(byte & 127 for byte in data).decode("ascii"),
    "latin1": lambda data: data.decode("latin-1"),
    "binary": lambda data: data.decode("latin-1"),
    "utf16le": lambda data: data.decode("utf-16-le", "replace"),
    "ucs2": lambda data: data.decode("utf-16-le", "replace"),
}


def host_property(value: Any, name: str) -> Any:
    """The property of that name, UNDEFINED when there is none; methods are callables."""
    if isinstance(value, _BUFFERS):
        return _of_buffer(value, name)
    if isinstance(value, datetime):
        read = _DATE_PARTS.get(name)
        return UNDEFINED if read is None else lambda *_: read(value)
    if isinstance(value, Moment):
        return _method(value, name) if value.offers(name) else UNDEFINED
    if isinstance(value, JsMap):
        return len(value.entries) if name == "size" else UNDEFINED
    if isinstance(value, JsSet):
        return len(value.values) if name == "size" else UNDEFINED
    if isinstance(value, Mapping):
        return value.get(name, UNDEFINED)
    if isinstance(value, (str, int, float, tuple)) or name.startswith("_"):
        return UNDEFINED
    try:
        found = getattr(value, name, UNDEFINED)
    except Exception:
        return UNDEFINED
    if callable(found):
        return UNDEFINED
    return dict(found) if isinstance(found, Mapping) and not isinstance(found, dict) else found


def host_keys(value: Any) -> list[str]:
    """The names of the object's own properties."""
    if isinstance(value, _BUFFERS):
        return [str(index) for index in range(len(value))]
    if isinstance(value, Mapping):
        return [str(key) for key in value]
    if isinstance(value, (datetime, JsMap, JsSet, BigInt, Moment)):
        return []
    return [name for name in getattr(value, "__dict__", ()) if not name.startswith("_")]


def _of_buffer(value: Any, name: str) -> Any:
    if name in ("length", "byteLength"):
        return len(value)
    if name.isdecimal() and name.isascii():
        return value[int(name)] if int(name) < len(value) else UNDEFINED
    if name == "toString":
        data = bytes(value)

        def text(encoding: Any = "utf8", start: Any = 0, end: Any = None, *_: Any) -> str:
            decode = _DECODERS.get(to_string(encoding).lower())
            if decode is None:
                raise ValueError(f"Unknown encoding: {to_string(encoding)}")
            return decode(data[int(start) : None if end is None else int(end)])

        return text
    return UNDEFINED


def _method(value: Moment, name: str) -> Callable[..., Any]:
    return lambda *arguments: value.call(name, arguments)
