"""The `json` node and its schemas."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.engine.testing import collect, running
from wirelatch.nodes.parser.json_schema import compile_schema


async def converted(msg: dict[str, Any], **config: Any) -> dict[str, Any]:
    """The message, or what a Catch node got of its error."""
    flows = [
        {"id": "j", "type": "json", "property": "payload", "action": "", "pretty": False, "wires": [["p"]], **config},
        {"id": "p", "type": "probe"}, {"id": "k", "type": "catch", "scope": None, "wires": [["p"]]},
    ]  # fmt: skip
    async with running(flows) as runtime:
        runtime.node("j").receive(msg)  # type: ignore[union-attr]
        return await collect(runtime, "p").next()


async def test_text_becomes_an_object_and_an_object_text() -> None:
    assert (await converted({"payload": '{"a":1}'}))["payload"] == {"a": 1}
    assert (await converted({"payload": b"[1]"}))["payload"] == [1]
    assert (await converted({"payload": {"a": [1.0, None]}}))["payload"] == '{"a":[1,null]}'


async def test_pretty_text_is_indented_by_four() -> None:
    assert (await converted({"payload": {"a": 1}}, pretty=True))["payload"] == '{\n    "a": 1\n}'


async def test_text_that_is_not_json_is_an_error_that_says_where() -> None:
    assert "line 1 column 3" in (await converted({"payload": "[1"}))["error"]["message"]


async def test_a_value_that_fits_passes_without_its_schema() -> None:
    schema = {"type": "object", "required": ["a"]}
    msg = await converted({"payload": '{"a":1}', "schema": schema})
    assert msg["payload"] == {"a": 1}
    assert "schema" not in msg


async def test_every_violation_is_told() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "number"}, "b": {"maxLength": 1}},
        "required": ["c"],
    }
    msg = await converted({"payload": '{"a":"x","b":"long"}', "schema": schema})
    assert msg["error"]["message"] == (
        "the value does not fit the schema: data must have required property 'c', data/a must be number, "
        "data/b must NOT have more than 1 characters"
    )
    assert msg["schemaError"][1] == {
        "instancePath": "/a",
        "schemaPath": "#/properties/a/type",
        "keyword": "type",
        "params": {"type": "number"},
        "message": "must be number",
    }


async def test_a_schema_that_cannot_be_read_is_an_error() -> None:
    assert (
        "the value of type cannot be"
        in (await converted({"payload": "1", "schema": {"type": "nonsense"}}))["error"]["message"]
    )


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": ["integer", "null"]}, [1, 1.0, None], [1.5, "1", True]),
        ({"enum": [1, "a", {"b": [1]}]}, [1, {"b": [1]}], [2, {"b": [2]}, True]),
        ({"const": None}, [None], [0, False]),
        ({"minimum": 1, "exclusiveMaximum": 5}, [1, 4.9, "x"], [0, 5]),
        ({"multipleOf": 0.5}, [1.5, 2], [0.35]),
        ({"pattern": "^a\\d$"}, ["a1", 5], ["b1", "a1x"]),
        ({"format": "date-time"}, ["2024-01-02T03:04:05Z"], ["yesterday", "2024-13-01T00:00:00Z"]),
        ({"format": "ipv4"}, ["127.0.0.1"], ["256.1.1.1"]),
        ({"items": {"type": "number"}, "uniqueItems": True, "minItems": 1}, [[1, 2]], [[], [1, 1], [1, "x"]]),
        ({"items": [{"type": "number"}], "additionalItems": False}, [[1], []], [[1, 2], ["x"]]),
        ({"contains": {"const": 1}}, [[2, 1]], [[2]]),
        ({"properties": {"a": {}}, "patternProperties": {"^x": {"type": "number"}}, "additionalProperties": False}, [{"a": 1, "xy": 2}], [{"b": 1}, {"xy": "n"}]),
        ({"propertyNames": {"maxLength": 2}}, [{"ab": 1}], [{"abc": 1}]),
        ({"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}, [{"a": 1, "b": 1}, {}], [{"a": 1}, {"c": 1}]),
        ({"allOf": [{"minimum": 1}, {"maximum": 2}]}, [1, 2], [0, 3]),
        ({"anyOf": [{"type": "string"}, {"minimum": 5}]}, ["a", 6], [1]),
        ({"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]}, [2, 3], [6, 5]),
        ({"not": {"type": "string"}}, [1], ["x"]),
        ({"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"minimum": 0}}, ["ab", 0], ["a", -1]),
        ({"definitions": {"n": {"type": "number"}}, "properties": {"a": {"$ref": "#/definitions/n"}, "more": {"$ref": "#"}}}, [{"a": 1, "more": {"a": 2}}], [{"more": {"a": "x"}}]),
        (False, [], [1]),
        (True, [1], []),
    ],
)  # fmt: skip
def test_keywords_of_draft_7_are_checked(schema: Any, good: list[Any], bad: list[Any]) -> None:
    check = compile_schema(schema)
    assert [value for value in good if check(value)] == []
    assert [value for value in bad if not check(value)] == []


def test_a_schema_that_refers_to_itself_without_end_is_an_error() -> None:
    check = compile_schema({"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/a"}}})
    with pytest.raises(ValueError, match="without end"):
        check(1)


async def test_halves_of_character_pairs_and_bytes_that_are_no_utf_8_are_taken() -> None:
    assert (await converted({"payload": '"\\ud800"'}))["payload"] == "\ud800"
    assert (await converted({"payload": b'"\xff"'}))["payload"] == "\ufffd"


async def test_a_property_below_something_missing_is_an_error() -> None:
    assert "there is no deep" in (await converted({}, property="deep.x"))["error"]["message"]
    assert "error" not in await converted({"deep": {}}, property="deep.x")
