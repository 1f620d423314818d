"""Functions on strings: an expression and what it gives; checked against Node-RED's engine."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.conformance.jsonata import same
from tests.scripting.jsonata.messages import MESSAGE

from wirelatch.scripting import jsonata

TABLE: list[tuple[str, Any]] = [
    (
        "$string(payload)",
        '{"items":[{"price":2,"qty":3,"tags":["a"]},{"price":1.5,"qty":4,"tags":["b","c"]}],"name":"n","temp":21.5,"empty":[],"one":[7],"nested":[[1,2],[3]],"ok":true}',
    ),
    (
        "$string(payload, true)",
        '{\n  "items": [\n    {\n      "price": 2,\n      "qty": 3,\n      "tags": [\n        "a"\n      ]\n    },\n    {\n      "price": 1.5,\n      "qty": 4,\n      "tags": [\n        "b",\n        "c"\n      ]\n    }\n  ],\n  "name": "n",\n  "temp": 21.5,\n  "empty": [],\n  "one": [\n    7\n  ],\n  "nested": [\n    [\n      1,\n      2\n    ],\n    [\n      3\n    ]\n  ],\n  "ok": true\n}',
    ),
    ("$string(0.1+0.2)", "0.3"),
    ("$string(nothing)", "null"),
    ("$string($sum)", ""),
    ("$string([1,$sum])", '[1,""]'),
    ("$length(text)", 13),
    ("$length(topic)", 24),
    ("$substring(text, 6, 1)", "😀"),
    ("$substring(topic, -3)", "ure"),
    ("$substring(topic, 1, 2)", "om"),
    ("$substringBefore(topic, '/')", "home"),
    ("$substringAfter(topic, '/')", "kitchen/temperature"),
    ("$uppercase(text)", "HÄLLO 😀 WÖRLD"),
    ("$lowercase(text)", "hällo 😀 wörld"),
    ("$trim('  a   b ')", "a b"),
    ("$pad(topic, 8, '#')", "home/kitchen/temperature"),
    ("$pad(topic, -8, 'ab')", "home/kitchen/temperature"),
    ("$contains(topic, 'a')", True),
    ("$contains(topic, /A/i)", True),
    ("$split(topic, '/')", ["home", "kitchen", "temperature"]),
    ("$split(topic, '/')[-1]", "temperature"),
    ("$split(topic, /\\//)", ["home", "kitchen", "temperature"]),
    (
        "$split(topic, '')",
        [
            "h",
            "o",
            "m",
            "e",
            "/",
            "k",
            "i",
            "t",
            "c",
            "h",
            "e",
            "n",
            "/",
            "t",
            "e",
            "m",
            "p",
            "e",
            "r",
            "a",
            "t",
            "u",
            "r",
            "e",
        ],
    ),
    ("$split('a1b2c', /[0-9]/, 1)", ["a"]),
    ("$join($split(topic, '/'), '.')", "home.kitchen.temperature"),
    (
        "$match(topic, /[a-z]+/)",
        [
            {"match": "home", "index": 0, "groups": []},
            {"match": "kitchen", "index": 5, "groups": []},
            {"match": "temperature", "index": 13, "groups": []},
        ],
    ),
    ("$match(topic, /(.)\\/(.)/).groups", ["e", "k", "n", "t"]),
    ("$match(text, /w/).index", 9),
    ("$replace(topic, '/', '.')", "home.kitchen.temperature"),
    ("$replace(topic, /(\\w)\\/(\\w)/, '$2/$1')", "homk/eitchet/nemperature"),
    ("$replace('abc', /(b)/, '[$0$1$$$2]')", "a[bb$]c"),
    ("$replace(topic, /[a-z]/, function($m){$uppercase($m.match)})", "HOME/KITCHEN/TEMPERATURE"),
    ("$replace('aaa', 'a', 'b', 2)", "bba"),
    ("$replace('John Smith', /(\\w+)\\s(\\w+)/, '$2, $1')", "Smith, John"),
    ("$eval('1+1')", 2),
    (
        "$eval('payload')",
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
    ("$base64encode('hällo')", "aORsbG8="),
    ("$base64decode('aGVsbG8=')", "hello"),
    ("$encodeUrlComponent('a b&c/ä')", "a%20b%26c%2F%C3%A4"),
    ("$encodeUrl('http://x/ä b?c=d')", "http://x/%C3%A4%20b?c=d"),
    ("$decodeUrlComponent('a%20b%26')", "a b&"),
    ("$decodeUrl('%2Fa%20b')", "%2Fa b"),
    ("$substring('hello', -4, 2)", "el"),
    ("$substring('😀b', 1)", "b"),
    ("$length('😀')", 1),
    ("$pad('x', 3) & '|'", "x  |"),
    ("$string({'a':[1,2.50,null,true]})", '{"a":[1,2.5,null,true]}'),
    ("$string({'a':[1]}, true)", '{\n  "a": [\n    1\n  ]\n}'),
    ("$match('ab12', /([a-z]+)(\\d+)/)", {"match": "ab12", "index": 0, "groups": ["ab", "12"]}),
    ("$replace('abc', /b/, '')", "ac"),
    ("$split('a, b ,c', /\\s*,\\s*/)", ["a", "b", "c"]),
    ("$contains('abc', 'd')", False),
    ("$match('aaa', /a/, 2).index", [0, 1]),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_strings(expression: str, expected: Any) -> None:
    message = copy.deepcopy(MESSAGE)
    found = jsonata.compile(expression).evaluate(message)
    assert same(found, expected), found
    assert message == MESSAGE, "the message was changed"
