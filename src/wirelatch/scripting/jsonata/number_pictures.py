"""`$formatNumber`: numbers by a picture, as XPath's format-number: https://www.w3.org/TR/xpath-functions-31/#formatting-numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.functions_rounding import round_half_even
from wirelatch.scripting.kinds import UNDEFINED

_DEFAULTS = {
    "decimal-separator": ".", "grouping-separator": ",", "exponent-separator": "e", "infinity": "Infinity",
    "minus-sign": "-", "NaN": "NaN", "percent": "%", "per-mille": "‰", "zero-digit": "0", "digit": "#",
    "pattern-separator": ";",
}  # fmt: skip


@dataclass
class _Part:
    """A sub-picture, taken apart."""

    text: str
    prefix: str
    suffix: str
    active: str
    mantissa: str
    exponent: str | None
    whole: str
    fraction: str
    least_whole: int = 0
    scale: int = 0
    least_fraction: int = 0
    most_fraction: int = 0
    least_exponent: int = 0
    every: int = 0
    """Digits between grouping separators, when they are regular."""
    groups: list[int] = field(default_factory=list)
    fraction_groups: list[int] = field(default_factory=list)


class _Picture:
    def __init__(self, picture: str, options: tuple[tuple[str, str], ...]) -> None:
        self.signs = {**_DEFAULTS, **dict(options)}
        zero = ord(self.signs["zero-digit"])
        self.digits = "".join(chr(zero + digit) for digit in range(10))
        signs = self.signs
        self.active = self.digits + "".join(
            signs[name]
            for name in (
                "decimal-separator",
                "exponent-separator",
                "grouping-separator",
                "digit",
                "pattern-separator",
            )
        )
        texts = picture.split(signs["pattern-separator"])
        if len(texts) > 2:
            raise fail("D3080")
        self.parts = [self._take_apart(text) for text in texts]
        for part in self.parts:
            self._check(part)
        for part in self.parts:
            self._measure(part)

    def _take_apart(self, text: str) -> _Part:
        exponent_sign = self.signs["exponent-separator"]
        places = [at for at, char in enumerate(text) if char in self.active and char != exponent_sign]
        start, end = (places[0], places[-1] + 1) if places else (0, len(text))
        prefix, suffix, active = text[:start], text[end:], text[start:end]
        at = text.find(exponent_sign, start)
        if at < 0 or at > end:
            mantissa, exponent = active, None
        else:
            mantissa, exponent = active[: at - start], active[at - start + 1 :]
        point = self.signs["decimal-separator"]
        whole, found, fraction = mantissa.partition(point)
        return _Part(text, prefix, suffix, active, mantissa, exponent, whole, fraction if found else suffix)

    def _count(self, text: str, *, optional: bool) -> int:
        allowed = self.digits + (self.signs["digit"] if optional else "")
        return sum(char in allowed for char in text)

    def _check(self, part: _Part) -> None:
        text, signs = part.text, self.signs
        point, comma, hash_ = signs["decimal-separator"], signs["grouping-separator"], signs["digit"]
        percent, mille = signs["percent"], signs["per-mille"]
        code = None
        at = text.find(point)
        if text.count(point) > 1:
            code = "D3081"
        if text.count(percent) > 1:
            code = "D3082"
        if text.count(mille) > 1:
            code = "D3083"
        if percent in text and mille in text:
            code = "D3084"
        if not self._count(part.mantissa, optional=True):
            code = "D3085"
        if any(char not in self.active for char in part.active):
            code = "D3086"
        if at >= 0:
            if text[at - 1 : at] == comma or text[at + 1 : at + 2] == comma:
                code = "D3087"
        elif part.whole.endswith(comma):
            code = "D3088"
        if comma + comma in text:
            code = "D3089"
        first = part.whole.find(hash_)
        if first >= 0 and self._count(part.whole[:first], optional=False):
            code = "D3090"
        last = part.fraction.rfind(hash_)
        if last >= 0 and self._count(part.fraction[last:], optional=False):
            code = "D3091"
        if part.exponent is not None:
            if part.exponent and (percent in text or mille in text):
                code = "D3092"
            if not part.exponent or any(char not in self.digits for char in part.exponent):
                code = "D3093"
        if code:
            raise fail(code)

    def _measure(self, part: _Part) -> None:
        comma = self.signs["grouping-separator"]
        part.groups = [
            self._count(part.whole[at:], optional=True) for at, char in enumerate(part.whole) if char == comma
        ]
        part.fraction_groups = [
            self._count(part.fraction[:at], optional=True)
            for at, char in enumerate(part.fraction)
            if char == comma
        ]
        part.every = regular(part.groups)
        part.least_whole = part.scale = self._count(part.whole, optional=False)
        part.least_fraction = self._count(part.fraction, optional=False)
        part.most_fraction = self._count(part.fraction, optional=True)
        exponential = part.exponent is not None
        if part.least_whole == 0 and part.most_fraction == 0:
            if exponential:
                part.least_fraction = part.most_fraction = 1
            else:
                part.least_whole = 1
        if exponential and part.least_whole == 0 and self.signs["digit"] in part.whole:
            part.least_whole = 1
        if part.least_whole == 0 and part.least_fraction == 0:
            part.least_fraction = 1
        part.least_exponent = len(part.exponent or "")

    def format(self, value: Any) -> str:
        signs, zero = self.signs, self.digits[0]
        negative = not value >= 0
        part = self.parts[-1] if negative else self.parts[0]
        prefix = signs["minus-sign"] + part.prefix if negative and len(self.parts) == 1 else part.prefix
        if not math.isfinite(value):
            return prefix + (signs["NaN"] if value != value else signs["infinity"]) + part.suffix
        if signs["percent"] in part.text:
            value = value * 100
        elif signs["per-mille"] in part.text:
            value = value * 1000
        exponent = None
        if part.least_exponent:
            value, exponent = _scaled(value, part.scale)
        whole, _, fraction = self._written(
            round_half_even(value, part.most_fraction), part.most_fraction
        ).partition(".")
        whole = whole.lstrip(zero).rjust(part.least_whole, zero)
        fraction = fraction.rstrip(zero).ljust(part.least_fraction, zero)
        whole, fraction = self._grouped(part, whole, fraction)
        text = whole
        if signs["decimal-separator"] in part.text and fraction:
            text += signs["decimal-separator"] + fraction
        if exponent is not None:
            digits = self._written(exponent, 0).rjust(part.least_exponent, zero)
            text += signs["exponent-separator"] + (signs["minus-sign"] if exponent < 0 else "") + digits
        return prefix + text + part.suffix

    def _written(self, value: Any, places: int) -> str:
        text = f"{abs(Decimal(value)):.{min(places, 100)}f}"
        return (
            text if self.digits[0] == "0" else text.translate({48 + at: self.digits[at] for at in range(10)})
        )

    def _grouped(self, part: _Part, whole: str, fraction: str) -> tuple[str, str]:
        comma, size = self.signs["grouping-separator"], len(whole)
        places = range(part.every, size, part.every) if part.every else sorted(set(part.groups))
        for place in places:
            if place < size:
                at = len(whole) - place - (len(whole) - size)
                whole = whole[:at] + comma + whole[at:]
        done = 0
        for place in part.fraction_groups:
            if place < len(fraction) - done:
                fraction = fraction[: place + done] + comma + fraction[place + done :]
                done += 1
        return whole, fraction


def _scaled(value: Any, scale: int) -> tuple[Any, int]:
    """Mantissa and exponent, the mantissa having that many digits before the point."""
    exponent = 0
    if value:
        least, most = 10.0 ** (scale - 1), 10.0**scale
        while abs(value) < least:
            value, exponent = value * 10, exponent - 1
        while abs(value) > most:
            value, exponent = value / 10, exponent + 1
    return value, exponent


def regular(places: list[int]) -> int:
    """The distance of grouping separators when they are evenly spaced, else 0."""
    if not places:
        return 0
    factor = math.gcd(*places)
    return factor if factor and all(number * factor in places for number in range(1, len(places) + 1)) else 0


@lru_cache(maxsize=256)
def _picture(picture: str, options: tuple[tuple[str, str], ...]) -> _Picture:
    return _Picture(picture, options)


def format_number(value: Any, picture: Any = UNDEFINED, options: Any = UNDEFINED) -> Any:
    """The number written as the picture shows; `options` changes the signs that mean something in it."""
    if value is UNDEFINED:
        return UNDEFINED
    signs = tuple(sorted(options.items())) if isinstance(options, dict) else ()
    return _picture("" if picture is UNDEFINED else picture, signs).format(value)
