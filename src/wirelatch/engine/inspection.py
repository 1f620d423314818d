"""Values as a person reads them in a status or a log: the notation of JavaScript, as Node.js prints it.

Follows `util.inspect` (https://nodejs.org/api/util.html#utilinspectobject-options) for what messages hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wirelatch.scripting.serialization import ordered_keys
from wirelatch.scripting.values import UNDEFINED, BigInt, JsMap, JsSet, iso_string, to_string

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*\Z")
_LINE = 72
_MOST_ITEMS = 100
_BUFFER_BYTES = 50


def inspect(value: Any, depth: int = 2) -> str:
    """The value on one line when it is short, else on one line per entry; deeper than `depth` only its kind."""
    return _inspect(value, depth, "", ())


def _inspect(value: Any, depth: int, indent: str, above: tuple[int, ...]) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, BigInt):
        return f"{int(value)}n"
    if value is None or value is UNDEFINED or isinstance(value, (bool, int, float)):
        return "-0" if isinstance(value, float) and value == 0 and str(value)[0] == "-" else to_string(value)
    if isinstance(value, datetime):
        return iso_string(value)
    if isinstance(value, (bytes, bytearray)):
        more = f" ... {len(value) - _BUFFER_BYTES} more bytes" if len(value) > _BUFFER_BYTES else ""
        return f"<Buffer{''.join(f' {octet:02x}' for octet in value[:_BUFFER_BYTES])}{more}>"
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {value}"
    if id(value) in above:
        return "[Circular *1]"
    above = (*above, id(value))
    if isinstance(value, (list, tuple)):
        if not value:
            return "[]"
        if depth < 0:
            return "[Array]"
        items = [_inspect(item, depth - 1, indent + "  ", above) for item in value[:_MOST_ITEMS]]
        if len(value) > _MOST_ITEMS:
            items.append(f"... {len(value) - _MOST_ITEMS} more items")
        return _joined("[", items, "]", indent)
    if isinstance(value, JsSet):
        return f"Set({len(value.values)}) " + _inspect_entries(value.values, depth, indent, above)
    if isinstance(value, JsMap):
        return f"Map({len(value.entries)}) " + _joined(
            "{", [" => ".join(_inspect(part, depth - 1, indent + "  ", above) for part in entry) for entry in value.entries],
            "}", indent,
        )  # fmt: skip
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        if depth < 0:
            return "[Object]"
        members = [
            f"{_key(str(key))}: {_inspect(value[key], depth - 1, indent + '  ', above)}"
            for key in ordered_keys(value)
        ]
        return _joined("{", members, "}", indent)
    return "[Function]" if callable(value) else "[internal]"


def _inspect_entries(values: list[Any], depth: int, indent: str, above: tuple[int, ...]) -> str:
    return _joined("{", [_inspect(item, depth - 1, indent + "  ", above) for item in values], "}", indent)


def _joined(opening: str, items: list[str], closing: str, indent: str) -> str:
    if not items:
        return opening + closing
    if sum(map(len, items)) + 2 * len(items) + len(indent) <= _LINE and not any(
        "\n" in item for item in items
    ):
        return f"{opening} {', '.join(items)} {closing}"
    separator = f",\n{indent}  "
    return f"{opening}\n{indent}  {separator.join(items)}\n{indent}{closing}"


def _key(name: str) -> str:
    return name if _IDENTIFIER.match(name) else _quoted(name)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    if "'" not in text:
        return f"'{escaped}'"
    if '"' not in text:
        return f'"{escaped}"'
    if "`" not in text:
        return f"`{escaped}`"
    return "'" + escaped.replace("'", "\\'") + "'"
