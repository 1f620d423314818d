"""The bytes of a flows file, kept so that what nobody changed is written back as it was.

A document is a JSON array of records, or an object that holds it as `flows` (with its `rev` beside it). Each record
knows its own text; when the document is saved, records that are unchanged keep it, whatever their style, and those
that changed keep the text of every member that did not. New text takes the style of the file: indentation, blanks
after colons, line ends.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from wirelatch.document.errors import DocumentError
from wirelatch.document.json_text import escape_lone_surrogates
from wirelatch.document.revision import revision
from wirelatch.document.rewriting import Style, rewrite, says_the_same

Record = dict[str, Any]

_SPACE = re.compile(r"[ \t\r\n]*")
_BOM = "\ufeff"


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


@dataclass
class Source:
    """A document with the text it was read from."""

    content: bytes
    records: list[Record]
    texts: list[str]
    """The text of each record."""
    gaps: list[str]
    """What stands before the first record, between two, and after the last."""
    head: str = ""
    """What precedes the array: a byte order mark, or the first half of the object around it."""
    tail: str = ""
    """What follows the array."""
    style: Style = field(default_factory=Style)
    is_new: bool = False
    """Whether there is no file yet."""

    @classmethod
    def empty(cls) -> Source:
        """The document of a data directory that has none yet; it will be written as Node-RED does by default."""
        return cls(b"", [], [], [""], style=Style(indent="    "), is_new=True)

    @classmethod
    def parse(cls, content: bytes, *, where: str = "flows.json") -> Source:
        """Read a file. Raises DocumentError that says where it is broken."""
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DocumentError(f"not UTF-8 text (byte {error.start})", where=where) from None
        start = _after_space(text, 1 if text.startswith(_BOM) else 0)
        if start == len(text):
            return cls(
                content, [], [], [""], head=_BOM if text.startswith(_BOM) else "", style=Style(indent="    ")
            )
        try:
            if text[start] == "{":
                start = _find_flows(text, start)
            if text[start] != "[":
                raise DocumentError(
                    "must be a list of nodes, or an object that holds one as `flows`", where=where
                )
            source = cls._parse_array(content, text, start)
            end = _after_space(text, len(text) - len(source.tail))
            if text[_after_space(text, 1 if text.startswith(_BOM) else 0)] == "[" and end != len(text):
                raise DocumentError(f"more text after the end of the list {_place(text, end)}", where=where)
        except json.JSONDecodeError as error:
            raise DocumentError(
                f"not valid JSON: {error.msg} {_place(text, error.pos)}", where=where
            ) from None
        except ValueError as error:
            if isinstance(error, DocumentError):
                raise error if error.where else DocumentError(str(error), where=where) from None
            raise DocumentError(f"not valid JSON: {error}", where=where) from None
        except RecursionError:
            raise DocumentError("nested too deeply", where=where) from None
        return source

    @classmethod
    def _parse_array(cls, content: bytes, text: str, start: int) -> Source:
        records: list[Record] = []
        texts: list[str] = []
        gaps: list[str] = []
        position = gap = start + 1
        position = _after_space(text, position)
        closed = text[position : position + 1] == "]"
        while not closed:
            value, end = _DECODER.raw_decode(text, position)
            gaps.append(text[gap:position])
            records.append(value)
            texts.append(text[position:end])
            gap = end
            position = _after_space(text, end)
            closed = text[position : position + 1] == "]"
            if not closed:
                if text[position : position + 1] != ",":
                    raise json.JSONDecodeError("Expecting ',' delimiter", text, position)
                position = _after_space(text, position + 1)
        gaps.append(text[gap:position])
        style = Style.of(gaps[0], texts[0] if texts else "")
        return cls(content, records, texts, gaps, text[:start], text[position + 1 :], style)

    def updated(self, records: list[Record]) -> Source:
        """The source of a changed document; of an unchanged one, this source itself."""
        old = {
            record["id"]: index
            for index, record in enumerate(self.records)
            if isinstance(record, dict) and isinstance(record.get("id"), str)
        }
        texts: list[str] = []
        own_records, own_texts = self.records, self.texts
        unchanged = len(records) == len(own_records)
        for position, record in enumerate(records):
            index = old.get(record["id"])
            if index is None:
                texts.append(self.style.text(record, self.style.record_level))
            elif own_records[index] is record or says_the_same(own_records[index], record):
                texts.append(own_texts[index])
            else:
                texts.append(rewrite(own_texts[index], own_records[index], record, self.style))
            unchanged = unchanged and index == position and texts[-1] is own_texts[position]
        if unchanged and not self.is_new:
            return self
        gaps = self._gaps(len(texts))
        body = "".join(chain.from_iterable(zip(gaps, [*texts, ""], strict=True)))
        head, tail = self._around(records)
        text = f"{head}[{body}]{tail}"
        try:
            content = text.encode("utf-8")
        except UnicodeEncodeError:
            content = escape_lone_surrogates(text).encode("utf-8")
        return Source(content, records, texts, gaps, head, tail, self.style)

    def _gaps(self, count: int) -> list[str]:
        if count == len(self.texts):
            return self.gaps
        if count == 0:
            return [""]
        if len(self.texts) >= 1:
            first, last = self.gaps[0], self.gaps[-1]
            between = self.gaps[1] if len(self.texts) > 1 else "," + first
        else:
            first, between, last = self.style.default_gaps()
        kept = self.gaps[1:-1][: count - 1]
        return [first, *kept, *[between] * (count - 1 - len(kept)), last]

    def _around(self, records: list[Record]) -> tuple[str, str]:
        """Head and tail, with the revision in them brought up to date."""
        if "{" not in self.head:
            return self.head, self.tail
        pattern = re.compile(r'("rev"\s*:\s*)"[^"]*"')
        replacement = rf'\g<1>"{revision(records)}"'
        return pattern.sub(replacement, self.head), pattern.sub(replacement, self.tail)


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match is not None
    return match.end()


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f"at line {line}, column {position - (text.rfind(chr(10), 0, position) + 1) + 1}"


def _find_flows(text: str, start: int) -> int:
    """Where the array of an object's `flows` member begins."""
    _DECODER.raw_decode(text, start)
    position = _after_space(text, start + 1)
    while text[position] != "}":
        key, end = _DECODER.raw_decode(text, position)
        position = _after_space(text, _after_space(text, end) + 1)
        if key == "flows":
            return position
        _, end = _DECODER.raw_decode(text, position)
        position = _after_space(text, end)
        if text[position] == ",":
            position = _after_space(text, position + 1)
    raise DocumentError("the object holds no `flows`")
