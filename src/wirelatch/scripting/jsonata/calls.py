"""Calls, compiled: `f(x)`, `f(?, x)` and `x ~> f`. https://docs.jsonata.org/programming"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.scripting.jsonata.errors import JsonataError, fail
from wirelatch.scripting.jsonata.kinds import Function, finish, is_function
from wirelatch.scripting.jsonata.runtime import (
    PLACEHOLDER,
    Code,
    Frame,
    Native,
    Partial,
    TailCall,
    call,
)
from wirelatch.scripting.jsonata.syntax import Node
from wirelatch.scripting.kinds import UNDEFINED


class Chain(Function):
    """`f ~> g`: what `f` gives goes to `g`."""

    __slots__ = ("first", "frame", "second")

    def __init__(self, first: Any, second: Any, frame: Frame) -> None:
        self.first = first
        self.second = second
        self.frame = frame
        self.arity = 1

    def answer(self, arguments: list[Any]) -> Any:
        """Call both."""
        between = finish(call(self.first, arguments[:1], None, self.frame))
        return finish(call(self.second, [between], None, self.frame))


class Calls:
    """The part of the compiler that is about calls."""

    library: Mapping[str, Any]
    bound: set[str]
    dynamic: bool

    def code(self, node: Node) -> Code:
        """Compile a node."""
        raise NotImplementedError

    def _call(self, node: Node) -> Code:
        codes = [self.code(item) for item in node.items]
        general = self._general(node, codes)
        function = self._known(node.left)
        if function is None or (node.tail and len(codes) < function.arity):
            return general
        bind, name = None if function.signature is None else function.signature.bind, function.name
        end = _ending(node)
        implementation, position, wants_frame = function.implementation, node.position, function.wants_frame

        if len(codes) == 1 and not wants_frame and bind is not None:
            only = codes[0]

            def call_one(value: Any, frame: Frame) -> Any:
                if frame.run.overridden:
                    return general(value, frame)
                argument = only(value, frame)
                try:
                    return end(implementation(*bind([argument], value)))
                except JsonataError as error:
                    error.at(position, name)
                    raise

            return call_one

        def call_known(value: Any, frame: Frame) -> Any:
            if frame.run.overridden:
                return general(value, frame)
            arguments = [code(value, frame) for code in codes]
            try:
                if bind is not None:
                    arguments = bind(arguments, value)
                if wants_frame:
                    return end(implementation(frame, *arguments))
                return end(implementation(*arguments))
            except JsonataError as error:
                error.at(position, name)
                raise

        return call_known

    def _known(self, node: Node) -> Native | None:
        """The function of the library that a call certainly means."""
        if node.kind != "variable" or self.dynamic or node.value in self.bound or node.predicates is not None:
            return None
        function = self.library.get(node.value)
        return function if isinstance(function, Native) else None

    def _general(self, node: Node, codes: list[Code], *, applied: Code | None = None) -> Code:
        procedure, position = self.code(node.left), node.position
        name = _name_of(node.left)
        tail = node.tail and applied is None
        end = _ending(node) if applied is None else _as_is

        def invoke(value: Any, frame: Frame) -> Any:
            function = procedure(value, frame)
            if function is UNDEFINED:
                raise self._not_a_function(node, "T1005", "T1006", frame)
            arguments = [] if applied is None else [applied(value, frame)]
            for code in codes:
                arguments.append(code(value, frame))
            if tail:
                return TailCall(function, arguments, position, name)
            try:
                return end(call(function, arguments, value, frame))
            except JsonataError as error:
                error.at(position, name)
                raise

        return invoke

    def _not_a_function(self, node: Node, hint: str, plain: str, frame: Frame) -> JsonataError:
        name = _name_of(node.left)
        if node.left.kind == "path" and name is not None:
            known = frame.get(name)
            if known is not UNDEFINED or name in self.library:
                return fail(hint, node.position, name)
        return fail(plain, node.position, name)

    def _partial(self, node: Node) -> Code:
        codes = [None if item.kind == "placeholder" else self.code(item) for item in node.items]
        procedure = self.code(node.left)

        def apply_in_part(value: Any, frame: Frame) -> Any:
            given = [PLACEHOLDER if code is None else code(value, frame) for code in codes]
            function = procedure(value, frame)
            if not is_function(function):
                raise self._not_a_function(node, "T1007", "T1008", frame)
            return Partial(function, given)

        return apply_in_part

    def _apply(self, node: Node) -> Code:
        left, position = self.code(node.left), node.position
        if node.right.kind == "call" and node.right.predicates is None and node.right.group is None:
            codes = [self.code(item) for item in node.right.items]
            return self._general(node.right, codes, applied=left)
        right = self.code(node.right)

        def apply(value: Any, frame: Frame) -> Any:
            argument, function = left(value, frame), right(value, frame)
            if not is_function(function):
                raise fail("T2006", position, "~>", function)
            if is_function(argument):
                return Chain(argument, function, frame)
            try:
                return call(function, [argument], None, frame)
            except JsonataError as error:
                error.at(position, "~>")
                raise

        return apply


def _as_is(value: Any) -> Any:
    return value


def _ending(node: Node) -> Any:
    """What is done to a call's result: it is finished, unless predicates, a grouping or `[]` come before that."""
    return _as_is if node.keep_array or node.predicates is not None or node.group is not None else finish


def _name_of(node: Node) -> Any:
    return node.items[0].value if node.kind == "path" else node.value
