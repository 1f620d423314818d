"""Values do in Python what they do in JavaScript; Node.js is asked."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wirelatch.scripting import values
from wirelatch.scripting.values import UNDEFINED, BigInt, JsMap

# Nothing here depends on earlier examples: the fixture is a pure function.
differential = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

NUMBERS = st.one_of(
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        [1e21, 1e20, 1e-6, 1e-7, 123456789012345680000.0, 5e-324, 0.1 + 0.2, 2**53, 1.5e300, 100.0]
    ),
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(
        ["", " ", "1", " 12 ", "1e3", "0x1F", "0b101", "0o17", "+1", "-1", ".5", "5.", "1_000", "Infinity", "-Infinity",
         "infinity", "NaN", "null", "true", "[object Object]", "1,2", "\ufeff7\u00a0", "0x", "1e", "--1", "１", "é", "😀", "\uffff"]
    ),
)  # fmt: skip
SCALARS = st.one_of(NUMBERS, TEXTS, st.booleans(), st.none())
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


@differential
@given(number=NUMBERS)
def test_numbers_print_as_in_javascript(nodejs: Any, number: float) -> None:
    assert values.to_string(number) == nodejs("x => String(x)", number)


@differential
@given(text=TEXTS)
def test_text_becomes_the_number_that_javascript_reads(nodejs: Any, text: str) -> None:
    assert values.to_string(values.to_number(text)) == nodejs("x => String(Number(x))", text)
    assert values.to_string(values.parse_float(text)) == nodejs("x => String(parseFloat(x))", text)


@differential
@given(value=JSON)
def test_any_value_becomes_the_text_and_number_of_javascript(nodejs: Any, value: Any) -> None:
    assert values.to_string(value) == nodejs("x => String(x)", value)
    assert values.to_string(values.to_number(value)) == nodejs("x => String(Number(x))", value)
    assert values.is_truthy(value) == nodejs("x => !!x", value)
    assert values.type_of(value) == nodejs("x => typeof x", value)


@differential
@given(a=JSON, b=JSON)
def test_comparisons_are_those_of_javascript(nodejs: Any, a: Any, b: Any) -> None:
    expected = nodejs("(a, b) => [a == b, a === b, a < b, a <= b]", a, b)
    ours = [
        values.loose_equal(a, b),
        values.strict_equal(a, b),
        values.less_than(a, b),
        values.less_or_equal(a, b),
    ]
    if isinstance(a, (dict, list)) and a is b:
        expected[0] = expected[1] = True  # one object here, two on their way through JSON
    assert ours == expected


@differential
@given(value=JSON, indent=st.sampled_from([None, 1, 4, "--", 12]))
def test_json_is_written_as_javascript_writes_it(nodejs: Any, value: Any, indent: Any) -> None:
    assert values.json_stringify(value, indent) == nodejs(
        "(x, i) => JSON.stringify(x, null, i)", value, indent
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"\x01\xff", '{"type":"Buffer","data":[1,255]}'),
        (datetime(2026, 1, 2, 3, 4, 5, 678900, UTC), '"2026-01-02T03:04:05.678Z"'),
        ([math.nan, math.inf, UNDEFINED], "[null,null,null]"),
        ({"a": UNDEFINED, "b": 1.0}, '{"b":1}'),
        ({"b": 1, "2": 2, "1": 3}, '{"1":3,"2":2,"b":1}'),
        ([1.0, -2.0, 10.05, "1.0", -0.0], '[1,-2,10.05,"1.0",0]'),
        ({"1.0": 100.0, "n": [0.0, 1e15, 1e21, 1e-7]}, '{"1.0":100,"n":[0,1000000000000000,1e+21,1e-7]}'),
        ({'"': [1.0], "ids": "a1e4"}, '{"\\"":[1],"ids":"a1e4"}'),
        ("\ud800", '"\\ud800"'),
        (UNDEFINED, "undefined"),
    ],
)
def test_json_of_values_that_json_has_not(value: Any, expected: str) -> None:
    assert values.json_stringify(value) == expected


def test_json_of_a_value_in_itself_is_refused() -> None:
    value: dict[str, Any] = {}
    value["self"] = value
    with pytest.raises(ValueError, match="circular structure"):
        values.json_stringify(value)


def test_a_buffer_compares_as_its_text_and_a_date_as_its_milliseconds() -> None:
    assert values.loose_equal(b"12", 12)
    assert values.less_than(datetime(1970, 1, 1, tzinfo=UTC), 1)
    assert not values.loose_equal(bytes(bytearray(b"ab")), bytes(bytearray(b"ab")))


@given(value=JSON)
def test_a_clone_is_equal_and_shares_no_container(value: Any) -> None:
    def containers(item: Any) -> set[int]:
        inside = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        own = {id(item)} if isinstance(item, (dict, list)) else set()
        return own.union(*(containers(i) for i in inside)) if inside else own

    copy = values.clone(value)
    assert copy == value
    assert not containers(copy) & containers(value)


def test_clone_shares_req_and_res_and_copies_the_rest() -> None:
    message = {
        "req": {"a": 1},
        "res": object(),
        "payload": {"req": {"b": 1}},
        "map": JsMap([["k", {"v": 1}]]),
    }
    copy = values.clone(message)
    assert copy["req"] is message["req"]
    assert copy["res"] is message["res"]
    assert copy["payload"] == message["payload"]
    assert copy["payload"]["req"] is not message["payload"]["req"]
    assert copy["map"] == message["map"]
    assert copy["map"].entries[0][1] is not message["map"].entries[0][1]


def test_clone_keeps_the_shape_of_a_value_that_contains_itself() -> None:
    value: dict[str, Any] = {"list": []}
    value["list"].append(value)
    copy = values.clone(value)
    assert copy["list"][0] is copy
    assert copy is not value


def test_undefined_is_one_false_object() -> None:
    assert not UNDEFINED
    assert values.clone({"a": UNDEFINED})["a"] is UNDEFINED
    assert values.type_of(BigInt(3)) == "bigint"
