"""WebSocket connections that others make to a path below the address of the flows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial

from starlette.types import Receive, Scope, Send

from wirelatch.engine.identifiers import generate_id
from wirelatch.nodes.network.sockets.back_pressure import (
    LOOK_AGAIN_SECONDS,
    caught_up,
    has_caught_up,
    is_behind,
)
from wirelatch.nodes.network.sockets.connection_budget import budget_of
from wirelatch.nodes.network.websocket.endpoint import LARGEST_MESSAGE, WebSocketEndpoint
from wirelatch.nodes.network.websocket.outbox import Data, Outbox, QueuedOutbox, StraightOutbox
from wirelatch.webkit.bounded_websocket import BoundedWebSocket

CLOSE_SECONDS = 1.0
_GOING_AWAY, _TRY_AGAIN_LATER = 1001, 1013


class Serving:
    """Listens for an endpoint; an ASGI application for WebSockets."""

    def __init__(self, endpoint: WebSocketEndpoint, path: str) -> None:
        self._endpoint = endpoint
        self._path = path
        self._budget = budget_of(endpoint.runtime)
        self._outboxes: dict[str, Outbox] = {}
        self._senders: dict[str, asyncio.Task[None]] = {}
        self._remove: Callable[[], None] = lambda: None
        self._slow: set[str] = set()
        self._held: set[str] = set()

    def start(self) -> None:
        """Take the path. Raises ValueError when another listener has it."""
        self._remove = self._endpoint.runtime.http.add_websocket(self._path, self)

    def used(self) -> None:
        """Nothing to do: it listens already."""

    def count(self) -> int:
        """How many are connected."""
        return len(self._outboxes)

    def broadcast(self, data: Data) -> None:
        """Send to everybody."""
        for session, outbox in self._outboxes.items():
            self._put(session, outbox, data)

    def reply(self, session: str, data: Data) -> None:
        """Send to one."""
        outbox = self._outboxes.get(session)
        if outbox is not None:
            self._put(session, outbox, data)

    async def close(self) -> None:
        """Free the path at once, and say good-bye to everybody within `CLOSE_SECONDS`."""
        self._remove()
        senders = list(self._senders.values())
        for outbox in self._outboxes.values():
            outbox.close()
        if senders:
            _, late = await asyncio.wait(senders, timeout=CLOSE_SECONDS)
            for task in late:
                task.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it ends."""
        await receive()  # websocket.connect
        if not self._budget.take():
            if refusal := self._budget.refusal():
                self._endpoint.warn(refusal)
            await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})
            return
        session, endpoint = generate_id(), self._endpoint
        try:
            straight: BoundedWebSocket | None = scope.get("extensions", {}).get("wirelatch.straight")
            if straight is not None:
                straight.receive_with(partial(self._take, session, straight))
            offered = scope.get("subprotocols") or [None]
            accept = {"type": "websocket.accept", "wirelatch.max_size": LARGEST_MESSAGE}
            await send({**accept, "subprotocol": offered[0]})
            self._begin(session, send, straight)
            endpoint.opened(session, len(self._outboxes))
            sender = self._senders[session]
            reader = asyncio.create_task(self._read(session, receive))
            try:
                await asyncio.wait((reader, sender), return_when=asyncio.FIRST_COMPLETED)
            finally:
                reader.cancel()
                sender.cancel()
            if reader.done() and not reader.cancelled() and (error := reader.exception()) is not None:
                endpoint.error(f"An error occurred while sending: {error}")
        finally:
            self._budget.give_back()
            self._slow.discard(session)
            self._senders.pop(session, None)
            if self._outboxes.pop(session, None) is not None:
                endpoint.closed(session, len(self._outboxes))

    def _begin(self, session: str, send: Send, straight: BoundedWebSocket | None) -> None:
        outbox: Outbox
        if straight is not None:
            outbox = StraightOutbox(straight.write, lambda: straight.unsent)
        else:
            outbox = QueuedOutbox(partial(_transmit, send))

        async def deliver() -> None:
            with contextlib.suppress(OSError, RuntimeError):  # the peer is gone
                await outbox.run()
                await send({"type": "websocket.close", "code": _GOING_AWAY})

        self._outboxes[session] = outbox
        self._senders[session] = asyncio.create_task(deliver())

    def _take(self, session: str, straight: BoundedWebSocket, data: Data) -> None:
        """A message that came the short way; reading pauses while the flows cannot keep up."""
        self._endpoint.received(session, data)
        if session not in self._held and is_behind(self._endpoint.runtime.machine):
            self._held.add(session)
            straight.hold(True)
            asyncio.get_running_loop().call_later(LOOK_AGAIN_SECONDS, self._read_on, session, straight)

    def _read_on(self, session: str, straight: BoundedWebSocket) -> None:
        if session not in self._outboxes:
            self._held.discard(session)
        elif has_caught_up(self._endpoint.runtime.machine):
            self._held.discard(session)
            straight.hold(False)
        else:
            asyncio.get_running_loop().call_later(LOOK_AGAIN_SECONDS, self._read_on, session, straight)

    async def _read(self, session: str, receive: Receive) -> None:
        endpoint, machine = self._endpoint, self._endpoint.runtime.machine
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            text = event.get("text")
            endpoint.received(session, text if text is not None else event.get("bytes") or b"")
            await caught_up(machine)

    def _put(self, session: str, outbox: Outbox, data: Data) -> None:
        if outbox.put(data):
            self._slow.discard(session)
        elif session not in self._slow:
            self._slow.add(session)
            self._endpoint.warn("a client does not read what it is sent: messages to it are dropped")


async def _transmit(send: Send, data: Data) -> None:
    await send({"type": "websocket.send", "text" if isinstance(data, str) else "bytes": data})
