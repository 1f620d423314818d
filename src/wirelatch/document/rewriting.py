"""Writing a changed JSON value into the text of the old one, so that unchanged parts keep their bytes."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import orjson

from wirelatch.document.json_text import stringify

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_MAX_DEPTH = 100


@dataclass(frozen=True)
class Style:
    """How a file is laid out."""

    indent: str = ""
    """One step of indentation; empty for a file without line breaks."""
    newline: str = "\n"
    colon: str = ":"
    """What stands between key and value in a file without line breaks."""
    comma: str = ","
    record_level: int = 1
    """Steps by which records are indented."""

    @classmethod
    def of(cls, gap: str, record: str) -> Style:
        """The style of a file, seen at the gap before its first record and at that record."""
        newline = "\r\n" if "\r\n" in gap + record else "\n"
        lines = record.split("\n")
        if len(lines) > 1:
            outer = gap.rpartition("\n")[2] if "\n" in gap else ""
            inner = re.match(r"[ \t]*", lines[1])
            step = inner.group()[len(outer) :] if inner else ""
            step = step or "    "
            return cls(step, newline, ": ", ",", 1 if outer and step else 0)
        spaced = re.search(r'"\s*:( ?)', record)
        after_comma = re.search(r'[\d"\]}el]\s*,( ?)"', record)
        return cls(
            "",
            newline,
            ": " if spaced and spaced.group(1) else ":",
            ", " if after_comma and after_comma.group(1) else ",",
        )

    def default_gaps(self) -> tuple[str, str, str]:
        """What stands before the first record, between two and after the last, in a file that had none."""
        if not self.indent:
            return "", self.comma, ""
        return self.newline + self.indent, f",{self.newline}{self.indent}", self.newline

    def text(self, value: Any, level: int) -> str:
        """A value in this style, as it stands `level` steps deep."""
        if not self.indent:
            if self.colon == ":" and self.comma == ",":
                return stringify(value)
            return _spaced(value, self.comma, self.colon)
        return stringify(value, self.indent).replace("\n", self.newline + self.indent * level)


def _spaced(value: Any, comma: str, colon: str) -> str:
    if isinstance(value, dict):
        members = (
            f"{stringify(str(key))}{colon}{_spaced(item, comma, colon)}" for key, item in value.items()
        )
        return "{" + comma.join(members) + "}"
    if isinstance(value, list):
        return "[" + comma.join(_spaced(item, comma, colon) for item in value) + "]"
    return stringify(value)


def says_the_same(old: Any, new: Any) -> bool:
    """As `same`, and fast for values that are written alike."""
    if old is new:
        return True
    try:
        if orjson.dumps(old) == orjson.dumps(new):
            return True
    except orjson.JSONEncodeError:  # lone surrogates, which texts of JavaScript may hold
        pass
    return same(old, new)


def same(old: Any, new: Any) -> bool:
    """Whether two JSON values are the same document: numbers by value, keys in the same order."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, dict):
        return (
            isinstance(new, dict)
            and len(old) == len(new)
            and list(old) == list(new)
            and all(same(old[key], new[key]) for key in old)
        )
    if isinstance(old, list):
        return isinstance(new, list) and len(old) == len(new) and all(map(same, old, new))
    if isinstance(old, (int, float)):
        return isinstance(new, (int, float)) and (old == new or _as_double(old) == _as_double(new))
    return type(old) is type(new) and bool(old == new)


def _as_double(number: float) -> float:
    """What JavaScript makes of a number."""
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, number)


def rewrite(text: str, old: Any, new: Any, style: Style, level: int | None = None, depth: int = 0) -> str:
    """The text of `new`, made from the text of `old`."""
    if level is None:
        level = style.record_level
    if same(old, new):
        return text
    if depth > _MAX_DEPTH:
        return style.text(new, level)
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        return _rewrite_object(text, old, new, style, level, depth)
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _rewrite_array(text, old, new, style, level, depth)
    return style.text(new, level)


def _rewrite_object(
    text: str, old: dict[str, Any], new: dict[str, Any], style: Style, level: int, depth: int
) -> str:
    gaps, members, tail = _split(text, keyed=True)
    if len(members) != len(old):  # a key that stands there twice
        return style.text(new, level)
    by_key = {key: (before, value) for key, before, value in members}
    parts: list[str] = []
    for key, value in new.items():
        if key in old:
            before, value_text = by_key[key]
            parts.append(before + rewrite(value_text, old[key], value, style, level + 1, depth + 1))
        else:
            colon = ": " if style.indent else style.colon
            parts.append(f"{stringify(key)}{colon}{style.text(value, level + 1)}")
    return "{" + _join(gaps, parts, tail) + "}"


def _rewrite_array(text: str, old: list[Any], new: list[Any], style: Style, level: int, depth: int) -> str:
    gaps, members, tail = _split(text, keyed=False)
    parts = []
    for index, value in enumerate(new):
        if index < len(old):
            parts.append(rewrite(members[index][2], old[index], value, style, level + 1, depth + 1))
        else:
            parts.append(style.text(value, level + 1))
    return "[" + _join(gaps, parts, tail) + "]"


def _join(gaps: list[str], parts: list[str], tail: str) -> str:
    between = gaps[1] if len(gaps) > 1 else "," + gaps[0]
    out = [gaps[0], parts[0]]
    for index, part in enumerate(parts[1:], 1):
        out.append(gaps[index] if index < len(gaps) else between)
        out.append(part)
    return "".join(out) + tail


def _split(text: str, *, keyed: bool) -> tuple[list[str], list[tuple[str, str, str]], str]:
    """An object's or array's gaps before each member, its members as (key, text up to the value, text of the value),
    and what stands before the closing bracket."""
    gaps: list[str] = []
    members: list[tuple[str, str, str]] = []
    gap, position = 1, _after_space(text, 1)
    while True:
        start, key = position, ""
        if keyed:
            key, end = _DECODER.raw_decode(text, position)
            position = _after_space(text, _after_space(text, end) + 1)
        _, end = _DECODER.raw_decode(text, position)
        gaps.append(text[gap:start])
        members.append((key, text[start:position], text[position:end]))
        gap, position = end, _after_space(text, end)
        if text[position] != ",":
            return gaps, members, text[gap:position]
        position = _after_space(text, position + 1)


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match is not None
    return match.end()
