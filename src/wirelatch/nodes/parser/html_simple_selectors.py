"""Simple selectors: what is asked of an element by itself, its attributes and its place among its siblings.

https://www.w3.org/TR/selectors-4/#attribute-selectors, https://www.w3.org/TR/selectors-4/#child-index. In HTML some attributes
are compared without regard to case: https://html.spec.whatwg.org/multipage/semantics-other.html#case-sensitivity-of-selectors
"""

from __future__ import annotations

import re
from collections.abc import Callable

from wirelatch.nodes.parser.html_selector import SelectorError, Token
from wirelatch.nodes.parser.html_tree import COMMENT, ROOT, TAG, HtmlNode
from wirelatch.scripting.numbers import parse_number

Test = Callable[[HtmlNode], bool]

_IGNORING_CASE = frozenset(
    (
        "accept", "accept-charset", "align", "alink", "axis", "bgcolor", "charset", "checked", "clear",
        "codetype", "color", "compact", "declare", "defer", "dir", "direction", "disabled", "enctype",
        "face", "frame", "hreflang", "http-equiv", "lang", "language", "link", "media", "method",
        "multiple", "nohref", "noresize", "noshade", "nowrap", "readonly", "rel", "rev", "rules", "scope",
        "scrolling", "selected", "shape", "target", "text", "type", "valign", "valuetype", "vlink",
    )
)  # fmt: skip


def never(node: HtmlNode) -> bool:
    """Fits nothing."""
    return False


def attribute_test(token: Token) -> Test:
    """Whether an element has the attribute that a token asks for."""
    name, action = token.name, token.action
    value = token.value or ""
    if action == "exists":
        return lambda node: name in node.attributes
    if action == "not" and not value:
        return lambda node: bool(node.attributes.get(name))
    ignoring = name in _IGNORING_CASE if token.ignore_case is None else token.ignore_case
    if ignoring:
        value = value.lower()

    def own(node: HtmlNode) -> str | None:
        found = node.attributes.get(name)
        return found.lower() if ignoring and found is not None else found

    if action == "equals":
        return lambda node: own(node) == value
    if action == "not":
        return lambda node: own(node) != value
    if action == "hyphen":
        return lambda node: (
            (text := own(node)) is not None and (text == value or text.startswith(f"{value}-"))
        )
    if action == "element" and not re.search(r"\s", value):
        return lambda node: value in re.split(r"\s", own(node) or "") and own(node) is not None
    if not value or action == "element":
        return never
    if action == "start":
        return lambda node: (own(node) or "").startswith(value)
    if action == "end":
        return lambda node: (own(node) or "").endswith(value)
    return lambda node: value in (own(node) or "")


def formula(value: str | None) -> Callable[[int], bool]:
    """Whether a place, counted from 1, fits `an+b`, `odd`, `even` or a number. Raises SelectorError."""
    text = (value or "").strip().lower()
    text = {"even": "2n", "odd": "2n+1"}.get(text, text)
    found = re.match(r"([+-]?)([0-9]*)n\s*(?:([+-]?)\s*([0-9]+))?\Z|([+-]?)([0-9]+)\Z", text, re.ASCII)
    if found is None:
        raise SelectorError(f"cannot read the place {value!r}")
    sign, step, offset_sign, offset, only_sign, only = found.groups()
    if only is not None:
        a, b = 0, _integer(only_sign, only)
    else:
        a, b = _integer(sign, step or "1"), _integer(offset_sign, offset or "0")
    if a == 0:
        return lambda place: place == b
    return lambda place: (place - b) % a == 0 and (place - b) // a >= 0


def _integer(sign: str | None, digits: str) -> int:
    return int(parse_number(digits[:15])) * (-1 if sign == "-" else 1)


def _of_type(node: HtmlNode) -> tuple[int, int]:
    """The place among the siblings with the same name, counted from 1, and how many they are."""
    if node.same_name is None:
        by_name: dict[str, list[HtmlNode]] = {}
        for one in node.parent.tags if node.parent is not None else [node]:
            by_name.setdefault(one.name, []).append(one)
        for same in by_name.values():
            for place, one in enumerate(same):
                one.same_name = place + 1, len(same)
    assert node.same_name is not None
    return node.same_name


def _from_end(node: HtmlNode) -> int:
    place, count = _of_type(node)
    return count - place + 1


def _siblings(node: HtmlNode) -> int:
    return len(node.parent.tags) if node.parent is not None else 1


NTH: dict[str, Callable[[Callable[[int], bool]], Test]] = {
    "nth-child": lambda fits: lambda node: fits(node.place + 1),
    "nth-last-child": lambda fits: lambda node: fits(_siblings(node) - node.place),
    "nth-of-type": lambda fits: lambda node: fits(_of_type(node)[0]),
    "nth-last-of-type": lambda fits: lambda node: fits(_from_end(node)),
}
SIMPLE: dict[str, Test] = {
    "empty": lambda node: (
        not any(
            child.kind in (TAG, ROOT) or (child.kind != COMMENT and child.data) for child in node.children
        )
    ),
    "first-child": lambda node: node.place == 0,
    "last-child": lambda node: node.place == _siblings(node) - 1,
    "only-child": lambda node: _siblings(node) == 1,
    "first-of-type": lambda node: _of_type(node)[0] == 1,
    "last-of-type": lambda node: _from_end(node) == 1,
    "only-of-type": lambda node: _of_type(node)[1] == 1,
}
