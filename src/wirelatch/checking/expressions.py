"""Whether the typed values of a node can be understood: expressions, paths, patterns and JSON, by its declared fields."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wirelatch.engine.properties import Property
from wirelatch.scripting import jsonata, paths
from wirelatch.scripting.regex import compile_js
from wirelatch.scripting.typed_values import parse_context_key


def _path(value: str) -> None:
    paths.parse(value)


def _context(value: str) -> None:
    paths.parse(parse_context_key(value)[0])


def _pattern(value: str) -> None:
    compile_js(value)


_READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "jsonata": ("JSONata expression", jsonata.compile),
    "msg": ("property", _path),
    "flow": ("context key", _context),
    "global": ("context key", _context),
    "re": ("regular expression", _pattern),
    "json": ("JSON", json.loads),
}
_ONLY_TYPE = "typed"


def problems(record: Mapping[str, Any], properties: Mapping[str, Property]) -> Iterator[str]:
    """A sentence for each value of a record that cannot be read; `properties` are the fields of its node type."""
    for attribute, declared in properties.items():
        name = declared.name or attribute
        if not _shown(declared, record):
            continue
        if declared.widget == "rows":
            rows = record.get(name)
            for number, row in enumerate(rows if isinstance(rows, list) else (), 1):
                if isinstance(row, dict):
                    for text in problems(row, declared.fields):
                        yield f"{declared.label or name} {number}: {text}"
        elif declared.widget == _ONLY_TYPE:
            yield from _typed(declared, name, record)


def _shown(declared: Property, record: Mapping[str, Any]) -> bool:
    return declared.when is None or all(record.get(key) in values for key, values in declared.when.items())


def _typed(declared: Property, name: str, record: Mapping[str, Any]) -> Iterator[str]:
    kind = record.get(declared.type_property or "", None)
    if len(declared.types) == 1:
        kind = declared.types[0]
    value = record.get(name)
    if not isinstance(value, str) or not isinstance(kind, str) or kind not in _READERS or not value.strip():
        return
    if kind not in declared.types or re.fullmatch(r"\$\{.*\}", value):
        return
    what, read = _READERS[kind]
    try:
        read(value)
    except (ValueError, re.error, RecursionError) as error:
        yield f"the {what} {_short(value)} cannot be read: {error}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= 60 else f"“{text[:57]}…”"
