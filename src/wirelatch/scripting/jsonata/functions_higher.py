"""Functions that take functions: https://docs.jsonata.org/higher-order-functions."""

from __future__ import annotations

from typing import Any

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.kinds import (
    Sequence,
    finish,
    is_numeric,
    keys_of,
    less,
    member,
    truth,
)
from wirelatch.scripting.jsonata.runtime import Frame, Native, arity, call
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.values import is_truthy


def _caller(function: Any, frame: Frame) -> Any:
    """Calls it with as many of item, key and whole as it takes."""
    count = max(1, min(3, arity(function)))
    run = frame.run
    run.nested = True

    def invoke(item: Any, key: Any, whole: Any) -> Any:
        run.left -= 1
        if run.left < 0:
            run.look()
        arguments = [item] if count == 1 else [item, key] if count == 2 else [item, key, whole]
        return finish(call(function, arguments, None, frame))

    return invoke


def _map(frame: Frame, values: Any, function: Any = UNDEFINED) -> Any:
    if values is UNDEFINED:
        return UNDEFINED
    invoke, out = _caller(function, frame), Sequence()
    for index, value in enumerate(values):
        result = invoke(value, index, values)
        if result is not UNDEFINED:
            out.append(result)
    frame.run.nested = True
    return out


def _filter(frame: Frame, values: Any, function: Any = UNDEFINED) -> Any:
    if values is UNDEFINED:
        return UNDEFINED
    invoke = _caller(function, frame)
    return Sequence([value for index, value in enumerate(values) if truth(invoke(value, index, values))])


def _single(frame: Frame, values: Any, function: Any = UNDEFINED) -> Any:
    if values is UNDEFINED:
        return UNDEFINED
    invoke = None if function is UNDEFINED else _caller(function, frame)
    found = [
        value for index, value in enumerate(values) if invoke is None or truth(invoke(value, index, values))
    ]
    if len(found) != 1:
        raise fail("D3138" if found else "D3139")
    return found[0]


def _reduce(frame: Frame, values: Any, function: Any = UNDEFINED, initial: Any = UNDEFINED) -> Any:
    if values is UNDEFINED:
        return UNDEFINED
    count = arity(function)
    if count < 2:
        raise fail("D3050")
    start = 0
    result = initial
    if initial is UNDEFINED and values:
        result, start = values[0], 1
    for index in range(start, len(values)):
        frame.run.spend(1)
        arguments = [result, values[index], index, values][: min(4, count)]
        result = finish(call(function, arguments, None, frame))
    frame.run.nested = True
    return result


def _each(frame: Frame, value: Any, function: Any = UNDEFINED) -> Any:
    invoke, out = _caller(function, frame), Sequence()
    for key in keys_of(value):
        result = invoke(member(value, key), key, value)
        if result is not UNDEFINED:
            out.append(result)
    frame.run.nested = True
    return out


def _sift(frame: Frame, value: Any, function: Any = UNDEFINED) -> Any:
    invoke = _caller(function, frame)
    out = {}
    for key in keys_of(value):
        item = member(value, key)
        if truth(invoke(item, key, value)):
            out[key] = item
    return out or UNDEFINED


def _sort(frame: Frame, values: Any, comparator: Any = UNDEFINED) -> Any:
    if values is UNDEFINED or len(values) < 2:
        return values
    frame.run.spend(len(values))
    if comparator is UNDEFINED:
        if all(map(is_numeric, values)):
            return sorted(values)
        if not all(isinstance(value, str) for value in values):
            raise fail("D3070")
        if all(map(str.isascii, values)):
            return sorted(values)
        return _merge_sorted(values, lambda one, other: less(other, one))
    return _merge_sorted(
        values, lambda one, other: is_truthy(finish(call(comparator, [one, other], None, frame)))
    )


def _merge_sorted(values: list[Any], swaps: Any) -> list[Any]:
    """Merge sort whose order of comparisons is the one that JSONata's users see."""
    if len(values) < 2:
        return list(values)
    middle = len(values) // 2
    left, right = _merge_sorted(values[:middle], swaps), _merge_sorted(values[middle:], swaps)
    out: list[Any] = []
    one = other = 0
    while one < len(left) and other < len(right):
        if swaps(left[one], right[other]):
            out.append(right[other])
            other += 1
        else:
            out.append(left[one])
            one += 1
    return out + left[one:] + right[other:]


FUNCTIONS = [
    Native("map", _map, "<af>", 2, wants_frame=True),
    Native("filter", _filter, "<af>", 2, wants_frame=True),
    Native("single", _single, "<af?>", 2, wants_frame=True),
    Native("reduce", _reduce, "<afj?:j>", 3, wants_frame=True),
    Native("each", _each, "<o-f:a>", 2, wants_frame=True),
    Native("sift", _sift, "<o-f?:o>", 2, wants_frame=True),
    Native("sort", _sort, "<af?:a>", 2, wants_frame=True),
]
