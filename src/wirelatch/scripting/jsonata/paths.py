"""Paths, compiled: steps, filters, order-by and grouping. https://docs.jsonata.org/path-operators

A path carries a list of items from step to step. Steps that bind variables (`@`, `#`, `%`) are in `tuples`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.kinds import (
    NUMBERS,
    Constructed,
    Sequence,
    finish,
    is_numeric,
    less,
    lookup,
    truth,
)
from wirelatch.scripting.jsonata.runtime import Code, Frame
from wirelatch.scripting.kinds import UNDEFINED

Step = Callable[[list[Any], Frame], list[Any]]
Filter = Callable[[Any, Frame], Any]
ITEM = "@"
"""Where a tuple has the item itself."""


def around(bindings: dict[str, Any], frame: Frame) -> Frame:
    """The variables of a tuple, inside those of the path."""
    return Frame(dict(bindings), frame, frame.run)


def stream(items: list[Any]) -> Sequence:
    """A stream of tuples."""
    out = Sequence(items)
    out.tuples = True
    return out


def names_of(names: tuple[str, ...]) -> Code:
    """A path of plain names only."""
    steps = [naming(name, last=number == len(names) - 1) for number, name in enumerate(names)]
    first, only = names[0], len(names) == 1

    def one(value: Any, frame: Frame) -> Any:
        if type(value) is dict:
            found = value.get(first, UNDEFINED)
            return finish(Sequence(found)) if type(found) is Sequence else found
        return finish(steps[0](value if isinstance(value, list) else [value], frame))

    def path(value: Any, frame: Frame) -> Any:
        done = 0
        for name in names:
            if type(value) is not dict:
                break
            value = value.get(name, UNDEFINED)
            done += 1
        else:
            return finish(Sequence(value)) if type(value) is Sequence else value
        if value is UNDEFINED:
            return UNDEFINED
        items = value if isinstance(value, list) and (not done or type(value) is not Constructed) else [value]
        for step in steps[done:]:
            items = step(items, frame)
            if not items:
                break
        return finish(items)

    return one if only else path


def names_after(start: Code, names: tuple[str, ...]) -> Code:
    """A path of plain names behind a variable."""
    follow = names_of(names)

    def path(value: Any, frame: Frame) -> Any:
        found = start(value, frame)
        if type(found) is Constructed:
            found = [found]
        return UNDEFINED if found is UNDEFINED else follow(found, frame)

    return path


def mapping(code: Code, filters: tuple[Filter, ...], *, last: bool) -> Step:
    """A step that is evaluated for each item; its results are flattened into one list.

    Of the last step a single array stays what it is.
    """

    def step(items: list[Any], frame: Frame) -> list[Any]:
        run = frame.run
        run.left -= len(items)
        if run.left < 0:
            run.look()
        found = []
        arrays = False
        for item in items:
            result = code(item, frame)
            for select in filters:
                result = select(result, frame)
            if result is not UNDEFINED:
                found.append(result)
                if isinstance(result, list):
                    arrays = True
        if not arrays:
            return Sequence(found)
        if last and len(found) == 1 and type(found[0]) is not Sequence:
            return found[0]  # type: ignore[no-any-return]
        out = Sequence()
        for result in found:
            if isinstance(result, list) and type(result) is not Constructed:
                out.extend(result)
            else:
                out.append(result)
        return out

    return step


def naming(name: str, *, last: bool) -> Step:
    """The step of a plain name, as `mapping` does it, only quicker."""

    def step(items: list[Any], frame: Frame) -> list[Any]:
        run = frame.run
        run.left -= len(items)
        if run.left < 0:
            run.look()
        found = []
        arrays = False
        for item in items:
            result = item.get(name, UNDEFINED) if type(item) is dict else finish(lookup(item, name))
            if result is UNDEFINED:
                continue
            if isinstance(result, list):
                arrays = True
                result = finish(result)
                if result is UNDEFINED:
                    continue
            found.append(result)
        if not arrays:
            return Sequence(found)
        if last and len(found) == 1 and isinstance(found[0], list) and type(found[0]) is not Sequence:
            return found[0]
        out = Sequence()
        for result in found:
            if isinstance(result, list) and type(result) is not Constructed:
                out.extend(result)
            else:
                out.append(result)
        return out

    return step


def at_index(number: float) -> Filter:
    """The filter `[n]`."""
    index = math.floor(number)

    def select(value: Any, frame: Frame) -> Any:
        if not isinstance(value, list):
            return Sequence([value]) if index in (0, -1) and value is not UNDEFINED else Sequence()
        if not -len(value) <= index < len(value):
            return Sequence()
        item = value[index]
        if type(value) is Sequence and value.tuples:
            return stream([item])
        if isinstance(item, list):
            return item
        return Sequence() if item is UNDEFINED else Sequence([item])

    return select


def where(code: Code) -> Filter:
    """The filter of a predicate: items for which it is true, or whose position it names."""

    def select(value: Any, frame: Frame) -> Any:
        out = Sequence()
        if value is UNDEFINED:
            return out
        items = value if isinstance(value, list) else [value]
        run = frame.run
        run.left -= len(items)
        if run.left < 0:
            run.look()
        if type(value) is Sequence and value.tuples:
            for index, item in enumerate(items):
                result = code(item[ITEM], around(item, frame))
                if accepts(result, index, len(items), out, item):
                    out.append(item)
            return stream(out)
        for index, item in enumerate(items):
            result = code(item, frame)
            if result is True or (result is not False and accepts(result, index, len(items), out, item)):
                out.append(item)
        return out

    return select


def accepts(result: Any, index: int, count: int, out: list[Any], item: Any) -> bool:
    """Whether a predicate's result picks the item at an index; one that names it several times adds it at once."""
    if is_numeric(result):
        position: int = math.floor(result)
        return (position + count if position < 0 else position) == index
    if isinstance(result, list) and all(map(is_numeric, result)):
        for one in result:
            position = math.floor(one)
            if (position + count if position < 0 else position) == index:
                out.append(item)
        return False
    return truth(result)


Keys = list[tuple[Code, bool]]


def order_by(
    terms: Keys, position: int, context: Callable[[Any, Frame], tuple[Any, Frame]] | None = None
) -> Step:
    """The step `^(…)`; `context` tells value and variables of an item, when it is a tuple."""

    def step(items: list[Any], frame: Frame) -> list[Any]:
        if len(items) < 2:
            return items
        frame.run.spend(len(items))
        places = (
            [(item, frame) for item in items] if context is None else [context(item, frame) for item in items]
        )
        memory: list[list[Any]] = [[] for _ in items]

        def key(number: int, term: int) -> Any:
            known = memory[number]
            while len(known) <= term:
                value, around = places[number]
                known.append(terms[len(known)][0](value, around))
            return known[term]

        if len(terms) == 1:
            order = _simple_order([key(number, 0) for number in range(len(items))], descending=terms[0][1])
        else:
            order = None
        if order is None:

            def compare(one: int, other: int) -> int:
                for term, (_, descending) in enumerate(terms):
                    result = _compare(key(one, term), key(other, term), position)
                    if result is None:
                        continue
                    return result if abs(result) == 2 or not descending else -result
                return 0

            order = sorted(range(len(items)), key=cmp_to_key(compare))
        return Sequence([items[number] for number in order])

    return step


def _simple_order(keys: list[Any], *, descending: bool) -> list[int] | None:
    """The order when all keys are finite numbers, or all strings that compare as code points do."""
    kinds = set(map(type, keys))
    simple = NUMBERS.issuperset(kinds) and all(key == key for key in keys)
    if simple or (kinds == {str} and all(map(str.isascii, keys))):
        return sorted(range(len(keys)), key=keys.__getitem__, reverse=descending)
    return None


def _compare(one: Any, other: Any, position: int) -> int | None:
    """-1, 1, or ±2 where missing values come last whatever the direction; None when they are the same."""
    if one is UNDEFINED or other is UNDEFINED:
        return None if one is other else 2 if one is UNDEFINED else -2
    for value in (one, other):
        if not isinstance(value, str) and type(value) not in NUMBERS:
            raise fail("T2008", position, "^", value)
    if isinstance(one, str) != isinstance(other, str):
        raise fail("T2007", position, "^", one, value2=other)
    if one == other:
        return None
    return -1 if (less(one, other) if isinstance(one, str) else one < other) else 1
