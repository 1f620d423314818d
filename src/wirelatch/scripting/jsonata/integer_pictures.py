"""`$formatInteger` and `$parseInteger`: https://www.w3.org/TR/xpath-functions-31/#func-format-integer."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.number_pictures import regular
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.numbers import number_to_string

_SMALL = [
    "Zero",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
]
_SMALL_ORDINALS = [
    "Zeroth",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
    "Thirteenth",
    "Fourteenth",
    "Fifteenth",
    "Sixteenth",
    "Seventeenth",
    "Eighteenth",
    "Nineteenth",
]
_TENS = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"]
_LARGE = ["Thousand", "Million", "Billion", "Trillion"]
_ROMAN = [
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
]  # fmt: skip
_ROMAN_DIGITS = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
_ZEROS = (
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
    0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
)  # fmt: skip
"""Code points of the zeros of the scripts' digits."""
_WORD_VALUES: dict[str, int] = {"hundred": 100, "hundredth": 100}
for _at, (_word, _ordinal) in enumerate(zip(_SMALL, _SMALL_ORDINALS, strict=True)):
    _WORD_VALUES[_word.lower()] = _WORD_VALUES[_ordinal.lower()] = _at
for _at, _word in enumerate(_TENS, 2):
    _WORD_VALUES[_word.lower()] = _WORD_VALUES[_word.lower()[:-1] + "ieth"] = 10 * _at
for _at, _word in enumerate(_LARGE, 1):
    _WORD_VALUES[_word.lower()] = _WORD_VALUES[_word.lower() + "th"] = 1000**_at


@dataclass
class IntegerPicture:
    """How integers are written. `style` is decimal, letters, roman, words or sequence; `case` upper, lower or title."""

    style: str = "decimal"
    case: str = "lower"
    ordinal: bool = False
    zero: int = 0x30
    least: int = 0
    """Digits at least."""
    optional: int = 0
    every: int = 0
    separators: list[tuple[int, str]] = field(default_factory=list)
    """Grouping separators by their distance from the right."""
    token: str = ""
    exact: int | None = None
    """Digits that reading takes, when another number follows without a gap."""

    def format(self, value: Any) -> str:
        """An integer in this manner."""
        size = abs(value)
        if self.style == "letters":
            text = _letters(int(size), "A" if self.case == "upper" else "a")
        elif self.style == "roman":
            text = _roman(int(size))
            text = text.upper() if self.case == "upper" else text
        elif self.style == "words":
            text = _words(int(size), ordinal=self.ordinal)
            text = text.upper() if self.case == "upper" else text.lower() if self.case == "lower" else text
        elif self.style == "decimal":
            text = self._decimal(size)
        else:
            raise fail("D3130", value=self.token)
        return "-" + text if value < 0 else text

    def _decimal(self, size: Any) -> str:
        text = number_to_string(size).rjust(self.least, "0")
        if self.zero != 0x30:
            text = "".join(chr(ord(char) - 0x30 + self.zero) for char in text)
        count = len(text)
        if self.every:
            char = self.separators[0][1]
            places = [(place, char) for place in range(self.every, count, self.every)]
        else:
            places = self.separators
        for place, char in places:
            at = count - place
            if at > 0 or not self.every:
                at = max(at, 0)
                text = text[:at] + char + text[at:]
        if self.ordinal:
            text += "th" if text[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(text[-1], "th")
        return text

    def pattern(self) -> str:
        """A regular expression for what it reads."""
        if self.style == "letters":
            return "[A-Z]+" if self.case == "upper" else "[a-z]+"
        if self.style == "roman":
            return "[MDCLXVI]+" if self.case == "upper" else "[mdclxvi]+"
        if self.style == "words":
            words = sorted(_WORD_VALUES, key=len, reverse=True)
            return f"(?:{'|'.join(words)}|and|[\\-, ])+"
        if self.style == "decimal":
            count = f"{{{self.exact}}}" if self.exact else "+"
            return f"[0-9]{count}" + ("(?:th|st|nd|rd)" if self.ordinal else "")
        raise fail("D3130", value=self.token)

    def parse(self, text: str) -> Any:
        """The integer that a text in this manner stands for; NaN when it stands for none."""
        try:
            if self.style == "letters":
                return _from_letters(text, "A" if self.case == "upper" else "a")
            if self.style == "roman":
                return _from_roman(text.upper())
            if self.style == "words":
                return _from_words(text.lower())
            if self.style == "decimal":
                return self._from_decimal(text)
        except (KeyError, ValueError):
            return math.nan
        raise fail("D3130", value=self.token)

    def _from_decimal(self, text: str) -> Any:
        digits = text[:-2] if self.ordinal else text
        for char in {"," if self.every else ""} | (
            {char for _, char in self.separators} if not self.every else set()
        ):
            digits = digits.replace(char, "") if char else digits
        if self.zero != 0x30:
            digits = "".join(chr(ord(char) - self.zero + 0x30) for char in digits)
        found = re.match(r"\s*[-+]?[0-9]+", digits)
        return int(found.group()) if found else math.nan


def _letters(value: int, first: str) -> str:
    text = ""
    while value > 0:
        value, letter = divmod(value - 1, 26)
        text = chr(ord(first) + letter) + text
    return text


def _from_letters(text: str, first: str) -> int:
    value = 0
    for char in text:
        value = value * 26 + ord(char) - ord(first) + 1
    return value


def _roman(value: int) -> str:
    if value > 1_000_000:
        raise fail("D1001", value=value)
    text = ""
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        text += letters * count
    return text


def _from_roman(text: str) -> int:
    value, most = 0, 1
    for char in reversed(text):
        digit = _ROMAN_DIGITS[char]
        if digit < most:
            value -= digit
        else:
            most = digit
            value += digit
    return value


def _words(value: int, *, ordinal: bool, follows: bool = False) -> str:
    """In English; `follows`: it goes on a number that has begun."""
    if value < 20:
        return (" and " if follows else "") + (_SMALL_ORDINALS if ordinal else _SMALL)[value]
    if value < 100:
        tens, rest = divmod(value, 10)
        text = (" and " if follows else "") + _TENS[tens - 2]
        if rest:
            return text + "-" + _words(rest, ordinal=ordinal)
        return text[:-1] + "ieth" if ordinal else text
    if value < 1000:
        count, rest = divmod(value, 100)
        text = (", " if follows else "") + _SMALL[count] + " Hundred"
    else:
        size = min((len(str(value)) - 1) // 3, len(_LARGE))
        count, rest = _divided(value, 1000**size)
        text = (", " if follows else "") + _words(count, ordinal=False) + " " + _LARGE[size - 1]
    if rest:
        return text + _words(rest, ordinal=ordinal, follows=True)
    return text + "th" if ordinal else text


def _divided(value: int, size: int) -> tuple[int, int]:
    """Quotient and rest as doubles give them, for numbers beyond those that doubles hold exactly."""
    if value <= 2**53:
        return divmod(value, size)
    count = math.floor(float(value) / float(size))
    return count, int(float(value) - float(count) * float(size))


def _from_words(text: str) -> int:
    parts = [0]
    for word in re.split(r",\s|\sand\s|[\s\\-]", text):
        value = _WORD_VALUES[word]
        if value < 100:
            top = parts.pop()
            if top >= 1000:
                parts.append(top)
                top = 0
            parts.append(top + value)
        else:
            parts.append(parts.pop() * value)
    return sum(parts)


@lru_cache(maxsize=256)
def integer_picture(text: str) -> IntegerPicture:
    """The picture taken apart; to be copied before it is changed. Raises JsonataError."""
    primary, semicolon, modifier = text.rpartition(";")
    if not semicolon:
        primary, modifier = text, ""
    picture = IntegerPicture(ordinal=modifier.startswith("o"))
    known = {
        "A": ("letters", "upper"), "a": ("letters", "lower"), "I": ("roman", "upper"), "i": ("roman", "lower"),
        "W": ("words", "upper"), "Ww": ("words", "title"), "w": ("words", "lower"),
    }.get(primary)  # fmt: skip
    if known:
        picture.style, picture.case = known
        return picture
    distance, zero = 0, None
    for char in reversed(primary):
        script = next((first for first in _ZEROS if first <= ord(char) <= first + 9), None)
        if script is not None:
            if zero not in (None, script):
                raise fail("D3131")
            zero = script
            picture.least += 1
            distance += 1
        elif char == "#":
            picture.optional += 1
            distance += 1
        else:
            picture.separators.append((distance, char))
    if zero is None:
        picture.style, picture.token = "sequence", primary
        return picture
    picture.zero = zero
    if len({char for _, char in picture.separators}) == 1:
        picture.every = regular([place for place, _ in picture.separators])
    picture.separators.sort()
    return picture


def format_integer(value: Any, picture: Any = UNDEFINED) -> Any:
    """The number, rounded down, as the picture shows it."""
    if value is UNDEFINED:
        return UNDEFINED
    return integer_picture(picture).format(math.floor(value))


def parse_integer(text: Any, picture: Any = UNDEFINED) -> Any:
    """The integer that a text written by the picture means."""
    return UNDEFINED if text is UNDEFINED else integer_picture(picture).parse(text)
