"""An expression compiled once and evaluated for every message, within bounds.

Evaluation reads the message in place. It ends after `TIME_LIMIT`. Python's stack is enough for nearly all expressions;
one that recurses deeper is evaluated again in a thread with a large stack of its own, while its caller waits.
"""

from __future__ import annotations

import contextvars
import re
import sys
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from wirelatch.scripting.jsonata.analysis import analyse
from wirelatch.scripting.jsonata.compiler import compile_tree
from wirelatch.scripting.jsonata.errors import JsonataError, fail
from wirelatch.scripting.jsonata.kinds import Constructed, Function, Sequence
from wirelatch.scripting.jsonata.library import LIBRARY
from wirelatch.scripting.jsonata.parser import parse
from wirelatch.scripting.jsonata.runtime import Code, Frame, Run, TailCall, call
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.moment_object import Moment

TIME_LIMIT = 1000
"""Milliseconds of processor time that one evaluation may take; the event loop waits for it."""
DEPTH_LIMIT = 20_000
"""Functions that may be inside each other, tail calls not counted."""
_STACK_BYTES = 512 * 2**20
_DEEP_FRAMES = 150_000
_LEGACY = re.compile(r"""(^|[^a-zA-Z0-9_'".])msg([^a-zA-Z0-9_'"]|$)""")
_BARE = re.compile(r"\s*[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\s*\Z", re.ASCII)
_WORDS = frozenset({"and", "or", "in", "true", "false", "null"})
_SCALARS = frozenset({str, int, float, bool, type(None)})
_deep_lock = threading.Lock()


@lru_cache(maxsize=512)
def compile(expression: str) -> Expression:  # noqa: A001 - the word of the field
    """The expression, compiled once and kept. Raises JsonataError."""
    return Expression(expression)


class Expression:
    """A compiled expression. One that says `msg.payload`, the old form, has the message at `msg`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.wants_msg = bool(_LEGACY.search(text))
        """Whether it is in the old form."""
        names = text.strip().split(".")
        bare = _BARE.match(text) and not _WORDS.intersection(names) and not self.wants_msg
        self._names = names if bare else None
        """A path of plain names through objects is followed without the engine."""
        self._deep = False
        try:
            self._code = _compiled(text)
        except RecursionError:
            self._deep = True
            self._code = _in_deep_stack(lambda: _compiled(text))

    def evaluate(
        self,
        msg: Any,
        node: Any = None,
        variables: Mapping[str, Any] | None = None,
        *,
        depth: int = DEPTH_LIMIT,
    ) -> Any:
        """The value for a message, UNDEFINED when the expression matches nothing. Raises JsonataError.

        `variables` are known to the expression as `$name`; one that is UNDEFINED is not. `depth` bounds the functions
        inside each other.
        """
        if self._names and variables is None:
            found = msg
            for name in self._names:
                if type(found) is not dict:
                    break
                found = found.get(name, UNDEFINED)
            else:
                if type(found) is not Sequence and type(found) is not Moment:
                    return found
        run = Run(TIME_LIMIT / 1000, depth, node)
        value = {"msg": msg} if self.wants_msg else msg
        if type(value) is list:
            value = Sequence([value])
            value.outer = True
        try:
            if not self._deep:
                try:
                    return self._run(value, msg, run, variables)
                except RecursionError:
                    self._deep = True
                    run.left, run.depth, run.deadline = 0, 0, 0.0
            return _in_deep_stack(lambda: self._run(value, msg, run, variables))
        except JsonataError:
            raise
        except RecursionError:
            raise fail("D1011") from None
        except MemoryError:
            raise fail("D2015") from None
        except Exception as error:
            raise JsonataError(str(error) or type(error).__name__) from error

    def _run(self, value: Any, msg: Any, run: Run, variables: Mapping[str, Any] | None) -> Any:
        names = {"$": {"msg": msg} if self.wants_msg else msg}
        if variables:
            names.update((name, item) for name, item in variables.items() if item is not UNDEFINED)
            run.overridden = not LIBRARY.keys().isdisjoint(names)
        frame = Frame(names, None, run)
        result = self._code(value, frame)
        kind = type(result)
        if kind in _SCALARS:
            return result
        if kind is TailCall:
            result = call(result.function, result.arguments, value, frame)
            kind = type(result)
        if run.nested or kind is not dict:
            return _released(result, deep=run.nested)
        return result


def _compiled(text: str) -> Code:
    return compile_tree(analyse(parse(text)), LIBRARY)


def _released(result: Any, *, deep: bool) -> Any:
    """The result in kinds that messages have: plain lists for sequences, texts for moments."""
    result = _plain(result)
    if not deep or type(result) not in (list, dict):
        return result
    seen, waiting = {id(result)}, [result]
    while waiting:
        container = waiting.pop()
        places: Any = enumerate(container) if isinstance(container, list) else list(container.items())
        for place, item in places:
            kind = type(item)
            if kind in _SCALARS:
                continue
            if kind is Sequence or kind is Constructed or kind is Moment or item is UNDEFINED:
                item = container[place] = None if item is UNDEFINED else _plain(item)
            if (kind is dict or isinstance(item, list)) and id(item) not in seen:
                seen.add(id(item))
                waiting.append(item)
    return result


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is Sequence:
        if value.tuples:
            return [entry["@"] for entry in value]
        return value[0] if value.outer and value else list(value)
    if kind is Constructed:
        return list(value)
    return value.value() if kind is Moment else value


def _in_deep_stack(work: Callable[[], Any]) -> Any:
    """What `work` gives or raises, done in a thread with a large stack."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append((work(), None))
        except BaseException as error:
            outcome.append((None, error))

    context = contextvars.copy_context()
    with _deep_lock:
        before, size = sys.getrecursionlimit(), threading.stack_size(_STACK_BYTES)
        try:
            sys.setrecursionlimit(_DEEP_FRAMES)
            thread = threading.Thread(target=context.run, args=(run,), name="jsonata")
            thread.start()
        finally:
            threading.stack_size(size)
        thread.join()
        sys.setrecursionlimit(before)
    result, error = outcome[0]
    if error is not None:
        if isinstance(error, RecursionError):
            raise fail("D1011") from None
        raise error
    return result


__all__ = ["DEPTH_LIMIT", "TIME_LIMIT", "Expression", "Function", "JsonataError", "compile"]
