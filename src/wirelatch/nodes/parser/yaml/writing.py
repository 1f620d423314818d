"""Values as YAML text, as js-yaml 4 writes it, which Node-RED uses.

Two spaces of indentation, lines of 80 characters, texts without quotes where they would be read as texts again (also by
readers of YAML 1.1, to which `yes` and `1:30` are no texts), and `&ref_0` for what the value holds twice.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from wirelatch.nodes.parser.yaml.reading import resolves
from wirelatch.scripting.dates import iso_string
from wirelatch.scripting.kinds import UNDEFINED, BigInt
from wirelatch.scripting.numbers import number_to_string
from wirelatch.scripting.serialization import ordered_keys

_HELD_BY_NONE = frozenset((str, int, float, bool, type(None)))
"""The commonest types that are never referred to."""
_WIDTH = 80
_NARROWEST = 40
_LONGEST_KEY = 1024
_SHORT = 40
"""Texts shorter than this are remembered: keys and words come again and again."""
_UNPRINTABLE = re.compile(
    "[^\n\x20-\x7e\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NOT_FIRST = frozenset("-?:,[]{}#&*!|=>'\"%@` ")
_OLD_BOOLEANS = frozenset(
    ("y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF")
)
_OLD_BASE_60 = re.compile(r"[-+]?[0-9_]++(?::[0-9_]++)++(?:\.[0-9_]*+)?\Z", re.ASCII)
_LEADING_SPACE = re.compile(r"\n* ")
_BREAK = re.compile(r" (?=[^ ])")
_EXPONENT_WITHOUT_DOT = re.compile(r"\A([-+]?[0-9]+)e")
_ESCAPES = {
    "\0": "\\0", "\x07": "\\a", "\x08": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r",
    "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\xa0": "\\_", "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip
_TO_ESCAPE = re.compile(f'["\\\\\n]|{_UNPRINTABLE.pattern}')


def dump_yaml(value: Any) -> str:
    """The text of a document. Raises ValueError for what YAML has no words for: functions, Maps, Sets, BigInts."""
    try:
        return _Dumper(value).node(value, 0, compact=True) + "\n"
    except RecursionError:
        raise ValueError("the value is nested too deeply") from None


class _Dumper:
    def __init__(self, value: Any) -> None:
        self._references: dict[int, int] = {}
        """What the value holds twice: its identity, and its number."""
        self._written: set[int] = set()
        self._find_references(value)

    def _find_references(self, root: Any) -> None:
        seen: set[int] = set()
        waiting = [root]
        while waiting:
            value = waiting.pop()
            if not isinstance(value, (dict, list, tuple, Mapping)):
                continue
            if id(value) in seen:
                self._references.setdefault(id(value), len(self._references))
                continue
            seen.add(id(value))
            inside = (
                value if isinstance(value, (list, tuple)) else [value[key] for key in ordered_keys(value)]
            )
            waiting.extend([item for item in reversed(inside) if type(item) not in _HELD_BY_NONE])

    def node(self, value: Any, level: int, *, compact: bool) -> str:
        """The text of a value; where it is not `compact`, a collection begins on a line of its own."""
        if isinstance(value, str):
            return _short(value, level) if len(value) < _SHORT else scalar(value, level)
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)) and not isinstance(value, BigInt):
            return _number(value)
        if isinstance(value, (dict, list, tuple, Mapping)):
            number = self._references.get(id(value)) if self._references else None
            if number is None:
                return self._collection(value, level, compact)
            if number in self._written:
                return f"*ref_{number}"
            self._written.add(number)
            text = self._collection(value, level, compact=False)
            return f"&ref_{number}{'' if text.startswith(chr(10)) else ' '}{text}"
        if isinstance(value, datetime):
            return iso_string(value)
        if isinstance(value, (bytes, bytearray)):
            return f"!!binary {scalar(base64.b64encode(value).decode(), level)}"
        raise ValueError(f"a value of type {type(value).__name__} cannot be written as YAML")

    def _collection(self, value: Any, level: int, compact: bool) -> str:
        new_line = "\n" + "  " * level
        lines: list[str] = []
        is_map = not isinstance(value, (list, tuple))
        if is_map:
            for key in ordered_keys(value):
                if value[key] is not UNDEFINED:
                    lines.append(self._pair(str(key), value[key], level, new_line))
        else:
            for item in value:
                text = self.node(None if item is UNDEFINED else item, level + 1, compact=True)
                lines.append(f"-{'' if text.startswith(chr(10)) else ' '}{text}")
        if not lines:
            return "{}" if is_map else "[]"
        return ("" if compact else new_line) + new_line.join(lines)

    def _pair(self, key: str, value: Any, level: int, new_line: str) -> str:
        name = _short_key(key) if len(key) < _SHORT else scalar(key, level + 1, key=True)
        explicit = len(name) > _LONGEST_KEY
        text = self.node(value, level + 1, compact=explicit)
        colon = ":" if text.startswith("\n") else ": "
        return f"? {name}{new_line}{colon}{text}" if explicit else f"{name}{colon}{text}"


def _number(value: int | float) -> str:
    if isinstance(value, int):
        return number_to_string(value)
    if value != value:
        return ".nan"
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    text = number_to_string(value)
    if isinstance(value, float) and not value.is_integer():
        return _EXPONENT_WITHOUT_DOT.sub(r"\1.e", text, count=1)
    return "-0.0" if text == "0" and str(value).startswith("-") else text


def scalar(text: str, level: int, *, key: bool = False) -> str:
    """A text, in the plainest style that gives it back; as a key, on one line."""
    if not text:
        return "''"
    if text in _OLD_BOOLEANS or _OLD_BASE_60.match(text):
        return f"'{text}'"
    if _UNPRINTABLE.search(text) or (key and "\n" in text):
        return f'"{_TO_ESCAPE.sub(_escaped, text)}"'
    indent = 2 * max(1, level)
    width = max(_NARROWEST, _WIDTH - indent)
    folds = not key and _has_long_line(text, width)
    if "\n" not in text and not folds:
        plain = (
            text[0] not in _NOT_FIRST
            and text[-1] not in " :"
            and ": " not in text
            and " #" not in text
            and not resolves(text)
        )
        return text if plain else f"'{text.replace(chr(39), chr(39) * 2)}'"
    header = "2" if _LEADING_SPACE.match(text) else ""
    if text.endswith("\n"):
        header += "+" if text.endswith("\n\n") or text == "\n" else ""
    else:
        header += "-"
    body = _folded(text, width) if folds else text
    lines = [" " * indent + line if line else line for line in body.split("\n")]
    if lines[-1] == "":
        lines.pop()
    return f"{'>' if folds else '|'}{header}\n" + "\n".join(lines)


_short = lru_cache(maxsize=2048)(scalar)


@lru_cache(maxsize=2048)
def _short_key(text: str) -> str:
    return scalar(text, 1, key=True)


def _escaped(found: re.Match[str]) -> str:
    char = found.group()
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}"


def _length(text: str) -> int:
    """Length as JavaScript counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _has_long_line(text: str, width: int) -> bool:
    return any(_length(line) > width and line[0] != " " for line in text.split("\n"))


def _folded(text: str, width: int) -> str:
    """The text with its long lines broken at spaces; an end of line of its own becomes an empty line."""
    first, *_ = text.split("\n", 1)
    out = [_broken(first, width)]
    indented_before = text[0] in "\n "
    for found in re.finditer(r"(\n+)([^\n]*)", text[len(first) :]):
        ends, line = found.groups()
        indented = line.startswith(" ")
        extra = "\n" if not indented_before and not indented and line else ""
        out.append(f"{ends}{extra}{_broken(line, width)}")
        indented_before = indented
    return "".join(out)


def _broken(line: str, width: int) -> str:
    """A line broken at the last space that keeps each piece within the width, or at the first one after it."""
    if not line or line[0] == " " or _length(line) <= width:
        return line
    units = line if _length(line) == len(line) else _code_units(line)
    pieces: list[str] = []
    start = current = 0
    for found in _BREAK.finditer(units):
        following = found.start()
        if following - start > width:
            end = current if current > start else following
            pieces.append(units[start:end])
            start = end + 1
        current = following
    if len(units) - start > width and current > start:
        pieces += [units[start:current], units[current + 1 :]]
    else:
        pieces.append(units[start:])
    broken = "\n".join(pieces)
    return broken if units is line else broken.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _code_units(line: str) -> str:
    """The text with a character for each of JavaScript's, which are two for those beyond U+FFFF."""
    data = line.encode("utf-16-le", "surrogatepass")
    return "".join([chr(data[place] | data[place + 1] << 8) for place in range(0, len(data), 2)])
