"""The values of a message, and what JavaScript does with them: converting and comparing.

Flows were written against JavaScript, so `switch` compares with `==` and `<` as ECMAScript defines them
(https://tc39.es/ecma262/#sec-islooselyequal, #sec-islessthan) and a template shows a number as JavaScript prints it.

How JavaScript's values look in Python: `null` is `None`; `undefined` is an absent key, or `UNDEFINED` where something
must stand for it; a Buffer is `bytes`; a Date is an aware `datetime`; numbers are `int` or `float`; a BigInt, Map, Set
or Error, which messages hardly ever carry, are classes of `wirelatch.scripting.kinds`. An `undefined` or a hole inside an
array is `None`.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from wirelatch.scripting.cloning import clone
from wirelatch.scripting.dates import epoch_ms, from_epoch_ms, iso_string
from wirelatch.scripting.kinds import UNDEFINED, BigInt, ErrorValue, JsMap, JsSet, Undefined
from wirelatch.scripting.numbers import narrow, number_to_string, parse_float, parse_number
from wirelatch.scripting.serialization import json_stringify

__all__ = [
    "UNDEFINED",
    "BigInt",
    "ErrorValue",
    "JsMap",
    "JsSet",
    "Undefined",
    "clone",
    "epoch_ms",
    "from_epoch_ms",
    "is_truthy",
    "iso_string",
    "json_stringify",
    "less_or_equal",
    "less_than",
    "loose_equal",
    "narrow",
    "number_to_string",
    "parse_float",
    "parse_number",
    "strict_equal",
    "to_number",
    "to_primitive",
    "to_string",
    "type_of",
]


def type_of(value: Any) -> str:
    """What JavaScript's `typeof` says."""
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, BigInt):
        return "bigint"
    if isinstance(value, (int, float)):
        return "number"
    if value is UNDEFINED:
        return "undefined"
    if callable(value) and not isinstance(value, type):
        return "function"
    return "object"


def is_truthy(value: Any) -> bool:
    """Whether `if (value)` holds in JavaScript: empty objects, arrays and buffers are true, NaN is not."""
    if isinstance(value, (str, int)):
        return bool(value)
    if isinstance(value, float):
        return value != 0 and value == value
    return value is not None and value is not UNDEFINED


def to_number(value: Any) -> int | float:
    """`Number(value)`; `int` where the result is a whole number."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, str):
        return parse_number(value)
    if value is None:
        return 0
    if value is UNDEFINED:
        return math.nan
    return to_number(to_primitive(value, number=True))


def to_string(value: Any) -> str:
    """`String(value)`: objects are `[object Object]`, arrays are joined by commas, a Buffer is read as UTF-8."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_to_string(value)
    if value is None:
        return "null"
    if value is UNDEFINED:
        return "undefined"
    primitive = to_primitive(value)
    return primitive if isinstance(primitive, str) else to_string(primitive)


def to_primitive(value: Any, *, number: bool = False) -> Any:
    """What an object becomes before it is compared or added; `number` asks a Date for its milliseconds."""
    if isinstance(value, (str, int, float)) or value is None or value is UNDEFINED:
        return value
    if isinstance(value, (list, tuple)):
        return _join(value, set())
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, datetime):
        return epoch_ms(value) if number else _date_string(value)
    if isinstance(value, JsMap):
        return "[object Map]"
    if isinstance(value, JsSet):
        return "[object Set]"
    return "[object Object]"


def _join(items: Any, open_lists: set[int]) -> str:
    if id(items) in open_lists:
        return ""
    open_lists.add(id(items))
    parts = []
    for item in items:
        if item is None or item is UNDEFINED:
            parts.append("")
        elif isinstance(item, (list, tuple)):
            parts.append(_join(item, open_lists))
        else:
            parts.append(to_string(item))
    open_lists.discard(id(items))
    return ",".join(parts)


def _date_string(value: datetime) -> str:
    local = value.astimezone()
    return local.strftime("%a %b %d %Y %H:%M:%S GMT%z (%Z)")


def _is_object(value: Any) -> bool:
    return not (isinstance(value, (str, int, float)) or value is None or value is UNDEFINED)


def strict_equal(a: Any, b: Any) -> bool:
    """`a === b`: the same type and value; objects, arrays, buffers and dates only when they are the same one."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return isinstance(a, BigInt) == isinstance(b, BigInt) and a == b
    if isinstance(a, str) and isinstance(b, str):
        return a == b
    return a is b


def loose_equal(a: Any, b: Any) -> bool:
    """`a == b` with JavaScript's coercions; `null == undefined`, `"1" == 1`, `[1] == 1`."""
    if isinstance(a, str) and isinstance(b, str):
        return a == b
    a_nullish = a is None or a is UNDEFINED
    b_nullish = b is None or b is UNDEFINED
    if a_nullish or b_nullish:
        return a_nullish and b_nullish
    a_object, b_object = _is_object(a), _is_object(b)
    if a_object and b_object:
        return a is b
    if a_object:
        return loose_equal(to_primitive(a), b)
    if b_object:
        return loose_equal(a, to_primitive(b))
    if isinstance(a, str):
        a = parse_number(a)
    if isinstance(b, str):
        b = parse_number(b)
    return bool(a == b)


def less_than(a: Any, b: Any) -> bool:
    """`a < b`: as text when both are text, as numbers otherwise; false when either is not a number."""
    a, b = to_primitive(a, number=True), to_primitive(b, number=True)
    if isinstance(a, str) and isinstance(b, str):
        return _utf16_less(a, b)
    return bool(to_number(a) < to_number(b))


def less_or_equal(a: Any, b: Any) -> bool:
    """`a <= b`, which is not `!(b < a)` where a side is not a number."""
    a, b = to_primitive(a, number=True), to_primitive(b, number=True)
    if isinstance(a, str) and isinstance(b, str):
        return not _utf16_less(b, a)
    return bool(to_number(a) <= to_number(b))


def _utf16_less(a: str, b: str) -> bool:
    if a.isascii() or b.isascii():
        return a < b
    return a.encode("utf-16-be", "surrogatepass") < b.encode("utf-16-be", "surrogatepass")
