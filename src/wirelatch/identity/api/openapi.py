"""The OpenAPI 3.0 document of the API, made from the endpoints that run. https://spec.openapis.org/oas/v3.0.3

Types are JSON Schema 2020-12 within (`shapes.py`), so that answers can be checked with them; 3.0 spells null
differently, which `_spell` translates. 3.0.3 is what authentik serves and what code generators are surest of.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from wirelatch.identity.api.endpoints import Endpoint
from wirelatch.identity.api.permissions import Needs, Permission
from wirelatch.identity.web.fields import ABSENT, REQUIRED, Field
from wirelatch.identity.web.shapes import (
    ERROR,
    INTEGER,
    INVALID,
    STRING,
    JsonType,
    Parameter,
    Shape,
    reference,
    shapes_in,
)

_LISTING = {
    "ordering": Parameter(STRING, "Field to sort by; with `-` in front the other way round."),
    "page": Parameter(INTEGER, "Number of the page."),
    "page_size": Parameter(INTEGER, "Results on a page, 100 at most."),
    "search": Parameter(STRING, "Text to search for."),
}


def document(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The document of these endpoints."""
    paths: dict[str, dict[str, Any]] = {}
    shapes: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        path = "/" + re.sub(r":(int|long)\}", "}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, shapes)
    for shape in (ERROR, INVALID):
        shapes[shape.name] = shape.schema()
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Wirelatch identity API",
            "version": version("wirelatch"),
            "description": "Administration of users, applications, providers and all that belongs to them, "
            "at the paths and in the shapes of authentik's API v3.",
        },
        "servers": [{"url": "/api/v3"}],
        "paths": {path: paths[path] for path in sorted(paths)},
        "components": {
            "schemas": {name: _spell(shapes[name]) for name in sorted(shapes)},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "An API token."},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "authentik_session",
                    "description": "A browser's session; changes need the header `X-authentik-CSRF` too.",
                },
            },
        },
    }


def _operation(endpoint: Endpoint, shapes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    for shape in shapes_in(endpoint.answers):
        shapes[shape.name] = shape.schema()
    described = inspect.getdoc(endpoint.handler) or ""
    operation: dict[str, Any] = {
        "operationId": endpoint.operation_id,
        "tags": [endpoint.path.split("/")[0]],
        "description": "\n\n".join(part for part in (described, _needed(endpoint)) if part),
        "responses": _responses(endpoint),
    }
    if endpoint.summary:
        operation["summary"] = endpoint.summary
    parameters = [*_in_path(endpoint), *_in_query(endpoint)]
    if parameters:
        operation["parameters"] = parameters
    if endpoint.body is not None:
        operation["requestBody"] = _body(endpoint, shapes)
    if endpoint.permission is Permission.ANYONE:
        operation["security"] = [{}]
    else:
        operation["security"] = [{"token": []}, {"session": []}]
    return operation


def _needed(endpoint: Endpoint) -> str:
    needed = endpoint.permission
    if isinstance(needed, Needs):
        owner = ", or be whom it belongs to" if needed.owner else ""
        return f"Needs the permission `{needed.permission}`{owner}."
    return {
        Permission.ANYONE: "Open to everybody.",
        Permission.SIGNED_IN: "Open to every user; shows and changes what is theirs.",
        Permission.SIGNED_IN_OR_LINK: "Open to every user; shows and changes what is theirs.",
    }.get(needed, "For administrators.")


def _responses(endpoint: Endpoint) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Success"}
    if endpoint.answers is not None:
        success["content"] = {endpoint.content_type: {"schema": _spell(reference(endpoint.answers))}}
    found: dict[str, Any] = {str(endpoint.status): success}
    found["400"] = _error(INVALID, "What is wrong with it, by field or parameter")
    found["403"] = _error(ERROR, "Not known, or not allowed")
    if "{" in endpoint.path:
        found["404"] = _error(ERROR, "There is no such object, or you may not see it")
    elif _is_paged(endpoint):
        found["404"] = _error(ERROR, "There is no such page")
    return found


def _error(shape: Shape, description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape.name}"}}},
    }


def _in_path(endpoint: Endpoint) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer"} if kind else {"type": "string"},
        }
        for name, kind in re.findall(r"\{(\w+)(:int|:long)?\}", endpoint.path)
    ]


def _is_paged(endpoint: Endpoint) -> bool:
    return isinstance(endpoint.answers, Shape) and endpoint.answers.name.startswith("Paginated")


def _in_query(endpoint: Endpoint) -> list[dict[str, Any]]:
    wanted = {**endpoint.query, **(_LISTING if _is_paged(endpoint) else {})}
    described = []
    for name in sorted(wanted):
        parameter = wanted[name]
        one: dict[str, Any] = {"name": name, "in": "query", "schema": _spell(reference(parameter.kind))}
        if parameter.description:
            one["description"] = parameter.description
        if parameter.is_required:
            one["required"] = True
        described.append(one)
    return described


def _body(endpoint: Endpoint, shapes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    assert endpoint.body is not None
    name = endpoint.body_name or _name_of(endpoint)
    name = name if name.endswith("Request") else name + "Request"
    is_partial = endpoint.method == "PATCH"
    name = f"Patched{name}" if is_partial else name
    described = request_schema(endpoint.body, is_partial=is_partial)
    if shapes.get(name, described) != described:
        name = f"{_name_of(endpoint)}Request"
    shapes[name] = described
    for described_field in endpoint.body.values():
        for shape in shapes_in(described_field.json_type):
            shapes[shape.name] = shape.schema()
    content: dict[str, Any] = {endpoint.takes: {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {"content": content, "required": not is_partial}


def _name_of(endpoint: Endpoint) -> str:
    return "".join(part.capitalize() for part in endpoint.operation_id.split("_"))


def request_schema(body: Mapping[str, Field], *, is_partial: bool) -> dict[str, Any]:
    """The JSON Schema of a request's body."""
    properties: dict[str, Any] = {}
    for name, field in body.items():
        properties[name] = reference(field.json_type)
        if field.write_only:
            properties[name] = {**properties[name], "writeOnly": True}
        if field.description:
            properties[name] = {**properties[name], "description": field.description}
        if field.default not in (REQUIRED, ABSENT, None) and not callable(field.default):
            properties[name] = {**properties[name], "default": field.default}
    described: dict[str, Any] = {"type": "object", "properties": properties}
    required = [name for name, field in body.items() if field.default is REQUIRED]
    if required and not is_partial:
        described["required"] = required
    return described


def _spell(schema: Any) -> Any:
    """JSON Schema 2020-12 as OpenAPI 3.0 spells it."""
    if isinstance(schema, list):
        return [_spell(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    spelled = {
        name: {key: _spell(kind) for key, kind in value.items()}
        if name == "properties"
        else (value if name in ("enum", "default") else _spell(value))
        for name, value in schema.items()
    }
    if isinstance(spelled.get("type"), list):
        kinds = [kind for kind in spelled["type"] if kind != "null"]
        spelled |= {"type": kinds[0], "nullable": True}
    variants = spelled.get("anyOf")
    if isinstance(variants, list) and {"type": "null"} in variants:
        rest = [kind for kind in variants if kind != {"type": "null"}]
        del spelled["anyOf"]
        if len(rest) == 1 and "$ref" not in rest[0]:
            spelled |= rest[0]
        else:
            spelled["allOf" if len(rest) == 1 else "anyOf"] = rest
        spelled["nullable"] = True
    return spelled


def json_type_for_check(kind: JsonType, shapes: Iterable[Shape]) -> dict[str, Any]:
    """A JSON Schema on its own, with all the shapes it names: what answers are checked with."""
    return {
        **reference(kind),
        "components": {"schemas": {shape.name: shape.schema() for shape in shapes}},
    }
