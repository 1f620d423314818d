"""Operators, each with bounds checked before it works."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from wirelatch.identity.expressions.errors import ExhaustedError, ExpressionError
from wirelatch.identity.expressions.run import Run
from wirelatch.identity.expressions.values import View, contains, equal, truth, type_name

MOST_BITS = 256
NUMBERS = (int, float)
Operator = Callable[[Run, Any, Any], Any]


def number(value: Any) -> Any:
    """A number of bounded size."""
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise ExhaustedError(f"a number has at most {MOST_BITS} bits")
    if isinstance(value, complex):
        raise ExpressionError("complex numbers are not available", kind="TypeError")
    return value


def _unsupported(sign: str, left: Any, right: Any) -> ExpressionError:
    return ExpressionError(f"{type_name(left)} {sign} {type_name(right)} is not possible", kind="TypeError")


def _both_numbers(left: Any, right: Any) -> bool:
    return isinstance(left, NUMBERS) and isinstance(right, NUMBERS)


def add(run: Run, left: Any, right: Any) -> Any:
    if _both_numbers(left, right):
        return number(left + right)
    if isinstance(left, str) and isinstance(right, str):
        run.text(len(left) + len(right))
        return left + right
    if type(left) is type(right) and isinstance(left, list | tuple):
        run.elements(len(left) + len(right))
        return left + right
    hint = "; use an f-string, or str(…)" if str in (type(left), type(right)) else ""
    raise ExpressionError(_unsupported("+", left, right).message + hint, kind="TypeError")


def multiply(run: Run, left: Any, right: Any) -> Any:
    if _both_numbers(left, right):
        return number(left * right)
    if isinstance(left, int):
        left, right = right, left
    if isinstance(right, int) and isinstance(left, str | list | tuple):
        size = len(left) * max(0, right)
        if isinstance(left, str):
            run.text(size)
        else:
            run.elements(size)
        return left * right
    raise _unsupported("*", left, right)


def power(run: Run, left: Any, right: Any) -> Any:
    if not _both_numbers(left, right):
        raise _unsupported("**", left, right)
    whole = isinstance(left, int) and isinstance(right, int) and abs(left) > 1 and right > 0
    if whole and left.bit_length() * right > 4 * MOST_BITS:
        raise ExhaustedError(f"a number has at most {MOST_BITS} bits")
    return number(left**right)


def remainder(run: Run, left: Any, right: Any) -> Any:
    if isinstance(left, str):
        raise ExpressionError("formatting with % is not available; use an f-string", kind="TypeError")
    if not _both_numbers(left, right):
        raise _unsupported("%", left, right)
    return left % right


def subtract(run: Run, left: Any, right: Any) -> Any:
    if isinstance(left, set) and isinstance(right, set):
        run.elements(len(left))
        return left - right
    return _arithmetic(operator.sub, "-", left, right)


def _arithmetic(operation: Callable[[Any, Any], Any], sign: str, left: Any, right: Any) -> Any:
    if not _both_numbers(left, right):
        raise _unsupported(sign, left, right)
    return number(operation(left, right))


def union(run: Run, left: Any, right: Any) -> Any:
    if type(left) is type(right) and isinstance(left, dict | set):
        run.elements(len(left) + len(right))
        return left | right
    return _bits(operator.or_, "|", left, right)


def intersection(run: Run, left: Any, right: Any) -> Any:
    if isinstance(left, set) and isinstance(right, set):
        run.elements(min(len(left), len(right)))
        return left & right
    return _bits(operator.and_, "&", left, right)


def _bits(operation: Callable[[Any, Any], Any], sign: str, left: Any, right: Any) -> Any:
    if not isinstance(left, int) or not isinstance(right, int):
        raise _unsupported(sign, left, right)
    return operation(left, right)


BINARY: dict[type[ast.operator], Operator] = {
    ast.Add: add,
    ast.Mult: multiply,
    ast.Pow: power,
    ast.Mod: remainder,
    ast.Sub: subtract,
    ast.BitOr: union,
    ast.BitAnd: intersection,
    ast.Div: lambda run, left, right: _arithmetic(operator.truediv, "/", left, right),
    ast.FloorDiv: lambda run, left, right: _arithmetic(operator.floordiv, "//", left, right),
}


def _ordered(operation: Callable[[Any, Any], Any], sign: str) -> Operator:
    def compare(run: Run, left: Any, right: Any) -> bool:
        return bool(operation(*comparable(run, sign, left, right)))

    return compare


def comparable(run: Run, sign: str, left: Any, right: Any) -> tuple[Any, Any]:
    """Two values that have an order among themselves; raises ExpressionError."""
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return left, right
    if isinstance(left, str) and isinstance(right, str):
        run.tick(min(len(left), len(right)) >> 8)
        return left, right
    if type(left) is type(right) and isinstance(left, list | tuple):
        run.tick(min(len(left), len(right)))
        for mine, other in zip(left, right, strict=False):
            if isinstance(mine, list | tuple | dict | set | View):
                raise ExpressionError("lists within lists have no order", kind="TypeError")
            comparable(run, sign, mine, other)
        return left, right
    if isinstance(left, set) and isinstance(right, set):
        return left, right
    if isinstance(left, View) and isinstance(right, View) and left.kind == right.kind == "datetime":
        return left.origin, right.origin
    raise _unsupported(sign, left, right)


def _identical(run: Run, left: Any, right: Any) -> bool:
    if isinstance(left, View) and isinstance(right, View):
        return equal(run, left, right)
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left is right or (isinstance(left, int | str) and type(left) is type(right) and left == right)


COMPARISONS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: equal,
    ast.NotEq: lambda run, left, right: not equal(run, left, right),
    ast.In: lambda run, left, right: contains(run, right, left),
    ast.NotIn: lambda run, left, right: not contains(run, right, left),
    ast.Is: _identical,
    ast.IsNot: lambda run, left, right: not _identical(run, left, right),
    ast.Lt: _ordered(operator.lt, "<"),
    ast.LtE: _ordered(operator.le, "<="),
    ast.Gt: _ordered(operator.gt, ">"),
    ast.GtE: _ordered(operator.ge, ">="),
}


def negated(value: Any) -> Any:
    """`-value`."""
    if not isinstance(value, NUMBERS):
        raise ExpressionError(f"-{type_name(value)} is not possible", kind="TypeError")
    return -value


UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.Not: lambda value: not truth(value),
    ast.USub: negated,
    ast.UAdd: lambda value: -negated(value),
}
