"""The `xml` node."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelatch.engine.testing import collect, running
from wirelatch.nodes.parser.xml.reading import parse_xml
from wirelatch.nodes.parser.xml.scanner import XmlError
from wirelatch.nodes.parser.xml.writing import build_xml


async def converted(msg: dict[str, Any], **config: Any) -> dict[str, Any]:
    """The message, or what a Catch node got of its error."""
    flows = [
        {"id": "x", "type": "xml", "property": "payload", "wires": [["p"]], **config}, {"id": "p", "type": "probe"},
        {"id": "k", "type": "catch", "scope": None, "wires": [["p"]]},
    ]  # fmt: skip
    async with running(flows) as runtime:
        runtime.node("x").receive(msg)  # type: ignore[union-attr]
        return await collect(runtime, "p").next()


async def test_elements_become_arrays_and_attributes_a_property() -> None:
    msg = await converted({"payload": '<a b="1">x<c>1</c><c/></a>'})
    assert msg["payload"] == {"a": {"_": "x", "$": {"b": "1"}, "c": ["1", ""]}}
    msg = await converted({"payload": '<a b="1">x</a>'}, attr="@", chr="text")
    assert msg["payload"] == {"a": {"text": "x", "@": {"b": "1"}}}


async def test_options_come_with_the_message() -> None:
    options = {"explicitArray": False, "mergeAttrs": True, "explicitRoot": False}
    msg = await converted({"payload": '<a b="1"><c>1</c></a>', "options": options})
    assert msg["payload"] == {"b": "1", "c": "1"}


async def test_objects_become_xml() -> None:
    msg = await converted({"payload": {"a": {"$": {"b": 1}, "_": "<x>", "c": ["1", None]}}})
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    assert msg["payload"] == f'{declaration}<a b="1">&lt;x&gt;<c>1</c><c/></a>'
    msg = await converted({"payload": {"a": "x"}, "options": {"headless": True}})
    assert msg["payload"] == "<a>x</a>"


async def test_an_error_tells_line_and_column() -> None:
    msg = await converted({"payload": "<a>\n <b></a>"})
    assert msg["error"]["message"] == "Unexpected close tag\nLine: 1\nColumn: 8\nChar: >"


def test_document_type_declarations_have_no_effect() -> None:
    bomb = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(20))
    with pytest.raises(XmlError, match="Invalid character entity"):
        parse_xml(f'<!DOCTYPE a [<!ENTITY a0 "x">{bomb}]><a>&a20;</a>')
    with pytest.raises(XmlError, match="Invalid character entity"):
        parse_xml('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
    assert parse_xml('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a>1</a>') == {"a": "1"}


def test_long_documents_of_one_kind_take_no_square_of_the_time() -> None:
    started = time.monotonic()
    for piece in (
        "<a>",
        "<!--x-->",
        "<",
        "<a b='",
        "&amp;",
        "<![CDATA[",
        "<?",
        "<a b='1' ",
        "</a>",
        "<!DOCTYPE a [",
        " ",
        "]]>",
    ):
        for document in (piece * 50_000, f"<a>{piece * 50_000}</a>"):
            with contextlib.suppress(XmlError):
                parse_xml(document)
    assert time.monotonic() - started < 10


NAMES = st.from_regex(r"[a-zA-Z_ä][-.a-z0-9_ä]{0,5}", fullmatch=True).filter(lambda name: name != "_")
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1).filter(
    lambda text: bool(text.strip("\ufeff")) and text.strip() == text
)  # fmt: skip
ELEMENTS = st.recursive(
    TEXTS,
    lambda inner: st.dictionaries(NAMES, st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=3),
    max_leaves=8,
)


@given(root=NAMES, element=ELEMENTS, attributes=st.dictionaries(NAMES, TEXTS, min_size=1, max_size=3))
def test_what_is_written_is_read_again(root: str, element: Any, attributes: dict[str, str]) -> None:
    content = {**element, "$": attributes} if isinstance(element, dict) else {"_": element, "$": attributes}
    for rendering in ({"pretty": False}, {"pretty": True}):
        # Between elements, white space for the eye becomes no text.
        text = build_xml({root: content}, {"renderOpts": rendering})
        assert parse_xml(text) == {root: content}


@given(source=st.text("<>/!?-[]a='\"& ;#CDAT\n", max_size=60))
def test_no_text_breaks_the_parser(source: str) -> None:
    with contextlib.suppress(XmlError):
        parse_xml(source)
