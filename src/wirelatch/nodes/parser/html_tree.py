"""HTML as a tree, and parts of the tree as text again.

Parsing follows the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html), as a browser with scripts does;
lexbor does it. The tree is copied out of lexbor's, as selectors look at each node many times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

TAG, TEXT, COMMENT, OTHER, ROOT = "tag", "text", "comment", "other", "root"

_VOID = frozenset(
    (
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
        "meta", "param", "source", "track", "wbr",
    )
)  # fmt: skip
_RAW = frozenset(("style", "script", "xmp", "iframe", "noembed", "noframes", "plaintext", "noscript"))
_OPTIONAL_END = frozenset(
    (
        "li", "p", "td", "th", "tr", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot", "colgroup", "rt", "rp",
        "html", "head", "body",
    )
)  # fmt: skip
_TAGS = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)((?:[^>\"']|\"[^\"]*+\"|'[^']*+'|[\"'])*+)")
_LONG = 65_536
_DEEPEST = 5_000
_MOST_ATTRIBUTES = 10_000
_XML = re.compile("[&<>\"'\x80-\U0010ffff]")
_XML_NAMES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


class HtmlNode:
    """A node of the tree: a tag, a text, a comment, something else (a doctype), or the root of a document.

    What a `<template>` holds is below a root of its own.
    """

    __slots__ = ("attributes", "children", "data", "kind", "name", "parent", "place", "same_name", "tags")

    def __init__(self, kind: str, parent: HtmlNode | None) -> None:
        self.kind = kind
        self.parent = parent
        self.name = ""
        self.data = ""
        """The text, or the text of the comment."""
        self.attributes: dict[str, str] = {}
        self.children: list[HtmlNode] = []
        self.tags: list[HtmlNode] = []
        """The children that are tags."""
        self.place = 0
        """Which of the parent's tags it is."""
        self.same_name: tuple[int, int] | None = None
        """Which of those with its name it is, and how many they are; counted when first asked for."""


def parse_document(source: str) -> HtmlNode:
    """The tree of a document, with the tags that HTML adds where they are missing."""
    _check(source)
    parser = LexborHTMLParser(_without_surrogates(source), scripting=True)
    root = HtmlNode(ROOT, None)
    first = parser.root
    if first is not None:
        while first.prev is not None:
            first = first.prev
        _copy(first, root)
    return root


def parse_fragment(source: str) -> HtmlNode:
    """The tree of a piece of HTML, as it would stand in a `<template>`."""
    root = HtmlNode(ROOT, None)
    if not source:
        return root
    # A comment of ours goes first, as selectolax takes the first node for the whole of the fragment.
    marked = f"<!---->{_without_surrogates(source)}"
    parser = LexborHTMLParser(marked, is_fragment=True, fragment_tag="template", scripting=True)
    if parser.root is not None and parser.root.next is not None:
        _copy(parser.root.next, root)
    return root


def _check(source: str) -> None:
    """Refuse what parsers need the square of the time for: very many tags inside each other, or attributes of one.

    Counted roughly, and only for long texts, in which it matters.
    """
    if len(source) < _LONG:
        return
    depth = attributes = 0
    for found in _TAGS.finditer(source):
        closing, name, rest = found.groups()
        if closing:
            depth -= depth > 0
        elif name.lower() not in _VOID and name.lower() not in _OPTIONAL_END:
            depth += 1
            if depth > _DEEPEST:
                raise ValueError(f"more than {_DEEPEST} HTML tags inside each other")
        attributes = rest.count("=") if len(rest) > _LONG else 0
        if attributes > _MOST_ATTRIBUTES and rest.count(" ") > _MOST_ATTRIBUTES:
            raise ValueError(f"more than {_MOST_ATTRIBUTES} attributes of an HTML tag")


def _without_surrogates(source: str) -> str:
    try:
        source.encode()
    except UnicodeEncodeError:
        return source.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return source


def _copy(first: Any, root: HtmlNode) -> None:
    """Copy a node, its siblings that follow, and all that is in them."""
    waiting: list[tuple[Any, HtmlNode]] = [(first, root)]
    while waiting:
        source, parent = waiting.pop()
        while source is not None:
            if source.is_element_node:
                node = HtmlNode(TAG, parent)
                node.name = source.tag
                node.attributes = {name: value or "" for name, value in source.attributes.items()}
                node.place = len(parent.tags)
                parent.tags.append(node)
                inside = source.first_child
                below = node
                if node.name == "template" and (contents := source.template_fragments()):
                    below = HtmlNode(ROOT, node)
                    node.children.append(below)
                    inside = contents[0].first_child
                if inside is not None:
                    waiting.append((inside, below))
            elif source.is_text_node:
                node = HtmlNode(TEXT, parent)
                node.data = source.text_content or ""
            elif source.is_comment_node:
                node = HtmlNode(COMMENT, parent)
                # `comment_content` would leave out the space around it.
                node.data = source.text_lexbor() or ""
            else:
                node = HtmlNode(OTHER, parent)
            parent.children.append(node)
            source = source.next


def inside(node: HtmlNode) -> Iterator[HtmlNode]:
    """All that is in a node, in the order of the document."""
    waiting = [iter(node.children)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
            continue
        yield child
        if child.children:
            waiting.append(iter(child.children))


def text_of(node: HtmlNode) -> str:
    """The text of a node, without scripts and styles."""
    if node.kind == TEXT:
        return node.data
    parts: list[str] = []
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if node.kind == TEXT:
            parts.append(node.data)
        elif node.name not in ("script", "style"):
            waiting.extend(reversed(node.children))
    return "".join(parts)


def _written(root: HtmlNode, text: Any, opened: Any) -> str:
    """What is in a node, written with a function for texts and one that gives the beginning and the end of a tag."""
    out: list[str] = []
    waiting: list[HtmlNode | str] = list(reversed(root.children))
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            out.append(node)
        elif node.kind == TEXT:
            out.append(text(node))
        elif node.kind == COMMENT:
            out.append(f"<!--{node.data}-->")
        elif node.kind == ROOT:
            waiting.extend(reversed(node.children))
        elif node.kind == TAG:
            start, end = opened(node)
            out.append(start)
            if end:
                waiting.append(end)
                waiting.extend(reversed(node.children))
    return "".join(out)


def inner_html(node: HtmlNode) -> str:
    """What is in a node, as HTML: https://html.spec.whatwg.org/multipage/parsing.html#serialising-html-fragments."""
    return _written(node, _html_text, _html_tag)


def _html_text(node: HtmlNode) -> str:
    if node.parent is not None and node.parent.name in _RAW:
        return node.data
    return _escaped(node.data).replace("<", "&lt;").replace(">", "&gt;")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("\xa0", "&nbsp;")


def _html_tag(node: HtmlNode) -> tuple[str, str]:
    attributes = "".join(
        [f' {name}="{_escaped(value).replace(chr(34), "&quot;")}"' for name, value in node.attributes.items()]
    )
    return f"<{node.name}{attributes}>", "" if node.name in _VOID else f"</{node.name}>"


def inner_xml(node: HtmlNode) -> str:
    """What is in a node, as XML in ASCII."""
    return _written(node, lambda child: xml_text(child.data), _xml_tag)


def _xml_tag(node: HtmlNode) -> tuple[str, str]:
    attributes = "".join([f' {name}="{xml_text(value)}"' for name, value in node.attributes.items()])
    if not node.children:
        return f"<{node.name}{attributes}/>", ""
    return f"<{node.name}{attributes}>", f"</{node.name}>"


def xml_text(text: str) -> str:
    """Text as it stands in XML in ASCII."""
    return _XML.sub(_xml_character, text)


def _xml_character(found: re.Match[str]) -> str:
    char = found.group()
    return _XML_NAMES.get(char) or f"&#x{ord(char):X};"
