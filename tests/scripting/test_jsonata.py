"""JSONata expressions see the message and Node-RED's functions, and cannot run away."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from tests.scripting.scopes import FakeNode

from wirelatch.scripting import jsonata
from wirelatch.scripting.values import UNDEFINED

MSG = {
    "payload": {"items": [{"price": 2, "qty": 3}, {"price": 1, "qty": 4}], "name": "n"},
    "topic": "a/b",
    "one": [{"x": 1}],
    "nothing": None,
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("payload.name & '!'", "n!"),
        ("$sum(payload.items.(price * qty))", 10),
        ("payload.items[price > 1].qty", 3),
        ("payload.items.qty", [3, 4]),
        ("one.x", 1),
        ("one", [{"x": 1}]),
        ("nothing", None),
        ("none.at.all", UNDEFINED),
        ("$split(topic, '/')[1]", "b"),
        ('{"t": topic}', {"t": "a/b"}),
        ("$keys($)", ["payload", "topic", "one", "nothing"]),
        ("msg.topic", "a/b"),
        ("topic ~> $uppercase", "A/B"),
        ("*[0].name", "n"),
        ("payload.items ~> $count()", 2),
        ("/* comment */ $contains(topic, /A/i)", True),
        ("`topic`", "a/b"),
        ("6 * 7", 42),
        ("true", True),
        ("$map([1..3], function($v) { $v * 2 })", [2, 4, 6]),
        ("$flowContext('f.x')", 2),
        ("$exists($flowContext('zz'))", False),
        ("$flowContext('y', 'file')", 5),
        ("$globalContext('g')[0]", 1),
        ("$env('A') & $env('B')", "a"),
        ("$clone(payload.items[0]).price", 2),
        ("$moment(0).utc().add(1, 'days').format('YYYY-MM-DD')", "1970-01-02"),
        ("$moment('2024-01-31T12:00:00Z').utc().add(1,'month').toISOString()", "2024-02-29T12:00:00.000Z"),
        ("$moment(0).valueOf() + 1", 1),
    ],
)
def test_evaluation(expression: str, expected: Any) -> None:
    node = FakeNode(flow={"f": {"x": 2}}, glob={"g": [1, 2]}, env={"A": "a"}, stores={"file": {"y": 5}})
    assert jsonata.compile(expression).evaluate(MSG, node) == expected


def test_a_path_gives_the_very_object() -> None:
    msg = {"payload": {"buffer": b"\x01", "deep": {"list": [1]}}}
    assert jsonata.compile("payload.deep").evaluate(msg) is msg["payload"]["deep"]
    assert jsonata.compile("payload.buffer").evaluate(msg) is msg["payload"]["buffer"]


def test_buffers_dates_and_requests_are_readable_and_come_out_whole() -> None:
    request = SimpleNamespace(headers={"host": "h"}, method="GET")
    msg = {"b": b"\x05\x06", "d": datetime(2026, 1, 2, tzinfo=UTC), "req": request, "big": 2**80}
    assert jsonata.compile('{"x": b, "y": 1}').evaluate(msg) == {"x": b"\x05\x06", "y": 1}
    assert jsonata.compile("b.`1` + b.length").evaluate(msg) == 8
    assert jsonata.compile("b.toString('hex')").evaluate(msg) == "0506"
    assert jsonata.compile("d & ''").evaluate(msg) == '"2026-01-02T00:00:00.000Z"'
    assert jsonata.compile("d.getUTCFullYear()").evaluate(msg) == 2026
    assert jsonata.compile("req.headers.host & req.method").evaluate(msg) == "hGET"
    assert jsonata.compile("[req, 1]").evaluate(msg)[0] is request


@pytest.mark.parametrize(
    ("expression", "position"),
    [("payload +", 9), ("$sum(", 5), ("a b", 3), ("'x' + 1", 5), ("$nope()", 6)],
)
def test_errors_name_the_position(expression: str, position: int | None) -> None:
    with pytest.raises(jsonata.JsonataError) as caught:
        jsonata.compile(expression).evaluate({})
    assert caught.value.position == position
    assert str(caught.value)


def test_an_endless_expression_is_stopped() -> None:
    began = time.monotonic()
    for endless in ("($f := function($x) { $f($x) }; $f(1))", "($f := function($x) { $f($x) + 1 }; $f(1))"):
        with pytest.raises(jsonata.JsonataError):
            jsonata.compile(endless).evaluate({})
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("expression", ["payload.me.me.a", "payload ~> |$|{'b': 1}|", "$"])
def test_a_message_that_contains_itself_is_no_end_of_the_process(expression: str) -> None:
    inner: dict[str, Any] = {"a": 1}
    inner["me"] = inner
    message = {"payload": inner, "list": [inner]}
    assert jsonata.compile(expression).evaluate(message) is not None


def test_a_message_that_is_nested_too_deep_is_an_error() -> None:
    value: Any = 1
    for _ in range(3000):
        value = [value]
    with pytest.raises(ValueError, match="deep"):
        jsonata.compile("$string(payload)").evaluate({"payload": value})


def test_an_object_that_contains_itself_is_no_string() -> None:
    inner: dict[str, Any] = {}
    inner["me"] = inner
    with pytest.raises(jsonata.JsonataError, match="contains itself"):
        jsonata.compile("$string(payload)").evaluate({"payload": inner})
