"""What counts as the expected message."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.flowtests.matching import differences


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ({"payload": 1}, {"payload": 1, "topic": "t", "_msgid": "x"}),
        ({"payload": 1}, {"payload": 1.0}),
        ({"payload": {"a": [1, {"b": None}]}}, {"payload": {"a": [1, {"b": None, "c": 1}], "d": 2}}),
        ({"payload": {"$any": True}}, {"payload": None}),
        ({"payload": {"$type": "array"}}, {"payload": [1]}),
        ({"payload": {"$regex": "^ab"}}, {"payload": "abc"}),
        ({"payload": {"$near": [1.5, 0.1]}}, {"payload": 1.55}),
    ],
)
def test_what_includes_everything_that_is_named_is_as_expected(expected: Any, given: Any) -> None:
    assert differences(expected, given, exact=False) == []


@pytest.mark.parametrize(
    ("expected", "given", "said"),
    [
        ({"payload": 1}, {"payload": True}, "msg.payload is True, not 1"),
        ({"payload": 1}, {}, "msg.payload is missing; expected 1"),
        ({"payload": [1]}, {"payload": [1, 2]}, "msg.payload has 2 entries, not 1"),
        ({"payload": [1]}, {"payload": "1"}, "msg.payload is '1', not a list"),
        ({"payload": {"a": 1}}, {"payload": {"a": 2}}, "msg.payload.a is 2, not 1"),
        ({"payload": {"$any": True}}, {}, "msg.payload is missing; expected {'$any': True}"),
        ({"payload": {"$type": "number"}}, {"payload": "1"}, "msg.payload is of type string, not number"),
        ({"payload": {"$near": [1, 0.1]}}, {"payload": 2}, "msg.payload is 2, not within 0.1 of 1"),
    ],
)
def test_a_difference_is_said_with_its_place(expected: Any, given: Any, said: str) -> None:
    assert differences(expected, given, exact=False) == [said]


def test_exactly_means_nothing_more_than_what_is_named() -> None:
    assert differences({"payload": 1}, {"payload": 1, "_msgid": "x"}, exact=True) == []
    assert differences({"payload": 1}, {"payload": 1, "topic": ""}, exact=True) == [
        "msg.topic is '', and was not expected"
    ]


@pytest.mark.parametrize(
    ("operand", "said"), [({"$regex": "("}, "no regular expression"), ({"$near": 5}, "takes a number")]
)
def test_an_operand_that_makes_no_sense_is_a_difference_and_not_the_end_of_all_tests(
    operand: Any, said: str
) -> None:
    for given in ("5", 5):
        if "$regex" in operand and not isinstance(given, str):
            continue
        (text,) = differences({"payload": operand}, {"payload": given}, exact=False)
        assert said in text
