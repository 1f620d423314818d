"""The `html` node: take elements out of HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import select, text, typed
from wirelatch.nodes.parser.converted_property import compile_property
from wirelatch.nodes.parser.html_matching import select as select_elements
from wirelatch.nodes.parser.html_tree import (
    TAG,
    HtmlNode,
    inner_html,
    inner_xml,
    parse_document,
    parse_fragment,
    text_of,
    xml_text,
)
from wirelatch.nodes.parser.javascript_objects import SPACE
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED, clone, is_truthy

_TAG = re.compile("<[a-zA-Z]")
_MARKUP = re.compile("[<&\0\r]")


class Html(
    Node,
    type="html",
    category="parser",
    color="#DEBD5C",
    icon="parser-html",
    label=("{name}", "{tag}", "html"),
):
    """
    Takes elements out of HTML with a CSS selector.

    The document is read as a browser does, whatever its mistakes. *Selector* is a
    [CSS selector](https://developer.mozilla.org/docs/Web/CSS/CSS_selectors); without one, `msg.select` is used. jQuery's
    pseudo-classes work as well: `:first`, `:last`, `:eq(2)`, `:gt(1)`, `:lt(3)`, `:even`, `:odd`, `:contains(text)`,
    `:has(img)`, `:header`, `:input`, `:checked` and others.

    ### Output

    - **the html content of the elements**: what is inside each element;
    - **only the text content of the elements**: without tags, scripts and styles;
    - **an object of any attributes of the elements**;
    - **an object of any attributes of the elements and html contents**: with the content in the property named there.

    As a single message, `payload` is an array, which is empty when nothing was found. As multiple messages, each has
    one element and `msg.parts`, so that a join node can put them together; nothing found sends nothing.
    """

    name: str = text(label="Name")
    property: str | None = typed("payload", ("msg",), "propertyType", "msg", label="Property")
    tag: str | None = text(label="Selector", placeholder="h1", absent="", help="empty: taken from msg.select")
    ret: str | None = select(
        "html",
        {
            "html": "the html content of the elements", "text": "only the text content of the elements",
            "attr": "an object of any attributes of the elements",
            "compl": "an object of any attributes of the elements and html contents",
        },
        label="Output", absent="html",
    )  # fmt: skip
    as_: str | None = select(
        "single",
        {
            "single": "a single message containing an array",
            "multi": "multiple messages, one for each element",
        },
        name="as", label="as", absent="single",
    )  # fmt: skip
    outproperty: str | None = typed("payload", ("msg",), "outpropertyType", "msg", label="in property")
    chr: str | None = text(
        "_", label="Property name for HTML content", placeholder="_", absent="_", when={"ret": ["compl"]}
    )

    def start(self) -> None:
        """Compile the properties."""
        self._get, _ = compile_property(self.property)
        self._set = paths.compile_set(self.outproperty or self.property or "payload")
        self._one_by_one = self.as_ == "multi"
        content_key = self.chr or "_"
        results: dict[str, Callable[[HtmlNode], Any]] = {
            "html": _content,
            "text": text_of,
            "attr": lambda node: dict(node.attributes),
            "compl": lambda node: {content_key: _html_of(node), **node.attributes},
        }
        self._result = results.get(self.ret or "html")
        self.fusable = self.isolated = not self._one_by_one

    def on_message(self, msg: Message) -> Output:
        value = self._get(msg)
        if value is UNDEFINED:
            return msg
        if isinstance(value, (bytes, bytearray)):
            value = bytes(value).decode("utf-8", "replace")
        if not isinstance(value, str):
            raise ValueError("only HTML text can be searched")
        found = self._found(value, msg)
        if self._one_by_one:
            return self._send_each(found, msg)
        self._set(msg, [self._result(node) for node in found] if self._result else [])
        return msg

    def _found(self, source: str, msg: Message) -> list[HtmlNode]:
        selector: Any = self.tag or msg.get("select", "")
        if not isinstance(selector, str):
            return []
        tag = _TAG.search(selector)
        if tag is not None and selector.find(">", tag.end()) >= 0:
            return parse_fragment(selector).children
        return select_elements(selector, parse_document(source))

    def _send_each(self, found: list[HtmlNode], msg: Message) -> Output:
        last: Message | None = None
        for index, node in enumerate(found):
            result = self._result(node) if self._result else None
            if not is_truthy(result):
                continue
            if last is not None:
                self.send(last)
            last = clone(msg)
            self._set(last, result)
            last["parts"] = {
                "id": msg.get("_msgid"), "index": index, "count": len(found), "type": "string", "ch": "",
            }  # fmt: skip
        return last


def _html_of(node: HtmlNode) -> str:
    if node.kind != TAG:
        raise ValueError("text has no content to take out")
    return inner_html(node).strip(SPACE)


def _content(node: HtmlNode) -> str:
    """The content of an element, once more parsed by itself, and written as XML: so does Node-RED."""
    source = _html_of(node)
    return inner_xml(parse_fragment(source)) if _MARKUP.search(source) else xml_text(source)
