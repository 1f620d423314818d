"""`RED.util` of Node-RED's unit specs, on the functions of ours that do the same; `js/util.cjs` is the other end.

What a typed value or an expression asks of its node (context, environment) the spec answers with JavaScript of its own:
evaluating gives `{"need": [what, key, store]}`, and the spec asks again with that answer among the `known` ones.
"""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

from wirelatch.engine.debug_encoding import DEFAULT_LENGTH, encode_event
from wirelatch.engine.identifiers import generate_id
from wirelatch.scripting import jsonata, paths, typed_values
from wirelatch.scripting.surroundings import Util
from wirelatch.scripting.values import UNDEFINED, clone

Known = list[list[Any]]
"""Answers of the spec: pairs of `[what, key, store]` and a value."""


class NeedsAnswerError(Exception):
    """An evaluation asks for something that only the spec has."""

    def __init__(self, question: list[Any]) -> None:
        super().__init__(str(question))
        self.question = question


class SpecScope:
    """The node of a spec, as far as the spec has told of it."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.question: list[Any] | None = None
        """What was asked and is not known."""
        self.flow = SimpleNamespace(context=lambda: self._context("flow"))
        self.runtime = SimpleNamespace(global_context=lambda: self._context("global"))

    def context(self) -> Any:
        """The node's own context."""
        return self._context("node")

    def env(self, name: str) -> Any:
        """A variable of the process's environment."""
        return os.environ.get(name, UNDEFINED)

    def _context(self, kind: str) -> Any:
        return SimpleNamespace(get=lambda key, store=None: self._answer([kind, key, store]))

    def _answer(self, question: list[Any]) -> Any:
        for asked, value in self._known:
            if asked == question:
                return value
        self.question = question
        raise NeedsAnswerError(question)


class CodedError(ValueError):
    """An error with the code that Node-RED's functions give it."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text)
        self.code = code


def call(name: str, args: list[Any]) -> Any:
    """Call one of the functions below."""
    try:
        return _FUNCTIONS[name](*args)
    except NeedsAnswerError as error:
        return {"need": error.question}
    except paths.PathError as error:
        raise CodedError(str(error), "INVALID_EXPR") from None


def _evaluate(value: Any, kind: str, msg: Any, known: Known) -> Any:
    try:
        return {"value": typed_values.evaluate(value, kind, msg=msg, node=SpecScope(known))}
    except paths.PathError:
        raise
    except ValueError as error:
        code = "INVALID_BUFFER_DATA" if kind == "bin" else "INVALID_EXPR"
        raise CodedError(str(error), code) from None


def _set_object_property(obj: Any, path: str, value: Any) -> list[Any]:
    parts = paths.parse(path)
    return [paths._assign(obj, paths.resolve(parts, obj), value), obj]


def _set_message_property(msg: Any, path: str, value: Any) -> list[Any]:
    return [paths.set(msg, path, value), msg]


def _get_object_property(obj: Any, path: str) -> Any:
    return paths._walk(obj, paths.resolve(paths.parse(path), obj))


def _normalise(path: str, msg: Any, as_text: bool) -> Any:
    parts: Any = paths.parse(path)
    if msg is not None and msg is not UNDEFINED:
        parts = paths.resolve(parts, msg)
    return paths.normalise(parts) if as_text else _lists(parts)


def _lists(parts: Any) -> Any:
    return [_lists(part) for part in parts] if isinstance(parts, (tuple, list)) else parts


def _prepare_jsonata(text: str) -> dict[str, Any]:
    return {"_legacyMode": jsonata.compile(text).wants_msg}


def _evaluate_jsonata(text: str, msg: Any, known: Known) -> dict[str, Any]:
    scope = SpecScope(known)
    try:
        return {"value": jsonata.compile(text).evaluate(msg, scope)}
    except jsonata.JsonataError:
        if scope.question is None:
            raise
        return {"need": scope.question}


def _encode(event: dict[str, Any], limit: int | None) -> dict[str, Any]:
    return encode_event(event, DEFAULT_LENGTH if limit is None else limit)


_FUNCTIONS = {
    "generateId": generate_id,
    "compareObjects": Util.compare_objects,
    "ensureString": Util.ensure_string,
    "ensureBuffer": Util.ensure_bytes,
    "cloneMessage": clone,
    "getMessageProperty": paths.get,
    "getObjectProperty": _get_object_property,
    "setMessageProperty": _set_message_property,
    "setObjectProperty": _set_object_property,
    "normalisePropertyExpression": _normalise,
    "evaluateNodeProperty": _evaluate,
    "prepareJSONataExpression": _prepare_jsonata,
    "evaluateJSONataExpression": _evaluate_jsonata,
    "encodeObject": _encode,
}
