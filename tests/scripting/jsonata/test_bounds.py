"""An expression can neither hang the process nor take it down, and may recurse as deep as is of use."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

import pytest

from wirelatch.scripting import jsonata

TOO_LONG = ("D1012", "D1011", "D2015", "D2014")


def _hostile_message() -> dict[str, Any]:
    inner: dict[str, Any] = {"a": 1}
    inner["me"] = inner
    deep: Any = 1
    for _ in range(3000):
        deep = [deep]
    return {"cycle": inner, "deep": deep, "s": "a" * 40, "list": list(range(2000))}


@pytest.mark.parametrize(
    "expression",
    [
        "($f := function($x) { $f($x) }; $f(1))",
        "($f := function($x) { $f($x) + 1 }; $f(1))",
        "($f := function() { $map([1], $f) }; $f())",
        "($e := function() { $eval('$e()') }; $e())",
        "($s := function($x) { $s($x & $x) }; $s('ab'))",
        "($s := function($x) { $s($append($x, $x)) }; $s([1]))",
        "$pad('', 1e12)",
        "$replace($pad('a', 100000, 'a'), 'a', $pad('b', 100000, 'b'))",
        "[1..1e9]",
        "[1..5e6].[1..5e6]",
        "**",
        "$count(list.($$.list.($$.list.$)))",
        "$match(s & '!', /^(a|a)*$/)",
        "$distinct(list.{'a': $, 'l': [$, $]}.{'b': $})",
        "cycle = cycle.me ? $string(deep) : $string(deep)",
    ],
)
def test_what_would_not_end_is_stopped(expression: str) -> None:
    began = time.thread_time()
    with pytest.raises(jsonata.JsonataError) as caught:
        jsonata.compile(expression).evaluate(_hostile_message())
    assert caught.value.code in TOO_LONG
    assert time.thread_time() - began < 10


@pytest.mark.parametrize(
    "expression", ["cycle.me.me.a", "cycle ~> |$|{'b': 1}|", "$", "cycle = cycle.me", "$type(deep)"]
)
def test_messages_that_contain_themselves_are_read(expression: str) -> None:
    assert jsonata.compile(expression).evaluate(_hostile_message()) is not None


@pytest.mark.parametrize("levels", [100, 5000])
def test_functions_may_be_nested_deep(levels: int) -> None:
    limit = sys.getrecursionlimit()
    expression = jsonata.compile("($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(levels))")
    assert expression.evaluate({"levels": levels}) == levels
    assert expression.evaluate({"levels": 3}) == 3
    assert sys.getrecursionlimit() == limit


def test_tail_calls_need_no_stack() -> None:
    expression = jsonata.compile(
        "($f := function($n, $a) { $n = 0 ? $a : $f($n - 1, $a + $n) }; $f(30000, 0))"
    )
    assert expression.evaluate({}) == 450015000


@pytest.mark.parametrize(
    "text", ["(" * 2000 + "1" + ")" * 2000, "+".join(["1"] * 5000), "-" * 2000 + "1", "[" * 2000 + "]" * 2000]
)
def test_long_and_deep_texts_compile(text: str) -> None:
    assert jsonata.compile(text).evaluate({}) is not None


def test_an_expression_is_evaluated_in_any_thread() -> None:
    found: list[Any] = []
    expression = jsonata.compile("($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(2000))")
    thread = threading.Thread(target=lambda: found.append(expression.evaluate({})))
    thread.start()
    thread.join()
    assert found == [2000]
