"""Looking at messages while they move: live wires, traces, and the shapes of messages are observers.

Nothing of this costs anything while nobody looks. Attaching an observer takes the routes that it names off their short
cuts (the single receiver, runs of nodes, JavaScript functions in one crossing), so that each of their messages passes
`Machine.send`, and detaching puts the short cuts back. Only these routes are touched, so that it costs as much as the
flow that is looked at is large. What nodes are given, and in which order, stays the same: the long way is the one that
`wirelatch.engine.segments` measures its short cuts by.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from wirelatch.engine.routes import drop

if TYPE_CHECKING:
    from wirelatch.engine.machine import Machine
    from wirelatch.engine.routes import Message, Route
    from wirelatch.engine.segments import Segment

log = logging.getLogger(__name__)


class Observer:
    """Somebody who looks. What the methods raise is logged and disturbs no message."""

    handles = False
    """Whether `begin` and `end` are wanted, too."""

    def routes(self) -> Iterable[Route]:
        """The routes to look at; asked when the observer is attached, and whenever wires have been bound anew."""
        return ()

    def sent(self, route: Route, port: int, receiver: Route, msg: Message) -> None:
        """A message, the very object that the receiver gets, leaves an output over one wire."""

    def begin(self, route: Route, msg: Message) -> None:
        """A node is about to handle a message."""

    def end(self, route: Route, msg: Message) -> None:
        """The handler has returned; what it returned is sent next."""

    def failed(self, route: Route, error: str | BaseException, msg: Message | None) -> None:
        """A node reports an error, with the message that led to it where there is one."""


class _ShortCuts:
    """What a route had before somebody looked."""

    __slots__ = ("handle", "node", "only", "ports", "route", "segment", "wrapper")

    def __init__(self, route: Route) -> None:
        self.route = route
        self.node = route.node
        self.ports = route.ports
        self.only = route.only
        self.segment: Segment | None = route.segment
        self.handle: Callable[[Message], Any] | None = route.handle
        """None for the node's own `on_message`."""
        self.wrapper: Callable[[Message], Any] | None = None

    def put_back(self) -> None:
        route = self.route
        if route.node is not self.node or route.node is None or route.handle is drop:
            return  # It has stopped, is about to, or runs anew.
        if self.wrapper is not None:
            if route.handle is not self.wrapper:
                return
            route.handle = route.node.on_message if self.handle is None else self.handle
        if route.ports is self.ports:
            route.only = self.only
            route.segment = self.segment


class Observing:
    """The observers of a machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._observers: list[Observer] = []
        self._taken: list[_ShortCuts] = []
        self._observed: dict[Route, tuple[Observer, ...]] = {}

    @property
    def active(self) -> bool:
        """Whether anybody looks at anything."""
        return bool(self._observed)

    def attach(self, observer: Observer) -> None:
        """Let somebody look, from now on."""
        self._observers.append(observer)
        self.renew()

    def detach(self, observer: Observer) -> None:
        """End it."""
        if observer in self._observers:
            self._observers.remove(observer)
            self.renew()

    def renew(self) -> None:
        """Ask all observers again which routes they look at."""
        self.put_back()
        self.take()

    def put_back(self) -> None:
        """Give all routes their short cuts again; `take` must follow."""
        for taken in reversed(self._taken):
            taken.put_back()
        self._taken = []

    def take(self) -> None:
        """Take the short cuts of all routes that somebody looks at."""
        observed: dict[Route, list[Observer]] = {}
        for observer in self._observers:
            for route in dict.fromkeys(observer.routes()):
                if route.node is not None:
                    observed.setdefault(route, []).append(observer)
        self._observed = {route: tuple(observers) for route, observers in observed.items()}
        heads = {route.inside.members[0] for route in observed if route.inside is not None}
        for route in {**observed, **dict.fromkeys(heads)}:
            taken = _ShortCuts(route)
            self._taken.append(taken)
            route.segment = None
            if route in observed:
                route.only = None
                handling = [observer for observer in observed[route] if observer.handles]
                if handling:
                    self._wrap(taken, tuple(handling))
        # Whoever looked at wires has to look again: functions that ran in one crossing are apart now.
        self._machine.bindings += 1
        self._machine.look_who_watches()

    def _wrap(self, taken: _ShortCuts, observers: tuple[Observer, ...]) -> None:
        route = taken.route
        node, inner = route.node, route.handle
        assert node is not None
        # Looked up anew for each message: a node may take them with another function once it has started.
        own = inner == node.on_message
        if own:
            taken.handle = None

        def handle(msg: Message) -> Any:
            for observer in observers:
                self._tell(observer.begin, route, msg)
            try:
                return node.on_message(msg) if own else inner(msg)
            finally:
                for observer in observers:
                    self._tell(observer.end, route, msg)

        taken.wrapper = route.handle = handle

    def sent(self, route: Route, port: int, receiver: Route, msg: Message) -> None:
        """Tell whoever looks at the route."""
        for observer in self._observed.get(route, ()):
            self._tell(observer.sent, route, port, receiver, msg)

    def failed(self, route: Route, error: str | BaseException, msg: Message | None) -> None:
        """Tell whoever looks: also at what leads to the node that failed."""
        for observer in tuple(self._observers):
            self._tell(observer.failed, route, error, msg)

    @staticmethod
    def _tell(method: Callable[..., None], *args: Any) -> None:
        try:
            method(*args)
        except Exception:
            log.exception("an observer of messages failed")
