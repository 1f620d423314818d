"""A value and its type give what Node-RED makes of them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from tests.scripting.scopes import FakeNode

from wirelatch.scripting.typed_values import evaluate
from wirelatch.scripting.values import UNDEFINED


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (5.0, "str", "5"),
        ("0x10", "num", 16),
        ("", "num", 0),
        ("TRUE", "bool", True),
        (True, "bool", True),
        ("yes", "bool", False),
        ('{"a":[1]}', "json", {"a": [1]}),
        ("[1,256,-1,\"7\"]", "bin", b"\x01\x00\xff\x07"),
        ('"é"', "bin", "é".encode()),
        ("payload.a", "msg", 1),
        ("msg.payload.a", "msg", 1),
        ("nothing", "msg", UNDEFINED),
        ("f.x", "flow", 2),
        ("m[msg.topic]", "flow", 4),
        ("#:(file)::y", "flow", 5),
        ("g", "global", 3),
        ("A", "env", "a"),
        ("${A}", "env", "a"),
        ("x ${A} ${B}y", "env", "x a y"),
        ("B", "env", ""),
        ("payload.a + 1", "jsonata", 2),
        ("as it is", "something", "as it is"),
    ],
)  # fmt: skip
def test_values(value: Any, kind: str, expected: Any) -> None:
    node = FakeNode(
        flow={"f": {"x": 2}, "m": {"t": 4}}, glob={"g": 3}, env={"A": "a"}, stores={"file": {"y": 5}}
    )
    assert evaluate(value, kind, msg={"payload": {"a": 1}, "topic": "t"}, node=node) == expected


def test_dates() -> None:
    now = evaluate("", "date")
    assert isinstance(now, int)
    assert abs(now - datetime.now().timestamp() * 1000) < 5000
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", evaluate("iso", "date"))
    assert evaluate("object", "date").tzinfo is not None
    assert evaluate("YYYY [year]", "date") == f"{datetime.now().year} year"


@pytest.mark.parametrize(
    ("value", "kind"), [("{", "json"), ("5", "bin"), ("(", "re"), ("$sum(", "jsonata"), ("a..b", "msg")]
)
def test_what_cannot_be_read_is_a_value_error(value: str, kind: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        evaluate(value, kind, msg={})
