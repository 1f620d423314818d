"""Reading XML text piece by piece, as strictly and as leniently as sax-js, the parser that Node-RED's xml node uses.

XML is https://www.w3.org/TR/xml/. What differs: white space may stand before the XML declaration and after `<`; the
names of HTML's characters are known (`&nbsp;`); of attributes that come twice the first counts (with namespaces, the last); ends of line stay
as they are; what follows the root element is not looked at. A document type declaration is passed over and nothing in
it has any effect: no entity is ever expanded and no address fetched.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import Any, NoReturn, Protocol

_START = (
    r":_A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD"
)
_BODY = rf"{_START}\u00B7\u0300-\u036F\u203F-\u2040.0-9-"
_S = r"[ \t\r\n]"
_NAME = rf"[{_START}][{_BODY}]*+"
_name = re.compile(_NAME)
_space = re.compile(rf"{_S}*+")
_open_tag = re.compile(rf"<({_NAME})((?:{_S}++{_NAME}{_S}*+={_S}*+(?:\"[^\"&]*+\"|'[^'&]*+'))*+){_S}*+(/?)>")
_attribute = re.compile(rf"({_NAME}){_S}*+={_S}*+(?:\"([^\"]*+)\"|'([^']*+)')")
_close_tag = re.compile(rf"</{_S}*+({_NAME}){_S}*+>")
_entity = re.compile(rf"&(?:([#{_START}][#{_BODY}]*+);)?")
_entity_start = re.compile(rf"&(?:[#{_START}][#{_BODY}]*+)?")
_in_doctype = re.compile(r"[>\[\"']")
_in_declarations = re.compile(r"\]|\"|'|<!--")
_character = re.compile(r"#(?:[xX]0*+([0-9a-fA-F]{1,8})|0*+([0-9]{1,10}))\Z")
_ENTITIES = {name: chr(code) for name, code in name2codepoint.items()} | {"apos": "'"}


class XmlError(ValueError):
    """Text that is no XML; the message tells line and column, which count from 0 as sax-js does."""


class Handler(Protocol):
    """What is told of a document, in its order."""

    def open_tag(self, name: str, attributes: dict[str, str], scanner: Scanner) -> None:
        """An element begins; may `fail`."""

    def close_tag(self) -> bool:
        """The innermost element ends; True when it was the outermost."""

    def text(self, text: str) -> None:
        """Text between tags, comments and instructions."""

    def cdata(self, text: str) -> None:
        """The text of a CDATA section."""


class Scanner:
    """One pass over a document."""

    def __init__(self, source: str, *, last_attribute_wins: bool = False) -> None:
        self.source = source
        self._last_wins = last_attribute_wins
        self.position = 0

    def fail(self, reason: str, position: int) -> NoReturn:
        """Raise XmlError for what stands at a position."""
        position = min(position, len(self.source))
        before = self.source[: position + 1]
        line = before.count("\n")
        column = len(before) - (before.rfind("\n") + 1)
        char = self.source[position : position + 1]
        raise XmlError(f"{reason}\nLine: {line}\nColumn: {column}\nChar: {char}")

    def run(self, handler: Handler) -> None:
        """Tell `handler` of everything up to the end of the root element. Raises XmlError."""
        source = self.source
        position = _after_space(source, 0)
        if not source.startswith("<", position):
            self.fail("Non-whitespace before first tag.", position)
        names: list[str] = []
        pieces: list[str] = []
        saw_doctype = False
        while True:
            tag = source.find("<", position)
            if tag != position:
                if not names:
                    blank = _after_space(source, position)
                    if blank < (tag if tag >= 0 else len(source)):
                        self.fail("Text data outside of root node.", blank)
                else:
                    piece = source[position : tag if tag >= 0 else len(source)]
                    pieces.append(self._with_characters(piece, position) if "&" in piece else piece)
                if tag < 0:
                    break
            found = _close_tag.match(source, tag)
            if found is not None and names:
                if found.group(1) != names[-1]:
                    self.fail("Unexpected close tag", found.end() - 1)
                _flush(pieces, handler)
                names.pop()
                position = found.end()
                if handler.close_tag():
                    return
                continue
            found = _open_tag.match(source, tag)
            if found is not None:
                name, attributes_text, empty = found.groups()
                attributes: dict[str, str] = {}
                if attributes_text:
                    for key, double, single in _attribute.findall(attributes_text):
                        if self._last_wins or key not in attributes:
                            attributes[key] = double or single
                position = found.end()
            else:
                mark = _after_space(source, tag + 1)
                char = source[mark : mark + 1]
                if char == "!":
                    position, saw_doctype = self._declaration(tag, pieces, handler, saw_doctype, bool(names))
                    continue
                if char == "?":
                    position = self._instruction(tag)
                    _flush(pieces, handler)
                    continue
                if char == "/":
                    self._bad_close_tag(tag, names)
                name, attributes, position, empty = self._slow_open_tag(tag)
            _flush(pieces, handler)
            self.position = position - 1
            handler.open_tag(name, attributes, self)
            if empty:
                if handler.close_tag():
                    return
            else:
                names.append(name)
        if names:
            self.fail("Unclosed root tag", len(source))

    def _end(self, unclosed: bool) -> NoReturn:
        self.fail("Unclosed root tag" if unclosed else "Unexpected end", len(self.source))

    def _with_characters(self, piece: str, start: int) -> str:
        """The text with what its character references and entities stand for."""

        def character(found: re.Match[str]) -> str:
            name = found.group(1)
            if name is None:
                end = _entity_start.match(piece, found.start()).end()  # type: ignore[union-attr]
                self.fail("Invalid character in entity name", start + end)
            known = _ENTITIES.get(name) or _ENTITIES.get(name.lower()) or _numbered(name)
            if known is None:
                self.fail("Invalid character entity", start + found.end() - 1)
            return known

        return _entity.sub(character, piece)

    def _declaration(
        self, tag: int, pieces: list[str], handler: Handler, saw_doctype: bool, inside: bool
    ) -> tuple[int, bool]:
        """Pass over a comment, a CDATA section or a declaration; gives the position after it."""
        source = self.source
        start = source.index("!", tag) + 1
        if source.startswith("--", start):
            end = source.find("--", start + 2)
            if end < 0:
                self._end(inside)
            if not source.startswith(">", end + 2):
                self.fail("Malformed comment", end + 2)
            if end > start + 2:
                _flush(pieces, handler)
            return end + 3, saw_doctype
        if source[start : start + 7].upper() == "[CDATA[":
            end = source.find("]]>", start + 7)
            if end < 0:
                self._end(inside)
            _flush(pieces, handler)
            if end > start + 7:
                handler.cdata(source[start + 7 : end])
            return end + 3, saw_doctype
        if source[start : start + 7].upper() == "DOCTYPE":
            if saw_doctype or inside:
                self.fail("Inappropriately located doctype declaration", start + 6)
            return self._doctype(start + 7), True
        end = source.find(">", start)
        if end < 0:
            self._end(inside)
        _flush(pieces, handler)
        return end + 1, saw_doctype

    def _doctype(self, position: int) -> int:
        """The position after a document type declaration."""
        source, inside = self.source, False
        while True:
            found = (_in_declarations if inside else _in_doctype).search(source, position)
            if found is None:
                self._end(False)
            position = found.end()
            mark = found.group()
            if mark == ">":
                return position
            if mark in "[]":
                inside = mark == "["
                continue
            end = source.find("-->" if mark == "<!--" else mark, position)
            if end < 0:
                self._end(False)
            position = end + (3 if mark == "<!--" else 1)

    def _instruction(self, tag: int) -> int:
        """The position after a processing instruction."""
        source = self.source
        position = source.index("?", tag) + 1
        while True:
            mark = source.find("?", position)
            if mark < 0:
                self._end(False)
            if source.startswith(">", mark + 1):
                return mark + 2
            position = mark + 2

    def _bad_close_tag(self, tag: int, names: list[str]) -> NoReturn:
        """Say what is wrong with a closing tag."""
        source = self.source
        position = _after_space(source, source.index("/", tag) + 1)
        name = _name.match(source, position)
        if name is None:
            if position >= len(source):
                self._end(bool(names))
            self.fail("Invalid tagname in closing tag.", position)
        end = _after_space(source, name.end())
        if end >= len(source):
            self._end(bool(names))
        if source[end] != ">":
            self.fail("Invalid tagname in closing tag", end)
        if not names:
            self.fail(f"Unmatched closing tag: {name.group()}", end)
        self.fail("Unexpected close tag", end)

    def _slow_open_tag(self, tag: int) -> tuple[str, dict[str, str], int, str]:
        """A tag that the expression for the common ones does not take: with entities, or wrong."""
        source = self.source
        position = _after_space(source, tag + 1)
        named = _name.match(source, position)
        if named is None:
            if position >= len(source):
                self._end(False)
            self.fail("Unencoded <", position)
        name, position = named.group(), named.end()
        attributes: dict[str, str] = {}
        spaced = True
        reason = "Invalid character in tag name"
        while True:
            after = _after_space(source, position)
            spaced = after > position
            position = after
            char = source[position : position + 1]
            if not char:
                self._end(False)
            if char == ">":
                return name, attributes, position + 1, ""
            if char == "/":
                if not source.startswith(">", position + 1):
                    self.fail("Forward-slash in opening tag not followed by >", position + 1)
                return name, attributes, position + 2, "/"
            named = _name.match(source, position)
            if named is None:
                self.fail("Invalid attribute name" if spaced else reason, position)
            if not spaced:
                self.fail(reason if not attributes else "No whitespace between attributes", position)
            reason = "Invalid attribute name"
            key, end = named.group(), named.end()
            position = _after_space(source, end)
            if not source.startswith("=", position):
                if position >= len(source):
                    self._end(False)
                without = position > end or source.startswith(">", position)
                self.fail("Attribute without value" if without else "Invalid attribute name", position)
            position = _after_space(source, position + 1)
            quote = source[position : position + 1]
            if quote not in ('"', "'"):
                if not quote:
                    self._end(False)
                self.fail("Unquoted attribute value", position)
            end = source.find(quote, position + 1)
            if end < 0:
                self._end(False)
            value = self._with_characters(source[position + 1 : end], position + 1)
            if self._last_wins or key not in attributes:
                attributes[key] = value
            position = end + 1


def _numbered(name: str) -> str | None:
    """The character of a numeric reference such as `#xE4`, if XML has it."""
    found = _character.match(name)
    if found is None:
        return None
    code = int(found.group(1), 16) if found.group(1) else int(found.group(2))
    ordinary = 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return chr(code) if ordinary or code in (9, 10, 13) else None


def _after_space(source: str, position: int) -> int:
    found = _space.match(source, position)
    return found.end() if found is not None else position


def _flush(pieces: list[str], handler: Any) -> None:
    if pieces:
        text = "".join(pieces)
        pieces.clear()
        if text:
            handler.text(text)
