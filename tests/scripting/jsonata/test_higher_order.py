"""Functions that take functions: an expression and what it gives; checked against Node-RED's engine."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.conformance.jsonata import same
from tests.scripting.jsonata.messages import MESSAGE

from wirelatch.scripting import jsonata
from wirelatch.scripting.values import UNDEFINED

TABLE: list[tuple[str, Any]] = [
    ("$sort(list)", [1, 3, 5, 9]),
    (
        "$sort(payload)",
        [
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
            }
        ],
    ),
    ("$sort(payload.items, function($l, $r){$l.price > $r.price}).price", [1.5, 2]),
    ("$sort(list, function($a,$b){$a < $b})", [9, 5, 3, 1]),
    ("$map(list, function($v, $i){$v & $i})", ["50", "31", "92", "13"]),
    (
        "$map(payload, $string)",
        '{"items":[{"price":2,"qty":3,"tags":["a"]},{"price":1.5,"qty":4,"tags":["b","c"]}],"name":"n","temp":21.5,"empty":[],"one":[7],"nested":[[1,2],[3]],"ok":true}',
    ),
    ("$map(payload.items, function($v){$v.tags})", [["a"], ["b", "c"]]),
    ("$map([1], function($v){[$v]})", [1]),
    ("$filter(list, function($v){$v})", [5, 3, 9, 1]),
    (
        "$filter(payload, function($v, $i, $a){$i = $count($a) - 1})",
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
    (
        "$single(payload)",
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
    ("$reduce(list, function($a, $b){$a & $b})", "5391"),
    ("$reduce([], function($a, $b){$a}, 1)", 1),
    (
        "$each(payload, function($v, $k){$k & '=' & $string($v)})",
        [
            'items=[{"price":2,"qty":3,"tags":["a"]},{"price":1.5,"qty":4,"tags":["b","c"]}]',
            "name=n",
            "temp=21.5",
            "empty=[]",
            "one=[7]",
            "nested=[[1,2],[3]]",
            "ok=true",
        ],
    ),
    ("$sift(payload, function($v, $k){$k = 'a'})", UNDEFINED),
    ("$map([1,2,3], $string)", ["1", "2", "3"]),
    ("$map({'a':1}, function($v){$v.a})", 1),
    ("$filter([1,2,3,4], function($v){$v % 2 = 0})", [2, 4]),
    ("$reduce([1,2,3], function($a,$v,$i,$l){$a + $v * $i + $count($l)})", 15),
    ("$sort(['b','a','C'])", ["C", "a", "b"]),
    ("$sort([3,1,2], function($a,$b){$a < $b})", [3, 2, 1]),
    ("$each({'a':1,'b':2}, function($v,$k){$k & $v})", ["a1", "b2"]),
    ("$sift({'a':1,'b':null}, function($v){$v})", {"a": 1}),
    ("$single([1,2,3], function($v){$v = 2})", 2),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_higher_order(expression: str, expected: Any) -> None:
    message = copy.deepcopy(MESSAGE)
    found = jsonata.compile(expression).evaluate(message)
    assert found is expected or same(found, expected), found
    assert message == MESSAGE, "the message was changed"
