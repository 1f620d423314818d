"""Which values the keywords of JSON Schema, drafts 6 and 7, take; what else stands in a schema is an error, as for ajv.

https://json-schema.org/draft-07/draft-handrews-json-schema-validation-01#section-6
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from wirelatch.nodes.parser.json_schema_formats import FORMATS
from wirelatch.scripting.regex import compile_js
from wirelatch.scripting.values import json_stringify


def is_number(value: Any) -> bool:
    """Whether JSON can hold it as a number."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "number": is_number,
    "integer": lambda value: is_number(value) and (isinstance(value, int) or value.is_integer()),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, Mapping),
}

IGNORED = frozenset(
    (
        "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "deprecated", "readOnly",
        "writeOnly", "examples", "contentMediaType", "contentEncoding", "contentSchema", "$vocabulary",
    )
)  # fmt: skip


def check_keyword_value(key: str, value: Any, schema: Mapping[str, Any]) -> str:
    """What is wrong with a keyword, empty when nothing is. Unknown keywords are wrong, as they are for ajv."""
    if key not in _VALUES:
        return f"unknown keyword {json_stringify(key)}"
    if not _VALUES[key](value):
        return f"the value of {key} cannot be {json_stringify(value)[:100]}"
    if key in ("then", "else") and "if" not in schema:
        return f"{key} without if"
    if key == "if" and "then" not in schema and "else" not in schema:
        return "if without then and else"
    if key == "additionalItems" and not isinstance(schema.get("items"), list):
        return "additionalItems without a list of items"
    if key == "nullable" and "type" not in schema:
        return "nullable without type"
    return ""


def _is_schema(value: Any) -> bool:
    return isinstance(value, (Mapping, bool))


def _is_count(value: Any) -> bool:
    return is_number(value) and value >= 0 and float(value).is_integer()


def _is_texts(value: Any) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(item, str) for item in value)
        and len(set(value)) == len(value)
    )


def _is_type(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return (
        bool(names)
        and all(isinstance(name, str) and name in TYPES for name in names)
        and len(set(names)) == len(names)
    )


def _is_schemas(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_schema, value))


def _is_pattern(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        compile_js(value)
    except ValueError:
        return False
    return True


def _is_map(of: Callable[[Any], bool], value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(of, value.values()))


_VALUES: dict[str, Callable[[Any], bool]] = {
    "$ref": lambda value: isinstance(value, str),
    "type": _is_type,
    "nullable": lambda value: isinstance(value, bool),
    "const": lambda value: True,
    "enum": lambda value: isinstance(value, list) and bool(value),
    "not": _is_schema, "if": _is_schema, "then": _is_schema, "else": _is_schema, "contains": _is_schema,
    "propertyNames": _is_schema, "additionalItems": _is_schema, "additionalProperties": _is_schema,
    "anyOf": _is_schemas, "oneOf": _is_schemas, "allOf": _is_schemas,
    "maximum": is_number, "minimum": is_number, "exclusiveMaximum": is_number, "exclusiveMinimum": is_number,
    "multipleOf": lambda value: is_number(value) and value > 0,
    "maxLength": _is_count, "minLength": _is_count, "maxItems": _is_count, "minItems": _is_count,
    "maxProperties": _is_count, "minProperties": _is_count,
    "pattern": _is_pattern,
    "format": lambda value: isinstance(value, str) and value in FORMATS,
    "items": lambda value: _is_schema(value) or (isinstance(value, list) and all(map(_is_schema, value))),
    "uniqueItems": lambda value: isinstance(value, bool),
    "required": _is_texts,
    "properties": partial(_is_map, _is_schema),
    "patternProperties": lambda value: _is_map(_is_schema, value) and all(map(_is_pattern, value)),
    "dependencies": partial(_is_map, lambda value: _is_schema(value) or _is_texts(value)),
}  # fmt: skip
