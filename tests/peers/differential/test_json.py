"""The json node converts and checks as Node-RED does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.peers.differential.cases import Case
from tests.peers.differential.parsers import documents, same
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

JSON_TEXTS = [
    "{}", "[]", "null", "true", "1", "-0", "1.0", "1e3", "1E-7", '"x"', '""', " [1] ", "[1,]", "{a:1}", "{'a':1}", "01", "+1", ".5", "1.", "NaN", "Infinity", "-", "tru", "", " ", "[", '{"a":1', '{"a":1}}', '{"a":1,"a":2}', '"\\u00e9\\ud83e\\udd8a"', '"\\ud800"', '"\\q"', '"\n"',
    '"\t"', '{"a":{"b":[1,{"c":null}]}}', '{"2":1,"1":2}', "\ufeff{}", "[1]x", "/* */1", '{"__proto__":1}', "123456789012345678901234567890", '"ä🦊"', "[" * 50 + "]" * 50, "1 2", '"\\/"', "\u00a0[1]",
]  # fmt: skip
JSON_VALUES: list[Any] = [
    {}, [], None, True, False, 0, -1.5, 1e21, 1e-7, {"a": 1, "b": [1, 2, {"c": None}]}, [None, "x"], {"2": 1, "1": 2, "b": 3}, {"a": "ä\u2028\n\"\\"}, "text", "", [[[]]], {"": {}}, b"[1]", b"x", b"", {"a": [], "b": {}},
]  # fmt: skip


def json_node(**more: Any) -> dict[str, Any]:
    return {"type": "json", "property": "payload", "action": "", "pretty": False, **more}


async def test_json_converts_the_same(pair: Twins) -> None:
    nodes = [
        json_node(action=action, pretty=pretty) for action in ("", "str", "obj") for pretty in (False, True)
    ]
    cases = [Case(node, documents(*JSON_TEXTS, *JSON_VALUES)) for node in nodes]
    cases.append(
        Case(
            json_node(property="deep.x"),
            [{"deep": {"x": "[1]"}}, {"deep": {}}, {"payload": 1}, {"deep": {"x": [1]}}],
        )
    )
    cases.append(Case({"type": "json"}, documents("[1]", [1])))
    await same(pair, cases)


SCHEMAS: list[Any] = [
    {}, True, False, {"type": "object"}, {"type": ["string", "number"]}, {"type": "integer", "minimum": 3}, {"type": "string", "minLength": 2, "enum": ["abc"]}, {"minLength": 2, "maxLength": 3, "pattern": "^a+$"}, {"enum": [1, "a", None, [1]]},
    {"const": {"a": 1}}, {"minimum": 1, "maximum": 2, "exclusiveMinimum": 1, "exclusiveMaximum": 2.5, "multipleOf": 0.1}, {"required": ["a", "b"], "type": "object"}, {"properties": {"a": {"type": "number"}, "b": {"maxLength": 1}}, "required": ["c"]},
    {"properties": {"a/b": {"type": "number"}, "c~d": {"type": "null"}}}, {"additionalProperties": False, "properties": {"a": True}}, {"additionalProperties": {"type": "string"}, "patternProperties": {"^x": {"type": "number"}}}, {"patternProperties": {"^a": False}},
    {"propertyNames": {"maxLength": 1}}, {"propertyNames": {"pattern": "^b", "minLength": 2}}, {"minProperties": 2, "maxProperties": 1}, {"dependencies": {"a": ["b", "c"], "b": {"required": ["d"]}}}, {"items": {"type": "string"}}, {"items": [{"type": "string"}, True]},
    {"items": [{"type": "string"}], "additionalItems": False}, {"items": [True], "additionalItems": {"type": "number"}}, {"minItems": 2, "maxItems": 1}, {"uniqueItems": True}, {"uniqueItems": True, "items": {"type": "number"}}, {"contains": {"type": "number"}}, {"contains": False},
    {"not": {"type": "object"}}, {"not": {}}, {"allOf": [{"type": "object"}, {"required": ["a"]}]}, {"anyOf": [{"type": "string"}, {"required": ["zz"]}]}, {"oneOf": [{"type": "object"}, {"type": "array"}, {"required": ["a"]}]}, {"oneOf": [{"type": "null"}, {"minLength": 9}]},
    {"if": {"type": "object"}, "then": {"required": ["x"]}, "else": {"minimum": 5}}, {"if": {"type": "string"}, "then": {"minLength": 10}}, {"definitions": {"n": {"type": "number"}}, "properties": {"a": {"$ref": "#/definitions/n"}}}, {"$ref": "#/definitions/x", "definitions": {"x": {"required": ["q"]}}},
    {"type": ["object", "array", "string", "number", "boolean", "null"], "properties": {"a": {"$ref": "#"}}, "items": {"$ref": "#"}, "not": {"const": 1}}, {"definitions": {"t": {"properties": {"a": {"$ref": "#/definitions/t"}}, "maxProperties": 1}}, "$ref": "#/definitions/t"}, {"properties": {"a": {"$ref": "#nn"}}, "definitions": {"n": {"$id": "#nn", "type": "string"}}},
    {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}, {"$schema": "http://json-schema.org/draft-06/schema#", "type": "array"}, {"$schema": "http://json-schema.org/draft-04/schema#"}, {"$schema": "https://json-schema.org/draft/2020-12/schema"}, {"type": "foo"}, {"type": []}, {"minimum": "1"}, {"required": "a"}, {"required": ["a", "a"]},
    {"properties": []}, {"pattern": "["}, {"enum": []}, {"unknown": 1}, {"$ref": "#/nothing"}, {"$ref": "http://x.y/z"}, {"if": True}, {"then": True}, {"additionalItems": False}, {"multipleOf": 0}, {"maxLength": -1}, {"maxLength": 1.5}, {"items": 5}, {"allOf": []}, {"title": "t", "description": "d", "default": 1, "examples": [1], "$comment": "c", "readOnly": True, "contentMediaType": "x"},
    {"nullable": True, "type": "string"}, {"nullable": True}, {"type": "string", "nullable": False}, {"type": "number", "multipleOf": 3, "const": 4}, {"type": "array", "items": {"type": "object", "required": ["k"], "properties": {"k": {"type": ["integer", "null"]}}}}, {"properties": {"a": {"properties": {"b": {"items": {"properties": {"c": {"type": "string"}}}}}}}}, "schema", 5, [], None, 0, "",
    {"type": "object", "minProperties": 3, "required": ["u"], "anyOf": [{"required": ["v"]}, {"required": ["w"]}]}, {"definitions": {"p": {"minimum": 10}}, "items": {"allOf": [{"$ref": "#/definitions/p"}, {"multipleOf": 7}]}}, {"id": "x"}, {"deprecated": True, "writeOnly": True},
]  # fmt: skip
CHECKED: list[Any] = [
    {"a": 1}, {"a": "x", "b": "long"}, {}, [], ["a", 1], [1, 1], [1, 2, 1, 2], [{"a": 1}, {"a": 1}], "abc", "a", "aaaa", 1, 1.5, 2, 0.3, 9, -5, True, False, {"a/b": "x", "c~d": 1}, {"a": {"a": {"a": 1, "b": 2}}}, {"xa": "s", "b": 5}, {"bb": 1, "a": 2, "b": 3}, {"k": None}, [{"k": 1}, {"k": "x"}, {}],
    {"a": {"b": [{"c": "x"}, {"c": 1}]}}, [7, 14, 8, 70], ["x", "x", 1, True], 21, {"b": 1}, [[1], [1]], "ä🦊",
]  # fmt: skip


async def test_json_finds_the_same_violations_of_a_schema(pair: Twins) -> None:
    await same(
        pair,
        [Case(json_node(), documents(*CHECKED, schema=schema)) for schema in SCHEMAS]
        + [
            Case(json_node(action=action), documents(*map(json.dumps, CHECKED[:8]), schema=SCHEMAS[12]))
            for action in ("str", "obj", "")
        ]
        + [Case(json_node(action="obj"), documents(*CHECKED[:8], schema=SCHEMAS[12]))]
        + [Case(json_node(), [{"payload": 1, "schema": schema} for schema in SCHEMAS])],
    )
