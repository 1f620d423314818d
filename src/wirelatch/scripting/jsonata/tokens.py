"""The tokens of JSONata: https://docs.jsonata.org/overview.

A token's position is the offset of its end, as in the reference implementation, whose editor counts on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from wirelatch.scripting.jsonata.errors import JsonataError, fail
from wirelatch.scripting.numbers import narrow
from wirelatch.scripting.regex import compile_js

_SPACE = re.compile(r"[ \t\n\r\v]*")
_OPERATOR = re.compile(r"\.\.|:=|!=|>=|<=|\*\*|~>|\?:|\?\?|[.\[\]{}(),@#;:?+\-*/%|=<>^&!~]")
_NAME = re.compile(r"[^ \t\n\r\v.\[\]{}(),@#;:?+\-*/%|=<>^&!~]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[Ee][-+]?[0-9]+)?")
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_PLAIN = {'"': re.compile(r'[^"\\]*'), "'": re.compile(r"[^'\\]*")}
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(slots=True)
class Token:
    """`kind` is name, variable, string, number, value (true, false, null), regex, operator or end."""

    kind: str
    value: Any
    position: int


class Tokens:
    """Reads one token after the other from a source text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0

    def next(self, *, after_operand: bool) -> Token:
        """The next token; after an operand `/` divides, elsewhere it begins a regular expression."""
        source = self.source
        self._skip_blank()
        start = self.position
        if start >= len(source):
            return Token("end", None, len(source))
        char = source[start]
        if char == "/" and not after_operand:
            return self._regex(start + 1)
        operator = _OPERATOR.match(source, start)
        if operator:
            self.position = operator.end()
            return Token("operator", operator.group(), self.position)
        if char in "\"'":
            return self._string(start + 1, char)
        number = _NUMBER.match(source, start)
        if number:
            return self._number(number)
        if char == "`":
            end = source.find("`", start + 1)
            if end < 0:
                raise fail("S0105", len(source))
            self.position = end + 1
            return Token("name", source[start + 1 : end], self.position)
        return self._word(start)

    def _skip_blank(self) -> None:
        source = self.source
        while True:
            match = _SPACE.match(source, self.position)
            assert match is not None
            self.position = match.end()
            if not source.startswith("/*", self.position):
                return
            end = source.find("*/", self.position + 2)
            if end < 0:
                raise fail("S0106", self.position)
            self.position = end + 2

    def _word(self, start: int) -> Token:
        match = _NAME.match(self.source, start)
        assert match is not None
        self.position = match.end()
        word = match.group()
        if word.startswith("$"):
            return Token("variable", word[1:], self.position)
        if word in ("and", "or", "in"):
            return Token("operator", word, self.position)
        if word in _WORDS:
            return Token("value", _WORDS[word], self.position)
        return Token("name", word, self.position)

    def _number(self, match: re.Match[str]) -> Token:
        text = match.group()
        value = float(text)
        if value in (float("inf"), float("-inf")):
            raise fail("S0102", match.start(), text)
        self.position = match.end()
        return Token("number", narrow(value), self.position)

    def _string(self, position: int, quote: str) -> Token:
        source, plain = self.source, _PLAIN[quote]
        parts: list[str] = []
        while position < len(source):
            match = plain.match(source, position)
            assert match is not None
            parts.append(match.group())
            position = match.end()
            if position >= len(source):
                break
            if source[position] == quote:
                self.position = position + 1
                text = "".join(parts)
                if not text.isascii():
                    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
                return Token("string", text, self.position)
            escaped = source[position + 1 : position + 2]
            if escaped in _ESCAPES:
                parts.append(_ESCAPES[escaped])
                position += 2
            elif escaped == "u":
                code = _HEX.match(source, position + 2)
                if code is None:
                    raise fail("S0104", position + 1)
                parts.append(chr(int(code.group(), 16)))
                position += 6
            else:
                raise fail("S0103", position + 1, escaped)
        raise fail("S0101", len(source))

    def _regex(self, start: int) -> Token:
        source, depth = self.source, 0
        for position in range(start, len(source)):
            char = source[position]
            if char == "/" and depth == 0:
                before = source[start:position]
                if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
                    break
            escaped = source[position - 1] == "\\"
            if char in "([{" and not escaped:
                depth += 1
            elif char in ")]}" and not escaped:
                depth -= 1
        else:
            raise fail("S0302", len(source))
        pattern = source[start:position]
        if not pattern:
            raise fail("S0301", position)
        end = position + 1
        while source[end : end + 1] in ("i", "m"):
            end += 1
        self.position = end
        try:
            return Token("regex", compile_js(pattern, source[position + 1 : end]), end)
        except ValueError as error:
            raise JsonataError(None, "S0303", end, value=str(error)) from None
