"""Variables, functions of the expression, signatures, partial application, transforms: an expression and what it gives; checked against Node-RED's engine."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.conformance.jsonata import same
from tests.scripting.jsonata.messages import MESSAGE

from wirelatch.scripting import jsonata

TABLE: list[tuple[str, Any]] = [
    (
        "payload ~> $string",
        '{"items":[{"price":2,"qty":3,"tags":["a"]},{"price":1.5,"qty":4,"tags":["b","c"]}],"name":"n","temp":21.5,"empty":[],"one":[7],"nested":[[1,2],[3]],"ok":true}',
    ),
    (
        "payload ~> $string()",
        '{"items":[{"price":2,"qty":3,"tags":["a"]},{"price":1.5,"qty":4,"tags":["b","c"]}],"name":"n","temp":21.5,"empty":[],"one":[7],"nested":[[1,2],[3]],"ok":true}',
    ),
    ("topic ~> $uppercase ~> $length", 24),
    ("(topic ~> $uppercase() ~> $length())", 24),
    ("($f := $uppercase ~> $length; $f('abc'))", 3),
    (
        "$clone(payload)",
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
    ("$clone(payload.items[0]).price", 2),
    (
        "($x := payload; $x)",
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
    ("($x := 1; ($x := 2); $x)", 1),
    ("($f := function($n){$n <= 1 ? 1 : $n * $f($n - 1)}; $f(10))", 3628800),
    ("($f := function($n, $a){$n = 0 ? $a : $f($n - 1, $a + $n)}; $f(1000, 0))", 500500),
    ("($f := function($n){$n = 0 ? 0 : 1 + $f($n - 1)}; $f(400))", 400),
    (
        "function($x){$x}(payload)",
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
    ("λ($x){$x & '!'}(topic)", "home/kitchen/temperature!"),
    ("($add := function($a, $b){$a + $b}; $add(?, 2)(3))", 5),
    ("($first := $substring(?, 0, 2); $first(topic))", "ho"),
    ("function($s)<s-:s>{$s}(topic)", "home/kitchen/temperature"),
    ("topic.function($s)<s-:s>{$uppercase($s)}()", "HOME/KITCHEN/TEMPERATURE"),
    (
        "payload ~> |items|{'price': price * 2}|",
        {
            "items": [{"price": 4, "qty": 3, "tags": ["a"]}, {"price": 3, "qty": 4, "tags": ["b", "c"]}],
            "name": "n",
            "temp": 21.5,
            "empty": [],
            "one": [7],
            "nested": [[1, 2], [3]],
            "ok": True,
        },
    ),
    (
        "payload ~> |items|{}, 'tags'|",
        {
            "items": [{"price": 2, "qty": 3}, {"price": 1.5, "qty": 4}],
            "name": "n",
            "temp": 21.5,
            "empty": [],
            "one": [7],
            "nested": [[1, 2], [3]],
            "ok": True,
        },
    ),
    (
        "$ ~> |payload|{'new': 1}, ['name']|",
        {
            "payload": {
                "items": [
                    {"price": 2, "qty": 3, "tags": ["a"]},
                    {"price": 1.5, "qty": 4, "tags": ["b", "c"]},
                ],
                "temp": 21.5,
                "empty": [],
                "one": [7],
                "nested": [[1, 2], [3]],
                "ok": True,
                "new": 1,
            },
            "topic": "home/kitchen/temperature",
            "list": [5, 3, 9, 1],
            "text": "Hällo 😀 wörld",
            "nothing": None,
            "neg": -3.5,
            "people": [{"id": 1, "doc": {"v": 1}}, {"id": 2, "doc": {"v": 2}}, {"id": 1}],
        },
    ),
    ("$shuffle([1])", [1]),
    ("$random() < 1", True),
    ("($f := function($x, $y)<nn:n>{$x + $y}; $f(1, 2))", 3),
    ("($f := function($a)<a<n>:n>{$sum($a)}; $f(5))", 5),
    ("($f := function($x)<(sn)?:x>{$type($x)}; $f(5))", "number"),
    ("($c := function($n){function(){$n}}; $c(3)())", 3),
    ("($twice := function($f){function($x){$f($f($x))}}; $twice(function($x){$x * 2})(3))", 12),
    (
        "payload ~> |items[price=2]|{'sold': true}, ['tags','qty']|",
        {
            "items": [{"price": 2, "sold": True}, {"price": 1.5, "qty": 4, "tags": ["b", "c"]}],
            "name": "n",
            "temp": 21.5,
            "empty": [],
            "one": [7],
            "nested": [[1, 2], [3]],
            "ok": True,
        },
    ),
    (
        "payload ~> |items|{'total': price * qty}|",
        {
            "items": [
                {"price": 2, "qty": 3, "tags": ["a"], "total": 6},
                {"price": 1.5, "qty": 4, "tags": ["b", "c"], "total": 6},
            ],
            "name": "n",
            "temp": 21.5,
            "empty": [],
            "one": [7],
            "nested": [[1, 2], [3]],
            "ok": True,
        },
    ),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_programming(expression: str, expected: Any) -> None:
    message = copy.deepcopy(MESSAGE)
    found = jsonata.compile(expression).evaluate(message)
    assert same(found, expected), found
    assert message == MESSAGE, "the message was changed"
