"""The comparisons of the `switch` node, in JavaScript's sense; each takes the value and the rule's two values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from wirelatch.scripting.regex import compile_js
from wirelatch.scripting.values import (
    UNDEFINED,
    less_or_equal,
    less_than,
    loose_equal,
    to_number,
    to_string,
    type_of,
)

Operator = Callable[[Any, Any, Any], bool]
SEQUENCE_OPERATORS = frozenset({"head", "tail", "index"})
"""These look at `msg.parts` in place of the property."""


def _between(value: Any, low: Any, high: Any) -> bool:
    return (less_or_equal(low, value) and less_or_equal(value, high)) or (
        less_or_equal(value, low) and less_or_equal(high, value)
    )


def _size(value: Any) -> int | None:
    """Length of text, arrays and buffers, number of keys of objects, None for anything else."""
    if isinstance(value, (str, list, tuple, bytes, bytearray, Mapping)):
        return len(value)
    return 0 if type_of(value) == "object" and value is not None else None


def _is_type(value: Any, wanted: Any) -> bool:
    is_buffer = isinstance(value, (bytes, bytearray))
    if wanted == "array":
        return isinstance(value, (list, tuple))
    if wanted == "buffer":
        return is_buffer
    if wanted == "null":
        return value is None
    if wanted == "json":
        return _is_json(value)
    if wanted == "number":
        return type_of(value) == "number" and value == value
    return (
        type_of(value) == wanted
        and not isinstance(value, (list, tuple))
        and not is_buffer
        and value is not None
    )


def _is_json(value: Any) -> bool:
    try:
        orjson.loads(to_string(value))
    except orjson.JSONDecodeError:
        return False
    return True


def _has_key(value: Any, key: Any) -> bool:
    if type_of(key) == "object":
        return False
    if isinstance(value, Mapping):
        return to_string(key) in value
    if isinstance(value, (list, tuple, str, bytes, bytearray)):
        name = to_string(key)
        return name == "length" or (name.isdigit() and int(name) < len(value))
    return False


def _place(parts: Any, name: str) -> Any:
    if not isinstance(parts, Mapping):
        raise ValueError("the message is no part of a sequence: it has no msg.parts")
    return to_number(parts.get(name, UNDEFINED))


OPERATORS: dict[str, Operator] = {
    "eq": lambda a, b, _: loose_equal(a, b),
    "neq": lambda a, b, _: not loose_equal(a, b),
    "lt": lambda a, b, _: less_than(a, b),
    "lte": lambda a, b, _: less_or_equal(a, b),
    "gt": lambda a, b, _: less_than(b, a),
    "gte": lambda a, b, _: less_or_equal(b, a),
    "btwn": _between,
    "cont": lambda a, b, _: to_string(b) in to_string(a),
    "regex": lambda a, b, ignore_case: compile_js(to_string(b), "i" if ignore_case else "").search(to_string(a)) is not None,
    "true": lambda a, *_: a is True,
    "false": lambda a, *_: a is False,
    "null": lambda a, *_: a is None or a is UNDEFINED,
    "nnull": lambda a, *_: a is not None and a is not UNDEFINED,
    "empty": lambda a, *_: _size(a) == 0,
    "nempty": lambda a, *_: bool(_size(a)),
    "istype": lambda a, b, _: _is_type(a, b),
    "hask": lambda a, b, _: _has_key(a, b),
    "jsonata_exp": lambda _, b, __: b is True,
    "head": lambda parts, count, _: bool(_place(parts, "index") < to_number(count)),
    "tail": lambda parts, count, _: bool(_place(parts, "count") - to_number(count) <= _place(parts, "index")),
    "index": lambda parts, low, high: bool(to_number(low) <= _place(parts, "index") <= to_number(high)),
}  # fmt: skip


def specialise(name: str, constant: Any) -> Callable[[Any], bool] | None:
    """A faster test for the rules that flows use most, where the rule's value is a constant; None when there is none."""
    if name in ("true", "false", "null", "nnull", "empty", "nempty"):
        operator = OPERATORS[name]
        return lambda value: operator(value, None, None)
    if isinstance(constant, bool) or not isinstance(constant, (str, int, float)):
        return None
    if name == "regex":
        return None
    if isinstance(constant, str):
        return _for_text(name, constant)
    return _for_number(name, constant)


def _for_text(name: str, wanted: str) -> Callable[[Any], bool] | None:
    if name == "eq":
        return lambda value: value == wanted if type(value) is str else loose_equal(value, wanted)
    if name == "neq":
        return lambda value: value != wanted if type(value) is str else not loose_equal(value, wanted)
    if name == "cont":
        return lambda value: wanted in (value if type(value) is str else to_string(value))
    return None


def _for_number(name: str, wanted: float) -> Callable[[Any], bool] | None:
    numbers = (int, float)
    if name == "eq":
        return lambda value: value == wanted if type(value) in numbers else loose_equal(value, wanted)
    if name == "neq":
        return lambda value: value != wanted if type(value) in numbers else not loose_equal(value, wanted)
    if name == "lt":
        return lambda value: value < wanted if type(value) in numbers else less_than(value, wanted)
    if name == "lte":
        return lambda value: value <= wanted if type(value) in numbers else less_or_equal(value, wanted)
    if name == "gt":
        return lambda value: value > wanted if type(value) in numbers else less_than(wanted, value)
    if name == "gte":
        return lambda value: value >= wanted if type(value) in numbers else less_or_equal(wanted, value)
    return None
