"""What one evaluation needs while it runs: variables, bounds, and calling functions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import thread_time
from typing import Any

from wirelatch.scripting.jsonata.errors import JsonataError, fail
from wirelatch.scripting.jsonata.kinds import Function, Implementation, is_function
from wirelatch.scripting.jsonata.signatures import Signature
from wirelatch.scripting.kinds import UNDEFINED

LONGEST = 2**26
"""Characters of a string, and items of an array, that one operation may make."""
_STEPS = 500
"""Steps between two looks at the clock."""


class Run:
    """One evaluation: its time, its bounds, and what happened in it."""

    __slots__ = (
        "allowance",
        "deadline",
        "deepest",
        "depth",
        "left",
        "limit",
        "nested",
        "now",
        "overridden",
        "scope",
    )

    def __init__(self, limit: float, deepest: int, scope: Any = None) -> None:
        self.limit = limit
        """Seconds."""
        self.deadline = 0.0
        self.left = _STEPS
        self.depth = 0
        self.deepest = deepest
        self.allowance = 20_000_000
        """Numbers that ranges may still make."""
        self.nested = False
        """Whether sequences may be inside what was made."""
        self.now: datetime | None = None
        self.overridden = False
        """Whether functions of the library may have got other meanings."""
        self.scope = scope

    def look(self) -> None:
        """Look at the clock, once in a while. Raises JsonataError when the time is over.

        It is processor time, so that a busy machine makes no difference to what an expression may do.
        """
        self.left = _STEPS
        now = thread_time()
        if not self.deadline:
            self.deadline = now + self.limit
        elif now > self.deadline:
            raise fail("D1012", value=round(self.limit * 1000))

    def spend(self, steps: int) -> None:
        """Count steps of work."""
        self.left -= steps
        if self.left < 0:
            self.look()


class Frame:
    """Variables of a block or a call, and the frame around it."""

    __slots__ = ("names", "outer", "run")

    def __init__(self, names: dict[str, Any], outer: Frame | None, run: Run) -> None:
        self.names = names
        self.outer = outer
        self.run = run

    def get(self, name: str) -> Any:
        """The value of a variable, UNDEFINED when it has none."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.names:
                return frame.names[name]
            frame = frame.outer
        return UNDEFINED


Code = Callable[[Any, Frame], Any]
"""A compiled expression: from the context value and the variables to the result."""


class Native(Function):
    """A function of the library."""

    __slots__ = ("implementation", "name", "signature", "wants_frame")

    def __init__(
        self,
        name: str,
        implementation: Implementation,
        signature: str | None,
        arity: int,
        *,
        wants_frame: bool = False,
    ) -> None:
        self.name = name
        self.implementation = implementation
        self.signature = None if signature is None else Signature(signature)
        self.arity = arity
        self.wants_frame = wants_frame

    def call(self, arguments: list[Any], context: Any, frame: Frame) -> Any:
        """Check the arguments and call it."""
        if self.signature is not None:
            arguments = self.signature.bind(arguments, context)
        if self.wants_frame:
            return self.implementation(frame, *arguments)
        return self.implementation(*arguments)


class Lambda(Function):
    """A function written in the expression, with the variables around it."""

    __slots__ = ("body", "context", "frame", "parameters", "signature")

    def __init__(
        self, parameters: list[str], body: Code, signature: Signature | None, context: Any, frame: Frame
    ) -> None:
        self.parameters = parameters
        self.arity = len(parameters)
        self.body = body
        self.signature = signature
        self.context = context
        self.frame = frame


class Placeholder:
    """The `?` of a partial application."""


PLACEHOLDER = Placeholder()


class Partial(Function):
    """A function some of whose arguments are given already."""

    __slots__ = ("function", "given")

    def __init__(self, function: Any, given: list[Any]) -> None:
        self.function = function
        self.given = given
        self.arity = sum(item is PLACEHOLDER for item in given)

    def arguments(self, more: list[Any]) -> list[Any]:
        """All arguments, when these fill the open places."""
        rest = iter(more)
        return [next(rest, UNDEFINED) if item is PLACEHOLDER else item for item in self.given]


class TailCall:
    """A call that is the last thing a function does: its caller makes it, so that the stack does not grow."""

    __slots__ = ("arguments", "function", "name", "position")

    def __init__(self, function: Any, arguments: list[Any], position: int, name: str | None) -> None:
        self.function = function
        self.arguments = arguments
        self.position = position
        self.name = name


def call(function: Any, arguments: list[Any], context: Any, frame: Frame) -> Any:
    """Call any function. The result may be a sequence that is not `finish`ed. Raises JsonataError."""
    run = frame.run
    while True:
        kind = type(function)
        if kind is Lambda:
            run.left -= 1
            if run.left < 0:
                run.look()
            if function.signature is not None:
                arguments = function.signature.bind(arguments, context)
            parameters = function.parameters
            if len(parameters) == 1 and arguments:
                names = {parameters[0]: arguments[0]}
            else:
                missing = len(parameters) - len(arguments)
                names = dict(zip(parameters, [*arguments, *[UNDEFINED] * missing], strict=False))
            depth = run.depth + 1
            if depth > run.deepest:
                raise fail("D1011")
            run.depth = depth
            result = function.body(function.context, Frame(names, function.frame, run))
            run.depth = depth - 1
        elif kind is Native:
            result = function.call(arguments, context, frame)
        elif kind is Partial:
            arguments = function.arguments(arguments)
            function = function.function
            continue
        elif isinstance(function, Function):
            return function.answer(arguments)  # type: ignore[attr-defined]
        elif is_function(function):
            while arguments and arguments[-1] is UNDEFINED:
                arguments = arguments[:-1]
            return function(*arguments)
        else:
            raise fail("T1006")
        if type(result) is not TailCall:
            return result
        function, arguments = result.function, result.arguments
        if not is_function(function):
            raise fail("T1006", result.position, result.name)


def arity(function: Any) -> int:
    """How many arguments a function takes."""
    return function.arity if isinstance(function, Function) else 3


def is_error(error: BaseException) -> bool:
    """Whether it is an error of JSONata's own."""
    return isinstance(error, JsonataError)
