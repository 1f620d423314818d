"""Steps that carry variables from item to item: `@$v`, `#$i` and the parent `%`.

https://docs.jsonata.org/path-operators#-positional-variable-binding. Once a step binds a variable, the path's items are
tuples: dicts of variables, with the item itself at `@`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wirelatch.scripting.jsonata.kinds import Sequence
from wirelatch.scripting.jsonata.paths import ITEM, Keys, Step, accepts, around, order_by
from wirelatch.scripting.jsonata.runtime import Code, Frame
from wirelatch.scripting.jsonata.syntax import Node
from wirelatch.scripting.kinds import UNDEFINED


def binding(node: Node, code: Code, stages: list[Step]) -> Callable[[list[Any], Frame, bool], list[Any]]:
    """The step of a node; it takes tuples, or plain items as the first of its kind."""
    label = None if node.ancestor is None else node.ancestor.label

    def step(items: list[Any], frame: Frame, plain: bool) -> list[Any]:
        out: list[Any] = []
        frame.run.spend(len(items))
        for entry in items:
            bindings = {ITEM: entry} if plain else entry
            item = bindings[ITEM]
            result = code(item, around(bindings, frame))
            if result is UNDEFINED:
                continue
            results = result if isinstance(result, list) else [result]
            if type(results) is Sequence and results.tuples:
                out += [{**bindings, **one} for one in results]
                continue
            for number, one in enumerate(results):
                made = {**bindings, ITEM: one}
                if node.focus:
                    made[ITEM] = item
                    made[node.focus] = one
                if node.index:
                    made[node.index] = number
                if label is not None:
                    made[label] = item
                out.append(made)
        for stage in stages:
            out = stage(out, frame)
        return out

    return step


def sorting(node: Node, terms: Keys, stages: list[Step]) -> Callable[[list[Any], Frame, bool], list[Any]]:
    """The step `^(…)` in a stream of tuples, or the first one that binds positions (`^(…)#$i`)."""
    of_items = order_by(terms, node.position)
    of_tuples = order_by(terms, node.position, lambda entry, frame: (entry[ITEM], around(entry, frame)))

    def step(items: list[Any], frame: Frame, plain: bool) -> list[Any]:
        if plain:
            out = [{ITEM: item, str(node.index): at} for at, item in enumerate(of_items(items, frame))]
        else:
            out = list(of_tuples(items, frame))
            if node.index:
                out = [{**entry, node.index: at} for at, entry in enumerate(out)]
        for stage in stages:
            out = stage(out, frame)
        return out

    return step


def numbering(name: str) -> Step:
    """The stage `#$i` after a filter."""

    def stage(items: list[Any], frame: Frame) -> list[Any]:
        return [{**entry, name: at} for at, entry in enumerate(items)]

    return stage


def indexed(index: int) -> Step:
    """The stage `[n]`."""

    def stage(items: list[Any], frame: Frame) -> list[Any]:
        return [items[index]] if -len(items) <= index < len(items) else []

    return stage


def filtering(code: Code) -> Step:
    """The stage of a predicate."""

    def stage(items: list[Any], frame: Frame) -> list[Any]:
        out: list[Any] = []
        frame.run.spend(len(items))
        for at, entry in enumerate(items):
            result = code(entry[ITEM], around(entry, frame))
            if accepts(result, at, len(items), out, entry):
                out.append(entry)
        return out

    return stage


def merged(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """The tuples of a group as one: each variable has all of their values."""
    result = dict(entries[0])
    copied: set[str] = set()
    for entry in entries[1:]:
        for name, value in entry.items():
            if name not in result or result[name] is UNDEFINED:
                result[name] = value
            elif value is not UNDEFINED:
                if name not in copied:
                    before = result[name]
                    result[name] = list(before) if isinstance(before, list) else [before]
                    copied.add(name)
                if isinstance(value, list):
                    result[name].extend(value)
                else:
                    result[name].append(value)
    return result
