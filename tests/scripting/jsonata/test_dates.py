"""Functions on dates, and date pictures: an expression and what it gives; checked against Node-RED's engine."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.conformance.jsonata import same
from tests.scripting.jsonata.messages import MESSAGE

from wirelatch.scripting import jsonata
from wirelatch.scripting.values import UNDEFINED

TABLE: list[tuple[str, Any]] = [
    ("$toMillis('2018-03-27T15:00:00Z')", 1522162800000),
    ("$toMillis('2018-03-27')", 1522108800000),
    ("$toMillis('2018-03-27T15:00:00.123+02:00')", 1522155600123),
    ("$toMillis('12 March 2020', '[D1] [MNn] [Y0001]')", 1583971200000),
    ("$toMillis('03:05 pm 7/9/2021', '[h#1]:[m01] [P] [D1]/[M1]/[Y0001]')", 1631027100000),
    ("$fromMillis(1700000000123)", "2023-11-14T22:13:20.123Z"),
    ("$fromMillis(1700000000123, '[Y0001]-[M01]-[D01] [H01]:[m01]:[s01]')", "2023-11-14 22:13:20"),
    (
        "$fromMillis(1700000000123, '[FNn], [D1o] [MNn,*-3] [Y] [h]:[m01][P] W[W] [X] [w] [d]', '+0530')",
        "Wednesday, 15th Nov 2023 3:43am W46 2023 3 319",
    ),
    (
        "$fromMillis(0, '[Z] [z] [Z0000] [Z01:01t] [f001] [C] [E]', '-0330')",
        "-04:30 GMT-04:30 -0430 -04:30 000 ISO ISO",
    ),
    (
        "$fromMillis(1521801216617, '[D#1,2] [Mn,3-3] [Y,2-2] [PN] [H#1] [F1] [W01] [d001]')",
        "23 mar 18 AM 10 5 12 082",
    ),
    ("$fromMillis(1521801216617, '[YI] [MI] [Dwo] [[x]]')", "MMXVIII III twenty-third [x]"),
    ("$toMillis('2018-082', '[Y]-[d]')", 1521763200000),
    ("$toMillis('Friday 23 March 2018', '[FNn] [D] [MNn] [Y]')", 1521763200000),
    ("$toMillis('2018-03-23 13:05 +02:00', '[Y]-[M]-[D] [H]:[m] [Z]')", 1521803100000),
    ("$toMillis('nonsense', '[Y]')", UNDEFINED),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_dates(expression: str, expected: Any) -> None:
    message = copy.deepcopy(MESSAGE)
    found = jsonata.compile(expression).evaluate(message)
    assert found is expected or same(found, expected), found
    assert message == MESSAGE, "the message was changed"
