"""JSON Schema, drafts 6 and 7, as ajv 8 checks it in Node-RED: the same violations, in its order, shape and words.

Spec: https://json-schema.org/draft-07/draft-handrews-json-schema-validation-01; shape of a violation:
https://ajv.js.org/api.html#error-objects. References stay within the schema; what other documents hold is not fetched.
Unlike Node-RED, which knows no `format` and refuses schemas that name one, the common formats are checked.

A schema becomes functions once, and values are checked by these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from wirelatch.nodes.parser.json_schema_keywords import GROUPS, KEYWORDS, Check
from wirelatch.nodes.parser.json_schema_values import IGNORED, TYPES, check_keyword_value
from wirelatch.scripting.values import json_stringify

Schema = Callable[[Any], "list[dict[str, Any]]"]
"""Gives the violations of a value, as ajv's error objects."""

_DRAFTS = ("http://json-schema.org/draft-06/schema", "http://json-schema.org/draft-07/schema")
_DEEPEST_VALUE = 500


class SchemaError(ValueError):
    """A schema that cannot be used."""


@dataclass(slots=True)
class Errors:
    """The violations found so far in one check, and how deep it is."""

    found: list[dict[str, Any]] = field(default_factory=list)
    depth: int = 0

    def add(self, path: str, place: str, keyword: str, params: Mapping[str, Any], message: str) -> None:
        """Note a violation: of the value at `path`, by the keyword at `place`."""
        self.found.append(
            {
                "instancePath": path, "schemaPath": place, "keyword": keyword, "params": params, "message": message,
            }
        )  # fmt: skip


def compile_schema(schema: Any) -> Schema:
    """A function that gives the violations of a value. Raises SchemaError when the schema is no schema."""
    if not isinstance(schema, (Mapping, bool)):
        raise SchemaError("cannot read msg.schema: a JSON Schema is an object or a boolean")
    try:
        check = Compiler(schema).check(schema, "#", "")
    except RecursionError:
        raise SchemaError("cannot read msg.schema: it is nested too deeply") from None

    def violations(value: Any) -> list[dict[str, Any]]:
        errors = Errors()
        check(value, "", errors)
        return errors.found

    return violations


def violations_text(violations: list[dict[str, Any]]) -> str:
    """The violations as one line."""
    return ", ".join([f"data{item['instancePath']} {item['message']}" for item in violations])


class Compiler:
    """Makes the functions of one document."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._by_id: dict[str, Any] = {}
        self._compiled: dict[tuple[int, str], list[Check]] = {}
        if isinstance(root, Mapping):
            draft = root.get("$schema")
            if draft is not None and (not isinstance(draft, str) or draft.rstrip("#") not in _DRAFTS):
                raise SchemaError(f"cannot read msg.schema: unknown draft {json_stringify(draft)}")
            self._collect(root, "")

    def _collect(self, schema: Any, base: str) -> None:
        """Note the parts of the document that have an `$id`."""
        if isinstance(schema, Mapping):
            own = schema.get("$id")
            if isinstance(own, str):
                base = urljoin(base, own)
                self._by_id[base.removesuffix("#")] = schema
            for key, value in schema.items():
                if key not in ("enum", "const", "default", "examples"):
                    self._collect(value, base)
        elif isinstance(schema, list):
            for value in schema:
                self._collect(value, base)

    def check(self, schema: Any, place: str, base: str) -> Check:
        """The function for a schema at a place. Raises SchemaError."""
        if schema is True:
            return lambda value, path, errors: None
        if schema is False:
            return lambda value, path, errors: errors.add(
                path, f"{place}/false schema", "false schema", {}, "boolean schema is false"
            )
        if not isinstance(schema, Mapping):
            raise SchemaError(f"cannot read msg.schema: {place} is no schema")
        if isinstance(schema.get("$id"), str):
            base = urljoin(base, schema["$id"])
        self._check_keywords(schema, place)
        wanted = schema.get("type", [])
        types = list(wanted) if isinstance(wanted, list) else [wanted]
        if schema.get("nullable") is True and "null" not in types:
            types.append("null")
        parts: list[Check] = []
        # A single type is checked where the keywords for it are, if there are any.
        in_group = (
            types[0] if len(types) == 1 and any(key in schema for key in GROUPS.get(types[0], ())) else ""
        )
        type_check = self._type_check(types, wanted, place)
        if types and not in_group:
            parts.append(type_check)
        if "$ref" in schema:
            parts.append(self._reference(schema["$ref"], base))
        for group, keywords in GROUPS.items():
            made = (
                KEYWORDS[key](self, schema, schema[key], f"{place}/{key}", base)
                for key in keywords
                if key in schema
            )
            checks = [check for check in made if check is not None]
            if group == "":
                parts += checks
            elif checks or group == in_group:
                parts.append(_guarded(TYPES[group], checks, type_check if group == in_group else None))
        if len(parts) == 1:
            return parts[0]

        def all_parts(value: Any, path: str, errors: Errors) -> None:
            for part in parts:
                part(value, path, errors)

        return all_parts

    def _check_keywords(self, schema: Mapping[str, Any], place: str) -> None:
        for key, value in schema.items():
            if key in IGNORED:
                continue
            reason = check_keyword_value(key, value, schema)
            if reason:
                raise SchemaError(f"cannot read msg.schema: {reason} at {place}")

    def _type_check(self, types: list[str], wanted: Any, place: str) -> Check:
        tests = [TYPES[name] for name in types]
        text = f"must be {','.join(wanted) if isinstance(wanted, list) else wanted}"
        params = {"type": wanted}

        def check(value: Any, path: str, errors: Errors) -> None:
            for test in tests:
                if test(value):
                    return
            errors.add(path, f"{place}/type", "type", params, text)

        return check

    def _reference(self, reference: str, base: str) -> Check:
        """The function for what a `$ref` names, which is made when first needed: it may name what is around it."""
        target, own_base = self._resolve(reference, base)
        # ajv tells the places in a schema without further references from the document, in others from themselves.
        place = reference if target is not self._root and not _has_reference(target) else "#"
        key = (id(target), place)
        if key not in self._compiled:
            self._compiled[key] = slot = []
            slot.append(self.check(target, place, own_base))
        slot = self._compiled[key]

        def check(value: Any, path: str, errors: Errors) -> None:
            errors.depth += 1
            if errors.depth > _DEEPEST_VALUE:
                raise SchemaError(
                    "the schema refers to itself without end, or the value is nested too deeply"
                )
            slot[0](value, path, errors)
            errors.depth -= 1

        return check

    def _resolve(self, reference: str, base: str) -> tuple[Any, str]:
        address = urljoin(base, reference) if base else reference
        document, fragment = urldefrag(address)
        if address.removesuffix("#") in self._by_id and address.removesuffix("#"):
            return self._by_id[address.removesuffix("#")], address
        own_id = self._root.get("$id") if isinstance(self._root, Mapping) else None
        if document in ("", base, own_id):
            found = self._by_id.get(document, self._root) if document else self._root
        elif document in self._by_id:
            found = self._by_id[document]
        else:
            raise SchemaError(f"cannot read msg.schema: cannot resolve the reference {reference}")
        if fragment and not fragment.startswith("/"):
            raise SchemaError(f"cannot read msg.schema: cannot resolve the reference {reference}")
        for part in fragment.split("/")[1:]:
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(found, list) and key.isdigit() and int(key) < len(found):
                found = found[int(key)]
            elif isinstance(found, Mapping) and key in found:
                found = found[key]
            else:
                raise SchemaError(f"cannot read msg.schema: nothing at {reference}")
        return found, document


def _guarded(test: Callable[[Any], bool], checks: list[Check], otherwise: Check | None) -> Check:
    """Check values of one type only; those of others are a violation where the schema says so."""

    def check(value: Any, path: str, errors: Errors) -> None:
        if test(value):
            for each in checks:
                each(value, path, errors)
        elif otherwise is not None:
            otherwise(value, path, errors)

    return check


def _has_reference(schema: Any) -> bool:
    if isinstance(schema, Mapping):
        return "$ref" in schema or any(_has_reference(value) for value in schema.values())
    return isinstance(schema, list) and any(_has_reference(value) for value in schema)
