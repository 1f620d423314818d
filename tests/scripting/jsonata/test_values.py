"""Functions on arrays, objects and values of any kind: an expression and what it gives; checked against Node-RED's engine."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.conformance.jsonata import same
from tests.scripting.jsonata.messages import MESSAGE

from wirelatch.scripting import jsonata
from wirelatch.scripting.values import UNDEFINED

TABLE: list[tuple[str, Any]] = [
    ("$keys(payload)", ["items", "name", "temp", "empty", "one", "nested", "ok"]),
    ("$boolean(list)", True),
    ("$boolean([0])", False),
    ("$boolean([0,1])", True),
    ("$boolean({})", False),
    ("$not(payload)", False),
    ("$exists(payload.items)", True),
    ("$exists(nothing)", True),
    ("$type(payload)", "object"),
    ("$type($sum)", "function"),
    ("$type(missing)", UNDEFINED),
    ("$append(list, 1)", [5, 3, 9, 1, 1]),
    ("$append(1, 2)", [1, 2]),
    ("$append(missing, 2)", 2),
    ("$reverse(list)", [1, 9, 3, 5]),
    ("$zip(list, [1,2])", [[5, 1], [3, 2]]),
    ("$distinct(list)", [5, 3, 9, 1]),
    ("$distinct([1,'1',1,true,{'a':1},{'a':1}])", [1, "1", True, {"a": 1}]),
    ("$keys(list)", UNDEFINED),
    ("$keys(payload.items)", ["price", "qty", "tags"]),
    ("$lookup(payload, 'name')", "n"),
    ("$lookup(payload, 'id')", UNDEFINED),
    (
        "$spread(payload)",
        [
            {"items": [{"price": 2, "qty": 3, "tags": ["a"]}, {"price": 1.5, "qty": 4, "tags": ["b", "c"]}]},
            {"name": "n"},
            {"temp": 21.5},
            {"empty": []},
            {"one": [7]},
            {"nested": [[1, 2], [3]]},
            {"ok": True},
        ],
    ),
    (
        "$merge(payload)",
        {
            "items": [{"price": 2, "qty": 3, "tags": ["a"]}, {"price": 1.5, "qty": 4, "tags": ["b", "c"]}],
            "name": "n",
            "temp": 21.5,
            "empty": [],
            "one": [7],
            "nested": [[1, 2], [3]],
            "ok": True,
        },
    ),
    ("$merge([{'a':1},{'b':2,'a':3}])", {"a": 3, "b": 2}),
    ("$type($now())", "string"),
    ("$type($millis())", "number"),
    ("$type($clone(payload))", "object"),
    ("$lookup([{'a':1},{'a':2}], 'a')", [1, 2]),
    ("$merge([])", {}),
    ("$append([], [])", []),
    ("$zip([1,2],[3,4],[5])", [[1, 3, 5]]),
    ("$keys({'b':1,'a':2,'1':3})", ["1", "b", "a"]),
    ("$type(null)", "null"),
    ("$type({})", "object"),
    ("$not(missing)", UNDEFINED),
    ("$boolean('')", False),
    ("$exists(null)", True),
    ("$distinct([1,1,[1],[1]])", [1, [1]]),
    ("$reverse([1,[2,3]])", [[2, 3], 1]),
    ("$spread({'a':1,'b':2})", [{"a": 1}, {"b": 2}]),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_values(expression: str, expected: Any) -> None:
    message = copy.deepcopy(MESSAGE)
    found = jsonata.compile(expression).evaluate(message)
    assert found is expected or same(found, expected), found
    assert message == MESSAGE, "the message was changed"
