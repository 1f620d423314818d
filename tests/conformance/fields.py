"""The fields that a spec sees of a node: its configuration, and what the running node has made of it.

Node-RED's nodes keep what they derive from their configuration under names that some specs look at. Where ours derives
the same, it is told here under those names, read from the running node: never computed from the configuration a second
time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from wirelatch.engine.node import Node
from wirelatch.scripting.values import UNDEFINED, number_to_string, to_string

_NO_PALETTE = SimpleNamespace(properties={})
"""Of what the engine itself makes, such as the instance of a subflow."""
_OWN = ("id", "type", "z", "g", "wires")


def fields_of(node: Node) -> dict[str, Any]:
    """What a spec sees of a node."""
    fields: dict[str, Any] = {key: value for key, value in node.config.items() if key not in ("x", "y", "d")}
    for attribute, declared in getattr(type(node), "palette", _NO_PALETTE).properties.items():
        key = declared.name or attribute
        value = getattr(node, attribute, UNDEFINED)
        if value is not UNDEFINED and declared.widget != "credential" and key not in _OWN:
            fields[key] = value
    if node.credentials:
        fields["credentials"] = node.credentials
    derive = _DERIVED.get(node.type)
    if derive is not None:
        with contextlib.suppress(AttributeError):  # of a node that could not start
            fields.update(derive(node))
    return {key: value for key, value in fields.items() if value is not None}


def _change(node: Any) -> Mapping[str, Any]:
    return {"rules": [{**rule, "t": rule["t"] or UNDEFINED} for rule in node.rules]}


def _websocket(node: Any) -> Mapping[str, Any]:
    return {"wholemsg": node.whole, "isServer": node.is_server, "subprotocol": node.subprotocols}


_DERIVED: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
    "websocket-listener": _websocket,
    "websocket-client": _websocket,
    "change": _change,
    "csv": lambda node: {
        "template": node.temp,
        "quo": '"',
        "sep": node._separator,
        "ret": node._end_of_line,
        "hdrin": node.hdrin or False,
        "multi": node.multi,
    },
    "debug": lambda node: {"complete": node._property},
    "delay": lambda node: {"rate": node._interval * 1000},
    "inject": lambda node: {"onceDelay": node._once_seconds * 1000},
    "join": lambda node: {"count": node._count, "timer": node._seconds * 1000, "build": node._build},
    "rbe": lambda node: {"func": node._mode, "gap": number_to_string(node._gap) + "%" * node._percent},
    "switch": lambda node: {
        "checkall": "false" if node._first_only else "true",
        "rules": node.rules or [],
    },
    "trigger": lambda node: {
        "op1": _source(node._first[1], node.op1),
        "op2": _source(node._second[1], node.op2),
        "extend": to_string(node._extends),
        "units": node.units or "ms",
        "duration": node._seconds * 1000,
    },
}


def _source(compiled: Any, written: Any) -> Any:
    return compiled if isinstance(compiled, str) else written
