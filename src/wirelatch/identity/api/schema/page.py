"""The OpenAPI document as one page of HTML: no script, nothing from other origins."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from wirelatch.webkit.brand import head_links

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, select_autoescape

    templates = Environment(
        loader=PackageLoader("wirelatch.identity", "api/schema/templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["head_links"] = head_links
    return templates


def page(document: Mapping[str, Any]) -> str:
    """The page."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            entry = {"method": method.upper(), "path": path, **operation}
            entry["takes"] = _body(operation)
            entry["answer"] = _answer(operation)
            groups.setdefault(operation["tags"][0], []).append(entry)
    schemas = {name: _fields(schema) for name, schema in document["components"]["schemas"].items()}
    return (
        _templates().get_template("browse.html").render(info=document["info"], groups=groups, schemas=schemas)
    )


def _body(operation: Mapping[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return next((describe(kind["schema"]) for kind in content.values()), "")


def _answer(operation: Mapping[str, Any]) -> str:
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            content = response.get("content", {})
            shown = next((describe(kind["schema"]) for kind in content.values()), "")
            return f"{status} {shown}".strip()
    return ""


def _fields(schema: Mapping[str, Any]) -> list[tuple[str, str, bool, str]]:
    required = schema.get("required", ())
    return [
        (name, describe(kind), name in required, kind.get("description", ""))
        for name, kind in schema.get("properties", {}).items()
    ]


def describe(kind: Mapping[str, Any]) -> str:
    """A type in a few words."""
    if "$ref" in kind:
        return str(kind["$ref"]).rpartition("/")[2]
    if "enum" in kind:
        text = " | ".join(str(value) for value in kind["enum"])
    elif kind.get("type") == "array":
        text = f"list of {describe(kind['items'])}"
    elif "allOf" in kind:
        text = " and ".join(describe(part) for part in kind["allOf"])
    else:
        text = kind.get("format") or kind.get("type") or "any"
    return text + (" or null" if kind.get("nullable") else "")
