"""The cells of a row, and the numbers of parts, as both parsers of the `csv` node need them.

A row that comes to the node may be anything that JavaScript can index: an object, an array, a Buffer, a text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from wirelatch.nodes.parser.javascript_objects import is_object, keys_of, member
from wirelatch.scripting.serialization import json_stringify
from wirelatch.scripting.values import UNDEFINED, to_string


class CsvError(ValueError):
    """A message or a setting that cannot be converted."""


def plain_cells(row: Any, model: Any) -> Iterator[tuple[str, str]]:
    """The cells of a row by name, in the order of the columns of `model`; objects inside it are left out."""
    for name in keys_of(model):
        value = member(row, name)
        if value is UNDEFINED and not (isinstance(row, Mapping) and name in row):
            continue
        if not is_object(value):
            yield name, "" if value is UNDEFINED else to_string(value)


def cell_text(value: Any) -> str:
    """The text of a cell: objects as JSON, a Buffer as its text."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    if value is UNDEFINED:
        return ""
    return json_stringify(value) if is_object(value) else to_string(value)


def part_number(parts: Any, name: str) -> float:
    """A number of `msg.parts`, NaN when there is none."""
    value = parts.get(name) if isinstance(parts, Mapping) else None
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan
