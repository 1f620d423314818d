"""Functions on numbers: https://docs.jsonata.org/numeric-functions and /aggregation-functions."""

from __future__ import annotations

import math
import random
import re
from functools import reduce
from operator import add
from typing import Any

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.functions_rounding import round_half_even
from wirelatch.scripting.jsonata.integer_pictures import format_integer, parse_integer
from wirelatch.scripting.jsonata.kinds import number
from wirelatch.scripting.jsonata.number_pictures import format_number
from wirelatch.scripting.jsonata.runtime import Native
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.numbers import number_to_string, parse_number

_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[Ee][-+]?[0-9]+)?\Z")
_PREFIXED = re.compile(r"^0[xX][0-9A-Fa-f]+|0[oO][0-7]+|0[bB][0-1]+$")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _added(values: list[Any]) -> Any:
    return number(reduce(add, values, 0))


def _sum(values: Any) -> Any:
    return UNDEFINED if values is UNDEFINED else _added(values)


def _count(values: Any = UNDEFINED) -> Any:
    return 0 if values is UNDEFINED else len(values)


def _max(values: Any) -> Any:
    return UNDEFINED if values is UNDEFINED or not values else max(values)


def _min(values: Any) -> Any:
    return UNDEFINED if values is UNDEFINED or not values else min(values)


def _average(values: Any) -> Any:
    return UNDEFINED if values is UNDEFINED or not values else number(_added(values) / len(values))


def _number(value: Any) -> Any:
    if value is UNDEFINED:
        return UNDEFINED
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, str):
        if _DECIMAL.match(value):
            found = parse_number(value)
            if math.isfinite(found):
                return found
        elif _PREFIXED.search(value):
            return parse_number(value)
    raise fail("D3030", value=value)


def _rounded_by(rounding: Any) -> Any:
    def apply(value: Any) -> Any:
        if value is UNDEFINED or type(value) is int or not math.isfinite(value):
            return value
        return number(float(rounding(value)))

    return apply


def _abs(value: Any) -> Any:
    return value if value is UNDEFINED else abs(value)


def _sqrt(value: Any) -> Any:
    if value is UNDEFINED:
        return UNDEFINED
    if value < 0:
        raise fail("D3060", value=value)
    return number(math.sqrt(value))


def _power(value: Any, exponent: Any = UNDEFINED) -> Any:
    if value is UNDEFINED:
        return UNDEFINED
    result = math.nan
    if exponent is not UNDEFINED:
        try:
            result = math.pow(value, exponent)
        except OverflowError:
            result = math.inf
        except ValueError:
            result = math.nan
    if not math.isfinite(result):
        raise fail("D3061", value=value, exponent=None if exponent is UNDEFINED else exponent)
    return number(result)


def _format_base(value: Any, radix: Any = UNDEFINED) -> Any:
    if value is UNDEFINED:
        return UNDEFINED
    base = 10 if radix is UNDEFINED else round_half_even(radix)
    if not 2 <= base <= 36:
        raise fail("D3100", value=base)
    whole = round_half_even(value)
    if base == 10 or not math.isfinite(whole):
        return number_to_string(whole)
    left, digits = abs(int(whole)), ""
    while left or not digits:
        left, digit = divmod(left, int(base))
        digits = _DIGITS[digit] + digits
    return ("-" if whole < 0 else "") + digits


FUNCTIONS = [
    Native("sum", _sum, "<a<n>:n>", 1),
    Native("count", _count, "<a:n>", 1),
    Native("max", _max, "<a<n>:n>", 1),
    Native("min", _min, "<a<n>:n>", 1),
    Native("average", _average, "<a<n>:n>", 1),
    Native("number", _number, "<(nsb)-:n>", 1),
    Native("floor", _rounded_by(math.floor), "<n-:n>", 1),
    Native("ceil", _rounded_by(math.ceil), "<n-:n>", 1),
    Native("round", round_half_even, "<n-n?:n>", 2),
    Native("abs", _abs, "<n-:n>", 1),
    Native("sqrt", _sqrt, "<n-:n>", 1),
    Native("power", _power, "<n-n:n>", 2),
    Native("random", random.random, "<:n>", 0),
    Native("formatNumber", format_number, "<n-so?:s>", 3),
    Native("formatBase", _format_base, "<n-n?:s>", 2),
    Native("formatInteger", format_integer, "<n-s:s>", 2),
    Native("parseInteger", parse_integer, "<s-s:n>", 2),
]
