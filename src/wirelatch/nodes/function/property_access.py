"""Where a rule reads and writes: typed values and typed targets, compiled once when a node starts.

A source that lies below a property which does not exist raises LookupError, as reading it throws in JavaScript; the
node decides what that means. A property expression that cannot be parsed behaves like a property that is never there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from wirelatch.engine.node import Message, Node
from wirelatch.scripting import jsonata, paths, typed_values
from wirelatch.scripting.scope import context_of
from wirelatch.scripting.values import UNDEFINED, clone, to_number, to_string

Reader = Callable[[Message], Any]


@dataclass(frozen=True, slots=True)
class Value:
    """A source of values. `constant` is set where the value is the same for every message and cannot be changed."""

    read: Reader
    constant: Any = UNDEFINED


@dataclass(frozen=True, slots=True)
class Target:
    """A property of the message or of context that can be assigned and deleted."""

    kind: str
    path: str
    assign: Callable[[Message, Any], bool]
    """False when something on the way is not an object; assigning UNDEFINED deletes."""
    own: str | None = None
    """The name of the message's own property that this is, when it is one."""

    def delete(self, msg: Message) -> None:
        """Remove the property; nothing happens when it is not there."""
        self.assign(msg, UNDEFINED)

    @property
    def is_message(self) -> bool:
        """Whether this is a property of the message, not of context."""
        return self.kind == "msg"

    @property
    def name(self) -> str:
        """The target as the user knows it."""
        return f"{self.kind}.{self.path}"


def touches_context(rule: Mapping[str, Any]) -> bool:
    """Whether a rule, by any of its types, reads or writes context."""
    kinds = (rule.get("pt"), rule.get("tot"), rule.get("fromt"), rule.get("vt"), rule.get("v2t"))
    expressions = [
        rule.get(key)
        for key, kind in (("to", "tot"), ("v", "vt"), ("v2", "v2t"))
        if rule.get(kind) == "jsonata"
    ]
    return any(kind in ("flow", "global") for kind in kinds) or any(
        "Context" in str(text) for text in expressions
    )


def compile_source(node: Node, source: Any, kind: str) -> Value:
    """A typed value as a reader; raises ValueError when the value itself is malformed."""
    if kind == "msg":
        return Value(compile_read(str(source)))
    if kind in _CONSTANTS:
        constant = _CONSTANTS[kind](source)
        if isinstance(constant, (dict, list)):
            return Value(lambda msg: clone(constant))
        return Value(lambda msg: constant, constant)
    if kind == "env":
        value = node.evaluate(source, "env", None)
        return Value(lambda msg: clone(value), UNDEFINED if isinstance(value, (dict, list)) else value)
    if kind == "jsonata":
        expression = jsonata.compile(str(source))
        return Value(lambda msg: expression.evaluate(msg, node))
    if kind in ("flow", "global"):
        return Value(_compile_context(node, str(source), kind))
    if kind in ("date", "re"):
        return Value(lambda msg: node.evaluate(source, kind, msg))
    return Value(lambda msg: source, source)


def _compile_context(node: Node, source: str, kind: str) -> Reader:
    key, store = typed_values.parse_context_key(source)
    if "[msg" in key:
        return lambda msg: node.evaluate(source, kind, msg)
    return lambda msg: context_of(node, kind).get(key, store)


def _json(source: Any) -> Any:
    try:
        return orjson.loads(to_string(source))
    except orjson.JSONDecodeError as error:
        raise ValueError(f"invalid JSON {to_string(source)!r}: {error}") from None


_CONSTANTS: dict[str, Callable[[Any], Any]] = {
    "str": lambda source: source,
    "num": to_number,
    "bool": lambda source: to_string(source).lower() == "true",
    "json": _json,
    "bin": lambda source: typed_values.evaluate(source, "bin"),
}


def compile_read(path: str) -> Reader:
    """A reader of a message property: UNDEFINED when it is absent, LookupError when its parent is."""
    try:
        get, parts = paths.compile_get(path), paths.of_message(path)
    except paths.PathError as error:
        return _never(str(error))
    if len(parts) == 1:
        return _one_deep(parts[0], get) if isinstance(parts[0], str) else get
    above = parts[:-1]

    def read(msg: Message) -> Any:
        try:
            value = get(msg)
            if value is UNDEFINED:
                found: Any = msg
                for key in paths.resolve(above, msg):
                    found = paths.member(found, key)
                    if found is None or found is UNDEFINED:
                        raise LookupError(path)
        except paths.PathError as error:
            raise LookupError(str(error)) from None
        return value

    if len(parts) == 2 and isinstance(parts[0], str) and isinstance(parts[1], str):
        return _two_deep(parts[0], parts[1], read)
    return read


def _one_deep(name: str, otherwise: Reader) -> Reader:
    """A property of the message itself."""

    def read(msg: Message) -> Any:
        return msg.get(name, UNDEFINED) if type(msg) is dict else otherwise(msg)

    return read


def _two_deep(first: str, second: str, otherwise: Reader) -> Reader:
    """The commonest nested path, `a.b`, without a loop where `a` is an object that has `b`."""

    def read(msg: Message) -> Any:
        parent = msg.get(first)
        if type(parent) is dict:
            return parent.get(second, UNDEFINED)
        return otherwise(msg)

    return read


def _never(reason: str) -> Reader:
    def read(msg: Message) -> Any:
        raise LookupError(reason)

    return read


def compile_target(node: Node, path: str, kind: str) -> Target:
    """What a rule writes to: a property of the message, or of flow or global context."""
    if kind == "msg":
        return Target(kind, path, _message_setter(path), own_property(path))
    if kind not in ("flow", "global"):
        raise ValueError(f"cannot write to a value of type {kind!r}: expected msg, flow or global")
    key, store = typed_values.parse_context_key(path)
    dynamic = "[msg" in key

    def assign(msg: Message, value: Any) -> bool:
        wanted = paths.normalise(paths.resolve(paths.parse(key), msg)) if dynamic else key
        context_of(node, kind).set(wanted, value, store)
        return True

    return Target(kind, path, assign)


def _set_two_deep(
    first: str, second: str, otherwise: Callable[[Message, Any], bool]
) -> Callable[[Message, Any], bool]:
    def assign(msg: Message, value: Any) -> bool:
        if value is not UNDEFINED:
            parent = msg.get(first, UNDEFINED)
            if type(parent) is dict:
                parent[second] = value
                return True
            if parent is UNDEFINED:
                msg[first] = {second: value}
                return True
        return otherwise(msg, value)

    return assign


def own_property(path: str) -> str | None:
    """The name, where a path means a property of the message itself."""
    try:
        parts = paths.of_message(path)
    except paths.PathError:
        return None
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else None


def _message_setter(path: str) -> Callable[[Message, Any], bool]:
    try:
        assign, parts = paths.compile_set(path), paths.of_message(path)
    except paths.PathError:
        return lambda msg, value: True
    if not any(isinstance(part, tuple) for part in parts):
        if len(parts) == 2 and isinstance(parts[0], str) and isinstance(parts[1], str):
            return _set_two_deep(parts[0], parts[1], assign)
        return assign

    def assign_dynamic(msg: Message, value: Any) -> bool:
        try:
            return assign(msg, value)
        except paths.PathError:
            return True

    return assign_dynamic
