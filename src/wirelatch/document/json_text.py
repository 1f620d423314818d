"""JSON text as JavaScript's `JSON.stringify` writes it, for plain JSON values.

https://tc39.es/ecma262/#sec-json.stringify. Differs from Python's own in numbers (`1` for 1.0, `1e+21`) and in lone
surrogates, which are escaped, as UTF-8 cannot hold them.
"""

from __future__ import annotations

import contextlib
import json
import re
from decimal import Decimal
from typing import Any

import orjson

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_EXACT = 2.0**53


def number_text(value: int | float) -> str:
    """A finite number as JavaScript prints it: https://tc39.es/ecma262/#sec-numeric-types-number-tostring."""
    if isinstance(value, int):
        return str(value)
    if value == 0:
        return "0"
    sign, digit_tuple, exponent = Decimal(repr(value)).as_tuple()
    digits = "".join(map(str, digit_tuple)).rstrip("0") or "0"
    assert isinstance(exponent, int)
    point = exponent + len(digit_tuple)
    minus = "-" if sign else ""
    if len(digits) <= point <= 21:
        return f"{minus}{digits}{'0' * (point - len(digits))}"
    if 0 < point <= 21:
        return f"{minus}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{minus}0.{'0' * -point}{digits}"
    exponent_text = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return f"{minus}{digits[0]}{'.' + digits[1:] if len(digits) > 1 else ''}{exponent_text}"


def _common(value: Any) -> Any:
    """`value` with floats that Python would write differently replaced; raises where that cannot be done."""
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _EXACT:
            return int(value)
        if not 1e-4 <= abs(value) < 1e16:
            raise _NeedsText
        return value
    if isinstance(value, dict):
        for item in value.values():
            if isinstance(item, (float, dict, list)) and _common(item) is not item:
                return {key: _common(member) for key, member in value.items()}
        return value
    if isinstance(value, list):
        for item in value:
            if isinstance(item, (float, dict, list)) and _common(item) is not item:
                return [_common(i) for i in value]
        return value
    return value


class _NeedsText(Exception):  # noqa: N818 - a signal, not an error
    pass


_OTHER_NUMBER = re.compile(rb"[:,\[]-?\d+(?:\.0[,\]}]|(?:\.\d+)?[eE])")
"""What may be a number that orjson writes otherwise than JavaScript: `1.0`, `1e21`. Within a text it may be found too."""


def is_plain(value: Any) -> bool:
    """Whether orjson is sure to write a value as `JSON.stringify` does."""
    try:
        return _OTHER_NUMBER.search(orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_SUBCLASS)) is None
    except orjson.JSONEncodeError:
        return False


def stringify(value: Any, indent: str = "") -> str:
    """`JSON.stringify(value, null, indent)`."""
    if not indent:
        # Much faster, and the same text; refuses what it would write otherwise (large integers, lone surrogates).
        with contextlib.suppress(orjson.JSONEncodeError):
            octets = orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_SUBCLASS)
            if _OTHER_NUMBER.search(octets) is None:
                return octets.decode()
    try:
        common = _common(value)
    except _NeedsText:
        text = _write(value, "\n" if indent else "", indent)
    else:
        if indent:
            text = json.dumps(common, ensure_ascii=False, indent=indent)
        else:
            with contextlib.suppress(orjson.JSONEncodeError):
                return orjson.dumps(common, option=orjson.OPT_PASSTHROUGH_SUBCLASS).decode()
            text = json.dumps(common, ensure_ascii=False, separators=(",", ":"))
    return escape_lone_surrogates(text)


def escape_lone_surrogates(text: str) -> str:
    """JSON text that UTF-8 can hold."""
    if _LONE_SURROGATE.search(text):
        return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return text


def string_text(value: str) -> str:
    """A string as JSON."""
    return json.dumps(value, ensure_ascii=False)


def _write(value: Any, newline: str, indent: str) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return number_text(value)
    inner = newline + indent
    separator, end = ("," + inner, newline) if indent else (",", "")
    start = inner if indent else ""
    if isinstance(value, dict):
        colon = ": " if indent else ":"
        parts = [string_text(str(key)) + colon + _write(item, inner, indent) for key, item in value.items()]
        return "{" + start + separator.join(parts) + end + "}" if parts else "{}"
    parts = [_write(item, inner, indent) for item in value]
    return "[" + start + separator.join(parts) + end + "]" if parts else "[]"
