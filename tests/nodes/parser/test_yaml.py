"""The `yaml` node, and YAML as JavaScript programs read and write it."""

from __future__ import annotations

import contextlib
import math
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelatch.engine.testing import collect, running
from wirelatch.nodes.parser.yaml.reading import YamlError, parse_yaml
from wirelatch.nodes.parser.yaml.writing import dump_yaml
from wirelatch.scripting.values import UNDEFINED


async def converted(msg: dict[str, Any], **config: Any) -> dict[str, Any]:
    """The message, or what a Catch node got of its error."""
    flows = [
        {"id": "y", "type": "yaml", "property": "payload", "wires": [["p"]], **config}, {"id": "p", "type": "probe"},
        {"id": "k", "type": "catch", "scope": None, "wires": [["p"]]},
    ]  # fmt: skip
    async with running(flows) as runtime:
        runtime.node("y").receive(msg)  # type: ignore[union-attr]
        return await collect(runtime, "p").next()


async def test_text_becomes_values_and_values_become_text() -> None:
    assert (await converted({"payload": "a: [1, yes, 2.5]\n"}))["payload"] == {"a": [1, "yes", 2.5]}
    assert (await converted({"payload": {"a": [1, "yes", {"b": None}]}}))["payload"] == (
        "a:\n  - 1\n  - 'yes'\n  - b: null\n"
    )


async def test_text_that_is_not_yaml_is_an_error_that_tells_where() -> None:
    assert "line 2, column 1" in (await converted({"payload": "a: 1\na: 2\n"}))["error"]["message"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"), ("off", "off"), ("True", True), ("~", None), ("010", 10), ("0o10", 8), ("0x1F", 31), ("1e3", 1000),
        ("1_000", "1_000"), ("-.5", "-.5"), ("1:30", "1:30"), (".inf", math.inf), ("'1'", "1"), ("!!str 1", "1"),
        ("2001-12-14", datetime(2001, 12, 14, tzinfo=UTC)), ("!!binary aGk=", b"hi"), ("!!set {a, b}", {"a": None, "b": None}),
        ("x: &x {a: 1}\ny: {<<: *x, b: 2}", {"x": {"a": 1}, "y": {"a": 1, "b": 2}}), ("", UNDEFINED), ("# c", None),
        ("{1: a, null: b, [x, y]: c}", {"1": "a", "null": "b", "x,y": "c"}), ("a: x\u2028y", {"a": "x\u2028y"}),
    ],
)  # fmt: skip
def test_scalars_and_collections_mean_what_they_mean_in_yaml_1_2(text: str, value: Any) -> None:
    assert parse_yaml(text) == value


@pytest.mark.parametrize(
    "text",
    ["a: 1\na: 2", "--- a\n--- b", "a: *b", "!!python/object/apply:os.system [ls]", "!x y", "a: b: c", "[1", "a: \x00", "\ud800"],
)  # fmt: skip
def test_what_is_no_plain_yaml_is_refused(text: str) -> None:
    with pytest.raises(YamlError):
        parse_yaml(text)


def test_documents_that_grow_are_refused_at_once() -> None:
    laughs = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    merges = f"a: &a {{{', '.join(f'k{n}: 1' for n in range(500))}}}\n" + "".join(
        f"b{n}: {{<<: *a}}\n" for n in range(100)
    )
    started = time.monotonic()
    for text in (laughs, merges, "[" * 100_000, "{" * 100_000, "- " * 10_000, "? " * 10_000):
        with pytest.raises(YamlError):
            parse_yaml(text)
    assert time.monotonic() - started < 5


def test_what_a_value_holds_twice_is_written_once() -> None:
    shared = {"x": 1}
    assert dump_yaml({"a": shared, "b": shared}) == "a: &ref_0\n  x: 1\nb: *ref_0\n"
    endless: list[Any] = []
    endless.append(endless)
    assert dump_yaml(endless) == "&ref_0\n- *ref_0\n"


def test_functions_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        dump_yaml({"a": print})


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=120),
    st.sampled_from(["yes", "1e3", "- a", "a: b", "a #b", " a", "a ", "\n", "a\n\nb\n", "0x1", "2001-01-01", "<<", "x " * 60, "'", '"']),
    st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(year=max(100, moment.year), microsecond=0)),
    st.binary(min_size=1, max_size=70),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20), inner, max_size=4)),
    max_leaves=10,
)  # fmt: skip


@given(value=VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert parse_yaml(dump_yaml(value)) == value


@given(source=st.text("ab:-?[]{}&*!|>'\"#%<, \n\t1~", max_size=40))
def test_no_text_breaks_the_parser(source: str) -> None:
    with contextlib.suppress(YamlError):
        parse_yaml(source)
