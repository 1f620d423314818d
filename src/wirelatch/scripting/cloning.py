"""Cloning a message, as every branch of a wire but the first needs it.

Written for speed on the shape that messages have: nested dicts and lists of strings and numbers.
"""

from __future__ import annotations

import copy
from datetime import datetime
from types import NoneType
from typing import Any

from wirelatch.scripting.kinds import JsMap, JsSet


def clone(value: Any) -> Any:
    """A deep copy of a message or of any value in one; `req` and `res` of a message are shared, never copied.

    Only containers are copied: `dict`, `list`, and rarer ones through `copy.deepcopy`. Strings, numbers, bytes and
    dates cannot change and are shared; objects of other classes are shared too, as they are handles on something
    outside. A container that a message holds twice becomes two, except in messages that contain themselves.
    """
    kind = type(value)
    if kind is not dict and kind is not list and not isinstance(value, (dict, list)):
        return _clone_rare(value) if kind in _RARE else value
    try:
        if "req" in value or "res" in value:
            return _clone_with_handles(value)
        return _clone_container(value)
    except RecursionError:
        return _clone_graph(value)


def _clone_container(value: Any) -> Any:
    if isinstance(value, dict):
        out = value.copy()
        for key, item in value.items():
            kind = type(item)
            if kind in _SHARED:
                continue
            if kind is dict or kind is list or isinstance(item, (dict, list)):
                out[key] = _clone_container(item)
            elif kind in _RARE:
                out[key] = _clone_rare(item)
        return out
    items = value.copy()
    if _SHARED.issuperset(map(type, value)):
        return items
    for index, item in enumerate(value):
        kind = type(item)
        if kind is dict or kind is list or isinstance(item, (dict, list)):
            items[index] = _clone_container(item)
        elif kind in _RARE:
            items[index] = _clone_rare(item)
    return items


def _clone_with_handles(message: Any) -> Any:
    if not isinstance(message, dict):
        return _clone_container(message)
    out = _clone_container({key: item for key, item in message.items() if key not in ("req", "res")})
    if type(message) is not dict:
        out = type(message)(out)
    for handle in ("req", "res"):
        if handle in message:
            out[handle] = message[handle]
    return out


def _clone_rare(value: Any) -> Any:
    if type(value) is JsMap:
        return JsMap([[clone(key), clone(item)] for key, item in value.entries])
    if type(value) is JsSet:
        return JsSet([clone(item) for item in value.values])
    if type(value) is tuple:
        return [clone(item) for item in value]
    return copy.copy(value)


_RARE = frozenset({JsMap, JsSet, tuple, set, bytearray})
_SHARED = frozenset({str, int, float, bool, NoneType, bytes, datetime})
"""The commonest types of what cannot change."""


def _clone_graph(root: Any) -> Any:
    """The slow way, without recursion and keeping identity: for cyclic and very deep values."""
    done: dict[int, Any] = {}
    work: list[Any] = []

    def visit(item: Any) -> Any:
        if not isinstance(item, (dict, list)):
            return _clone_rare(item) if type(item) in _RARE else item
        if id(item) not in done:
            done[id(item)] = item.copy()
            work.append(item)
        return done[id(item)]

    result = visit(root)
    while work:
        source = work.pop()
        target = done[id(source)]
        if isinstance(source, dict):
            for key, item in source.items():
                shared = source is root and key in ("req", "res")
                target[key] = item if shared else visit(item)
        else:
            target[:] = [visit(item) for item in source]
    return result
