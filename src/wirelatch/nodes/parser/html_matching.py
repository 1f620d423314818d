"""Which elements of a tree a selector means: CSS with the extensions of jQuery, as Node-RED's library (cheerio) finds them.

See https://github.com/fb55/css-select#supported-selectors. Where a positional pseudo-class is followed by a combinator
(`ul:first li`), jQuery's meaning is taken; cheerio finds nothing there. Work is bounded: `:has` and `:contains` can ask
for the square of the size of a document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from wirelatch.nodes.parser.html_selector import SelectorError, Token, parse_selector
from wirelatch.nodes.parser.html_tree import COMMENT, ROOT, TAG, TEXT, HtmlNode, inside
from wirelatch.scripting.numbers import parse_number

Test = Callable[[HtmlNode], bool]

_MOST_STEPS = 2_000_000
"""Nodes that may be looked at for one selector."""

_IGNORING_CASE = frozenset(
    (
        "accept", "accept-charset", "align", "alink", "axis", "bgcolor", "charset", "checked", "clear",
        "codetype", "color", "compact", "declare", "defer", "dir", "direction", "disabled", "enctype",
        "face", "frame", "hreflang", "http-equiv", "lang", "language", "link", "media", "method",
        "multiple", "nohref", "noresize", "noshade", "nowrap", "readonly", "rel", "rev", "rules", "scope",
        "scrolling", "selected", "shape", "target", "text", "type", "valign", "valuetype", "vlink",
    )
)  # fmt: skip
_ALIASES = {
    "any-link": ":is(a, area, link)[href]",
    "link": ":any-link:not(:visited)",
    "disabled": (
        ":is(:is(button, input, select, textarea, optgroup, option)[disabled], optgroup[disabled] > option, "
        "fieldset[disabled]:not(fieldset[disabled] legend:first-of-type *))"
    ),
    "enabled": ":not(:disabled)",
    "checked": ":is(:is(input[type=radio], input[type=checkbox])[checked], option:selected)",
    "required": ":is(input, select, textarea)[required]",
    "optional": ":is(input, select, textarea):not([required])",
    "selected": "option:is([selected], select:not([multiple]):not(:has(> option[selected])) > :first-of-type)",
    **{kind: f"[type={kind}]" for kind in ("checkbox", "file", "password", "radio", "reset", "image", "submit")},
    "parent": ":not(:empty)",
    "header": ":is(h1, h2, h3, h4, h5, h6)",
    "button": ":is(button, input[type=button])",
    "input": ":is(input, textarea, select, button)",
    "text": "input:is(:not([type!='']), [type=text])",
}  # fmt: skip
_parsed = lru_cache(maxsize=256)(parse_selector)


def select(selector: str, root: HtmlNode) -> list[HtmlNode]:
    """The elements that a selector means, in the order of the document. Raises SelectorError."""
    if not selector:
        return []
    try:
        return _Search(root).select(_parsed(selector))
    except RecursionError:
        raise SelectorError("the selector is nested too deeply") from None


def _tags(nodes: Iterable[HtmlNode]) -> list[HtmlNode]:
    return [node for node in nodes if node.kind == TAG]


class _Search:
    """One search in one tree."""

    def __init__(self, root: HtmlNode) -> None:
        self._root = root
        self._all = _tags(inside(root))
        self._steps = 0

    def select(self, selectors: Sequence[list[Token]]) -> list[HtmlNode]:
        """The elements that any of the selectors means."""
        found: list[list[HtmlNode]] = []
        plain = [tokens for tokens in selectors if not any(token.is_position for token in tokens)]
        for tokens in selectors:
            if any(token.is_position for token in tokens):
                found.append(self._positioned(tokens, None))
        if plain:
            test = self._any_of(plain, [self._root])
            found.append([node for node in self._all if test(node)])
        if len(found) == 1:
            return found[0]
        chosen = {id(node) for nodes in found for node in nodes}
        return [node for node in self._all if id(node) in chosen]

    def _step(self, count: int = 1) -> None:
        self._steps += count
        if self._steps > _MOST_STEPS:
            raise SelectorError("the selector is too much work for this document")

    # Positions in what was found: `:first`, `:eq(1)` … --------------------------------------------------------

    def _positioned(self, tokens: list[Token], among: list[HtmlNode] | None) -> list[HtmlNode]:
        """What a selector with a positional pseudo-class means; `among` these elements, or in the document."""
        place = next(index for index, token in enumerate(tokens) if token.is_position)
        before, position, after = tokens[:place], tokens[place], tokens[place + 1 :]
        if before:
            test = self._any_of([before], [self._root])
            found = [node for node in (self._all if among is None else among) if test(node)]
        else:
            found = self._root.tags if among is None else among
        found = self._picked(position, found)
        if not after or not found:
            return found
        if not after[0].is_combinator:
            if any(token.is_position for token in after):
                return self._positioned(after, found)
            test = self._any_of([after], [self._root])
            return [node for node in found if test(node)]
        # Go on from what was picked: it is what `:scope` means at the beginning of the rest.
        rest = [Token("pseudo", "scope"), *after]
        later = next((index for index, token in enumerate(rest) if token.is_position), None)
        test = self._any_of([rest[:later]], found)
        reached = [node for node in self._all if test(node)]
        if later is None:
            return reached
        return self._positioned(rest[later:], reached)

    def _picked(self, token: Token, found: list[HtmlNode]) -> list[HtmlNode]:
        """The elements at a position."""
        name = token.name
        if name == "not":
            left_out = {id(node) for node in self._filtered(token.selectors or [], found)}
            return [node for node in found if id(node) not in left_out]
        if name in ("first", "last"):
            return found[:1] if name == "first" else found[-1:]
        if name in ("even", "odd"):
            return found[name == "odd" :: 2]
        number = re.match(r"\s*([+-]?[0-9]+)", token.value or "", re.ASCII)
        if number is None:
            return []
        at = int(number.group(1))
        if name in ("eq", "nth"):
            # From the end, the first one cannot be reached.
            return [found[at]] if abs(at) < len(found) else []
        if name == "gt":
            return found[at + 1 :]
        return found[:at] if at >= 0 else found

    def _filtered(self, selectors: Sequence[list[Token]], among: list[HtmlNode]) -> list[HtmlNode]:
        found: list[HtmlNode] = []
        for tokens in selectors:
            if any(token.is_position for token in tokens):
                found += self._positioned(tokens, among)
            else:
                test = self._any_of([tokens], [self._root])
                found += [node for node in among if test(node)]
        return found

    # Selectors as functions ------------------------------------------------------------------------------------

    def _any_of(self, selectors: Sequence[list[Token]], scope: list[HtmlNode] | None) -> Test:
        """A function that tells whether an element fits one of the selectors; `scope` is what `:scope` means."""
        tests = [self._all_of(tokens, scope) for tokens in selectors]
        if len(tests) == 1:
            return tests[0]
        return lambda node: any(test(node) for test in tests)

    def _all_of(self, tokens: list[Token], scope: list[HtmlNode] | None) -> Test:
        if tokens[0].is_combinator and tokens[0].kind != "descendant":
            tokens = [Token("pseudo", "scope"), *tokens]
        test: Test = _always
        for token in tokens:
            test = self._test(token, test, scope)
        return test

    def _test(self, token: Token, before: Test, scope: list[HtmlNode] | None) -> Test:
        kind = token.kind
        if kind == "universal":
            return before
        if kind == "tag":
            name = token.name
            return (
                (lambda node: node.name == name)
                if before is _always
                else (lambda node: node.name == name and before(node))
            )
        if kind == "attribute":
            matches = _attribute_test(token)
            return matches if before is _always else (lambda node: matches(node) and before(node))
        if kind == "pseudo":
            fits = self._pseudo(token, scope)
            return fits if before is _always else (lambda node: before(node) and fits(node))
        return self._combined(kind, before)

    def _combined(self, kind: str, before: Test) -> Test:
        """Whether an element is reached from one that fits what stands before the combinator."""

        def descendant(node: HtmlNode) -> bool:
            above = node.parent
            while above is not None:
                self._step()
                if above.kind == TAG and before(above):
                    return True
                above = above.parent
            return False

        def or_itself(node: HtmlNode) -> bool:
            return before(node) or descendant(node)

        def child(node: HtmlNode) -> bool:
            return node.parent is not None and node.parent.kind == TAG and before(node.parent)

        def parent(node: HtmlNode) -> bool:
            self._step(len(node.tags))
            return any(before(inner) for inner in node.tags)

        def sibling(node: HtmlNode) -> bool:
            if node.parent is None:
                return False
            for other in node.parent.tags[: node.place]:
                self._step()
                if before(other):
                    return True
            return False

        def adjacent(node: HtmlNode) -> bool:
            return node.parent is not None and node.place > 0 and before(node.parent.tags[node.place - 1])

        return {
            "descendant": descendant, "descendant or itself": or_itself, "child": child, "parent": parent, "sibling": sibling,
            "adjacent": adjacent,
        }[kind]  # fmt: skip

    def _pseudo(self, token: Token, scope: list[HtmlNode] | None) -> Test:
        name, value = token.name, token.value
        if token.selectors is not None:
            return self._with_selectors(name, token.selectors, scope)
        if name in _ALIASES:
            _refuse_value(name, value)
            return self._any_of(_parsed(_ALIASES[name]), scope)
        if name in ("hover", "visited", "active"):
            return _never
        if name == "contains":
            searched = "null" if value is None else value
            return lambda node: searched in self._text(node)
        if name == "icontains":
            folded = (value or "").lower()
            return lambda node: folded in self._text(node).lower()
        if name == "scope" and scope:
            return lambda node: any(node is one for one in scope)
        if name in ("root", "scope"):
            return lambda node: node.parent is None or node.parent.kind != TAG
        if name.startswith("nth-"):
            nth = _NTH.get(name)
            if nth is not None:
                return nth(_formula(value))
        if name in _SIMPLE:
            _refuse_value(name, value)
            return _SIMPLE[name]
        raise SelectorError(f"there is no pseudo-class :{name}")

    def _with_selectors(self, name: str, selectors: list[list[Token]], scope: list[HtmlNode] | None) -> Test:
        if name in ("is", "matches", "where"):
            return self._any_of(selectors, scope) if selectors else _never
        if name == "not":
            test = self._any_of(selectors, scope) if selectors else _never
            return lambda node: not test(node)
        if name != "has":
            raise SelectorError(f":{name}() is not supported")
        if not selectors:
            return _never
        if not any(token.is_combinator for tokens in selectors for token in tokens):
            test = self._any_of(selectors, None)
            return lambda node: self._exists(test, node.tags)
        # Relative to the element in question, which the list holds while it is looked at.
        current: list[HtmlNode] = []
        relative = [
            tokens
            if (tokens[0].is_combinator and tokens[0].kind != "descendant") or _has_scope(tokens)
            else [Token("pseudo", "scope"), Token("descendant or itself"), *tokens]
            for tokens in selectors
        ]
        current.append(self._root)
        test = self._any_of(relative, current)
        siblings = any(tokens[0].kind in ("adjacent", "sibling") for tokens in relative)

        def has(node: HtmlNode) -> bool:
            current[0] = node
            nodes = node.tags
            if siblings and node.parent is not None:
                nodes = [*nodes, *node.parent.tags[node.place + 1 :]]
            return self._exists(test, nodes)

        return has

    def _exists(self, test: Test, nodes: Sequence[HtmlNode]) -> bool:
        waiting = list(reversed(nodes))
        while waiting:
            self._step()
            node = waiting.pop()
            if test(node):
                return True
            waiting.extend(reversed(node.tags))
        return False

    def _text(self, node: HtmlNode) -> str:
        """The text that `:contains` looks into: with that of scripts, and an end of line for each `<br>`."""
        parts: list[str] = []
        waiting = [node]
        while waiting:
            self._step()
            node = waiting.pop()
            if node.kind == TEXT:
                parts.append(node.data)
            elif node.name == "br":
                parts.append("\n")
            elif node.kind == TAG:
                waiting.extend(reversed(node.children))
        return "".join(parts)


def _always(node: HtmlNode) -> bool:
    return True


def _never(node: HtmlNode) -> bool:
    return False


def _has_scope(tokens: Iterable[Token]) -> bool:
    return any(
        token.kind == "pseudo"
        and (token.name == "scope" or any(_has_scope(inner) for inner in token.selectors or ()))
        for token in tokens
    )


def _refuse_value(name: str, value: str | None) -> None:
    if value is not None:
        raise SelectorError(f":{name} takes no value")


def _attribute_test(token: Token) -> Test:
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
        return _never
    if action == "start":
        return lambda node: (own(node) or "").startswith(value)
    if action == "end":
        return lambda node: (own(node) or "").endswith(value)
    return lambda node: value in (own(node) or "")


# Places among siblings --------------------------------------------------------------------------------------------


def _formula(value: str | None) -> Callable[[int], bool]:
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


_NTH: dict[str, Callable[[Callable[[int], bool]], Test]] = {
    "nth-child": lambda fits: lambda node: fits(node.place + 1),
    "nth-last-child": lambda fits: lambda node: fits(_siblings(node) - node.place),
    "nth-of-type": lambda fits: lambda node: fits(_of_type(node)[0]),
    "nth-last-of-type": lambda fits: lambda node: fits(_from_end(node)),
}
_SIMPLE: dict[str, Test] = {
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
