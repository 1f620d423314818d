"""Rounding halves to even by the decimal form of a number: https://docs.jsonata.org/numeric-functions#round."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

from wirelatch.scripting.jsonata.kinds import number
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.numbers import number_to_string


def round_half_even(value: Any, digits: Any = UNDEFINED) -> Any:
    """The number rounded to that many decimal places, halves to the even neighbour, as its decimal form says."""
    if value is UNDEFINED:
        return UNDEFINED
    places = 0 if digits is UNDEFINED else math.trunc(digits)
    if (type(value) is int and places >= 0) or not math.isfinite(value):
        return value
    if abs(places) > 400:
        return value if places > 0 else 0
    exact = Decimal(number_to_string(value))
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return number(float(exact)) or 0
    with localcontext() as context:
        context.prec = 800
        rounded = exact.scaleb(places).to_integral_value(ROUND_HALF_EVEN).scaleb(-places)
    return number(float(rounded)) or 0
