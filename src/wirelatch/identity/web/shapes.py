"""What the API answers and takes, as JSON types: the OpenAPI document and the checks of answers are made from these.

A type is a JSON Schema (2020-12) in a mapping, or a `Shape`: an object with a name, which becomes a component of the
document. Names are those of authentik's schema, whose generated clients look for the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, eq=False)
class Shape:
    """An object: `properties` are all there always, except for those named in `optional`."""

    name: str
    properties: Mapping[str, JsonType]
    optional: frozenset[str] = frozenset()
    is_open: bool = False
    """Whether other properties may be there too."""
    description: str = ""

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema, with references to the shapes within."""
        described: dict[str, Any] = {
            "type": "object",
            "properties": {name: reference(kind) for name, kind in self.properties.items()},
        }
        required = [name for name in self.properties if name not in self.optional]
        if required:
            described["required"] = required
        if self.description:
            described["description"] = self.description
        if not self.is_open:
            described["additionalProperties"] = False
        return described


JsonType: TypeAlias = "Mapping[str, Any] | Shape"

ANY: JsonType = {}
STRING: JsonType = {"type": "string"}
INTEGER: JsonType = {"type": "integer"}
NUMBER: JsonType = {"type": "number"}
BOOLEAN: JsonType = {"type": "boolean"}
OBJECT: JsonType = {"type": "object", "additionalProperties": True}
UUID: JsonType = {"type": "string", "format": "uuid"}
INSTANT: JsonType = {"type": "string", "format": "date-time"}


def array(kind: JsonType) -> JsonType:
    """A list."""
    return {"type": "array", "items": kind}


def nullable(kind: JsonType) -> JsonType:
    """`kind` or null."""
    if isinstance(kind, Shape) or not isinstance(kind.get("type"), str) or "enum" in kind:
        return kind if kind == {} else {"anyOf": [kind, {"type": "null"}]}
    return {**kind, "type": [kind["type"], "null"]}


def one_of(values: Sequence[str]) -> JsonType:
    """One of these texts."""
    return {"type": "string", "enum": list(values)}


def map_of(kind: JsonType) -> JsonType:
    """An object whose values are all of one type."""
    return {"type": "object", "additionalProperties": kind}


def reference(kind: JsonType) -> dict[str, Any]:
    """The JSON Schema of a type, its shapes referred to by name."""
    if isinstance(kind, Shape):
        return {"$ref": f"#/components/schemas/{kind.name}"}
    return {name: _within(value) for name, value in kind.items()}


def _within(value: Any) -> Any:
    if isinstance(value, Shape | Mapping):
        return reference(value)
    if isinstance(value, list):
        return [_within(item) for item in value]
    return value


def shapes_in(kind: JsonType | None) -> list[Shape]:
    """Every shape that a type names, with those within it."""
    found: dict[int, Shape] = {}
    waiting: list[Any] = [kind]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Shape):
            if id(value) not in found:
                found[id(value)] = value
                waiting.extend(value.properties.values())
        elif isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return list(found.values())


PAGINATION = Shape(
    "Pagination",
    dict.fromkeys(
        ("next", "previous", "count", "current", "total_pages", "start_index", "end_index"), NUMBER
    ),
    description="`next` and `previous` are page numbers; 0 where there is no such page.",
)
_pages: dict[int, tuple[Shape, Shape]] = {}


def page_of_shape(item: Shape) -> Shape:
    """One page of a list, in authentik's shape."""
    if id(item) not in _pages:
        page = Shape(
            f"Paginated{item.name}List",
            {"pagination": PAGINATION, "results": array(item), "autocomplete": OBJECT},
        )
        _pages[id(item)] = (item, page)
    return _pages[id(item)][1]


@dataclass(frozen=True)
class Parameter:
    """A parameter in the query."""

    kind: JsonType = field(default_factory=lambda: STRING)
    description: str = ""
    is_required: bool = False


USED_BY = Shape(
    "UsedBy",
    {
        "app": STRING,
        "model_name": STRING,
        "pk": STRING,
        "name": STRING,
        "action": one_of(("cascade", "cascade_many", "set_null", "set_default", "left_dangling")),
    },
    description="An object that refers to another, and what becomes of it when that is deleted.",
)
TYPE_CREATE = Shape(
    "TypeCreate",
    {
        "name": STRING,
        "description": STRING,
        "component": STRING,
        "model_name": STRING,
        "icon_url": nullable(STRING),
        "requires_enterprise": BOOLEAN,
        "deprecated": BOOLEAN,
    },
    description="A kind of object that can be created.",
)
ERROR = Shape("GenericError", {"detail": STRING, "code": STRING}, optional=frozenset({"code"}), is_open=True)
INVALID = Shape(
    "ValidationError",
    {"non_field_errors": array(STRING), "code": STRING},
    optional=frozenset({"non_field_errors", "code"}),
    is_open=True,
    description="What is wrong, by the name of the field; `non_field_errors` is about the whole.",
)
