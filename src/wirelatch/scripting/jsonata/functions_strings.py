"""Functions on strings: https://docs.jsonata.org/string-functions. Strings are counted in characters."""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.kinds import Sequence, finish
from wirelatch.scripting.jsonata.matching import Match, matches_of, utf16_index
from wirelatch.scripting.jsonata.runtime import LONGEST, Frame, Native, call
from wirelatch.scripting.jsonata.strings import text_of
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.values import to_string

_BLANK = re.compile(r"[ \t\n\r]+")
_COMPONENT = "-_.!~*'()"
_WHOLE_URL = _COMPONENT + ";/?:@&=+$,#"
_ESCAPE = re.compile("(?:%[0-9a-fA-F]{2})+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REFERENCE = re.compile(r"\$(\$|[0-9]+)?")


def _string(value: Any, pretty: Any = False) -> Any:
    return UNDEFINED if value is UNDEFINED else text_of(value, pretty is True)


def _whole(number: Any) -> int:
    """A position, as `slice` takes it."""
    return 0 if number != number else math.trunc(max(min(number, LONGEST), -LONGEST))


def _substring(text: Any, start: Any, length: Any = UNDEFINED) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    if start is UNDEFINED:
        start = 0
    if len(text) + start < 0:
        start = 0
    if length is UNDEFINED:
        return text[_whole(start) :]
    if length <= 0:
        return ""
    end = start + length if start >= 0 else len(text) + start + length
    return text[_whole(start) : _whole(end)]


def _substring_before(text: Any, chars: Any = UNDEFINED) -> Any:
    if text is UNDEFINED or chars is UNDEFINED:
        return text
    return text.partition(chars)[0] if chars else ""


def _substring_after(text: Any, chars: Any = UNDEFINED) -> Any:
    if text is UNDEFINED or chars is UNDEFINED or not chars:
        return text
    before, found, after = text.partition(chars)
    return after if found else before


def _lowercase(text: Any) -> Any:
    return text if text is UNDEFINED else text.lower()


def _uppercase(text: Any) -> Any:
    return text if text is UNDEFINED else text.upper()


def _length(text: Any) -> Any:
    return text if text is UNDEFINED else len(text)


def _trim(text: Any) -> Any:
    return text if text is UNDEFINED else _BLANK.sub(" ", text).strip(" ")


def _pad(text: Any, width: Any = UNDEFINED, char: Any = UNDEFINED) -> Any:
    if text is UNDEFINED or width is UNDEFINED:
        return text
    if char is UNDEFINED or not char:
        char = " "
    missing = abs(math.trunc(width)) - len(text)
    if missing <= 0:
        return text
    if missing > LONGEST:
        raise fail("D2015")
    padding = (char * (missing // len(char) + 1))[:missing]
    return text + padding if width > 0 else padding + text


def _contains(frame: Frame, text: Any, token: Any = UNDEFINED) -> Any:
    if text is UNDEFINED or token is UNDEFINED:
        return UNDEFINED
    if isinstance(token, str):
        return token in text
    return next(matches_of(token, text, frame), None) is not None


def _match(frame: Frame, text: Any, pattern: Any = UNDEFINED, limit: Any = UNDEFINED) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    _check_limit(limit, "D3040")
    found = Sequence()
    if limit == 0:
        return found
    for match in matches_of(pattern, text, frame):
        found.append({"match": match.text, "index": utf16_index(text, match.start), "groups": match.groups})
        if limit is not UNDEFINED and len(found) >= limit:
            break
    return found


def _check_limit(limit: Any, code: str) -> None:
    if limit is not UNDEFINED and limit < 0:
        raise fail(code, value=limit)


def _replace(
    frame: Frame, text: Any, pattern: Any = UNDEFINED, replacement: Any = UNDEFINED, limit: Any = UNDEFINED
) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    if pattern == "":
        raise fail("D3010", value=pattern)
    _check_limit(limit, "D3011")
    if limit == 0:
        return text
    if isinstance(pattern, str):
        if not isinstance(replacement, str):
            replacement = "" if replacement is UNDEFINED else to_string(replacement)
        _bound(len(text) + text.count(pattern) * len(replacement))
        return text.replace(pattern, replacement, -1 if limit is UNDEFINED else math.ceil(limit))
    out, position = [], 0
    for count, match in enumerate(matches_of(pattern, text, frame), 1):
        if isinstance(replacement, str):
            new = _filled(replacement, match)
        else:
            described = {
                "match": match.text, "start": match.start, "end": match.end, "groups": match.groups,
            }  # fmt: skip
            new = finish(call(replacement, [described], None, frame))
            if not isinstance(new, str):
                raise fail("D3012", value=new)
        out += [text[position : match.start], new]
        position = match.start + len(match.text)
        if limit is not UNDEFINED and count >= limit:
            break
    _bound(sum(map(len, out)))
    return "".join(out) + text[position:]


def _bound(length: int) -> None:
    if length > LONGEST:
        raise fail("D2015")


def _filled(template: str, match: Match) -> str:
    """The replacement text with `$0`, `$1` … `$$` filled in; of more digits than there are groups, the last are text."""
    if "$" not in template:
        return template
    groups = match.groups
    widest = len(str(len(groups))) if groups else 1

    def fill(found: re.Match[str]) -> str:
        what = found.group(1)
        if what is None:
            return "$"
        if what == "$":
            return "$"
        if what[0] == "0":
            return match.text + what[1:]
        digits = what[:widest]
        if widest > 1 and int(digits) > len(groups):
            digits = what[: widest - 1]
        number = int(digits)
        group = groups[number - 1] if 0 < number <= len(groups) else None
        return (group if isinstance(group, str) else "") + what[len(digits) :]

    return _REFERENCE.sub(fill, template)


def _split(frame: Frame, text: Any, separator: Any = UNDEFINED, limit: Any = UNDEFINED) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    _check_limit(limit, "D3020")
    most = (
        None
        if limit is UNDEFINED
        else math.ceil(limit)
        if separator_is_regex(separator)
        else math.trunc(limit)
    )
    if limit is not UNDEFINED and limit <= 0:
        return []
    if separator is UNDEFINED:
        return [text]
    if isinstance(separator, str):
        return (text.split(separator) if separator else list(text))[:most]
    parts, start = [], 0
    for match in matches_of(separator, text, frame):
        parts.append(text[start : match.start])
        start = match.end
        if most is not None and len(parts) >= most:
            return parts
    parts.append(text[start:])
    return parts


def separator_is_regex(separator: Any) -> bool:
    """Whether `$split` is given a matcher."""
    return not isinstance(separator, str)


def _join(strings: Any, separator: Any = UNDEFINED) -> Any:
    if strings is UNDEFINED:
        return UNDEFINED
    glue = "" if separator is UNDEFINED else separator
    _bound(sum(map(len, strings)) + len(glue) * len(strings))
    return glue.join(strings)


def _base64_encode(text: Any) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    units = text.encode("utf-16-le", "surrogatepass")[
        ::2
    ]  # the low byte of each code unit, as Node.js has it
    return base64.b64encode(units).decode()


def _base64_decode(text: Any) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    kept = re.sub(r"[^A-Za-z0-9+/]", "", text.partition("=")[0].replace("-", "+").replace("_", "/"))
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    try:
        return base64.b64decode(kept + "=" * (-len(kept) % 4)).decode("latin-1")
    except binascii.Error:
        return ""


def _encoder(name: str, safe: str) -> Any:
    def encode(text: Any) -> Any:
        if text is UNDEFINED:
            return UNDEFINED
        if _SURROGATE.search(text):
            raise fail("D3140", value=text, function=name)
        return quote(text, safe=safe)

    return encode


def _decoder(name: str, kept: str) -> Any:
    def piece(found: re.Match[str]) -> str:
        text = unquote_to_bytes(found.group()).decode()
        return "".join(f"%{ord(char):02X}" if char in kept else char for char in text)

    def decode(text: Any) -> Any:
        if text is UNDEFINED:
            return UNDEFINED
        try:
            decoded = _ESCAPE.sub(piece, text)
        except UnicodeDecodeError:
            decoded = None
        if decoded is None or "%" in _ESCAPE.sub("", text):
            raise fail("D3140", value=text, function=name)
        return decoded

    return decode


FUNCTIONS = [
    Native("string", _string, "<x-b?:s>", 1),
    Native("substring", _substring, "<s-nn?:s>", 3),
    Native("substringBefore", _substring_before, "<s-s:s>", 2),
    Native("substringAfter", _substring_after, "<s-s:s>", 2),
    Native("lowercase", _lowercase, "<s-:s>", 1),
    Native("uppercase", _uppercase, "<s-:s>", 1),
    Native("length", _length, "<s-:n>", 1),
    Native("trim", _trim, "<s-:s>", 1),
    Native("pad", _pad, "<s-ns?:s>", 3),
    Native("match", _match, "<s-f<s:o>n?:a<o>>", 3, wants_frame=True),
    Native("contains", _contains, "<s-(sf):b>", 2, wants_frame=True),
    Native("replace", _replace, "<s-(sf)(sf)n?:s>", 4, wants_frame=True),
    Native("split", _split, "<s-(sf)n?:a<s>>", 3, wants_frame=True),
    Native("join", _join, "<a<s>s?:s>", 2),
    Native("base64encode", _base64_encode, "<s-:s>", 1),
    Native("base64decode", _base64_decode, "<s-:s>", 1),
    Native("encodeUrlComponent", _encoder("encodeUrlComponent", _COMPONENT), "<s-:s>", 1),
    Native("encodeUrl", _encoder("encodeUrl", _WHOLE_URL), "<s-:s>", 1),
    Native("decodeUrlComponent", _decoder("decodeUrlComponent", ""), "<s-:s>", 1),
    Native("decodeUrl", _decoder("decodeUrl", ";/?:@&=+$,#"), "<s-:s>", 1),
]
