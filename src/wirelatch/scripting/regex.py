"""JavaScript regular expressions run by Python's `re`.

The two grammars (https://tc39.es/ecma262/#sec-patterns, https://docs.python.org/3/library/re.html) mostly agree; what
differs is translated: named groups, `$`, `\\d` and `\\w` (ASCII only), `[^]`, `\\uXXXX`, `\\cX`, `\\/` and escapes
that Python refuses. A lookbehind of variable length, which `re` does not know, is left to the `regex` package. After an
empty match Python looks for another one at the same place.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

import regex

_NAMED = re.compile(r"\?<([A-Za-z_$][\w$]*)>")
_BACK_NAMED = re.compile(r"k<([A-Za-z_$][\w$]*)>")
_UNICODE = re.compile(r"u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))")
_BRACES = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_GROUP = re.compile(r"\?(?:[:=!]|<[=!]|[ims]*(?:-[ims]+)?:)")
"""What may stand behind the parenthesis of a group that has no name; Python knows more: `(?i)`, `(?#`, `(?>` …"""
_REPLACEMENT = re.compile(r"\$(?:([$&`'])|([0-9]{1,2})|<([^>]*)>)")
_CLASS_ESCAPE = re.compile(r"\\[dDwWsS]")
_SAFE_ESCAPES = frozenset("bBdDwWsSfnrtv0123456789xA")


@lru_cache(maxsize=1024)
def compile_js(source: str, flags: str = "") -> re.Pattern[str]:
    """The Python pattern for a JavaScript one; flags `i`, `m` and `s` count. Raises ValueError."""
    mode = re.NOFLAG
    for letter, flag in (("i", re.IGNORECASE), ("m", re.MULTILINE), ("s", re.DOTALL)):
        if letter in flags:
            mode |= flag
    translated = _translate(source, multiline="m" in flags)
    try:
        return re.compile(translated, mode)
    except re.error as error:
        if "(?<" in source:
            try:
                return cast("re.Pattern[str]", regex.compile(translated, int(mode) | regex.VERSION0))
            except regex.error:
                pass
        raise _invalid(source, str(error)) from None


def _invalid(source: str, reason: str) -> ValueError:
    return ValueError(f"Invalid regular expression: /{source}/: {reason}")


def _translate(source: str, *, multiline: bool) -> str:
    out: list[str] = []
    position, in_class = 0, False
    repeated = False
    """Whether a quantifier has just ended: another one makes it possessive in Python, and is an error in JavaScript."""
    while position < len(source):
        char = source[position]
        was_repeated, repeated = repeated, False
        if char == "\\":
            piece, position = _escape(source, position + 1, in_class)
            out.append(piece)
            continue
        if in_class:
            if char == "]":
                in_class = False
                out.append("]")
            elif char == "-" and _beside_class_escape(source, position):
                out.append(r"\-")
            else:
                out.append("\\[" if char == "[" else char if char not in "&~|" else "\\" + char)
        elif char == "[":
            if source.startswith("[^]", position):
                out.append(r"[\s\S]")
                position += 3
                continue
            if source.startswith("[]", position):
                out.append("(?!)")
                position += 2
                continue
            in_class = True
            out.append("[")
            if source.startswith("^", position + 1):
                out.append("^")
                position += 1
        elif char == "(":
            named = _NAMED.match(source, position + 1)
            if named:
                out.append(f"(?P<{named[1].replace('$', '_')}>")
                position = named.end()
                continue
            if source.startswith("?", position + 1) and not _GROUP.match(source, position + 1):
                raise _invalid(source, "Invalid group")
            out.append("(")
            if source.startswith("?", position + 1):
                out.append("?")
                position += 1
        elif char in "*+?":
            if was_repeated and char != "?":
                raise _invalid(source, "Nothing to repeat")
            repeated = True
            out.append(char)
        elif char == "{" and (braces := _BRACES.match(source, position)):
            out.append(braces[0])
            repeated = True
            position = braces.end()
            continue
        elif char == "$":
            out.append("$" if multiline else r"\Z")
        elif char == "{":
            out.append(r"\{")
        else:
            out.append(char)
        position += 1
    return "".join(out)


def _beside_class_escape(source: str, position: int) -> bool:
    """Whether a hyphen in a class stands for itself, as in `[\\w-.]`: no range begins or ends with a class."""
    before = source[max(0, position - 2) : position]
    escaped = source[max(0, position - 3) : position - 2] == "\\"
    return bool(
        (_CLASS_ESCAPE.fullmatch(before) and not escaped) or _CLASS_ESCAPE.match(source, position + 1)
    )


def _escape(source: str, position: int, in_class: bool) -> tuple[str, int]:
    if position >= len(source):
        return "\\\\", position
    char = source[position]
    code = _UNICODE.match(source, position)
    if code:
        return re.escape(chr(int(code[1] or code[2], 16))), code.end()
    name = _BACK_NAMED.match(source, position)
    if name:
        return f"(?P={name[1].replace('$', '_')})", name.end()
    if char == "c" and source[position + 1 : position + 2].isalpha():
        return re.escape(chr(ord(source[position + 1]) % 32)), position + 2
    ascii_class = {"d": "0-9", "w": "A-Za-z0-9_"}.get(char)
    if ascii_class:
        return ascii_class if in_class else f"[{ascii_class}]", position + 1
    if char in "DW" and not in_class:
        return f"[^{'0-9' if char == 'D' else 'A-Za-z0-9_'}]", position + 1
    if char == "0":
        return r"\x00", position + 1
    if char == "b" and in_class:
        return r"\x08", position + 1
    if char in _SAFE_ESCAPES - {"A"}:
        return "\\" + char, position + 1
    return re.escape(char), position + 1


def expand(replacement: str, match: re.Match[str]) -> str:
    """A JavaScript replacement text (`$1`, `$&`, `$<name>`, `$$`) filled in from a match."""

    def fill(found: re.Match[str]) -> str:
        symbol, number, name = found.groups()
        if symbol:
            before, after = match.string[: match.start()], match.string[match.end() :]
            return {"$": "$", "&": match.group(), "`": before, "'": after}[symbol]
        if name is not None:
            return (match.groupdict().get(name) or "") if match.re.groupindex else found.group()
        groups = match.re.groups
        if 0 < int(number) <= groups:
            return match.group(int(number)) or ""
        if len(number) == 2 and 0 < int(number[0]) <= groups:
            return (match.group(int(number[0])) or "") + number[1]
        return found.group()

    return _REPLACEMENT.sub(fill, replacement)


def replace(pattern: re.Pattern[str], replacement: str, text: str, *, all_matches: bool = True) -> str:
    """`text.replace(pattern, replacement)`, with the flag `g` unless told otherwise."""
    return pattern.sub(lambda match: expand(replacement, match), text, count=0 if all_matches else 1)
