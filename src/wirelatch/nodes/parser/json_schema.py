"""JSON Schema, drafts 6 and 7: check a value, and say of each violation where it is and what was expected.

Spec: https://json-schema.org/draft-07/draft-handrews-json-schema-validation-01. References stay within the schema
(`#`, `#/definitions/…`, `#name`); what other documents hold cannot be fetched. `format` checks the common formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote

from wirelatch.nodes.parser.json_schema_formats import fits_format
from wirelatch.scripting.regex import compile_js
from wirelatch.scripting.values import json_stringify

Schema = Callable[[Any], "list[Violation]"]


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong; `path` is a property path such as `.items[0].name`, empty for the value itself."""

    path: str
    keyword: str
    message: str
    schema_path: str

    def __str__(self) -> str:
        return f"data{self.path} {self.message}"

    def to_json(self) -> dict[str, Any]:
        """As messages carry it."""
        return {
            "keyword": self.keyword,
            "dataPath": self.path,
            "schemaPath": self.schema_path,
            "message": self.message,
        }


def compile_schema(schema: Any) -> Schema:
    """A function that gives the violations of a value. Raises ValueError when the schema itself is no schema."""
    if not isinstance(schema, (Mapping, bool)):
        raise ValueError("cannot read msg.schema: a JSON Schema is an object or a boolean")
    checker = _Checker(schema)
    checker.verify(schema, "#")
    return lambda value: list(checker.check(schema, value, "", "#"))


class _Checker:
    def __init__(self, root: Any) -> None:
        self._root = root

    def verify(self, schema: Any, place: str) -> None:
        """Raise ValueError for keywords whose values cannot be used."""
        if isinstance(schema, list):
            for index, item in enumerate(schema):
                self.verify(item, f"{place}/{index}")
            return
        if not isinstance(schema, Mapping):
            return
        wanted = schema.get("type", [])
        names = wanted if isinstance(wanted, list) else [wanted]
        for name in names:
            if name not in _TYPES and not isinstance(name, Mapping):
                raise ValueError(f"cannot read msg.schema: unknown type {json_stringify(name)} at {place}")
        for keyword in ("pattern",):
            if isinstance(schema.get(keyword), str):
                compile_js(schema[keyword])
        if isinstance(schema.get("$ref"), str):
            self.resolve(schema["$ref"])
        for keyword, value in schema.items():
            if keyword not in ("enum", "const", "default", "examples"):
                self.verify(value, f"{place}/{keyword}")

    def resolve(self, reference: str) -> Any:
        """What a `$ref` names."""
        if reference.startswith("#/") or reference == "#":
            found = self._root
            for part in reference.split("/")[1:]:
                key = unquote(part).replace("~1", "/").replace("~0", "~")
                if isinstance(found, list) and key.isdigit() and int(key) < len(found):
                    found = found[int(key)]
                elif isinstance(found, Mapping) and key in found:
                    found = found[key]
                else:
                    raise ValueError(f"cannot read msg.schema: nothing at {reference}")
            return found
        for candidate in _subschemas(self._root):
            if candidate.get("$id") == reference:
                return candidate
        raise ValueError(f"cannot read msg.schema: cannot resolve the reference {reference}")

    def check(self, schema: Any, value: Any, path: str, place: str) -> Iterator[Violation]:
        """Yield every violation of `schema` by `value`."""
        if schema is True:
            return
        if schema is False:
            yield Violation(path, "false schema", "should not be there", place)
            return
        if "$ref" in schema:
            yield from self.check(self.resolve(schema["$ref"]), value, path, schema["$ref"])
            return
        for keyword, expected in schema.items():
            handler = _KEYWORDS.get(keyword)
            if handler is None:
                continue
            for found in handler(self, schema, expected, value, path, f"{place}/{keyword}"):
                yield (
                    Violation(path, keyword, found, f"{place}/{keyword}") if isinstance(found, str) else found
                )

    def fits(self, schema: Any, value: Any) -> bool:
        """Whether the value has no violation."""
        return next(self.check(schema, value, "", ""), None) is None


Found = Iterator["str | Violation"]
Handler = Callable[[_Checker, Mapping[str, Any], Any, Any, str, str], Found]


def _subschemas(schema: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(schema, Mapping):
        yield schema
        for value in schema.values():
            yield from _subschemas(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _subschemas(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "number": _is_number,
    "integer": lambda value: _is_number(value) and float(value).is_integer(),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, Mapping),
}


def equal(a: Any, b: Any) -> bool:
    """Equality of JSON values: `1` and `1.0` are one number, `true` and `1` are not the same."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(equal, a, b))
    return bool(a == b)


def _type(c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str) -> Found:
    names = expected if isinstance(expected, list) else [expected]
    if not any(_TYPES[name](value) for name in names):
        yield "should be " + " or ".join(names)


def _enum(c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str) -> Found:
    if not any(equal(item, value) for item in expected):
        yield f"should be one of {json_stringify(expected)}"


def _const(c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str) -> Found:
    if not equal(expected, value):
        yield f"should be {json_stringify(expected)}"


def _bound(
    holds: Callable[[float, float], bool], words: str,
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str,
) -> Found:  # fmt: skip
    if _is_number(value) and not holds(value, expected):
        yield f"should be {words} {json_stringify(expected)}"


def _multiple(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if _is_number(value) and abs(value / expected - round(value / expected)) > 1e-9:
        yield f"should be a multiple of {json_stringify(expected)}"


def _size(
    kind: type | tuple[type, ...], holds: Callable[[int, int], bool], words: str,
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str,
) -> Found:  # fmt: skip
    if isinstance(value, kind) and not holds(len(value), expected):  # type: ignore[arg-type]
        yield words.format(expected)


def _pattern(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if isinstance(value, str) and not compile_js(expected).search(value):
        yield f'should match the pattern "{expected}"'


def _format(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if isinstance(value, str) and not fits_format(expected, value):
        yield f'should be in the format "{expected}"'


def _items(c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str) -> Found:
    if not isinstance(value, list):
        return
    if isinstance(expected, list):
        for index, (part, item) in enumerate(zip(expected, value, strict=False)):
            yield from c.check(part, item, f"{path}[{index}]", f"{place}/{index}")
        rest = schema.get("additionalItems", True)
        for index in range(len(expected), len(value)):
            yield from c.check(rest, value[index], f"{path}[{index}]", place)
        return
    for index, item in enumerate(value):
        yield from c.check(expected, item, f"{path}[{index}]", place)


def _contains(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if isinstance(value, list) and not any(c.fits(expected, item) for item in value):
        yield "should contain an item that fits"


def _unique(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if expected and isinstance(value, list):
        for index, item in enumerate(value):
            if any(equal(item, earlier) for earlier in value[:index]):
                yield f"should not hold the same item twice (item {index})"
                return


def _properties(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if isinstance(value, Mapping):
        for name, part in expected.items():
            if name in value:
                yield from c.check(part, value[name], _below(path, name), f"{place}/{name}")


def _pattern_properties(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if isinstance(value, Mapping):
        for pattern, part in expected.items():
            for name in value:
                if compile_js(pattern).search(str(name)):
                    yield from c.check(part, value[name], _below(path, name), f"{place}/{pattern}")


def _additional(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if not isinstance(value, Mapping):
        return
    patterns = [compile_js(pattern) for pattern in schema.get("patternProperties", {})]
    for name in value:
        if name in schema.get("properties", {}) or any(pattern.search(str(name)) for pattern in patterns):
            continue
        if expected is False:
            yield f"should not have the additional property {name!r}"
        else:
            yield from c.check(expected, value[name], _below(path, name), place)


def _required(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if isinstance(value, Mapping):
        for name in expected:
            if name not in value:
                yield f"should have the property {name!r}"


def _names(c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str) -> Found:
    if isinstance(value, Mapping):
        for name in value:
            if not c.fits(expected, name):
                yield f"has a property name that does not fit: {name!r}"


def _dependencies(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if not isinstance(value, Mapping):
        return
    for name, needs in expected.items():
        if name not in value:
            continue
        if isinstance(needs, list):
            for other in needs:
                if other not in value:
                    yield f"should have the property {other!r}, as it has {name!r}"
        else:
            yield from c.check(needs, value, path, f"{place}/{name}")


def _all_of(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    for index, part in enumerate(expected):
        yield from c.check(part, value, path, f"{place}/{index}")


def _any_of(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    if not any(c.fits(part, value) for part in expected):
        yield "should fit at least one of the schemas of anyOf"


def _one_of(
    c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str
) -> Found:
    fitting = sum(c.fits(part, value) for part in expected)
    if fitting != 1:
        yield f"should fit exactly one of the schemas of oneOf, but fits {fitting}"


def _not(c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str) -> Found:
    if c.fits(expected, value):
        yield "should not fit the schema of not"


def _if(c: _Checker, schema: Mapping[str, Any], expected: Any, value: Any, path: str, place: str) -> Found:
    branch = "then" if c.fits(expected, value) else "else"
    if branch in schema:
        yield from c.check(schema[branch], value, path, f"{place[:-2]}{branch}")


def _below(path: str, name: Any) -> str:
    return (
        f"{path}.{name}"
        if re.match(r"[A-Za-z_$][\w$]*\Z", str(name))
        else f"{path}[{json_stringify(str(name))}]"
    )


_KEYWORDS: dict[str, Handler] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "minimum": partial(_bound, lambda value, bound: value >= bound, ">="),
    "maximum": partial(_bound, lambda value, bound: value <= bound, "<="),
    "exclusiveMinimum": partial(_bound, lambda value, bound: value > bound, ">"),
    "exclusiveMaximum": partial(_bound, lambda value, bound: value < bound, "<"),
    "multipleOf": _multiple,
    "minLength": partial(_size, str, lambda size, bound: size >= bound, "should have at least {} characters"),
    "maxLength": partial(_size, str, lambda size, bound: size <= bound, "should have at most {} characters"),
    "minItems": partial(_size, list, lambda size, bound: size >= bound, "should have at least {} items"),
    "maxItems": partial(_size, list, lambda size, bound: size <= bound, "should have at most {} items"),
    "minProperties": partial(
        _size, Mapping, lambda size, bound: size >= bound, "should have at least {} properties"
    ),
    "maxProperties": partial(
        _size, Mapping, lambda size, bound: size <= bound, "should have at most {} properties"
    ),
    "pattern": _pattern,
    "format": _format,
    "items": _items,
    "contains": _contains,
    "uniqueItems": _unique,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "required": _required,
    "propertyNames": _names,
    "dependencies": _dependencies,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
}
