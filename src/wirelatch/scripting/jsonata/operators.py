"""Operators on values, compiled: https://docs.jsonata.org/numeric-operators and the pages beside it."""

from __future__ import annotations

import math
import operator as operator_functions
from collections.abc import Callable
from typing import Any

from wirelatch.scripting.jsonata.errors import JsonataError, fail
from wirelatch.scripting.jsonata.kinds import (
    MAX_SAFE,
    NUMBERS,
    Sequence,
    contains,
    equal,
    is_numeric,
    less,
    number,
    truth,
)
from wirelatch.scripting.jsonata.runtime import LONGEST, Code, Frame
from wirelatch.scripting.jsonata.strings import text_of
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.numbers import as_double

_WIDEST_RANGE = 10_000_000


def binary(operator: str, left: Code, right: Code, position: int) -> Code:
    """The operation on the results of two expressions."""
    if operator in _ARITHMETIC:
        return _arithmetic(operator, left, right, position)
    if operator in _ORDER:
        return _comparison(operator, left, right, position)
    return _OTHERS[operator](left, right, position)


def _arithmetic(operator: str, left: Code, right: Code, position: int) -> Code:
    operation = _ARITHMETIC[operator]

    def arithmetic(value: Any, frame: Frame) -> Any:
        one, other = left(value, frame), right(value, frame)
        if type(one) in NUMBERS and type(other) in NUMBERS and one - one == other - other == 0:
            result = operation(one, other)
            if type(result) is int:
                return result if -MAX_SAFE <= result <= MAX_SAFE else as_double(result)
            return number(result)
        for operand, code in ((one, "T2001"), (other, "T2002")):
            try:
                if operand is not UNDEFINED and not is_numeric(operand):
                    raise fail(code, position, operator, operand)
            except JsonataError as error:
                error.at(position, operator)
                raise
        if one is UNDEFINED or other is UNDEFINED:
            return UNDEFINED
        return number(operation(one, other))

    return arithmetic


def divide(one: Any, other: Any) -> Any:
    """`one / other` of doubles: by zero it is infinite, or not a number."""
    if other == 0:
        if one == 0:
            return math.nan
        return math.inf if (one > 0) == (math.copysign(1, other) > 0) else -math.inf
    try:
        return one / other
    except OverflowError:
        return as_double(one) / as_double(other)


def remainder(one: Any, other: Any) -> Any:
    """`one % other` of doubles: it has the sign of the first."""
    if other == 0:
        return math.nan
    if type(one) is int and type(other) is int and one >= 0:
        return one % abs(other)
    return math.fmod(one, other)


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator_functions.add,
    "-": operator_functions.sub,
    "*": operator_functions.mul,
    "/": divide,
    "%": remainder,
}
_ORDER: dict[str, tuple[Callable[[Any, Any], bool], Callable[[str, str], bool]]] = {
    "<": (operator_functions.lt, less),
    "<=": (operator_functions.le, lambda one, other: not less(other, one)),
    ">": (operator_functions.gt, lambda one, other: less(other, one)),
    ">=": (operator_functions.ge, lambda one, other: not less(one, other)),
}


def _comparison(operator: str, left: Code, right: Code, position: int) -> Code:
    of_numbers, of_strings = _ORDER[operator]

    def comparison(value: Any, frame: Frame) -> Any:
        one, other = left(value, frame), right(value, frame)
        kind, kind2 = type(one), type(other)
        if kind in NUMBERS and kind2 in NUMBERS:
            return of_numbers(one, other)
        if kind is str and kind2 is str:
            return of_strings(one, other)
        for operand in (one, other):
            if operand is not UNDEFINED and type(operand) not in NUMBERS and not isinstance(operand, str):
                raise fail("T2010", position, operator, operand)
        if one is UNDEFINED or other is UNDEFINED:
            return UNDEFINED
        if isinstance(one, str) and isinstance(other, str):
            return of_strings(one, other)
        raise fail("T2009", position, operator, one, value2=other)

    return comparison


def _equality(left: Code, right: Code, position: int) -> Code:
    def equality(value: Any, frame: Frame) -> Any:
        one, other = left(value, frame), right(value, frame)
        if type(one) is str:
            return type(other) is str and one == other
        if one is UNDEFINED or other is UNDEFINED:
            return False
        return equal(one, other)

    return equality


def _inequality(left: Code, right: Code, position: int) -> Code:
    def inequality(value: Any, frame: Frame) -> Any:
        one, other = left(value, frame), right(value, frame)
        if type(one) is str and type(other) is str:
            return one != other
        if one is UNDEFINED or other is UNDEFINED:
            return False
        return not equal(one, other)

    return inequality


def _inclusion(left: Code, right: Code, position: int) -> Code:
    def inclusion(value: Any, frame: Frame) -> Any:
        one, other = left(value, frame), right(value, frame)
        if one is UNDEFINED or other is UNDEFINED:
            return False
        return contains(other if isinstance(other, list) else (other,), one)

    return inclusion


def _both(left: Code, right: Code, position: int) -> Code:
    def both(value: Any, frame: Frame) -> Any:
        one = left(value, frame)
        if one is not True and (one is False or not truth(one)):
            return False
        other = right(value, frame)
        return other if other is True or other is False else truth(other)

    return both


def _either(left: Code, right: Code, position: int) -> Code:
    def either(value: Any, frame: Frame) -> Any:
        return truth(left(value, frame)) or truth(right(value, frame))

    return either


def _concatenation(left: Code, right: Code, position: int) -> Code:
    def concatenation(value: Any, frame: Frame) -> Any:
        one, other = left(value, frame), right(value, frame)
        if type(one) is not str:
            one = "" if one is UNDEFINED else _text(one, position)
        if type(other) is not str:
            other = "" if other is UNDEFINED else _text(other, position)
        if len(one) + len(other) > LONGEST:
            raise fail("D2015", position, "&")
        return one + other

    return concatenation


def _text(value: Any, position: int) -> str:
    try:
        return text_of(value)
    except JsonataError as error:
        error.at(position, "&")
        raise


def _range(left: Code, right: Code, position: int) -> Code:
    def span(value: Any, frame: Frame) -> Any:
        one, other = left(value, frame), right(value, frame)
        for operand, code in ((one, "T2003"), (other, "T2004")):
            whole = type(operand) is int or (type(operand) is float and operand.is_integer())
            if operand is not UNDEFINED and not whole:
                raise fail(code, position, "..", operand)
        if one is UNDEFINED or other is UNDEFINED or one > other:
            return UNDEFINED
        size = int(other) - int(one) + 1
        if size > _WIDEST_RANGE:
            raise fail("D2014", position, "..", size)
        frame.run.allowance -= size
        if frame.run.allowance < 0:
            raise fail("D2015", position, "..")
        frame.run.spend(size >> 6)
        return Sequence(range(int(one), int(other) + 1))

    return span


_OTHERS: dict[str, Callable[[Code, Code, int], Code]] = {
    "=": _equality,
    "!=": _inequality,
    "in": _inclusion,
    "and": _both,
    "or": _either,
    "&": _concatenation,
    "..": _range,
}


def negation(inner: Code, position: int) -> Code:
    """Unary minus."""

    def negated(value: Any, frame: Frame) -> Any:
        operand = inner(value, frame)
        if operand is UNDEFINED:
            return UNDEFINED
        if not is_numeric(operand):
            raise fail("D1002", position, "-", operand)
        return number(-operand) if operand else -0.0

    return negated
