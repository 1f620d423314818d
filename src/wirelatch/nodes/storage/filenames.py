"""The name of the file that a message is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.nodes.function.property_access import compile_read
from wirelatch.scripting.values import UNDEFINED, to_string

TYPES = ("str", "msg", "jsonata", "env")
NOT_NAMED = {"filenameType": ["msg", "jsonata"]}
"""Condition of a label: the message says which file it is."""


def filename_of(node: Node, value: Any, kind: str | None, msg: Message) -> str:
    """The name as configured or as the message gives it; empty when there is none.

    Raises ValueError when it cannot be told. Files of Node-RED before 3.0 have no type: an empty name there means `msg.filename`.
    """
    if not kind:
        value, kind = (value, "str") if value else ("filename", "msg")
    name = node.evaluate(value, kind, msg)
    if name is UNDEFINED and kind == "msg":
        try:
            compile_read(str(value))(msg)
        except LookupError:
            raise ValueError(f"msg.{value} cannot be read: what it is a property of does not exist") from None
    return "" if name is None or name is UNDEFINED else to_string(name)


def shows_name(value: Any, kind: str | None) -> bool:
    """Whether the node's status is to show the name: where none is given, in a node of Node-RED 3.0 or newer."""
    return not value and bool(kind)


def full_path(node: Node, name: str) -> Path:
    """Where the file is: relative names are below the setting `fileWorkingDirectory`, if there is one."""
    directory = node.runtime.settings.get("fileWorkingDirectory")
    path = Path(name)
    return Path(directory) / path if directory and not path.is_absolute() else path
