"""JSONata expressions (https://docs.jsonata.org/) with Node-RED's functions.

`$flowContext(key[, store])`, `$globalContext(key[, store])`, `$env(name)`, `$moment(…)` and `$clone(value)` are added.
The context of evaluation is the message; an expression in the old form, which says `msg.payload`, gets `{"msg": msg}`.

Evaluation is stopped after `TIME_LIMIT` or at a recursion deeper than `DEPTH_LIMIT`. A Buffer passes through as it is
and reads as `{"type": "Buffer", "data": […]}`; a Date reads as its ISO 8601 text, and so it comes out; of `msg.req`
its readable properties are seen.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import jsonata as engine

from wirelatch.scripting import moment_object
from wirelatch.scripting.dates import iso_string
from wirelatch.scripting.jsonata_source import prepare
from wirelatch.scripting.kinds import UNDEFINED, JsMap, JsSet
from wirelatch.scripting.scope import Scope, context_of
from wirelatch.scripting.values import to_string

TIME_LIMIT = 1000
"""Milliseconds that one evaluation may take; the event loop waits for it."""
DEPTH_LIMIT = 300
_MARK = "\x00original"
_SIMPLE_PATH = re.compile(r"\s*[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\s*\Z")
_KEYWORDS = frozenset({"and", "or", "in", "true", "false", "null", "function"})
_SNAPSHOT = (
    "method", "path", "url", "originalUrl", "baseUrl", "hostname", "ip", "protocol", "headers", "query", "params",
    "cookies", "body", "files",
)  # fmt: skip


class JsonataError(ValueError):
    """An expression that cannot be compiled or evaluated; `position` counts characters, None when unknown."""

    def __init__(self, message: str, code: str | None = None, position: int | None = None) -> None:
        super().__init__(message if position is None else f"{message} (position {position})")
        self.code = code
        self.position = position


@lru_cache(maxsize=512)
def compile(expression: str) -> Expression:  # noqa: A001 - the word of the field
    """The expression, compiled once and kept. Raises JsonataError."""
    return Expression(expression)


class Expression:
    """A compiled expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        source = prepare(text)
        self._roots = source.roots
        self._wants_msg = source.wants_msg
        names = text.strip().split(".")
        simple = bool(_SIMPLE_PATH.match(text)) and not _KEYWORDS.intersection(names) and not self._wants_msg
        self._path = names if simple else None
        self._node: Scope | None = None
        try:
            engine.Jsonata(text)
            self._compiled = engine.Jsonata(source.text)
        except engine.JsonataError as error:
            raise _as_error(error) from None
        except UnicodeEncodeError as error:
            raise JsonataError("half of a surrogate pair stands alone", "D3140", error.start) from None
        self._compiled.set_output_convert_nulls(False)
        self._compiled.set_runtime_bounds(TIME_LIMIT, DEPTH_LIMIT)
        for name, function in (
            ("flowContext", lambda *a: self._context("flow", *a)),
            ("globalContext", lambda *a: self._context("global", *a)),
            ("flowContext_", lambda *a: _optional(self._context("flow", *a))),
            ("globalContext_", lambda *a: _optional(self._context("global", *a))),
            ("env", self._env),
            ("moment", lambda *a: _plain(moment_object.create(*a).value())),
            ("moment_", lambda steps: _optional(moment_object.run_steps(steps))),
            ("clone", lambda value=None: value),
        ):
            self._compiled.register_function(name, function)

    def evaluate(
        self, msg: Any, node: Scope | None = None, variables: Mapping[str, Any] | None = None
    ) -> Any:
        """The value for a message, UNDEFINED when the expression matches nothing. Raises JsonataError.

        `variables` are known to the expression as `$name`; one that is UNDEFINED is not.
        """
        if self._path is not None:
            found = self._follow(msg)
            if found is not _NOT_SIMPLE:
                return found
        before, self._node = self._node, node
        try:
            return self._run(msg, variables)
        finally:
            self._node = before

    def _follow(self, value: Any) -> Any:
        """A plain path through objects needs no engine, and keeps Buffers and the identity of what it finds."""
        assert self._path is not None
        for name in self._path:
            if not isinstance(value, dict):
                return _NOT_SIMPLE
            value = value.get(name, UNDEFINED)
            if value is UNDEFINED:
                return UNDEFINED
        return _NOT_SIMPLE if isinstance(value, list) and len(self._path) > 1 else value

    def _run(self, msg: Any, variables: Mapping[str, Any] | None) -> Any:
        data = msg
        if self._roots is not None and isinstance(msg, dict) and not self._wants_msg:
            data = {key: item for key, item in msg.items() if key in self._roots}
        elif self._wants_msg:
            data = {"msg": msg}
        originals: list[Any] = []
        try:
            bindings = None
            if variables is not None:
                known = {name: value for name, value in variables.items() if value is not UNDEFINED}
                bindings = _plain(known, originals)
            try:
                if not _is_finite(data):
                    raise RecursionError
                result = self._compiled.evaluate(data, bindings)
            except (ValueError, OverflowError, RecursionError):
                result = self._compiled.evaluate(_plain(data, originals), bindings)
        except engine.JsonataError as error:
            raise _as_error(error) from None
        except RecursionError:
            raise JsonataError("the message is nested too deep") from None
        except (ValueError, OverflowError) as error:
            raise JsonataError(str(error)) from None
        if result is engine.UNDEFINED:
            return UNDEFINED
        return _restore(result, originals) if originals else result

    def _context(self, kind: str, key: Any = "", store: Any = None) -> Any:
        if self._node is None:
            return ""
        value = context_of(self._node, kind).get(to_string(key), store)
        return UNDEFINED if value is UNDEFINED else _plain(value)

    def _env(self, name: Any = "", *_: Any) -> Any:
        value = UNDEFINED if self._node is None else self._node.env(to_string(name))
        return "" if value is UNDEFINED else _plain(value)


_NOT_SIMPLE = object()
_SCALARS = frozenset({str, int, float, bool, type(None)})


def _is_finite(data: Any) -> bool:
    """Whether a value ends somewhere: one that contains itself would take the engine, and the process, down.

    Writing it with `marshal`, which refuses whatever is nested deeper than 2000, is the quickest way to find out.
    """
    if isinstance(data, dict) and all(type(value) in _SCALARS for value in data.values()):
        return True
    try:
        marshal.dumps(data, 2)
    except ValueError:
        return False
    return True


def _optional(value: Any) -> list[Any]:
    return [] if value is UNDEFINED else [_plain(value)]


def _as_error(error: engine.JsonataError) -> JsonataError:
    position = getattr(error, "position", None)
    code = getattr(error, "code", None)
    return JsonataError(str(error), code, position if isinstance(position, int) and position >= 0 else None)


def _plain(value: Any, originals: list[Any] | None = None, open_ids: frozenset[int] = frozenset()) -> Any:
    """The value in kinds the engine takes; what it had to replace is kept in `originals` to be put back."""
    if value is None or isinstance(value, (str, bool)):
        return (
            value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            if isinstance(value, str)
            else value
        )
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else float(value)
    if isinstance(value, float):
        return value
    if isinstance(value, datetime):
        return iso_string(value)
    if id(value) in open_ids:
        return None
    inside = open_ids | {id(value)}
    if isinstance(value, Mapping):
        return {
            str(key): _plain(item, originals, inside) for key, item in value.items() if item is not UNDEFINED
        }
    if isinstance(value, (list, tuple)):
        return [_plain(item, originals, inside) for item in value]
    if isinstance(value, JsSet):
        return [_plain(item, originals, inside) for item in value.values]
    if isinstance(value, JsMap):
        return {to_string(key): _plain(item, originals, inside) for key, item in value.entries}
    if isinstance(value, (bytes, bytearray, memoryview)):
        stand_in: dict[str, Any] = {"type": "Buffer", "data": list(bytes(value))}
    elif value is UNDEFINED:
        return None
    else:
        found = {name: getattr(value, name, None) for name in _SNAPSHOT}
        stand_in = {k: _plain(v, None, inside) for k, v in found.items() if v is not None and not callable(v)}
    if originals is not None:
        stand_in[_MARK] = len(originals)
        originals.append(value)
    return stand_in


def _restore(value: Any, originals: list[Any]) -> Any:
    if isinstance(value, dict):
        if _MARK in value:
            return originals[int(value[_MARK])]
        return {key: _restore(item, originals) for key, item in value.items()}
    if isinstance(value, list):
        return [_restore(item, originals) for item in value]
    return value


__all__ = ["DEPTH_LIMIT", "TIME_LIMIT", "Expression", "JsonataError", "compile"]
