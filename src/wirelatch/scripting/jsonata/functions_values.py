"""Functions on arrays, objects and values of any kind: https://docs.jsonata.org/array-functions, /object-functions."""

from __future__ import annotations

import random
from typing import Any

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.kinds import (
    Function,
    Sequence,
    equal,
    is_function,
    is_numeric,
    keys_of,
    lookup,
    member,
    truth,
)
from wirelatch.scripting.jsonata.runtime import LONGEST, Frame, Native
from wirelatch.scripting.kinds import UNDEFINED


def _boolean(value: Any) -> Any:
    return UNDEFINED if value is UNDEFINED else truth(value)


def _not(value: Any) -> Any:
    return UNDEFINED if value is UNDEFINED else not truth(value)


def _exists(value: Any = UNDEFINED) -> bool:
    return value is not UNDEFINED


def _type(value: Any) -> Any:
    if value is UNDEFINED:
        return UNDEFINED
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if is_numeric(value):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    return "function" if is_function(value) else "object"


def _append(first: Any, second: Any = UNDEFINED) -> Any:
    if first is UNDEFINED:
        return second
    if second is UNDEFINED:
        return first
    one = first if isinstance(first, list) else [first]
    other = second if isinstance(second, list) else [second]
    if len(one) + len(other) > LONGEST // 6:
        raise fail("D2015")
    return [*one, *other]


def _reverse(values: Any) -> Any:
    return values if values is UNDEFINED or len(values) < 2 else values[::-1]


def _shuffle(values: Any) -> Any:
    if values is UNDEFINED or len(values) < 2:
        return values
    shuffled = list(values)
    random.shuffle(shuffled)
    return shuffled


def _zip(frame: Frame, *arrays: Any) -> Any:
    frame.run.nested = True
    if not all(isinstance(array, list) for array in arrays):
        return []
    return [list(row) for row in zip(*arrays, strict=False)]


_HASHABLE = frozenset({str, int, float, bool, type(None)})


def _distinct(frame: Frame, values: Any) -> Any:
    if not isinstance(values, list) or len(values) < 2:
        return values
    seen: set[Any] = set()
    rare: list[Any] = []
    out: list[Any] = Sequence() if type(values) is Sequence else []
    for value in values:
        kind = type(value)
        if kind in _HASHABLE:
            key = (kind is bool or value is None, value)
            if key in seen:
                continue
            seen.add(key)
        else:
            frame.run.spend(1 + (len(rare) >> 3))
            if any(equal(value, other) for other in rare):
                continue
            rare.append(value)
        out.append(value)
    return out


def _keys(value: Any) -> Any:
    if isinstance(value, list):
        merged: dict[str, bool] = {}
        for item in value:
            for key in _keys(item):
                merged[key] = True
        return Sequence(keys_of(merged))
    return Sequence(() if is_function(value) else keys_of(value))


def _lookup(value: Any, name: Any = UNDEFINED) -> Any:
    return UNDEFINED if name is UNDEFINED else lookup(value, name)


def _spread(frame: Frame, value: Any) -> Any:
    frame.run.nested = True
    if isinstance(value, list):
        out = Sequence()
        for item in value:
            spread = _spread(frame, item)
            if isinstance(spread, list):
                out.extend(spread)
            elif spread is not UNDEFINED:
                out.append(spread)
        return out
    if isinstance(value, dict) or (not is_function(value) and keys_of(value)):
        return Sequence([{key: member(value, key)} for key in keys_of(value)])
    if value is None or value is UNDEFINED or isinstance(value, (str, int, float, Function)):
        return value
    return Sequence()


def _merge(frame: Frame, objects: Any) -> Any:
    if objects is UNDEFINED:
        return UNDEFINED
    out: dict[str, Any] = {}
    for one in objects:
        if isinstance(one, dict):
            out.update(one)
        else:
            out.update({key: member(one, key) for key in keys_of(one)})
    frame.run.nested = True
    return out


def _error(message: Any = UNDEFINED) -> Any:
    text = "$error() was called" if message is UNDEFINED or not message else message
    raise fail("D3137", reason=text)


def _assert(condition: Any, message: Any = UNDEFINED) -> Any:
    if condition is UNDEFINED or not condition:
        raise fail("D3141", reason="$assert() failed" if message is UNDEFINED or not message else message)
    return UNDEFINED


FUNCTIONS = [
    Native("boolean", _boolean, "<x-:b>", 1),
    Native("not", _not, "<x-:b>", 1),
    Native("exists", _exists, "<x:b>", 1),
    Native("type", _type, "<x:s>", 1),
    Native("append", _append, "<xx:a>", 2),
    Native("reverse", _reverse, "<a:a>", 1),
    Native("shuffle", _shuffle, "<a:a>", 1),
    Native("zip", _zip, "<a+>", 0, wants_frame=True),
    Native("distinct", _distinct, "<x:x>", 1, wants_frame=True),
    Native("keys", _keys, "<x-:a<s>>", 1),
    Native("lookup", _lookup, "<x-s:x>", 2),
    Native("spread", _spread, "<x-:a<o>>", 1, wants_frame=True),
    Native("merge", _merge, "<a<o>:o>", 1, wants_frame=True),
    Native("error", _error, "<s?:x>", 1),
    Native("assert", _assert, "<bs?:x>", 2),
]
