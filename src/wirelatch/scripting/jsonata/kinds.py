"""What JSONata's values are in Python, and the questions that all of its parts ask of them.

Values of messages are used as they are: see `wirelatch.scripting.values`. Beside them there are sequences (lists that
vanish when they hold one value or none, https://docs.jsonata.org/processing#sequences) and functions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.host_objects import host_keys, host_property
from wirelatch.scripting.kinds import UNDEFINED, BigInt, Undefined
from wirelatch.scripting.numbers import as_double
from wirelatch.scripting.serialization import ordered_keys

MAX_SAFE = 2**53
NUMBERS = frozenset({int, float})
_SCALARS: frozenset[type] = frozenset({str, int, float, bool, type(None), Undefined})


class Sequence(list[Any]):
    """Results in a row. `keep`: one result stays in an array; `outer`: it wraps the input; `tuples`: see `Node.tuple`."""

    keep = False  # on the class, as most sequences are made and forgotten without any of them
    outer = False
    tuples = False


class Constructed(list[Any]):
    """An array constructor's result inside a path, which is not flattened into the path's result."""

    __slots__ = ()


class Function:
    """A function of JSONata; `arity` counts the arguments that a higher-order function hands to it."""

    __slots__ = ("arity",)
    arity: int


_LETTERS: dict[type, str] = {
    str: "s", int: "n", float: "n", bool: "b", type(None): "l", list: "a", Sequence: "a", Constructed: "a", dict: "o",
    Undefined: "m", BigInt: "m",
}  # fmt: skip


def kind_letter(value: Any) -> str:
    """The letter of the value's kind in a signature; `m` when it is missing."""
    letter = _LETTERS.get(type(value))
    if letter is not None:
        return letter
    if is_function(value):
        return "f"
    if isinstance(value, list):
        return "a"
    if isinstance(value, str):
        return "s"
    return "o"


def is_function(value: Any) -> bool:
    """Whether it can be called."""
    return isinstance(value, Function) or (callable(value) and type(value) not in _SCALARS)


def is_numeric(value: Any) -> bool:
    """Whether it is a number; infinite ones raise JsonataError."""
    kind = type(value)
    if kind is int:
        return True
    if kind is float:
        if value - value == 0:
            return True
        if value == value:
            raise fail("D1001", value=value)
    return False


def is_object(value: Any) -> bool:
    """Whether it has properties."""
    if type(value) is dict:
        return True
    return (
        type(value) not in _SCALARS and not isinstance(value, (list, BigInt, str)) and not is_function(value)
    )


def finish(value: Any) -> Any:
    """A result as the outside sees it: a sequence of one is that one, an empty one is nothing."""
    if type(value) is Sequence and not value.tuples:
        if not value:
            return UNDEFINED
        if len(value) == 1 and not value.keep:
            return value[0]
    return value


def lookup(value: Any, name: str) -> Any:
    """The property of that name; of a list, those of all its items, in a sequence."""
    kind = type(value)
    if kind is dict:
        return value.get(name, UNDEFINED)
    if kind in _SCALARS:
        return UNDEFINED
    if isinstance(value, list):
        found = Sequence()
        for item in value:
            one = item.get(name, UNDEFINED) if type(item) is dict else lookup(item, name)
            if one is UNDEFINED:
                continue
            if isinstance(one, list):
                found.extend(one)
            else:
                found.append(one)
        return found
    if isinstance(value, dict):
        return value.get(name, UNDEFINED)
    if isinstance(value, Function):
        return UNDEFINED
    return host_property(value, name)


def keys_of(value: Any) -> list[str]:
    """The names of an object's own properties, in JavaScript's order; none for what is no object."""
    if isinstance(value, dict):
        return ordered_keys(value)
    if type(value) in _SCALARS or isinstance(value, Function):
        return []
    if isinstance(value, list):
        return [str(index) for index in range(len(value))]
    return host_keys(value)


def member(value: Any, name: str) -> Any:
    """An own property found by `keys_of`."""
    if isinstance(value, dict):
        return value[name]
    if isinstance(value, list):
        return value[int(name)]
    return host_property(value, name)


def truth(value: Any) -> bool:
    """The boolean that a value stands for: https://docs.jsonata.org/boolean-functions#boolean."""
    kind = type(value)
    if kind is bool:
        return bool(value)
    if kind is str or kind is dict or kind is int:
        return bool(value)
    if value is None or value is UNDEFINED:
        return False
    if kind is float:
        return is_numeric(value) and value != 0
    if isinstance(value, list):
        return any(map(truth, value))
    if isinstance(value, (str, dict)):
        return len(value) > 0
    if is_function(value) or isinstance(value, BigInt):
        return False
    return bool(host_keys(value))


def equal(one: Any, other: Any) -> bool:
    """Whether two values are the same all the way down; the order of keys does not matter."""
    kind = type(one)
    if kind is str:
        return type(other) is str and bool(one == other)
    if kind in NUMBERS:
        return type(other) in NUMBERS and bool(one == other)
    if one is other:
        return True
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict):
        if not isinstance(other, dict) or len(one) != len(other):
            return False
        return all(key in other and equal(item, other[key]) for key, item in one.items())
    if isinstance(one, (bytes, bytearray, datetime, BigInt, str)):
        return type(one) is type(other) and bool(one == other)
    return False


def contains(items: Any, value: Any) -> bool:
    """The operator `in`: whether the very value is among the items."""
    kind = type(value)
    if kind in NUMBERS:
        return any(type(item) in NUMBERS and item == value for item in items)
    if kind is str:
        return any(type(item) is str and item == value for item in items)
    return any(item is value for item in items)


def number(value: float) -> int | float:
    """A result of arithmetic, as JavaScript's doubles hold it; whole numbers are `int`."""
    if type(value) is int:
        return value if -MAX_SAFE <= value <= MAX_SAFE else as_double(value)
    if value.is_integer() and -MAX_SAFE <= value <= MAX_SAFE and (value or math.copysign(1, value) > 0):
        return int(value)
    return value


def less(one: str, other: str) -> bool:
    """Whether a string comes before another, by UTF-16 code units."""
    if one.isascii() or other.isascii():
        return one < other
    return one.encode("utf-16-be", "surrogatepass") < other.encode("utf-16-be", "surrogatepass")


Implementation = Callable[..., Any]
