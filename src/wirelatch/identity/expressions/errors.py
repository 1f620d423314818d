"""What can be wrong with an expression, and where."""

from __future__ import annotations


class ExpressionError(ValueError):
    """The expression is not in the language, or failed. `kind` is the name of the exception Python would have raised."""

    def __init__(
        self, message: str, line: int | None = None, column: int = 0, kind: str = "ValueError"
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.kind = kind

    def __str__(self) -> str:
        return (
            self.message if self.line is None else f"line {self.line}, column {self.column}: {self.message}"
        )


class ExhaustedError(ExpressionError):
    """The expression takes too long or too much; it cannot be caught by the expression itself."""
