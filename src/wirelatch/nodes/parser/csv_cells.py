"""What both parsers of the `csv` node need of JavaScript: keys and text of any value, trimming, and the numbers of parts.

A row that comes to the node may be anything that JavaScript can index: an object, an array, a Buffer, a text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from wirelatch.scripting import paths
from wirelatch.scripting.serialization import json_stringify, ordered_keys
from wirelatch.scripting.values import UNDEFINED, to_string

SPACE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What `trim()` takes away."""


class CsvError(ValueError):
    """A message or a setting that cannot be converted."""


def keys_of(value: Any) -> list[str]:
    """`Object.keys(value)`. Raises CsvError for null and undefined."""
    if isinstance(value, Mapping):
        return [str(key) for key in ordered_keys(value)]
    if isinstance(value, (list, tuple, str, bytes, bytearray)):
        return [str(index) for index in range(len(value))]
    if value is None or value is UNDEFINED:
        raise CsvError("a row is null: it has no columns")
    return []


def member(value: Any, key: str) -> Any:
    """`value[key]`, UNDEFINED where there is nothing. Raises CsvError for null and undefined."""
    if value is None or value is UNDEFINED:
        raise CsvError("a row is null: it has no columns")
    return paths.member(value, key)


def plain_cells(row: Any, model: Any) -> Iterator[tuple[str, str]]:
    """The cells of a row by name, in the order of the columns of `model`; objects inside it are left out."""
    for name in keys_of(model):
        value = member(row, name)
        if value is UNDEFINED and not (isinstance(row, Mapping) and name in row):
            continue
        if not is_object(value):
            yield name, "" if value is UNDEFINED else to_string(value)


def is_object(value: Any) -> bool:
    """Whether `typeof value` is `object`: everything but text, numbers and booleans."""
    return not isinstance(value, (str, int, float)) and value is not UNDEFINED


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
