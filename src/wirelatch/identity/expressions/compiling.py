"""From text to closures: what the language has is what has a method here; everything else is refused by name.

A closure takes the `Run`; one of a statement returns how the statement ended.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wirelatch.identity.expressions import hints
from wirelatch.identity.expressions.errors import ExhaustedError, ExpressionError
from wirelatch.identity.expressions.evaluating import ExpressionCompiler
from wirelatch.identity.expressions.run import Run
from wirelatch.identity.expressions.statements import RETURNED, StatementCompiler
from wirelatch.identity.expressions.values import plain

LONGEST = 20_000
DEEPEST = 120
DEEPEST_BRACKETS = 60


@dataclass(frozen=True)
class Program:
    """An expression, ready to run. `reads` are the names it reads, `assigns` its variables, `fields` the attributes."""

    source: str
    code: Callable[[Run], Any]
    reads: frozenset[str]
    assigns: frozenset[str]
    fields: frozenset[str]

    def run(self, run: Run) -> Any:
        """The value, of the language; raises ExpressionError."""
        try:
            return run.result if self.code(run) is RETURNED else None
        except (RecursionError, MemoryError):
            raise ExhaustedError("the expression is nested too deeply") from None

    def evaluate(self, names: Mapping[str, Any], deadline: float | None = None) -> Any:
        """The value as plain data; raises ExpressionError."""
        run = Run(names, deadline)
        try:
            return plain(run, self.run(run))
        except RecursionError:
            raise ExhaustedError("the expression is nested too deeply") from None

    def unknown_names(self, known: frozenset[str]) -> list[str]:
        """The names it reads that nobody will give."""
        return sorted(self.reads - self.assigns - known)


@lru_cache(maxsize=2048)
def compile_expression(source: str) -> Program:
    """Parse and check; raises ExpressionError with line and column."""
    if len(source) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters")
    text = textwrap.dedent(source.expandtabs(4)).strip("\n")
    _check_brackets(text)
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise ExpressionError(error.msg, error.lineno, error.offset or 1) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"not a valid expression: {error}") from None
    if not tree.body:
        raise ExpressionError("the expression is empty; end it with `return …`")
    _check_depth(tree)
    expressions = ExpressionCompiler()
    statements = StatementCompiler(expressions)
    code = statements.block(tree.body)
    return Program(
        source,
        code,
        frozenset(expressions.read),
        frozenset(expressions.assigned),
        frozenset(expressions.fields),
    )


def _check_brackets(text: str) -> None:
    """Python's own parser takes deep nesting badly, so that it is looked for first, also within texts."""
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    if deepest > DEEPEST_BRACKETS:
        raise ExpressionError("brackets are nested too deeply")


def _check_depth(tree: ast.AST) -> None:
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > DEEPEST:
            node = next((node for node in level if hasattr(node, "lineno")), None)
            raise ExpressionError(
                "the expression is nested too deeply",
                getattr(node, "lineno", None),
                getattr(node, "col_offset", 0) + 1,
            )
        for node in level:
            if type(node) in hints.STATEMENTS:
                raise ExpressionError(
                    hints.for_node(node), getattr(node, "lineno", None), getattr(node, "col_offset", 0) + 1
                )
        level = [child for node in level for child in ast.iter_child_nodes(node)]
