"""The work queue that moves messages, for all flows of a runtime.

Message semantics are Node-RED's (`packages/node_modules/@node-red/runtime/lib/nodes/Node.js` shows them in code):
every send event waits in one first-in-first-out queue, so that branches take turns; the first event of a `send` call
carries the message itself and every later one a clone; a message without `_msgid` gets one.

The loop below is the hottest code of Wirelatch. Two rules keep it equal to a plain queue:

* *Straight on.* When a node has handed one message to one receiver and nothing else waits, that receiver is next in
  any case: it is called at once, without a detour through the queue.
* *Runs.* `wirelatch.engine.segments` tells which runs of nodes may be executed as straight calls, and why.

Whatever goes wrong while a message is moved (a handler, but also cloning, a Catch or Complete node, an output that
cannot be looked at) is an error of the node that has the message; the queue goes on with the next one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic
from typing import Any

from wirelatch.engine.hooks import Hooks
from wirelatch.engine.identifiers import generate_id
from wirelatch.engine.observing import Observing
from wirelatch.engine.routes import HELD, Message, Route
from wirelatch.scripting.values import clone, type_of

log = logging.getLogger(__name__)

TURN_SECONDS = 0.005
"""How long the queue may run before the event loop gets its turn."""
_LOOK_AT_CLOCK = 16
"""Nodes, or runs of them, between two looks at the clock."""


class Machine:
    """The queue, and what is done with a message before and after a node has it."""

    def __init__(self, *, synchronous: bool = False) -> None:
        self.synchronous = synchronous
        """Whether a message is handled before `send` returns (Node-RED's `runtimeSyncDelivery`), not in its turn."""
        self.routes: dict[str, Route] = {}
        self.hooks = Hooks()
        self.watched = False
        """Whether hooks or observers want to see what is sent."""
        self.observing = Observing(self)
        self.hooks.on_change = self.look_who_watches
        self.current: Route | None = None
        """The node that is running at this moment; a watchdog thread may look at it."""
        self.bindings = 0
        """Grows whenever receivers are bound anew: whoever looked at wires may have to look again."""
        self._queue: deque[tuple[Route, Message]] = deque()
        self._scheduled = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting = 0
        self._idle: list[asyncio.Future[None]] = []
        self.on_failure: Callable[[Route, BaseException, Message | None], None] = _log_failure
        """Called with every exception that a handler raised."""
        self.on_complete: Callable[[Route, Message], None] = lambda route, msg: None
        """Called when a node that Complete nodes listen to is done with a message."""

    # Entrances -------------------------------------------------------------------------------------------------

    def route(self, node_id: str) -> Route:
        """The route of a node id, made at first sight."""
        route = self.routes.get(node_id)
        if route is None:
            route = self.routes[node_id] = Route(node_id)
        return route

    def inject(self, route: Route, msg: Message) -> None:
        """Queue a message for a node's input."""
        if not msg.get("_msgid"):
            msg["_msgid"] = generate_id()
        self._push(route, msg)

    def deliver(self, route: Route, msg: Message) -> None:
        """Let a node handle a message now, before whatever waits; what it sends waits in the queue as ever."""
        if not msg.get("_msgid"):
            msg["_msgid"] = generate_id()
        before, self.current = self.current, route
        try:
            self._handle(route, msg)
        finally:
            self.current = before

    def send(self, route: Route, output: Any) -> None:
        """Send what a node hands out: see `wirelatch.engine.node.Output`."""
        if output is None:
            return
        if self.watched:
            self._send_watched(route, output)
            return
        target = route.only
        if target is not None and type(output) is dict:
            if "_msgid" not in output or not output["_msgid"]:
                output["_msgid"] = generate_id()
            route._sent += 1
            self._queue.append((target, output))
            if not self._scheduled:
                self._schedule()
            return
        for position, (_, receiver, msg) in enumerate(self._events(route, output)):
            try:
                copy = clone(msg) if position else msg
            except Exception as error:
                self.fail(route, error, msg)
                continue
            route._sent += 1
            self._push(receiver, copy)

    def look_who_watches(self) -> None:
        """Hooks or observers have come or gone."""
        self.watched = self.hooks.active or self.observing.active

    def _send_watched(self, route: Route, output: Any) -> None:
        """`send`, past hooks and observers."""
        events = self._events(route, output)
        observing = self.observing
        if self.hooks.active:
            for port, receiver, msg in events:
                observing.sent(route, port, receiver, msg)
            self.hooks.send(self, route, events)
            return
        for position, (port, receiver, msg) in enumerate(events):
            try:
                copy = clone(msg) if position else msg
            except Exception as error:
                self.fail(route, error, msg)
                continue
            route._sent += 1
            observing.sent(route, port, receiver, copy)
            self._push(receiver, copy)

    def _events(self, route: Route, output: Any) -> list[tuple[int, Route, Message]]:
        """The send events of one `send` call as (port, receiver, message), in Node-RED's order:
        output, then wire, then message; all of them with a `_msgid`."""
        events: list[tuple[int, Route, Message]] = []
        ports = route.ports
        if not ports:
            return events
        if isinstance(output, dict):
            output = (output,)
        elif not isinstance(output, (list, tuple)):
            self._not_a_message(route, output)
            return events
        known_id: str | None = None
        missing = False
        for port, (receivers, entry) in enumerate(zip(ports, output, strict=False)):
            if entry is None:
                continue
            messages = entry if isinstance(entry, (list, tuple)) else (entry,)
            for receiver in receivers:
                for msg in messages:
                    if isinstance(msg, dict):
                        msg_id = msg.get("_msgid")
                        if not msg_id:
                            missing = True
                        elif known_id is None:
                            known_id = msg_id
                        events.append((port, receiver, msg))
                    elif msg is not None:
                        self._not_a_message(route, msg)
        if missing:
            known_id = known_id or generate_id()
            for _, _, msg in events:
                if not msg.get("_msgid"):
                    msg["_msgid"] = known_id
        return events

    def _not_a_message(self, route: Route, value: Any) -> None:
        kind = type_of(value)
        self.fail(route, TypeError(f"Function tried to send a message of type {kind}"), None)

    def fail(self, route: Route, error: BaseException, msg: Message | None) -> None:
        """Report an error of a node; whatever goes wrong in doing so ends here."""
        try:
            self.on_failure(route, error, msg)
        except Exception:
            log.exception("an error of %r could not be reported: %r", route, error)

    # The queue -------------------------------------------------------------------------------------------------

    @property
    def backlog(self) -> int:
        """Messages that wait in the queue; who reads from outside may wait until it has become shorter."""
        return len(self._queue)

    @property
    def busy(self) -> bool:
        """Whether messages wait, or nodes are still at work on some."""
        return bool(self._queue or self._waiting)

    def _push(self, route: Route, msg: Message) -> None:
        if self.synchronous:
            self.deliver(route, msg)
            return
        self._queue.append((route, msg))
        if not self._scheduled:
            self._schedule()

    def _schedule(self) -> None:
        loop = self._loop
        if loop is None or loop.is_closed():
            loop = self._loop = asyncio.get_running_loop()
        loop.call_soon(self._turn)
        self._scheduled = True

    def _turn(self) -> None:
        """Run the queue until it is empty or the time of a turn is up."""
        deadline = monotonic() + TURN_SECONDS
        try:
            while self._queue:
                if self._run(deadline) or monotonic() > deadline:
                    break
        finally:
            # Also when something that is no `Exception` has come through: the queue must go on.
            self.current = None
            self._scheduled = False
            if self._queue:
                self._schedule()
            elif self._idle and not self._waiting:
                self._tell_idle()

    def _run(self, deadline: float) -> bool:
        """Run the queue; True when the time is up, False when it is empty or an error of a node has been reported."""
        queue = self._queue
        pop, push = queue.popleft, queue.append
        countdown = _LOOK_AT_CLOCK
        route, msg = pop()
        try:
            while True:
                countdown -= 1
                if not countdown:
                    if monotonic() > deadline:
                        queue.appendleft((route, msg))
                        return True
                    countdown = _LOOK_AT_CLOCK
                segment = route.segment
                if segment is not None and (segment.always or not queue):
                    passed = segment.run(self, msg, queue)
                    if passed is not None:
                        route, msg = segment.exit, passed
                        if not queue or segment.straight_on:
                            continue
                        push((route, msg))
                else:
                    self.current = route
                    route._received += 1
                    output = route.handle(msg)
                    if type(output) is dict:
                        target = route.only
                        if target is None:
                            self.send(route, output)
                        else:
                            if "_msgid" not in output or not output["_msgid"]:
                                output["_msgid"] = generate_id()
                            route._sent += 1
                            if not queue and not route.completes:
                                route, msg = target, output
                                continue
                            push((target, output))
                    elif output is not None:
                        if type(output) is not list and hasattr(output, "__await__"):
                            self._defer(route, msg, output)
                            if not queue:
                                return False
                            route, msg = pop()
                            continue
                        self.send(route, output)
                    if route.completes:
                        self.on_complete(route, msg)
                if not queue:
                    return False
                route, msg = pop()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            # Also a `SystemExit`: no node may end the program.
            self.fail(route, error, msg)
        return False

    def _handle(self, route: Route, msg: Message) -> None:
        route._received += 1
        try:
            self.finish(route, msg, route.handle(msg))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self.fail(route, error, msg)

    def finish(self, route: Route, msg: Message, output: Any) -> None:
        """What follows when a handler has returned."""
        if output is not None:
            if type(output) is not list and hasattr(output, "__await__"):
                self._defer(route, msg, output)
                return
            self.send(route, output)
        if route.completes:
            self.on_complete(route, msg)

    # Deferred work ---------------------------------------------------------------------------------------------

    def _defer(self, route: Route, msg: Message, work: Awaitable[Any]) -> None:
        if work is HELD:
            return
        future = work if isinstance(work, asyncio.Future) else asyncio.ensure_future(work)
        self._waiting += 1
        route.pending += 1
        if isinstance(future, asyncio.Task) and route.node is not None:
            route.node.adopt(future)
        future.add_done_callback(partial(self._deferred, route, msg))

    def _deferred(self, route: Route, msg: Message, future: asyncio.Future[Any]) -> None:
        self._waiting -= 1
        route.pending -= 1
        try:
            if not future.cancelled():
                error = future.exception()
                if error is not None:
                    self.fail(route, error, msg)
                else:
                    self.send(route, future.result())
                    if route.completes:
                        self.on_complete(route, msg)
        except Exception as error:
            self.fail(route, error, msg)
        finally:
            if self._idle and not self._waiting and not self._queue:
                self._tell_idle()

    def hold(self, route: Route) -> None:
        """A node keeps a message without a future for it; `release` must follow, and the node sends by itself."""
        self._waiting += 1
        route.pending += 1

    def release(self, route: Route) -> None:
        """The end of a `hold`."""
        self._waiting -= 1
        route.pending -= 1
        if self._idle and not self._waiting and not self._queue:
            self._tell_idle()

    async def idle(self) -> None:
        """Wait until no message is queued and no handler is awaited; timers of nodes do not count."""
        while self._queue or self._waiting:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._idle.append(future)
            await future

    def _tell_idle(self) -> None:
        waiters, self._idle = self._idle, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)


def _log_failure(route: Route, error: BaseException, msg: Message | None) -> None:
    log.error("%r failed: %s", route, error)
