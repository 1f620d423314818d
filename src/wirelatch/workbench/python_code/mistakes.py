"""Mistakes in a Python function: what does not compile, and names that are not defined or not used, by pyflakes.

All three parts are looked at as one, as names of On Start are there in the others; told is what is wrong in one of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pyflakes import checker, messages

from wirelatch.scripting.python import Body, PythonError, Script
from wirelatch.workbench.python_code.json_types import PythonCodeJson, PythonMistakeJson
from wirelatch.workbench.python_code.names import NAMES

_FAR = 1_000_000
"""Lines between the parts, so that a line says of which part it is."""
_ERRORS = (messages.UndefinedName, messages.UndefinedLocal, messages.DuplicateArgument)
_SAID_BY_COMPILING = (
    messages.ReturnOutsideFunction,
    messages.YieldOutsideFunction,
    messages.ContinueOutsideLoop,
    messages.BreakOutsideLoop,
)


def mistakes(code: PythonCodeJson) -> list[PythonMistakeJson]:
    """Those of the part that is edited, the first that is wrong with its syntax or all others."""
    text = code[code["part"]]
    lines = text.split("\n")
    problem = _syntax(text, code["part"])
    if problem is not None:
        line, column, said = problem
        return [_mistake(lines, line, column, said, "error", to_end_of_line=True)]
    return [
        _mistake(
            lines,
            found.lineno,
            # Of a syntax tree columns count bytes.
            len(lines[found.lineno - 1].encode()[: found.col].decode(errors="ignore")),
            found.message % found.message_args,
            "error" if isinstance(found, _ERRORS) else "warning",
        )
        for found in _flakes(code)
    ]


def _syntax(text: str, part: str) -> tuple[int, int, str] | None:
    """Line (from 1), column (from 0) and text of what keeps it from being compiled."""
    try:
        Body(text, "function") if part == "func" else Script(text, "function")
    except PythonError as error:
        cause = error.__context__
        if isinstance(cause, SyntaxError) and cause.lineno is not None:
            return cause.lineno, max(0, (cause.offset or 1) - 1), cause.msg
        return 1, 0, str(error)
    return None


def _flakes(code: PythonCodeJson) -> Iterator[messages.Message]:
    part = code["part"]
    module = ast.Module(body=[], type_ignores=[])
    for number, name in enumerate(("initialize", "func", "finalize")):
        tree = _tree(code[name], 0 if name == part else (number + 1) * _FAR)  # type: ignore[literal-required]
        if name == "func":
            function = ast.parse("async def __function__(msg, node): pass")
            ast.increment_lineno(function, 9 * _FAR)
            assert isinstance(function.body[0], ast.AsyncFunctionDef)
            function.body[0].body = tree.body or function.body[0].body
            tree = function
        module.body += tree.body
    found = checker.Checker(module, builtins=NAMES).messages
    for message in sorted(found, key=lambda message: (message.lineno, message.col)):
        if message.lineno < _FAR and not isinstance(message, _SAID_BY_COMPILING):
            yield message


def _tree(text: str, lines: int) -> ast.Module:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])  # Said where that part is edited.
    # Outside of functions pyflakes does not look at what is awaited; On Start and On Stop may await there.
    tree.body = [_Awaited().visit(statement) for statement in tree.body]
    return ast.increment_lineno(tree, lines)


class _Awaited(ast.NodeTransformer):
    """What is awaited in place of the `await`."""

    def visit_Await(self, node: ast.Await) -> ast.expr:
        value: ast.expr = self.visit(node.value)
        return value


def _mistake(
    lines: list[str], line: int, column: int, text: str, severity: str, *, to_end_of_line: bool = False
) -> PythonMistakeJson:
    line = min(max(line, 1), len(lines))
    shown = lines[line - 1]
    column = min(max(column, 0), len(shown))
    end = column
    while end < len(shown) and (to_end_of_line or shown[end].isidentifier() or shown[end].isdigit()):
        end += 1
    start = sum(len(before) + 1 for before in lines[: line - 1]) + column
    return {"start": start, "end": start + max(1, end - column), "severity": severity, "text": text}  # type: ignore[typeddict-item]
