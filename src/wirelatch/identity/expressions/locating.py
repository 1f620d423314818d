"""Errors of the closures, with the place in the expression where they happened."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from wirelatch.identity.expressions.errors import ExpressionError
from wirelatch.identity.expressions.run import Run

Code = Callable[[Run], Any]
"""What an expression is compiled to."""
FAILURES = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError)


def located(node: ast.AST, code: Code) -> Code:
    """The closure, whose errors tell where they happened."""
    line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", 0) + 1

    def run_located(run: Run) -> Any:
        try:
            return code(run)
        except ExpressionError as error:
            if error.line is None:
                error.line, error.column = line, column
            raise
        except FAILURES as error:
            raise ExpressionError(_words(error), line, column, type(error).__name__) from None

    return run_located


def _words(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"there is no key {error.args[0] if error.args else ''!r}; use .get(…) for what may be missing"
    return str(error) or type(error).__name__
