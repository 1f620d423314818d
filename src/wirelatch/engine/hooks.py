"""Hooks into the way of a message: `onSend preRoute preDeliver postDeliver onReceive postReceive onComplete`.

The names, their order and their payloads are Node-RED's: https://nodered.org/docs/api/hooks/messaging/. A handler takes
the event, and may be a coroutine; or it takes the event and a function to call when it is through. False, returned or
handed to that function, ends the way of the message there; an exception, raised or handed to it, is an error of the node.
While any hook is registered no run of nodes is executed as straight calls.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from wirelatch.engine.routes import HELD
from wirelatch.scripting.values import clone

if TYPE_CHECKING:
    from wirelatch.engine.machine import Machine
    from wirelatch.engine.routes import Message, Route

NAMES = ("onSend", "preRoute", "preDeliver", "postDeliver", "onReceive", "postReceive", "onComplete")

Handler = Callable[..., Any]
Outcome = BaseException | bool | None
"""How it went: None goes on, False ends the way of the message, an exception is an error."""


class _Entry:
    """A registered handler."""

    __slots__ = ("handler", "label", "removed", "takes_done")

    def __init__(self, label: str, handler: Handler) -> None:
        self.label = label
        self.handler = handler
        self.removed = False
        self.takes_done = _required_parameters(handler) >= 2


def _required_parameters(handler: Handler) -> int:
    try:
        parameters = inspect.signature(handler).parameters.values()
    except (TypeError, ValueError):
        return 1
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(p.kind in positional and p.default is p.empty for p in parameters)


class Hooks:
    """The registered handlers; an id is a hook's name, with `.label` behind it when it shall be removable."""

    def __init__(self) -> None:
        self.active = False
        self.on_change: Callable[[], None] = lambda: None
        self._entries: dict[str, list[_Entry]] = {name: [] for name in NAMES}

    def add(self, hook_id: str, handler: Handler) -> None:
        """Register a handler, after those that are there."""
        name, _, label = hook_id.partition(".")
        if name not in self._entries:
            raise ValueError(f"there is no hook named {name!r}; hooks are {', '.join(NAMES)}")
        if label and self.has(hook_id):
            raise ValueError(f"hook {hook_id} is already registered")
        self._entries[name].append(_Entry(label, handler))
        self._changed()

    def remove(self, hook_id: str) -> None:
        """Remove `name.label`, or `*.label` everywhere; messages on their way do not meet them any more either."""
        name, _, label = hook_id.partition(".")
        if not label:
            raise ValueError("a hook can only be removed by its label")
        for known in NAMES if name == "*" else (name,):
            kept = []
            for entry in self._entries.get(known, ()):
                entry.removed = entry.removed or entry.label == label
                if not entry.removed:
                    kept.append(entry)
            if known in self._entries:
                self._entries[known] = kept
        self._changed()

    def has(self, hook_id: str) -> bool:
        """Whether a hook has a handler, or with `name.label` that one."""
        name, _, label = hook_id.partition(".")
        return any(not label or entry.label == label for entry in self._entries.get(name, ()))

    def clear(self) -> None:
        """Remove all."""
        for entries in self._entries.values():
            for entry in entries:
                entry.removed = True
        self._entries = {name: [] for name in NAMES}
        self._changed()

    def _changed(self) -> None:
        self.active = any(self._entries.values())
        self.on_change()

    # Calling handlers ------------------------------------------------------------------------------------------

    def trigger(
        self, machine: Machine, route: Route, name: str, event: Any, done: Callable[[Outcome], None]
    ) -> None:
        """Call the handlers of a hook one after the other, then `done`; at once, unless one of them takes its time."""
        entries = self._entries[name]
        if not entries:
            done(None)
            return
        self._next(machine, route, iter(tuple(entries)), event, done)

    def _next(
        self,
        machine: Machine,
        route: Route,
        entries: Iterator[_Entry],
        event: Any,
        done: Callable[[Outcome], None],
    ) -> None:
        for entry in entries:
            if entry.removed:
                continue
            answer = _Answer(machine, route, lambda: self._next(machine, route, entries, event, done), done)
            try:
                result = entry.handler(event, answer) if entry.takes_done else entry.handler(event)
            except Exception as error:
                answer(error)
                return
            if entry.takes_done:
                answer.wait()
                return
            if inspect.isawaitable(result):
                answer.wait()
                asyncio.ensure_future(result).add_done_callback(answer.ended)
                return
            if result is False:
                done(False)
                return
        done(None)

    # The way of a message --------------------------------------------------------------------------------------

    def send(self, machine: Machine, source: Route, events: list[tuple[int, Route, Message]]) -> None:
        """Send events with the hooks that see a message on its way out."""
        if not events:
            return
        described = [
            {
                "msg": msg,
                "source": {"id": source.node_id, "node": source.node, "port": port},
                "destination": {"id": receiver.node_id, "node": None},
                "cloneMessage": position > 0,
            }
            for position, (port, receiver, msg) in enumerate(events)
        ]

        def route_all() -> None:
            for event in described:
                self._route(machine, source, event)

        self.trigger(machine, source, "onSend", described, _then(machine, source, route_all))

    def _route(self, machine: Machine, source: Route, event: dict[str, Any]) -> None:
        def deliver() -> None:
            source._sent += 1
            machine.inject(machine.route(event["destination"]["id"]), event["msg"])
            self.trigger(machine, source, "postDeliver", event, _then(machine, source, lambda: None))

        def find() -> None:
            receiver = machine.routes.get(event["destination"]["id"])
            if receiver is None or receiver.node is None:
                return
            event["destination"]["node"] = receiver.node
            if event["cloneMessage"]:
                event["msg"] = clone(event["msg"])
            self.trigger(machine, source, "preDeliver", event, _then(machine, source, deliver))

        self.trigger(machine, source, "preRoute", event, _then(machine, source, find))

    def completed(
        self, machine: Machine, route: Route, msg: Message, error: BaseException | None = None
    ) -> None:
        """Trigger `onComplete`: a node is done with a message, or has failed to handle it."""
        event = {"msg": msg, "error": error, "node": {"id": route.node_id, "node": route.node}}
        self.trigger(machine, route, "onComplete", event, _then(machine, route, lambda: None))

    def receiving(self, machine: Machine, route: Route) -> Callable[[Message], Any]:
        """A handler for `route` that triggers the hooks around its node's own."""
        node = route.node
        assert node is not None

        def handle(msg: Message) -> Any:
            event = {"msg": msg, "destination": {"id": route.node_id, "node": node}}
            output: Any = HELD
            at_once = True

            def receive() -> None:
                nonlocal output
                received = event["msg"]
                try:
                    if at_once:
                        output = node.on_message(received)
                    else:
                        machine.finish(route, received, node.on_message(received))
                except Exception as error:
                    if at_once:
                        raise
                    machine.fail(route, error, received)
                finally:
                    self.trigger(machine, route, "postReceive", event, _then(machine, route, lambda: None))

            failure: list[Exception] = []

            def go_on(outcome: Outcome) -> None:
                if outcome is None:
                    try:
                        receive()
                    except Exception as error:
                        failure.append(error)
                elif outcome is not False:
                    machine.fail(route, _error(outcome), None)

            self.trigger(machine, route, "onReceive", event, go_on)
            at_once = False
            if failure:
                raise failure[0]
            return output

        return handle


class _Answer:
    """What a handler that takes its time tells the outcome to; the first time counts."""

    __slots__ = ("_done", "_go_on", "_machine", "_route", "_told", "_waiting")

    def __init__(
        self, machine: Machine, route: Route, go_on: Callable[[], None], done: Callable[[Outcome], None]
    ) -> None:
        self._machine, self._route, self._go_on, self._done = machine, route, go_on, done
        self._told = self._waiting = False

    def __call__(self, outcome: Outcome = None) -> None:
        if self._told:
            return
        self._told = True
        if self._waiting:
            self._machine.release(self._route)
        if outcome is False or isinstance(outcome, BaseException):
            self._done(outcome)
        else:
            self._go_on()

    def wait(self) -> None:
        """The handler is not through yet: the machine is not idle until it is."""
        if not self._told:
            self._waiting = True
            self._machine.hold(self._route)

    def ended(self, future: asyncio.Future[Any]) -> None:
        """The coroutine of a handler has ended."""
        if future.cancelled():
            self(False)
        else:
            self(future.exception() or (False if future.result() is False else None))


def _then(machine: Machine, route: Route, go_on: Callable[[], None]) -> Callable[[Outcome], None]:
    """What follows a hook: go on, or report its error as one of the node."""

    def done(outcome: Outcome) -> None:
        if outcome is False:
            return
        if outcome is not None:
            machine.fail(route, _error(outcome), None)
            return
        try:
            go_on()
        except Exception as error:
            machine.fail(route, error, None)

    return done


def _error(outcome: Outcome) -> BaseException:
    return outcome if isinstance(outcome, BaseException) else RuntimeError(str(outcome))
