"""Which elements of a tree a selector means: CSS with the extensions of jQuery, as Node-RED's library (cheerio) finds them.

See https://github.com/fb55/css-select#supported-selectors. Where a positional pseudo-class is followed by a combinator
(`ul:first li`), jQuery's meaning is taken; cheerio finds nothing there. Work is bounded: `:has` and `:contains` can ask
for the square of the size of a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from wirelatch.nodes.parser.html_selector import SelectorError, Token, parse_selector
from wirelatch.nodes.parser.html_simple_selectors import NTH, SIMPLE, Test, attribute_test, formula, never
from wirelatch.nodes.parser.html_tree import TAG, TEXT, HtmlNode, inside

_MOST_STEPS = 2_000_000
"""Nodes that may be looked at for one selector."""

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
            matches = attribute_test(token)
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
            return never
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
            nth = NTH.get(name)
            if nth is not None:
                return nth(formula(value))
        if name in SIMPLE:
            _refuse_value(name, value)
            return SIMPLE[name]
        raise SelectorError(f"there is no pseudo-class :{name}")

    def _with_selectors(self, name: str, selectors: list[list[Token]], scope: list[HtmlNode] | None) -> Test:
        if name in ("is", "matches", "where"):
            return self._any_of(selectors, scope) if selectors else never
        if name == "not":
            test = self._any_of(selectors, scope) if selectors else never
            return lambda node: not test(node)
        if name != "has":
            raise SelectorError(f":{name}() is not supported")
        if not selectors:
            return never
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


def _has_scope(tokens: Iterable[Token]) -> bool:
    return any(
        token.kind == "pseudo"
        and (token.name == "scope" or any(_has_scope(inner) for inner in token.selectors or ()))
        for token in tokens
    )


def _refuse_value(name: str, value: str | None) -> None:
    if value is not None:
        raise SelectorError(f":{name} takes no value")
