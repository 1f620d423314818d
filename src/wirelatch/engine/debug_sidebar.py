"""Warnings and errors of nodes as entries of the editors' debug sidebar, as Node-RED's `debug` node publishes them."""

from __future__ import annotations

import logging
from time import time
from typing import TYPE_CHECKING, Any

from wirelatch.engine.debug_encoding import encode_value
from wirelatch.engine.reports import error_text

if TYPE_CHECKING:
    from wirelatch.engine.events import Events
    from wirelatch.engine.node import Node

_ERROR, _WARNING = 20, 30
"""Node-RED's numbers of the levels."""


def show_in_debug(events: Events, node: Node, level: int, entry: Any) -> None:
    """Publish a log entry of a node on the topic `debug`."""
    if isinstance(entry, BaseException):
        text, kind = error_text(entry), "error"
    else:
        text, kind = encode_value(entry)
    shown: dict[str, Any] = {
        "id": node.id,
        "type": node.type,
        "level": _ERROR if level >= logging.ERROR else _WARNING,
        "z": node.z,
        "path": node.flow.path,
        "timestamp": int(time() * 1000),
        "format": kind,
        "msg": text,
    }
    if node.alias:
        shown["_alias"] = node.alias
    if node.name:
        shown["name"] = node.name
    events.publish("debug", shown)
