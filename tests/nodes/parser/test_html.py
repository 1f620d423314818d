"""The `html` node and its selectors."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelatch.engine.testing import collect, running
from wirelatch.nodes.parser.html_matching import select
from wirelatch.nodes.parser.html_selector import SelectorError
from wirelatch.nodes.parser.html_tree import inner_html, inner_xml, parse_document, parse_fragment, text_of

PAGE = '<h1>A <b>b</b></h1><ul><li class="x">one<li class="x y">two<li>three</ul><p>1<p>2 &lt;<br><a href="/q?a=1&b=2">é</a>'


async def converted(msg: dict[str, Any], *, count: int = 1, **config: Any) -> list[dict[str, Any]]:
    """The messages that come out, or what a Catch node got."""
    flows = [
        {"id": "h", "type": "html", "property": "payload", "wires": [["p"]], **config}, {"id": "p", "type": "probe"},
        {"id": "k", "type": "catch", "scope": None, "wires": [["p"]]},
    ]  # fmt: skip
    async with running(flows) as runtime:
        runtime.node("h").receive(msg)  # type: ignore[union-attr]
        return await collect(runtime, "p").take(count)


async def test_elements_come_as_html_text_or_attributes() -> None:
    [msg] = await converted({"payload": PAGE}, tag="p")
    assert msg["payload"] == ["1", '2 &lt;<br/><a href="/q?a=1&amp;b=2">&#xE9;</a>']
    [msg] = await converted({"payload": PAGE}, tag="p", ret="text")
    assert msg["payload"] == ["1", "2 <é"]
    [msg] = await converted({"payload": PAGE}, tag="li", ret="attr")
    assert msg["payload"] == [{"class": "x"}, {"class": "x y"}, {}]
    [msg] = await converted({"payload": PAGE}, tag="a", ret="compl", chr="inside")
    assert msg["payload"] == [{"inside": "é", "href": "/q?a=1&b=2"}]


async def test_elements_come_one_by_one_as_a_sequence() -> None:
    first, second = await converted(
        {"payload": PAGE}, tag=".x", ret="text", outproperty="found", count=2, **{"as": "multi"}
    )
    assert (first["found"], second["found"], second["payload"]) == ("one", "two", PAGE)
    assert second["parts"] == {"id": second["_msgid"], "index": 1, "count": 2, "type": "string", "ch": ""}


async def test_the_message_gives_the_selector_where_the_node_has_none() -> None:
    assert (await converted({"payload": PAGE, "select": "b"}))[0]["payload"] == ["b"]
    assert (await converted({"payload": PAGE}))[0]["payload"] == []


async def test_a_selector_that_cannot_be_read_is_an_error() -> None:
    [msg] = await converted({"payload": PAGE}, tag="p:foo")
    assert msg["error"]["message"] == "there is no pseudo-class :foo"


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("li:first", ["one"]), ("li:eq(1)", ["two"]), ("li:gt(0)", ["two", "three"]), ("li:even", ["one", "three"]),
        ("li:contains(t)", ["two", "three"]), ("ul:has(.y) li:not(.x)", ["three"]), ("li:nth-child(2n+1)", ["one", "three"]),
        ("li:last, h1 > b", ["b", "three"]), ("ul:first li:last", ["three"]), ("ul:first > .x", ["one", "two"]),
        ("li + li.y", ["two"]), ("[href*='a=1']", ["é"]), (":header", ["A b"]), ("p:has(> a) a", ["é"]),
    ],
)  # fmt: skip
def test_selectors_find_what_they_say(selector: str, texts: list[str]) -> None:
    assert [text_of(node) for node in select(selector, parse_document(PAGE))] == texts


def test_hostile_documents_take_bounded_time() -> None:
    started = time.monotonic()
    for source in (
        "<div>" * 100_000,
        "<b>" * 20_000 + "<p>x",
        "<b></b>" * 20_000,
        "<a href='" * 20_000,
        "<b><i>" * 10_000,
    ):
        for selector in ("b", "b ~ i", ":has(b)", ":contains(x)"):
            with contextlib.suppress(ValueError):
                select(selector, parse_document(source))
    assert time.monotonic() - started < 30


@given(source=st.text("<>/!-ab='\" &;\n", max_size=60))
def test_content_parsed_again_stays_what_it_is(source: str) -> None:
    once = inner_html(parse_fragment(source))
    root = parse_fragment(once)
    inner_xml(root)
    assert inner_html(parse_fragment(inner_html(root))) == inner_html(root)


@given(selector=st.text("ab.#[]=:()>+~,*^$|\"' \\1-nfirsthaot", max_size=25))
def test_no_selector_breaks_the_search(selector: str) -> None:
    with contextlib.suppress(SelectorError):
        select(selector, parse_document(PAGE))
