"""Operators, and what makes arrays and objects: an expression and what it gives; checked against Node-RED's engine."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.conformance.jsonata import same
from tests.scripting.jsonata.messages import MESSAGE

from wirelatch.scripting import jsonata
from wirelatch.scripting.values import UNDEFINED

TABLE: list[tuple[str, Any]] = [
    ("list[[0..1]]", [5, 3]),
    ("list[$ > 2]", [5, 3, 9]),
    ("payload{$string(id): $}", {}),
    ("payload{$string(id): $count($)}", {}),
    ("[list][0]", 5),
    ("{'a': list[]}.a", [5, 3, 9, 1]),
    ("{'a': payload.one[]}.a", [7]),
    ("neg % 2", -1.5),
    ("7 % -3", 1),
    ("big * big", UNDEFINED),
    ("big * big + 1", UNDEFINED),
    ("tiny & ''", ""),
    ("big & ''", ""),
    ("1e21 & ''", "1e+21"),
    ("0.1 + 0.2", 0.30000000000000004),
    ("(0.1 + 0.2) & ''", "0.3"),
    ("123456789012345680000 & ''", "123456789012345680000"),
    ("1/3 & ''", "0.333333333333333"),
    (
        "payload & '!'",
        '{"items":[{"price":2,"qty":3,"tags":["a"]},{"price":1.5,"qty":4,"tags":["b","c"]}],"name":"n","temp":21.5,"empty":[],"one":[7],"nested":[[1,2],[3]],"ok":true}!',
    ),
    (
        "payload & payload",
        '{"items":[{"price":2,"qty":3,"tags":["a"]},{"price":1.5,"qty":4,"tags":["b","c"]}],"name":"n","temp":21.5,"empty":[],"one":[7],"nested":[[1,2],[3]],"ok":true}{"items":[{"price":2,"qty":3,"tags":["a"]},{"price":1.5,"qty":4,"tags":["b","c"]}],"name":"n","temp":21.5,"empty":[],"one":[7],"nested":[[1,2],[3]],"ok":true}',
    ),
    ("nothing & 'x'", "nullx"),
    ("missing & ''", ""),
    ("true & null", "truenull"),
    ("payload = 17", False),
    ("payload != 17", True),
    ("payload = missing", False),
    ("payload != missing", False),
    ("missing = missing", False),
    ("payload = '24.5'", False),
    ("topic > 'a'", True),
    ("nothing = null", True),
    ("missing > 1", UNDEFINED),
    ("{'a': 1, 'b': 2} = {'b': 2, 'a': 1}", True),
    ("[1,2] = [1,2]", True),
    ("[1] = 1", False),
    ("1 = true", False),
    ("1 in list", True),
    ("'a' in list", False),
    ("topic in ['a/b']", False),
    ("3 in payload", False),
    ("true in list", False),
    ("payload and topic", True),
    ("payload or missing", True),
    ("payload ? 'y' : 'n'", "y"),
    ("list ? 'y' : 'n'", "y"),
    ("nothing ? 1", UNDEFINED),
    (
        "payload ?: 'default'",
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
    ("topic ?: 'none'", "home/kitchen/temperature"),
    ("missing ?? 'fallback'", "fallback"),
    ("nothing ?? 'fallback'", None),
    ("[1..3]", [1, 2, 3]),
    ("[3..1]", []),
    ("[0..2].($ * 2)", [0, 2, 4]),
    ("[1, [2, 3], missing]", [1, [2, 3]]),
    (
        "[list, payload]",
        [
            5,
            3,
            9,
            1,
            {
                "items": [
                    {"price": 2, "qty": 3, "tags": ["a"]},
                    {"price": 1.5, "qty": 4, "tags": ["b", "c"]},
                ],
                "name": "n",
                "temp": 21.5,
                "empty": [],
                "one": [7],
                "nested": [[1, 2], [3]],
                "ok": True,
            },
        ],
    ),
    (
        "{'a': payload, 'b': missing}",
        {
            "a": {
                "items": [
                    {"price": 2, "qty": 3, "tags": ["a"]},
                    {"price": 1.5, "qty": 4, "tags": ["b", "c"]},
                ],
                "name": "n",
                "temp": 21.5,
                "empty": [],
                "one": [7],
                "nested": [[1, 2], [3]],
                "ok": True,
            }
        },
    ),
    ("{topic: 1}", {"home/kitchen/temperature": 1}),
    ("people#$i[$i > 0].id", [2, 1]),
    ("people@$p.list[$ = $p.id]", [1, 1]),
    ("people{$string(id): $sum(doc.v)}", {"1": 1, "2": 2}),
    ("list[$ > 2 and $ < 9]", [5, 3]),
    ("1 + 2 * 3 - 4 / 2", 5),
    ("5 % 3", 2),
    ("-5 % 3", -2),
    ("'a' & 1 & true & null", "a1truenull"),
    ("'b' > 'a'", True),
    ("1 = 1.0", True),
    ("[1,{'a':2}] = [1,{'a':2}]", True),
    ("'a' in ['a','b']", True),
    ("true and 'x'", True),
    ("false or 0", False),
    ("missing ?: 1", 1),
    ("null ?? 1", None),
    ("false ? 1", UNDEFINED),
    ("[1..3, 7, 9..10]", [1, 2, 3, 7, 9, 10]),
    ("{'k': {'n': 1}}.k.n", 1),
    ("(λ($n){$n < 2 ? $n : 7}(1))", 1),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_operators(expression: str, expected: Any) -> None:
    message = copy.deepcopy(MESSAGE)
    found = jsonata.compile(expression).evaluate(message)
    assert found is expected or same(found, expected), found
    assert message == MESSAGE, "the message was changed"
