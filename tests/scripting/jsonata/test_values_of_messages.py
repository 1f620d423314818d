"""Values of messages are read in place, and come out as they are."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from tests.scripting.scopes import FakeNode

from wirelatch.scripting import jsonata
from wirelatch.scripting.kinds import BigInt, JsMap, JsSet
from wirelatch.scripting.message import Message
from wirelatch.scripting.values import UNDEFINED

AT = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
MESSAGE: dict[str, Any] = {
    "buffer": b"\x01\x02\xff",
    "date": AT,
    "map": JsMap([["a", 1]]),
    "set": JsSet([1, 2]),
    "big": BigInt(10),
    "req": SimpleNamespace(headers={"host": "h"}, method="GET", _secret="s"),
    "objects": [{"a": {"b": 1}}, {"a": {"b": 2}}],
    "huge": 2**80,
    "text": "😀é",
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("buffer.length", 3),
        ("buffer.`2`", 255),
        ("buffer.toString('base64')", "AQL/"),
        ("buffer & ''", '{"type":"Buffer","data":[1,2,255]}'),
        ("$boolean(buffer)", True),
        ("$type(buffer)", "object"),
        ("date.getTime()", 1767323045678),
        ("date.toISOString()", "2026-01-02T03:04:05.678Z"),
        ("$string({'d': date})", '{"d":"2026-01-02T03:04:05.678Z"}'),
        ("map.size + set.size", 3),
        ("$type(big)", "object"),
        ("req.headers.host", "h"),
        ("req.method", "GET"),
        ("req._secret", UNDEFINED),
        ("req.nothing", UNDEFINED),
        ("huge & ''", "1.2089258196146292e+24"),
        ("$length(text)", 2),
    ],
)
def test_what_is_no_plain_data_can_be_read(expression: str, expected: Any) -> None:
    assert jsonata.compile(expression).evaluate(MESSAGE) == expected


def test_a_result_holds_the_very_objects_of_the_message() -> None:
    first, second = jsonata.compile("objects.a").evaluate(MESSAGE)
    assert first is MESSAGE["objects"][0]["a"]
    assert second is MESSAGE["objects"][1]["a"]
    made = jsonata.compile("{'b': buffer, 'l': [objects], 'r': req, 'd': date}").evaluate(MESSAGE)
    assert made["b"] is MESSAGE["buffer"]
    assert made["l"][0] is MESSAGE["objects"][0]
    assert made["r"] is MESSAGE["req"]
    assert made["d"] is AT


@pytest.mark.parametrize(
    "expression",
    [
        "objects", "objects.a", "objects.a[]", "objects[0].a[]", "{'x': objects.a[]}.x", "{'x': objects.a}.x", "[objects.a]",
        "$map(objects, function($o){$o.a.b})", "$map(objects, function($o){[$o.a.b]})", "objects.[a]", "[1..3]", "$keys($)",
        "objects{$string(a.b): [a]}.*", "$each(objects[0], function($v){[$v]})", "objects#$i.[$i]", "$zip([1],[2])",
    ],
)  # fmt: skip
def test_lists_that_come_out_are_plain_lists(expression: str) -> None:
    def check(value: Any) -> None:
        if isinstance(value, list):
            assert type(value) is list
            for item in value:
                check(item)
        elif isinstance(value, dict):
            for item in value.values():
                check(item)

    check(jsonata.compile(expression).evaluate(MESSAGE))


def test_messages_of_functions_are_objects() -> None:
    message = Message(payload=Message(a=1, b=[1, 2]))
    assert jsonata.compile("payload.a + payload.b[1]").evaluate(message) == 3
    assert jsonata.compile("$keys(payload)").evaluate(message) == ["a", "b"]


def test_moments_are_values_with_methods_and_come_out_as_text() -> None:
    source = "($m := $moment(0).utc(); [$m.year(), $m.format('YYYY'), $m])"
    assert jsonata.compile(source).evaluate({}) == [1970, "1970", "1970-01-01T00:00:00.000Z"]
    with pytest.raises(jsonata.JsonataError) as caught:
        jsonata.compile("$moment().dance()").evaluate({})
    assert caught.value.code == "T1006"


def test_contexts_give_the_stored_object_or_nothing() -> None:
    node = FakeNode(flow={"list": [1, 2], "f": {"x": None}}, env={"A": {"b": 1}})
    assert jsonata.compile("$flowContext('list')[1]").evaluate({}, node) == 2
    assert jsonata.compile("$flowContext('f.x')").evaluate({}, node) is None
    assert jsonata.compile("$exists($flowContext('no'))").evaluate({}, node) is False
    assert jsonata.compile("$map(['list'], $flowContext)").evaluate({}, node) == [1, 2]
    assert jsonata.compile("$env('A').b").evaluate({}, node) == 1
    assert jsonata.compile("$env('no')").evaluate({}, node) == ""


def test_variables_come_first() -> None:
    expression = jsonata.compile("$x + $sum([1, 2])")
    assert expression.evaluate({}, variables={"x": 1}) == 4
    assert expression.evaluate({}, variables={"x": 1, "sum": lambda values: 10}) == 11
    assert expression.evaluate({}, variables={"x": UNDEFINED}) is UNDEFINED


def test_time_stands_still_in_an_evaluation() -> None:
    assert jsonata.compile("$now() = $fromMillis($millis())").evaluate({}) is True
