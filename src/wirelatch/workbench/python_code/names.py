"""What is there for the code of a Python function: its names, and what its messages are known to hold, as Python that
jedi reads in front of the code. It says the same as `wirelatch.nodes.function.python`, and nothing runs it."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from typing import Any

NAMES = frozenset({"msg", "node", "context", "flow", "global_context", "env", "util", "__name__"})
"""What is defined around the code."""

_PRELUDE = """\
from typing import Any
from wirelatch.scripting.message import Message
from wirelatch.scripting.surroundings import ContextView, Environment, NodeView, Util
"""
_SCOPE = """\
node: NodeView
context: ContextView
flow: ContextView
global_context: ContextView
env: Environment
util = Util
"""
HIDDEN = frozenset({"Any", "Message", "ContextView", "Environment", "NodeView", "Util", "annotations"})
"""Names of the prelude that the code does not see."""
_KINDS = {"string": "str", "number": "float", "boolean": "bool", "buffer": "bytes", "null": "None"}
MESSAGE_CLASS = "_Message"


def prelude(shape: Mapping[str, Any] | None) -> str:
    """The lines in front of the code; `shape` is what messages at the node's input look like, as the editor gets it."""
    classes: list[str] = []
    _class(MESSAGE_CLASS, (shape or {}).get("properties") or {}, classes)
    return "\n".join([_PRELUDE, *classes, _SCOPE])


def _class(name: str, properties: Mapping[str, Any], classes: list[str]) -> None:
    """Write a class with its properties, those of its parts before it."""
    lines = []
    for number, (key, shape) in enumerate(properties.items()):
        if key.isidentifier() and not keyword.iskeyword(key):
            lines.append(f"    {key}: {_type(shape, f'{name}_{number}', classes)}")
    if name == MESSAGE_CLASS:
        lines += [f"    {key}: Any" for key in ("payload", "topic") if key not in properties]
        lines.append("    _msgid: str")
    classes.append("\n".join([f"class {name}(Message):", *(lines or ["    pass"]), ""]))


def _type(shape: Mapping[str, Any], name: str, classes: list[str]) -> str:
    kinds = [_one(kind, shape, name, classes) for kind in shape.get("kinds") or ()]
    return " | ".join(kinds) or "Any"


def _one(kind: str, shape: Mapping[str, Any], name: str, classes: list[str]) -> str:
    if kind == "object" and shape.get("properties"):
        _class(name, shape["properties"], classes)
        return name
    if kind == "object":
        return "dict"
    if kind == "array":
        items = shape.get("items")
        return f"list[{_type(items, f'{name}_items', classes)}]" if items else "list"
    return _KINDS.get(kind, "Any")
