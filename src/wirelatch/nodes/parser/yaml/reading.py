"""YAML text to values, as js-yaml 4 reads it, which Node-RED uses.

Syntax is PyYAML's; what scalars mean is the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema) with
timestamps, binary, sets and merge keys. Nothing but plain values is ever made. Work is bounded: by depth, by merged
keys, and by how much aliases would repeat, since a message that is copied or shown is written out.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NoReturn

import yaml

from wirelatch.scripting.numbers import as_double, narrow
from wirelatch.scripting.values import UNDEFINED, to_string

_DEEPEST = 100
_MOST_MERGED = 10_000
_MOST_SOURCES = 100
_MOST_REPEATED = 1_000_000
"""Values that aliases may repeat in all."""

_SHORT = 40
"""Plain scalars shorter than this are remembered: keys, words and small numbers come again and again."""

_TAG = "tag:yaml.org,2002:"
_MERGE = f"{_TAG}merge"
_INTEGER = re.compile(r"[-+]?(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)\Z", re.ASCII)
_FLOAT = re.compile(r"(?:[-+]?[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z", re.ASCII)
_SPECIAL = re.compile(r"(?:([-+])?\.(?:inf|Inf|INF)|(\.(?:nan|NaN|NAN)))\Z")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z", re.ASCII)
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?"
    r"(?:[ \t]*(?:Z|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?\Z",
    re.ASCII,
)
_OLD_BREAKS = re.compile("[\x85\u2028\u2029]")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\r\n]*\Z")

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(ValueError):
    """Text that is not YAML, or more than can be worked with; the message tells where, counted from 1."""


def parse_yaml(source: str) -> Any:
    """The value of a YAML document, UNDEFINED for an empty text. Raises YamlError that says where it is wrong."""
    if not source.endswith(("\n", "\r")):
        source += "\n"
    source = source.removeprefix("\ufeff")
    if len(source.lstrip(" ")) <= 1:
        return UNDEFINED
    if "\0" in source:
        raise YamlError("not valid YAML: null byte")
    stand_ins: dict[int, str] = {}
    if _OLD_BREAKS.search(source):
        source, stand_ins = _without_old_breaks(source)
    try:
        documents = list(_Composer(source, stand_ins).documents())
    except (yaml.YAMLError, UnicodeError) as error:
        raise YamlError(f"not valid YAML: {error}") from None
    if len(documents) > 1:
        raise YamlError("expected a single document, but found more")
    return documents[0] if documents else None


def _without_old_breaks(source: str) -> tuple[str, dict[int, str]]:
    """The text with other characters for those that end a line in YAML 1.1 but not in 1.2; and how to put them back."""
    unused = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in source)
    found = sorted(set(_OLD_BREAKS.findall(source)))
    stand_ins = dict(zip(found, unused, strict=False))
    return source.translate(str.maketrans(stand_ins)), {ord(to): char for char, to in stand_ins.items()}


def resolves(text: str) -> bool:
    """Whether a plain scalar would be read as something else than text."""
    try:
        return _implicit(text) != text or text == "<<"
    except YamlError:
        return True


class _Composer:
    """Makes values of the events of a text."""

    def __init__(self, source: str, stand_ins: dict[int, str]) -> None:
        self._next: Callable[[], Any] = _Parser(source).get_event
        self._stand_ins = stand_ins
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._depth = 0
        self._size = 0
        self._merged = 0

    def documents(self) -> Iterator[Any]:
        """The values of all documents."""
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
                yield self._value(self._next())[0]

    def _value(self, event: Any) -> tuple[Any, str]:
        """The value that begins with an event, and the tag that it was read by."""
        self._size += 1
        if isinstance(event, yaml.ScalarEvent):
            value, tag = self._scalar(event)
            if event.anchor:
                self._anchors[event.anchor] = value, 1
            return value, tag
        if isinstance(event, yaml.AliasEvent):
            known = self._anchors.get(event.anchor or "")
            if known is None:
                self._fail(f"unidentified alias {event.anchor!r}", event)
            value, size = known
            self._size += size
            if self._size > _MOST_REPEATED and size:
                self._fail(f"aliases repeat more than {_MOST_REPEATED} values", event)
            return value, ""
        self._depth += 1
        if self._depth >= _DEEPEST:
            self._fail(f"nested more than {_DEEPEST} levels deep", event)
        before = self._size
        is_list = isinstance(event, yaml.SequenceStartEvent)
        value = self._sequence(event) if is_list else self._mapping(event)
        self._depth -= 1
        if event.anchor:
            self._anchors[event.anchor] = value, self._size - before
        return value, ""

    def _scalar(self, event: Any) -> tuple[Any, str]:
        text: str = event.value.translate(self._stand_ins) if self._stand_ins else event.value
        tag = event.tag
        plain = event.style is None or event.style == ""
        if tag is None:
            if not plain:
                return text, ""
            if len(text) < _SHORT:
                return _short(text), _MERGE if text == "<<" else ""
            return _implicit(text), ""
        if tag == "!":
            return (text if text or not plain else None), ""
        empty = plain and not text
        if empty and tag in _OF_NOTHING:
            return _OF_NOTHING[tag](), tag
        read = _EXPLICIT.get(tag)
        if read is None:
            self._fail(f"unknown tag !<{tag}>", event)
        value = read(text)
        if value is UNDEFINED:
            self._fail(f"cannot read the value as !<{tag}>", event)
        return value, tag

    def _sequence(self, event: Any) -> list[Any]:
        items: list[Any] = []
        if event.anchor:
            self._anchors[event.anchor] = items, 0
        while not isinstance(item := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(item)[0])
        tag = event.tag
        if tag in (None, "!", f"{_TAG}seq"):
            return items
        if tag not in (f"{_TAG}omap", f"{_TAG}pairs"):
            self._fail(f"unknown tag !<{tag}> of a sequence", event)
        seen: set[str] = set()
        for item in items:
            if not isinstance(item, dict) or len(item) != 1 or (tag == f"{_TAG}omap" and seen & item.keys()):
                self._fail(f"cannot read the value as !<{tag}>", event)
            seen.update(item)
        return items if tag == f"{_TAG}omap" else [[key, item[key]] for item in items for key in item]

    def _mapping(self, event: Any) -> dict[str, Any]:
        members: dict[str, Any] = {}
        if event.anchor:
            self._anchors[event.anchor] = members, 0
        from_merge: set[str] = set()
        while not isinstance(key_event := self._next(), yaml.MappingEndEvent):
            key, tag = self._value(key_event)
            value = self._value(self._next())[0]
            if tag == _MERGE:
                sources = value if isinstance(value, list) else [value]
                if len(sources) > _MOST_SOURCES:
                    self._fail("abnormal merge sequence size", key_event)
                for source in sources:
                    self._merge(members, source, from_merge, key_event)
                continue
            name = self._key(key, key_event)
            if name in members and name not in from_merge:
                self._fail(f"duplicated mapping key {name!r}", key_event)
            members[name] = value
            from_merge.discard(name)
        if event.tag not in (None, "!", f"{_TAG}map"):
            if event.tag != f"{_TAG}set":
                self._fail(f"unknown tag !<{event.tag}> of a mapping", event)
            if any(value is not None for value in members.values()):
                self._fail("a set has a member with a value", event)
        return members

    def _merge(self, target: dict[str, Any], source: Any, from_merge: set[str], event: Any) -> None:
        if isinstance(source, list):
            source = {str(index): item for index, item in enumerate(source)}
        if not isinstance(source, dict):
            self._fail("cannot merge: not a mapping", event)
        self._merged += 1 + len(source)
        if self._merged > _MOST_MERGED:
            self._fail(f"more than {_MOST_MERGED} merged keys", event)
        for name, value in source.items():
            if name not in target:
                target[name] = value
                from_merge.add(name)

    def _key(self, key: Any, event: Any) -> str:
        """The key as JavaScript makes a text of it."""
        if isinstance(key, str):
            return key
        if isinstance(key, list):
            if any(isinstance(item, list) for item in key):
                self._fail("nested sequences cannot be keys", event)
        elif isinstance(key, bytes):
            return ",".join(map(str, key))
        return to_string(key)

    def _fail(self, reason: str, event: Any) -> NoReturn:
        mark = event.start_mark
        raise YamlError(f"not valid YAML: {reason} (line {mark.line + 1}, column {mark.column + 1})")


def _implicit(text: str) -> Any:
    """What a plain scalar means."""
    if not text:
        return None
    first = text[0]
    if first.isalpha():
        return _WORDS.get(text, text)
    if first in "0123456789+-.~":
        if text == "~":
            return None
        for read in (_integer, _float, _timestamp):
            value = read(text)
            if value is not UNDEFINED:
                return value
    return text


_short = lru_cache(maxsize=4096)(_implicit)

_WORDS = {
    "null": None, "Null": None, "NULL": None, "true": True, "True": True, "TRUE": True, "false": False, "False": False,
    "FALSE": False,
}  # fmt: skip


def _integer(text: str) -> Any:
    if not _INTEGER.match(text):
        return UNDEFINED
    digits = text.lstrip("+-")
    if digits[:2] in ("0b", "0o", "0x"):
        number = as_double(int(digits, 0)) if len(digits) < 4000 else float("inf")
    else:
        number = float(digits)
    if number == float("inf"):
        return UNDEFINED
    value = narrow(number)
    if text[0] == "-":
        return 0 if digits == "0" else -value or -0.0
    return value


def _float(text: str) -> Any:
    special = _SPECIAL.match(text)
    if special is not None:
        return float("nan") if special.group(2) else float(f"{special.group(1) or ''}inf")
    if not _FLOAT.match(text):
        return UNDEFINED
    number = float(text)
    return UNDEFINED if abs(number) == float("inf") else narrow(number)


def _timestamp(text: str) -> Any:
    found = _DAY.match(text) or _TIMESTAMP.match(text)
    if found is None:
        return UNDEFINED
    parts = [*found.groups(), *([None] * 7)]
    year, month, day, hour, minute, second = (int(part or 0) for part in parts[:6])
    milliseconds = int((parts[6] or "")[:3].ljust(3, "0") or 0) if len(found.groups()) > 3 else 0
    try:
        # Out of range, parts carry over, and the years up to 99 are those of the 20th century, as for `Date.UTC`.
        year += (1900 if year < 100 else 0) + (month - 1) // 12
        value = datetime(year, (month - 1) % 12 + 1, 1, tzinfo=UTC)
        value += timedelta(
            days=day - 1, hours=hour, minutes=minute, seconds=second, milliseconds=milliseconds
        )
        if len(found.groups()) > 3 and parts[7]:
            shift = timedelta(hours=int(parts[8] or 0), minutes=int(parts[9] or 0))
            value = value - shift if parts[7] == "+" else value + shift
    except (OverflowError, ValueError):
        raise YamlError(f"not valid YAML: the date {text} is out of range") from None
    return value


def _binary(text: str) -> Any:
    if not _BASE64.match(text):
        return UNDEFINED
    digits = text.replace("\r", "").replace("\n", "")
    if len(digits) * 6 % 8:
        return UNDEFINED
    digits = digits.replace("=", "")
    return base64.b64decode(digits + "=" * (-len(digits) % 4)) if len(digits) % 4 != 1 else UNDEFINED


def _word(names: tuple[str, ...]) -> Callable[[str], Any]:
    return lambda text: _WORDS[text] if text in names else UNDEFINED


_EXPLICIT: dict[str, Callable[[str], Any]] = {
    f"{_TAG}str": lambda text: text,
    f"{_TAG}null": lambda text: None if text == "~" or _WORDS.get(text, 0) is None else UNDEFINED,
    f"{_TAG}bool": _word(("true", "True", "TRUE", "false", "False", "FALSE")),
    f"{_TAG}int": lambda text: _integer(text) if text else UNDEFINED,
    f"{_TAG}float": lambda text: _float(text) if text else UNDEFINED,
    f"{_TAG}timestamp": _timestamp,
    f"{_TAG}binary": _binary,
    f"{_TAG}merge": lambda text: text if text == "<<" else UNDEFINED,
}
_OF_NOTHING: dict[str, Callable[[], Any]] = {
    f"{_TAG}str": str, f"{_TAG}null": lambda: None, f"{_TAG}map": dict, f"{_TAG}seq": list, f"{_TAG}set": dict,
    f"{_TAG}omap": list, f"{_TAG}pairs": list, f"{_TAG}merge": lambda: None,
}  # fmt: skip
