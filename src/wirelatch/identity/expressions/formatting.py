"""Format specifications of f-strings: widths, alignment and digits, within bounds."""

from __future__ import annotations

import re
from typing import Any

from wirelatch.identity.expressions.errors import ExpressionError
from wirelatch.identity.expressions.run import Run
from wirelatch.identity.expressions.values import text_of

_SPECIFICATION = re.compile(r"(?:.?[<>^])?[+\- ]?#?0?\d{0,3}[,_]?(?:\.\d{1,2})?[bdeEfFgGosxX%]?", re.DOTALL)


def formatted(run: Run, value: Any, specification: str) -> str:
    """`format(value, specification)` for texts and numbers."""
    if not specification:
        return text_of(run, value)
    if not isinstance(value, str | int | float) or not _SPECIFICATION.fullmatch(specification):
        raise ExpressionError(f"the format {specification!r} is not available for this value")
    run.text(1000)
    return format(value, specification)
