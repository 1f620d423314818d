"""Messages made small for looking at: bounded in depth, entries and length, in the encoding of the debug sidebar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.engine.debug_encoding import encode_value
from wirelatch.scripting.values import UNDEFINED
from wirelatch.workbench.json_types import EncodedMessageJson

MOST_ENTRIES = 300
"""Entries of objects and lists in one preview."""
MOST_ITEMS = 40
"""Items of one list."""
DEPTH = 6
TEXT = 400
"""Characters of one text, bytes of one buffer."""
_INTERNAL = {"__enc__": True, "type": "internal"}
_UNSEEN = frozenset({"req", "res", "_req", "_res"})
"""What belongs to a connection, not to the message."""


def preview(msg: Mapping[str, Any]) -> EncodedMessageJson:
    """A message as `{msg, format}` of the debug topic; what was left out is named by how much it was."""
    left = [MOST_ENTRIES]
    shown = {
        str(name): _INTERNAL if name in _UNSEEN else _clip(value, left, DEPTH) for name, value in msg.items()
    }
    text, kind = encode_value(shown, TEXT)
    return {"msg": text, "format": kind}


def _clip(value: Any, left: list[int], depth: int) -> Any:
    if isinstance(value, dict):
        if depth == 0:
            return f"[Object: {len(value)}]" if value else {}
        kept: dict[str, Any] = {}
        for name, item in value.items():
            if left[0] <= 0:
                kept["…"] = f"+{len(value) - len(kept)}"
                break
            left[0] -= 1
            kept[str(name)] = _clip(item, left, depth - 1)
        return kept
    if isinstance(value, (list, tuple)):
        if depth == 0:
            return f"[Array: {len(value)}]" if value else []
        items: list[Any] = []
        for item in value[:MOST_ITEMS]:
            if left[0] <= 0:
                break
            left[0] -= 1
            items.append(_clip(item, left, depth - 1))
        if len(items) == len(value):
            return items
        return {"__enc__": True, "type": "array", "data": items, "length": len(value)}
    return value


def size_of(value: Any, enough: int, depth: int = 20) -> int:
    """About how many characters and bytes a value has; what has more parts than `enough` is not gone through further.

    Below `depth` parts are only counted.
    """
    size, waiting = 0, [(value, depth)]
    parts = 0
    while waiting and parts <= enough:
        item, left = waiting.pop()
        parts += 1
        size += 1
        if isinstance(item, (str, bytes, bytearray)):
            size += len(item)
        elif not isinstance(item, (Mapping, list, tuple)):
            continue
        elif left < 0 or len(item) > enough:
            size += len(item)
        else:
            inner = item.values() if isinstance(item, Mapping) else item
            waiting += [(each, left - 1) for each in inner]
    return size


def kind_of(value: Any) -> str:
    """The JavaScript name of a value's kind, as completion shows it."""
    if value is None:
        return "null"
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (bytes, bytearray)):
        return "buffer"
    if isinstance(value, (list, tuple)):
        return "array"
    return "object" if isinstance(value, Mapping) else type(value).__name__.lower()
