"""Arrays and objects made by an expression: https://docs.jsonata.org/construction and /sorting-grouping."""

from __future__ import annotations

from typing import Any

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.kinds import Sequence
from wirelatch.scripting.jsonata.paths import ITEM, around
from wirelatch.scripting.jsonata.runtime import Code, Frame
from wirelatch.scripting.jsonata.syntax import Node
from wirelatch.scripting.jsonata.tuples import merged
from wirelatch.scripting.kinds import UNDEFINED

_RESERVED = frozenset({"_jsonata_lambda", "_jsonata_function"})


def array_of(items: list[tuple[Code, bool]], kind: type[list[Any]]) -> Code:
    """`[…]`: results that are lists are flattened into it, except those of array constructors (the second of a pair)."""

    def array(value: Any, frame: Frame) -> Any:
        out = kind()
        if kind is not list:
            frame.run.nested = True
        for code, whole in items:
            result = code(value, frame)
            if result is UNDEFINED:
                continue
            if isinstance(result, list) and not whole:
                out.extend(result)
            else:
                out.append(result)
        return out

    return array


def object_of(pairs: list[tuple[Code, Code]], node: Node) -> Code:
    """`{…}` on its own."""
    names = [key.value for key, _ in node.items if key.kind == "string" and key.predicates is None]
    general = group_of(pairs, node)
    if len(set(names)) != len(pairs) or not _RESERVED.isdisjoint(names):
        return general
    known = [(name, code) for name, (_, code) in zip(names, pairs, strict=True)]

    def make(value: Any, frame: Frame) -> Any:
        if isinstance(value, list):
            return general(value, frame)
        out = {}
        for name, code in known:
            result = code(value, frame)
            if result is not UNDEFINED:
                out[name] = result
                if isinstance(result, list):
                    frame.run.nested = True
        return out

    return make


def group_of(pairs: list[tuple[Code, Code]], node: Node) -> Code:
    """`…{key: value}`: the items are grouped by key, then each group makes one value."""

    def group(value: Any, frame: Frame) -> Any:
        streams = type(value) is Sequence and value.tuples
        items = value if isinstance(value, list) else [value]
        if not items and not streams:
            items = [UNDEFINED]
        frame.run.spend(len(items))
        groups: dict[str, tuple[int, list[Any]]] = {}
        for item in items:
            context, inner = (item[ITEM], around(item, frame)) if streams else (item, frame)
            for number, (key_code, _) in enumerate(pairs):
                key = key_code(context, inner)
                if key is UNDEFINED:
                    continue
                if not isinstance(key, str):
                    raise fail("T1003", node.position, value=key)
                if key in _RESERVED:
                    raise fail("D1013", node.position, value=key)
                entry = groups.get(key)
                if entry is None:
                    groups[key] = (number, [item])
                elif entry[0] != number:
                    raise fail("D1009", node.position, value=key)
                else:
                    entry[1].append(item)
        out: dict[str, Any] = {}
        for key, (number, members) in groups.items():
            if streams:
                bindings = merged(members)
                context = bindings.pop(ITEM)
                inner = around(bindings, frame)
            else:
                context, inner = _appended(members), frame
            result = pairs[number][1](context, inner)
            if result is not UNDEFINED:
                out[key] = result
        frame.run.nested = True
        return out

    return group


def _appended(members: list[Any]) -> Any:
    if len(members) == 1:
        return members[0]
    out: list[Any] = []
    for item in members:
        if isinstance(item, list):
            out.extend(item)
        elif item is not UNDEFINED:
            out.append(item)
    return out
