"""Values as strings: https://docs.jsonata.org/string-functions#string."""

from __future__ import annotations

import math
from json.encoder import encode_basestring
from typing import Any

from wirelatch.scripting.jsonata.errors import JsonataError, fail
from wirelatch.scripting.jsonata.kinds import Sequence, is_function
from wirelatch.scripting.kinds import UNDEFINED, BigInt
from wirelatch.scripting.moment_object import Moment
from wirelatch.scripting.numbers import as_double, number_to_string
from wirelatch.scripting.serialization import json_stringify, ordered_keys


def text_of(value: Any, pretty: bool = False) -> str:
    """The string that a value, which is not UNDEFINED, becomes: itself, or its JSON form."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value) if -(2**53) <= value <= 2**53 else number_to_string(value)
    if kind is float:
        return _number(value)
    if kind is bool:
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, str):
        return str(value)
    if is_function(value):
        return ""
    if type(value) is Sequence and value.outer:
        value = value[0]
    try:
        text = _json(value, "\n" if pretty else "", "  " if pretty else "", set())
    except RecursionError:
        raise JsonataError("the value is nested too deep to be written as a string", "D1011") from None
    return "null" if text is None else text


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise fail("D3001", value=value)
    return number_to_string(value if value.is_integer() else float(f"{value:.15g}"))


def _json(value: Any, newline: str, gap: str, above: set[int]) -> str | None:
    kind = type(value)
    if kind is str:
        return str(encode_basestring(value)) if value.isascii() else json_stringify(value)
    if kind is int:
        return number_to_string(value)
    if kind is float:
        if not math.isfinite(value):
            if value != value:
                return "null"
            raise fail("D1001", value=value)
        return _number(value)
    if kind is bool:
        return "true" if value else "false"
    if value is None:
        return "null"
    if value is UNDEFINED:
        return None
    if isinstance(value, (dict, list)):
        if id(value) in above:
            raise JsonataError("an object that contains itself cannot be written as a string")
        above.add(id(value))
        inner = newline + gap
        if isinstance(value, list):
            items = [_json(item, inner, gap, above) or "null" for item in value]
            opening, closing = "[]"
        else:
            items, (opening, closing) = [], "{}"
            colon = ": " if gap else ":"
            for key in ordered_keys(value):
                text = _json(value[key], inner, gap, above)
                if text is not None:
                    items.append(f"{json_stringify(str(key))}{colon}{text}")
        above.discard(id(value))
        if not items:
            return opening + closing
        return f"{opening}{inner}{f',{inner}'.join(items)}{newline}{closing}"
    if is_function(value):
        return '""'
    if isinstance(value, Moment):
        return json_stringify(value.value())
    if isinstance(value, BigInt):
        raise JsonataError("a BigInt cannot be written as a string")
    if isinstance(value, int):
        return number_to_string(as_double(value))
    return json_stringify(value, 2 if gap else None)
