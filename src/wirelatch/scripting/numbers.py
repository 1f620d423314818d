"""Numbers as JavaScript reads and prints them.

https://tc39.es/ecma262/#sec-tonumber-applied-to-the-string-type and
https://tc39.es/ecma262/#sec-numeric-types-number-tostring.
"""

from __future__ import annotations

import math
import re

from wirelatch.scripting.kinds import BigInt

SPACE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What `trim()` takes away."""
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_PREFIXED = re.compile(r"0[xX][0-9a-fA-F]+\Z|0[oO][0-7]+\Z|0[bB][01]+\Z")
_PREFIX_FLOAT = re.compile(r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_MAX_SAFE = 2**53


def narrow(number: float) -> int | float:
    """An `int` when the number is a whole one that JavaScript keeps exactly; -0 stays a `float`."""
    if number.is_integer() and -_MAX_SAFE <= number <= _MAX_SAFE and (number or math.copysign(1, number) > 0):
        return int(number)
    return number


def parse_number(text: str) -> int | float:
    """`Number(text)`: NaN when the whole of the text is not a number, 0 when it is blank."""
    text = text.strip(SPACE)
    if not text:
        return 0
    if _DECIMAL.match(text):
        if text.isdigit() and len(text) < 16:
            return int(text)
        return narrow(float(text))
    if _PREFIXED.match(text):
        return narrow(as_double(int(text, 0)))
    if text.lstrip("+-") == "Infinity" and len(text) <= 9:
        return -math.inf if text[0] == "-" else math.inf
    return math.nan


def parse_float(text: str) -> int | float:
    """`parseFloat(text)`: the number that the text starts with, NaN when it starts with none."""
    match = _PREFIX_FLOAT.match(text.lstrip(SPACE))
    return parse_number(match.group()) if match else math.nan


def as_double(number: int) -> float:
    """The nearest double, infinite when the integer is too large for one."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def number_to_string(value: int | float) -> str:
    """A number as JavaScript prints it: https://tc39.es/ecma262/#sec-numeric-types-number-tostring."""
    if isinstance(value, int):
        if -_MAX_SAFE <= value <= _MAX_SAFE or isinstance(value, BigInt):
            return str(int(value))
        value = as_double(value)
    text = repr(value)
    if "e" not in text and "n" not in text:
        return text.removesuffix(".0") if value else "0"
    if value != value:
        return "NaN"
    if value in (math.inf, -math.inf):
        return "Infinity" if value > 0 else "-Infinity"
    sign = "-" if value < 0 else ""
    digits, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = digits.partition(".")
    if fraction == "0":
        fraction = ""
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    exponent = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return f"{sign}{digits[0]}{'.' + digits[1:] if count > 1 else ''}{exponent}"
