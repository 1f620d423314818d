"""Regular expressions and matcher functions: https://docs.jsonata.org/regex and /embedding-extending.

A regular expression is a function from a string to its first match, an object whose `next` finds the following one. A
function of the user's that does the same can stand for it; both come out of `matches_of`.

Python's `re` has no time limit: patterns that may need long are left to the `regex` package, which has one.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import regex

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.kinds import Function, is_function
from wirelatch.scripting.jsonata.runtime import Frame, call
from wirelatch.scripting.kinds import UNDEFINED

SEARCH_SECONDS = 1.0
_RISKY = re.compile(r"\)[*+{]|[*+}].*[*+}]", re.DOTALL)
"""Patterns that may need more than linear time repeat a group, or have more than one quantifier."""
_HARMLESS_LENGTH = 16


@dataclass(slots=True)
class Match:
    """A match: its text, where it begins and ends, and its groups (None for those that took no part)."""

    text: str
    start: int
    end: int
    groups: list[Any]


class RegexMatcher(Function):
    """A regular expression as a function."""

    __slots__ = ("pattern", "position", "timed")

    def __init__(self, pattern: re.Pattern[str], position: int) -> None:
        self.pattern = pattern
        self.position = position
        self.arity = 2
        self.timed: Any = None
        """The same pattern with a time limit, when it may need one."""
        if _RISKY.search(pattern.pattern):
            flags = pattern.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL)
            with contextlib.suppress(regex.error):
                self.timed = regex.compile(pattern.pattern, flags | regex.VERSION0)

    def search(self, text: str, start: int) -> Any:
        """The first match from there on. Raises JsonataError when that takes too long."""
        if self.timed is None or len(text) - start <= _HARMLESS_LENGTH:
            return self.pattern.search(text, start)
        try:
            return self.timed.search(text, start, timeout=SEARCH_SECONDS)
        except TimeoutError:
            raise fail("D1012", self.position, value=round(SEARCH_SECONDS * 1000)) from None

    def matches(self, text: str) -> Iterator[Match]:
        """All matches. Raises JsonataError when one but the first is empty, as it would go on for ever."""
        found = self.search(text, 0)
        while found is not None:
            yield Match(found.group(), found.start(), found.end(), list(found.groups()))
            if found.end() >= len(text):
                return
            found = self.search(text, found.end())
            if found is not None and not found.group():
                raise fail("D1004", self.position, value=self.pattern.pattern)

    def answer(self, arguments: list[Any]) -> Any:
        """Call it with a string, as an expression can."""
        text = arguments[0] if arguments else UNDEFINED
        if not isinstance(text, str):
            raise fail("T0410", self.position, value=text, index=1)
        return _described(self.matches(text))


def _described(matches: Iterator[Match]) -> Any:
    """The match object that an expression sees."""
    match = next(matches, None)
    if match is None:
        return UNDEFINED
    return {
        "match": match.text,
        "start": match.start,
        "end": match.end,
        "groups": match.groups,
        "next": _Next(matches),
    }


class _Next(Function):
    __slots__ = ("matches",)

    def __init__(self, matches: Iterator[Match]) -> None:
        self.matches = matches
        self.arity = 0

    def answer(self, arguments: list[Any]) -> Any:
        """The following match."""
        return _described(self.matches)


def matches_of(matcher: Any, text: str, frame: Frame) -> Iterator[Match]:
    """All matches that a regular expression or a matcher function finds."""
    if isinstance(matcher, RegexMatcher):
        yield from matcher.matches(text)
        return
    answer = call(matcher, [text], None, frame)
    while answer is not UNDEFINED and answer is not None:
        frame.run.spend(1)
        if not isinstance(answer, dict) or not (
            type(answer.get("start")) in (int, float)
            or isinstance(answer.get("groups"), list)
            or is_function(answer.get("next"))
        ):
            raise fail("T1010", value=answer)
        found, start = answer.get("match"), answer.get("start", 0)
        found = found if isinstance(found, str) else ""
        groups = answer.get("groups")
        yield Match(
            found,
            int(start),
            int(answer.get("end", start + len(found))),
            groups if isinstance(groups, list) else [],
        )
        following = answer.get("next", UNDEFINED)
        if not is_function(following):
            return
        answer = call(following, [], None, frame)


def utf16_index(text: str, index: int) -> int:
    """The index as JavaScript counts it, where characters beyond U+FFFF are two."""
    if text.isascii():
        return index
    return index + sum(char > "\uffff" for char in text[:index])
