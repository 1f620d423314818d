"""JavaScript functions as Python holds them: what was defined, what crosses for a message, the calls in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from wirelatch.jshost.codec import PartOf
from wirelatch.scripting import paths
from wirelatch.scripting.kinds import ErrorValue

Message = dict[str, Any]


class JsError(Exception):
    """An error of user code; its text, `code` and `stack` are what JavaScript gave."""

    def __init__(
        self,
        text: str,
        code: Any = None,
        stack: str | None = None,
        cause: str | None = None,
        name: str = "Error",
        message: str | None = None,
    ) -> None:
        super().__init__(text)
        self.code = code
        self.stack = stack or text
        self.name = name
        self.message = text if message is None else message
        """The text without the name."""
        self.thrown = False
        """Whether the code threw it for a message, where Node-RED sets `msg.error` to the error itself."""
        if cause is not None:
            self.__cause__ = JsError(cause)

    def as_value(self) -> ErrorValue:
        """The error as a message can hold it."""
        value = ErrorValue({"name": self.name, "message": self.message, "stack": self.stack})
        if self.code is not None:
            value["code"] = self.code
        return value

    @classmethod
    def of(cls, described: Any) -> JsError | str:
        """From what `js/errors.ts` writes: `[text, code, stack, cause, name, message]`, or a plain text."""
        return cls(*described) if isinstance(described, list) else str(described)


class FunctionOwner(Protocol):
    """The node that a function belongs to, told of everything its code does."""

    def js_started(self, error: JsError | str | None) -> None:
        """On Start is through, or the function cannot run."""

    def js_sent(self, output: Any) -> None:
        """`node.send`, and what a chain of functions handed out at its end."""

    def js_finished(self, call: Call, output: Any) -> None:
        """The function returned; not called for a chain that ended in another function."""

    def js_passed(self, call: Call, last: FunctionOwner) -> None:
        """The function handed its message on, and `last` was the function that the message got to."""

    def js_failed(self, call: Call, owner: FunctionOwner, error: JsError | str) -> None:
        """`owner`, this function or one that it handed its message to, failed."""

    def js_done(self, call: Call) -> None:
        """`node.done()`."""

    def js_dropped(self, call: Call) -> None:
        """The function is not there to take the message."""

    def js_reported(self, error: JsError | str, msg: Message | None) -> None:
        """`node.error`."""

    def js_logged(self, level: str, value: Any) -> None:
        """`node.warn`, `node.log`, `node.debug`, `node.trace`."""

    def js_status(self, status: Any) -> None:
        """`node.status`."""

    async def js_asked(self, what: str, details: list[Any]) -> Any:
        """What the code asks of Python (`host.ask` in `js/host.ts`); an exception's text is the answer's error."""


class Call:
    """A message that a function has, and what to do when it is through."""

    __slots__ = ("future", "id", "lives", "msg", "returned", "target")

    def __init__(
        self, number: int, target: JsFunction, msg: Message, future: asyncio.Future[Any] | None
    ) -> None:
        self.id = number
        self.target = target
        self.msg = msg
        self.future = future
        """Resolved when the message is done, for an owner that wants to know."""
        self.lives = 1
        """How often it may be sent again when the process ends before it was begun."""
        self.returned = False


Projection = Callable[[Message], Any]


def _whole(msg: Message) -> Any:
    return msg


def compile_projection(needs: Mapping[str, Any]) -> Projection:
    """A function that picks from a message what `needs` (see `js/analysis.ts`) says must cross."""
    if needs["whole"]:
        return _whole
    touched: list[list[str]] = needs["touched"]
    if not touched:
        return lambda msg: {}
    if all(len(path) == 1 for path in touched):
        keys = [path[0] for path in touched]
        if len(keys) == 1:
            only = keys[0]
            return lambda msg: {only: msg[only]} if only in msg else {}
        return lambda msg: {key: msg[key] for key in keys if key in msg}
    tree: dict[str, Any] = {}
    for path in touched:
        level = tree
        for name in path[:-1]:
            level = level.setdefault(name, {})
        level[path[-1]] = None
    return lambda msg: _pick(msg, tree)


def _pick(value: Any, tree: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {
            name: value[name] if inner is None else _pick(value[name], inner)
            for name, inner in tree.items()
            if name in value
        }
    if value is None or isinstance(value, (str, int, float, list, tuple, bytes, bytearray)):
        return value
    return PartOf(value, tree)


def apply_changes(msg: Message, changed: Any, deleted: Any) -> None:
    """Carry out what a function changed in its message; what it left alone stays the same object."""
    if changed:
        for index in range(0, len(changed), 2):
            path = changed[index]
            if isinstance(path, str):
                msg[path] = changed[index + 1]
            else:
                _parent_of(msg, path)[path[-1]] = changed[index + 1]
    if deleted:
        for path in deleted:
            if isinstance(path, str):
                msg.pop(path, None)
            else:
                _parent_of(msg, path).pop(path[-1], None)


def _parent_of(msg: Message, path: Sequence[str]) -> dict[str, Any]:
    value: Any = msg
    for name in path[:-1]:
        value = paths.member(value, name)
    return value if isinstance(value, dict) else {}


class JsFunction:
    """One function in the JavaScript process."""

    def __init__(
        self, key: int, owner: FunctionOwner, definition: dict[str, Any], scopes: Sequence[str]
    ) -> None:
        self.key = key
        self.owner = owner
        self.definition = definition
        self.scopes = scopes
        """The context scopes that its code can reach."""
        self.project: Projection = _whole
        self.hands_on = False
        """Whether a function wired behind it may run in the same crossing."""
        self.repeatable = True
        """Whether a call that was begun and lost can be made again: its code never waits for anything."""
        self.sends_late = True
        """Whether its code may send a message when its call is over."""
        self.calls_done = False
        """Whether its code calls `node.done()` itself."""
        self.next: JsFunction | None = None
        self.closed: asyncio.Future[None] | None = None
        self.blocks: list[float] = []
        """When it kept the process from answering."""
        self.failed = False
        self.prepared = False
        """Whether messages can come: its code was read, On Start and modules, if there are any, are under way."""

    def needs_changed(self, needs: Mapping[str, Any]) -> None:
        """The JavaScript end has worked out what the code needs."""
        self.prepared = self.prepared or bool(
            self.definition["initialize"].strip() or self.definition["libs"]
        )
        self.project = compile_projection(needs)
        self.hands_on = needs["handsOn"]
        self.calls_done = needs["callsDone"]
        self.repeatable = not needs["isAsync"]
        self.sends_late = needs["sendsLate"]
