"""The yaml node reads and writes what js-yaml does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.peers.differential.cases import Case
from tests.peers.differential.parsers import documents, same
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

YAML_SCALARS = [
    "yes", "no", "on", "off", "y", "true", "True", "TRUE", "tRUE", "null", "Null", "~", "", "nil", "0", "-0", "+1", "007", "08", "0o17", "0o8", "0x1F", "-0x1f", "0b101", "0b2", "1_000", "1e3",
    "1E-2", "1.", ".5", "-.5", "+.5", "1.5e+3", "1e400", "9007199254740993", "123456789012345678901234567890", ".inf", "-.Inf", "+.INF", ".nan", ".NaN", "-.nan", "1:30", "190:20:30", "2001-12-14",
    "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2001-12-15 2:59:43.10", "2001-1-1", "2001-13-45", "0099-01-01", "2001-12-14T21:59:43Z", "2001-12-14T21:59:43.123456+01:30", "<<", "=",
    "'quoted'", "'it''s'", '"a\\tb\\u00e9\\x41\\U0001F98A\\n\\/\\e\\_"', '"\\q"', "'yes'", '"1"', "a b  c", "a#b", "a #b", "a:b", "http://x.y/z?a=b&c", "-x", "?x", ":x", "- x", "@x", "`x`", "%x", "&x", "*x", "!x",
    "a, b", "[a, b", "{a", "'x", '"x', "ä🦊", "a\tb", "-", "--", "---x", "1 2", "0.1.2", "12e", "e5", "!!str 1", "!!str yes", "!!int '5'", "!!int x", "!!float 1", "!!bool yes", "!!bool 'true'", "!!null ''",
    "!!binary x", "!!timestamp 2001-12-14", "!!js/function 'x'", "!!python/object:os.system x", "!x y", "! 5", "!!str", "!!map", "!!seq", "!!set", "!<tag:yaml.org,2002:str> 5",
]  # fmt: skip

YAML_TEXTS = [
    *[f"a: {scalar}\n" for scalar in YAML_SCALARS], *[f"- {scalar}" for scalar in YAML_SCALARS[:14]], *YAML_SCALARS[:70],
    "", " ", "\n", "\n\n", "# comment", "# c\na: 1 # d\n", "---\na: 1", "---\na: 1\n...\n", "%YAML 1.2\n---\na: 1", "%YAML 1.1\n---\na: yes", "%YAML 2.0\n---\na", "--- a\n--- b", "a: 1\n---\nb: 2", "---", "---\n---\n", "a\n...\n",
    "a: 1\nb: 2", "a: 1\na: 2", "{a: 1, a: 2}", "a:\n  b:\n    c: 1", "a:\n- 1\n- 2", "a:\n  - 1\n  - b: 2\n    c: 3\n  -\n    d: 4", "- - 1\n  - 2\n- 3", "a:\n\tb: 1", "a: 1\n b: 2", "a:\n  b: 1\n c: 2", "- a\n b", "a: b: c", "a: 'b' c",
    "[1, [2, 3], {a: 4}]", "[1, 2,]", "[1,, 2]", "[,]", "{a: 1, b}", "{a, b: }", "{a:1}", '{"a":1}', "{'a':1,\"b\":[1,2]}", "[a: 1, b: 2]", "[\n1,\n2\n]", "{a: [1,\n 2]}", "[1 2]", "[1]]", "{a: 1}}", "[a, b]: c", "{a: b}: c", "? a\n: b", "? [a, b]\n: c",
    "? a\n? b", "? |\n  x\n: y", "1: a\ntrue: b\nnull: c\n1.5: d", "~: x", ": x", "a:", "a:\nb:", "a: |\n  x\n  y\n", "a: |-\n  x\n  y\n\n", "a: |+\n  x\n\n", "a: >\n  x\n  y\n\n  z\n", "a: >-\n  x\n   y\n  z", "a: |2\n   x\n  y", "a: >\n\n  x\n", "a: |\n x\n  y\nb: 1",
    "a: |\n", "|\n x", ">\n x\n y", "a: x\n  y\n\n  z", "a: 'x\n  y\n\n  z'", 'a: "x\\\n  y"', 'a: "x\n  y"', "a: x\ny", "&a x", "a: &x 1\nb: *x", "a: &x {b: 1}\nc: *x", "a: *x", "a: &x 1\nb: &x 2\nc: *x",
    "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3", "y:\n  b: 3\n  <<: {a: 1, b: 2}", "<<: [{a: 1}, {a: 2, b: 3}]", "<<: 5", "<<: [1]", "'<<': {a: 1}", "<<: {a: 1}\n<<: {b: 2}", "<<: {a: 1}\na: 2\na: 3", "!!set {a, b}", "!!set {a: 1}", "!!omap [a: 1, b: 2]", "!!omap [a: 1, a: 2]",
    "!!pairs [a: 1, a: 2]", "!!map [1]", "!!seq {a: 1}", "!!str [1]", "!!map {a: 1}", "!!seq [1]", "!foo {a: 1}", "a: \x01", "a: '\x01'", "a: \u2028b", "a: b\u2029c", "a: \x85b", "\ufeffa: 1", "a: \x00", "a: \x7f", "key with spaces: value with: colon",
    "a: 1\r\nb: 2\r\n", "a: |\r\n  x\r\n  y\r\n", "a: 1\rb: 2", "a:    1   \n", "a:\t1", "a: [1,\t2]", "- a\n-b", "a: {b: {c: {d: [1]}}}", "'a b': 1\n\"c\": 2", "a : 1", "a:1", "a: -\n", "a: - b", "- - - a", "-\n  - a", "a: #c\n  b", "a: 'x' #c\nb: 1", "#a\n#b\n\na: 1\n\n#c\n",
    "{\n  \"json\": [1, 2.5, true, null, \"x\\u0041\"],\n  \"o\": {}\n}", "a: !!int\n", "- &a a\n- &b b\n- *a\n- *b", "a: &a\nb: *a", "[&a x, *a]", "{a: &x 1, b: *x}", "x: &x\n  - 1\ny: *x", "__proto__: 1", "constructor: 1", "a: '#x'\nb: '- y'", "[" * 99 + "]" * 99, "[" * 120 + "]" * 120,
    "a: ''\nb: \"\"\n", "? \n: x", "- ? a\n  : b", "- a: 1\n  b: 2\n- c", "a: [b\n, c]", "a: {b: c\n, d: e}", "a: 'b\n\n\n  c'", "a:\n  'b'", "a: |1\n x", "a: |0\n x", "a: |x\n y", "plain\ntext\n", "a: [x y, z: w]", "a: \"\\u12\"", "a: '\t'", "a\n\nb", "a: b\n\nc: d\n\n\n", "--- |\n x\n", "--- {a: 1}", "---\n- 1\n- 2\n",
]  # fmt: skip


def yaml_node(**more: Any) -> dict[str, Any]:
    return {"type": "yaml", "property": "payload", **more}


async def test_yaml_reads_the_same(pair: Twins) -> None:
    size = 25
    await same(
        pair,
        [
            Case(yaml_node(), documents(*YAML_TEXTS[start : start + size]))
            for start in range(0, len(YAML_TEXTS), size)
        ],
    )


LONG = "the quick brown fox jumps over the lazy dog " * 5
YAML_VALUES: list[Any] = [
    *[{"a": text} for text in [
        "", "x", "yes", "No", "true", "null", "~", "1", "1.5", "1e3", "0x1f", "0o7", "1:30", "2001-12-14", "2001-12-14t21:59:43", "<<", "=", ".inf", "- x", "-x", "? x", ":x", "a: b", "a:", "a:b", "a #b", "a#b", "#a", "'a'", '"a"', "it's", "a'b\"c",
        " a", "a ", "a\nb", "a\nb\n", "a\n\nb\n\n", "\na", "\n", "\n\n", " a\nb", "\n a", "a\tb", "\x01", "a\x85b", "a\u00a0b", "a\u2028b", "ä", "🦊", "\ufeff", "[a", "{a", "a]", "a,b", "&a", "*a", "!a", "|a", ">a", "%a", "@a", "`a", "a\\b", "\\", "a\r\nb",
        LONG, f"{LONG}\n{LONG}", f" {LONG}", f"{LONG}\n  {LONG}\n{LONG}\n", "x" * 100, "x" * 100 + " y", "a " * 60, "a  " * 60, "🦊 " * 50, f"{LONG}\n\n\n{LONG}", f"\n{LONG}", "y", "n", "off", "1_000", "+1", "08", "é: è", "a:\tb", "-", "?", "---", "...", "--- a", "...a", "a\n---\nb",
        "\ud83e\udd8a", "http://a.b/c?d=e&f#g", "12:30:45", "1__2", "0b1", "-.5", "+.5", "1.", "!!str a", "a : b", "a\n b\n", "  ", " ", "a\n ",
    ]],
    {}, [], {"a": {}}, {"a": []}, {"a": None}, {"a": True, "b": False}, {"a": 0, "b": -1, "c": 1.5, "d": 1e21, "e": 1e-7, "f": 123456789012}, [1, "2", None, True], [[1, 2], [3, [4]]], [{"a": 1, "b": 2}, {"c": [1, {"d": 2}]}], {"a": {"b": {"c": [1, 2]}}},
    {"b": 1, "a": 2, "2": 3, "1": 4}, {"": 1, "yes": 2, "1": 3, "a b": 4, "a: b": 5, "x\ny": 6, "🦊": 7, "#": 8}, {"k" * 1100: 1, "l": {"m" * 1100: [1]}}, [[], {}, ""], {"a": [[]], "b": [{}]}, b"hello", {"a": {"type": "Buffer", "data": [1]}}, 5, True, None, [[[["deep"]]]],
    {"a": [{"b": [{"c": [{"d": 1}]}]}]}, {"a": {"b": "x\ny", "c": [LONG, "l1\nl2\n"]}}, [f"{LONG}", "a\nb"], {"list": ["a", "b"], "after": 1}, {"n": [None, None]}, [-0.0], {"x": 5e-324, "y": 1.7976931348623157e308}, ["a", ["b", {"c": "d\n"}]], {"a": {"b": LONG * 3}},
]  # fmt: skip


async def test_yaml_writes_the_same(pair: Twins) -> None:
    size = 25
    cases = [
        Case(yaml_node(), documents(*YAML_VALUES[start : start + size]))
        for start in range(0, len(YAML_VALUES), size)
    ]
    cases.append(
        Case(
            yaml_node(property="deep.x"),
            [{"deep": {"x": "a: 1"}}, {"deep": {}}, {"payload": 1}, {"deep": {"x": {"a": [1]}}}],
        )
    )
    await same(pair, cases)
