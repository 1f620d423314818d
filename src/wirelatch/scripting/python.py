"""Python functions: the text of a body becomes a function that may `return` and `await` at its top level.

Line numbers in errors and tracebacks are those of the text. What is defined by On Start code is there for the body, as
the globals of both are the same; a body that assigns such a name declares it `global`.
"""

from __future__ import annotations

import ast
import linecache
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import CodeType
from typing import Any

from wirelatch.scripting.interruption import Blocked

_NAME = "__function__"
_OUTSIDE = frozenset(
    {"flow", "global_context", "context", "open", "exec", "eval", "compile", "__import__", "globals"}
)


class PythonError(ValueError):
    """An error of user code, with its kind and line in the text; `stack` holds the frames of user code only."""

    def __init__(self, text: str, stack: str | None = None) -> None:
        super().__init__(text)
        self.stack = stack or text


@dataclass(frozen=True)
class Traits:
    """What a body does, read from its syntax tree."""

    is_async: bool
    """It awaits at its top level."""
    calls_done: bool
    """It calls `node.done()`."""
    uses_node: bool
    reaches_out: bool
    """It may touch more than its message and its own names: context, files, modules."""
    wants_attributes: bool
    """It uses `msg` in other ways than `msg["key"]` and returning it."""


class Body:
    """A compiled body; `bind` gives the function for a set of globals."""

    def __init__(self, source: str, file_name: str) -> None:
        self.file_name = file_name
        tree = _parse(source, file_name)
        self.traits = _traits(tree)
        keyword = "async def" if self.traits.is_async else "def"
        module = ast.parse(f"{keyword} {_NAME}(msg, node): pass")
        function = module.body[0]
        assert isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        function.body = tree.body or function.body
        self._code = _compile(module, file_name, 0)
        _remember(source, file_name)

    def bind(self, names: dict[str, Any]) -> Callable[[Any, Any], Any]:
        """The function `(msg, node)`, with `names` as its globals."""
        exec(self._code, names)  # noqa: S102 - running user code is what this is for
        function: Callable[[Any, Any], Any] = names.pop(_NAME)
        return function


class Script:
    """Compiled On Start or On Stop code: runs at the top level of a set of globals, and may await."""

    def __init__(self, source: str, file_name: str) -> None:
        self.file_name = file_name
        self._code = _compile(_parse(source, file_name), file_name, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        _remember(source, file_name)

    def run(self, names: dict[str, Any]) -> Coroutine[Any, Any, None] | None:
        """Run it; gives what is to be awaited when the code awaits."""
        result = eval(self._code, names)  # noqa: S307 - running user code is what this is for
        return result if isinstance(result, Coroutine) else None


def _parse(source: str, file_name: str) -> ast.Module:
    try:
        return ast.parse(source, file_name)
    except (SyntaxError, ValueError) as error:
        raise _syntax_error(error) from None
    except (MemoryError, RecursionError):  # what the compiler says when its stack is full
        raise PythonError("SyntaxError: the code is nested too deeply") from None


def _compile(tree: ast.Module, file_name: str, flags: int) -> CodeType:
    try:
        code: CodeType = compile(tree, file_name, "exec", flags=flags, dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise _syntax_error(error) from None
    except (MemoryError, RecursionError):  # what the compiler says when its stack is full
        raise PythonError("SyntaxError: the code is nested too deeply") from None
    return code


def _syntax_error(error: SyntaxError | ValueError) -> PythonError:
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return PythonError(
            f"{type(error).__name__}: {error.msg} (line {error.lineno}, col {error.offset or 1})"
        )
    return PythonError(f"SyntaxError: {error}")


def _remember(source: str, file_name: str) -> None:
    """Let tracebacks show the lines."""
    linecache.cache[file_name] = (len(source), None, source.splitlines(keepends=True), file_name)


def forget(file_name: str) -> None:
    """Tracebacks do not need the lines any more."""
    linecache.cache.pop(file_name, None)


def _traits(tree: ast.Module) -> Traits:
    is_async = calls_done = uses_node = reaches_out = wants_attributes = False
    plain_uses: set[int] = set()
    work: list[tuple[ast.AST, bool]] = [(node, False) for node in tree.body]
    while work:
        node, nested = work.pop()
        if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)) and not nested:
            is_async = True
        if isinstance(node, ast.comprehension) and node.is_async and not nested:
            is_async = True
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)):
            reaches_out = True
        if isinstance(node, ast.Subscript) and _is_msg(node.value):
            plain_uses.add(id(node.value))
        if isinstance(node, ast.Return) and node.value is not None and _is_msg(node.value):
            plain_uses.add(id(node.value))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "done":
            calls_done |= isinstance(node.func.value, ast.Name) and node.func.value.id == "node"
        if isinstance(node, ast.Name):
            uses_node |= node.id == "node"
            reaches_out |= node.id in _OUTSIDE
            wants_attributes |= node.id == "msg" and id(node) not in plain_uses
        inside = nested or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef))
        work.extend((child, inside) for child in ast.iter_child_nodes(node))
    return Traits(is_async, calls_done, uses_node, reaches_out, wants_attributes)


def _is_msg(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "msg"


def describe(error: BaseException, file_names: tuple[str, ...]) -> PythonError:
    """An exception of user code as the error to report: its kind, text and the line it left user code from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in file_names]
    if isinstance(error, PythonError) and not frames:
        return error
    place = f" (line {frames[-1].lineno})" if frames else ""
    if isinstance(error, Blocked):
        text = f"{error}{place}"
    else:
        text = f"{type(error).__name__}: {error}{place}" if str(error) else f"{type(error).__name__}{place}"
    stack = "".join(["Traceback (most recent call last):\n", *traceback.format_list(frames), text])
    described = PythonError(text, stack)
    described.__cause__ = error.__cause__
    return described
