"""CSS selectors with the extensions of jQuery: what their text says.

The syntax is that of https://www.w3.org/TR/selectors-4/, read as leniently as Node-RED's library (css-what) does, with
`[name!=value]`, `a < b` (an `a` inside which is a `b`) and pseudo-classes such as `:first` and `:contains(text)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

COMBINATORS = {">": "child", "<": "parent", "~": "sibling", "+": "adjacent"}
POSITIONS = frozenset(("first", "last", "eq", "gt", "nth", "lt", "even", "odd"))
_WITH_SELECTORS = frozenset(("has", "not", "matches", "is", "where", "host", "host-context"))
_ACTIONS = {"~": "element", "^": "start", "$": "end", "*": "any", "!": "not", "|": "hyphen"}
_SPACE = " \t\n\f\r"
_NAME = re.compile(r"[^\\#]?(?:\\(?:[0-9a-fA-F]{1,6}\s?|.)|[A-Za-z0-9_\-\u00b0-\U0010ffff])+")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")


class SelectorError(ValueError):
    """A selector that cannot be read, or asks for what does not exist."""


@dataclass(slots=True)
class Token:
    """A part of a selector."""

    kind: str
    """tag, universal, attribute, pseudo, or a combinator: descendant, child, parent, sibling, adjacent."""
    name: str = ""
    action: str = ""
    """How an attribute is compared: exists, equals, element, start, end, any, not, hyphen."""
    value: str | None = None
    """What it is compared with; the text in the parentheses of a pseudo-class."""
    ignore_case: bool | None = None
    selectors: list[list[Token]] | None = field(default=None)
    """The selectors in the parentheses of a pseudo-class."""

    @property
    def is_combinator(self) -> bool:
        """Whether it leads from one element to another."""
        return self.kind in ("descendant", "child", "parent", "sibling", "adjacent")

    @property
    def is_position(self) -> bool:
        """Whether it picks from what was found so far."""
        if self.kind != "pseudo":
            return False
        if self.name in POSITIONS:
            return True
        return self.name == "not" and any(
            token.is_position for selector in self.selectors or () for token in selector
        )


def parse_selector(source: str) -> list[list[Token]]:
    """The selectors between the commas, each as its tokens. Raises SelectorError."""
    parser = _Parser(source)
    try:
        found = parser.selectors()
    except RecursionError:
        raise SelectorError("the selector is nested too deeply") from None
    if parser.position < len(source):
        raise SelectorError(f"unmatched selector: {source[parser.position :]}")
    return found


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0

    def char(self) -> str:
        return self.source[self.position : self.position + 1]

    def skip(self, count: int = 0) -> None:
        """Go on, and over white space."""
        self.position += count
        while self.char() and self.char() in _SPACE:
            self.position += 1

    def name(self, offset: int = 0) -> str:
        found = _NAME.match(self.source, self.position + offset)
        if found is None:
            raise SelectorError(f"expected a name, found {self.source[self.position :] or 'the end'}")
        self.position = found.end()
        return _unescaped(found.group())

    def selectors(self) -> list[list[Token]]:
        found: list[list[Token]] = []
        tokens: list[Token] = []
        self.skip()
        if not self.char():
            return found
        while char := self.char():
            if char in _SPACE:
                if not tokens or tokens[0].kind != "descendant":
                    self._not_after_combinator(tokens)
                    tokens.append(Token("descendant"))
                self.skip(1)
            elif char in COMBINATORS:
                self._combinator(COMBINATORS[char], tokens)
            elif char == ".":
                tokens.append(Token("attribute", "class", "element", self.name(1), ignore_case=False))
            elif char == "#":
                tokens.append(Token("attribute", "id", "equals", self.name(1), ignore_case=False))
            elif char == "[":
                tokens.append(self._attribute())
            elif char == ":":
                tokens.append(self._pseudo())
            elif char == ",":
                found.append(_ended(tokens))
                tokens = []
                self.skip(1)
            elif self.source.startswith("/*", self.position):
                end = self.source.find("*/", self.position + 2)
                if end < 0:
                    raise SelectorError("a comment is not ended")
                self.position = end + 2
                if not tokens:
                    self.skip()
            elif not self._type(tokens):
                break
        found.append(_ended(tokens))
        return found

    def _not_after_combinator(self, tokens: list[Token]) -> None:
        if tokens and tokens[-1].is_combinator:
            raise SelectorError("a combinator follows another")

    def _combinator(self, kind: str, tokens: list[Token]) -> None:
        if tokens and tokens[-1].kind == "descendant":
            tokens[-1].kind = kind
        else:
            self._not_after_combinator(tokens)
            tokens.append(Token(kind))
        self.skip(1)

    def _type(self, tokens: list[Token]) -> bool:
        """Read a tag's name or `*`; False when there is none."""
        if self.char() == "*":
            self.position += 1
            name = "*"
        elif self.char() == "|":
            raise SelectorError("namespaces and columns are not supported")
        elif _NAME.match(self.source, self.position):
            name = self.name()
        else:
            return False
        if self.char() == "|" and not self.source.startswith("||", self.position):
            if name != "*" or not self.source.startswith("|*", self.position):
                raise SelectorError("namespaces are not supported")
            self.position += 2
        tokens.append(Token("universal") if name == "*" else Token("tag", name.lower()))
        return True

    def _attribute(self) -> Token:
        self.skip(1)
        if self.source.startswith("*|", self.position):
            raise SelectorError("namespaces are not supported")
        if self.char() == "|":
            name = self.name(1)
        else:
            name = self.name()
            if self.char() == "|" and not self.source.startswith("|=", self.position):
                raise SelectorError("namespaces are not supported")
        self.skip()
        token = Token("attribute", name.lower(), "exists", "")
        if self.char() in _ACTIONS:
            token.action = _ACTIONS[self.char()]
            if not self.source.startswith("=", self.position + 1):
                raise SelectorError("expected `=`")
            self.skip(2)
        elif self.char() == "=":
            token.action = "equals"
            self.skip(1)
        if token.action != "exists":
            token.value = self._value()
            self.skip()
            flag = self.char().lower()
            if flag and flag in "is":
                token.ignore_case = flag == "i"
                self.skip(1)
        if self.char() != "]":
            raise SelectorError("an attribute's `]` is missing")
        self.position += 1
        return token

    def _value(self) -> str:
        quote = self.char()
        if quote and quote in "'\"":
            end = self.position + 1
            while end < len(self.source) and (self.source[end] != quote or self._is_escaped(end)):
                end += 1
            if end >= len(self.source):
                raise SelectorError("an attribute's value is not ended")
            value = self.source[self.position + 1 : end]
            self.position = end + 1
            return _unescaped(value)
        start = self.position
        while (char := self.char()) and (
            (char not in _SPACE and char != "]") or self._is_escaped(self.position)
        ):
            self.position += 1
        return _unescaped(self.source[start : self.position])

    def _is_escaped(self, position: int) -> bool:
        start = position
        while start and self.source[start - 1] == "\\":
            start -= 1
        return (position - start) % 2 == 1

    def _pseudo(self) -> Token:
        if self.source.startswith("::", self.position):
            raise SelectorError("pseudo-elements are not supported")
        name = self.name(1).lower()
        token = Token("pseudo", name)
        if self.char() != "(":
            return token
        if name not in _WITH_SELECTORS:
            value = self._in_parentheses()
            if name in ("contains", "icontains") and value and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            token.value = _unescaped(value)
            return token
        self.position += 1
        if self.char() and self.char() in "'\"":
            raise SelectorError(f"what is in :{name}() cannot be in quotes")
        token.selectors = self.selectors()
        if self.char() != ")":
            raise SelectorError(f"the closing parenthesis of :{name}() is missing")
        self.position += 1
        return token

    def _in_parentheses(self) -> str:
        self.position += 1
        start, depth = self.position, 1
        while depth and self.position < len(self.source):
            char = self.char()
            if char in "()" and not self._is_escaped(self.position):
                depth += 1 if char == "(" else -1
            self.position += 1
        if depth:
            raise SelectorError("a parenthesis is not closed")
        return _unescaped(self.source[start : self.position - 1])


def _ended(tokens: list[Token]) -> list[Token]:
    if tokens and tokens[-1].kind == "descendant":
        tokens.pop()
    if not tokens:
        raise SelectorError("a selector is empty")
    return tokens


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    if found.group(1) is None:
        return found.group(2)
    code = int(found.group(1), 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
