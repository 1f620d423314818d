"""`/comms`: the WebSocket that tells editors and tools what happens in the runtime.

Every client gets every topic; a subscription only replays what is retained. Messages travel as JSON arrays, at most 50
of them every 50 ms. https://nodered.org/docs/api/ui/events/ tells what the editor makes of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

import orjson
from starlette.types import Receive, Scope, Send

from wirelatch.access.gate import JOINED, Gate
from wirelatch.access.session_ids import hash_of
from wirelatch.access.users import User
from wirelatch.adminapi.multiplayer import Multiplayer
from wirelatch.engine.events import Events
from wirelatch.webkit.encoding import json_octets
from wirelatch.webkit.errors import HttpError
from wirelatch.webkit.pacing import messages_of

log = logging.getLogger(__name__)

BATCH = 50
BATCH_SECONDS = 0.05
HEARTBEAT_SECONDS = 15.0
CHECK_SECONDS = 60.0
"""How often it is asked whether those who listen still may."""
SIGN_IN_SECONDS = 30.0
"""How long somebody may be connected without saying who they are."""
QUEUED = 20_000
"""Messages that may wait for a slow client; beyond that the oldest are dropped."""
LARGEST_MESSAGE = 100_000
MESSAGES_PER_SECOND = 50.0
BURST = 200
"""Messages that a client may send at once; after that they are read more slowly, since others are told of many."""


class Channel(Protocol):
    """Takes what clients send on topics with one first level."""

    def receive(self, listener: Any, topic: str, data: Any) -> None:
        """Take a message of a client; `listener.queue(topic, data)` answers it."""

    def gone(self, listener: Any) -> None:
        """A client has left."""


class Comms:
    """All connections; an ASGI application for WebSockets."""

    def __init__(self, gate: Gate, events: Events) -> None:
        self._gate = gate
        self._events = events
        self._connections: set[_Connection] = set()
        self._multiplayer = Multiplayer(self._connections)
        self._channels: dict[str, Channel] = {}
        self._checking: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] | None = None
        gate.on_session_end(self._session_ended)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it ends."""
        await receive()  # websocket.connect
        user, session_hash, origin_ok = None, "", True
        try:
            user = await self._gate.identify(scope)
            session = await self._gate.session(scope) if user is not None and not user.anonymous else None
            session_hash = session.id_hash if session is not None else ""
        except HttpError:
            origin_ok = False
        if not origin_ok:
            await send({"type": "websocket.close", "code": 1008})
            return
        await send({"type": "websocket.accept"})
        connection = _Connection(send)
        sender = asyncio.create_task(connection.run())
        waiting = asyncio.get_running_loop().call_later(SIGN_IN_SECONDS, connection.refuse_strangers)
        try:
            if user is not None and not self._admit(connection, user, session_hash):
                connection.refuse()
            await self._read(connection, receive)
        finally:
            waiting.cancel()
            self._leave(connection)
            self._multiplayer.gone(connection)
            if connection.refused:
                with contextlib.suppress(Exception):
                    await sender
            sender.cancel()

    def add_channel(self, name: str, channel: Channel) -> None:
        """Hand what clients send on the topics `name/…` to a channel."""
        self._channels[name] = channel

    async def close(self) -> None:
        """End all connections."""
        if self._checking is not None:
            self._checking.cancel()
        for connection in tuple(self._connections):
            connection.finish()
            self._leave(connection)
        self._multiplayer.close()

    def _admit(self, connection: _Connection, user: User, session_hash: str, token: str = "") -> bool:
        if not user.may("status.read"):
            return False
        connection.user, connection.session_hash, connection.token = user, session_hash, token
        self._connections.add(connection)
        if self._unsubscribe is None:
            self._unsubscribe = self._events.subscribe(self._publish)
        if self._checking is None:
            self._checking = asyncio.create_task(self._check_now_and_then())
        return True

    def _leave(self, connection: _Connection) -> None:
        """No more for this one. When nobody is left, nothing needs to be made for a sidebar that nobody has open."""
        self._connections.discard(connection)
        for channel in self._channels.values():
            channel.gone(connection)
        if not self._connections and self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    async def _check_now_and_then(self) -> None:
        """Turn away those whose session or token has ended meanwhile: an open connection is no use of a session."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            for connection in tuple(self._connections):
                try:
                    allowed = await self._still_may_listen(connection)
                except Exception:
                    log.exception("a listener cannot be checked")
                    continue
                if not allowed:
                    self._leave(connection)
                    connection.refuse()

    async def _still_may_listen(self, connection: _Connection) -> bool:
        if connection.token:
            try:
                user = await self._gate.user_of_token(connection.token)
            except HttpError:  # nobody can tell now
                return True
            return user is not None and user.may("status.read")
        if not connection.session_hash:
            return True
        return await (await self._gate.store()).sessions.is_alive(connection.session_hash)

    async def _read(self, connection: _Connection, receive: Receive) -> None:
        async for data in messages_of(receive, MESSAGES_PER_SECOND, BURST):
            if connection.refused:  # and does not read that it is
                continue
            if len(data) > LARGEST_MESSAGE:
                continue
            try:
                message = orjson.loads(data)
            except orjson.JSONDecodeError:
                continue
            if isinstance(message, dict):
                await self._take(connection, message)

    async def _take(self, connection: _Connection, message: dict[str, Any]) -> None:
        if "auth" in message:
            token = message["auth"] if isinstance(message["auth"], str) else ""
            try:
                user = await self._gate.user_of_token(token)
            except HttpError:
                user = None
            if user is not None and self._admit(connection, user, hash_of(token.partition(JOINED)[0]), token):
                connection.answer({"auth": "ok"})
            else:
                self._leave(connection)
                connection.refuse()
        elif connection.user is None:
            connection.refuse()
        elif isinstance(message.get("subscribe"), str):
            pattern = message["subscribe"].split("/")
            for topic, data in list(self._events.retained.items()):
                if matches(pattern, topic):
                    connection.queue(topic, data)
        elif isinstance(message.get("topic"), str):
            channel = self._channels.get(message["topic"].partition("/")[0], self._multiplayer)
            channel.receive(connection, message["topic"], message.get("data"))

    def _publish(self, topic: str, data: Any) -> None:
        if not data:
            # Node-RED drops empty data too, except that a cleared status has to reach the editors.
            if not topic.startswith("status/"):
                return
            data = {}
        for connection in self._connections:
            connection.queue(topic, data)

    def _session_ended(self, session_hash: str) -> None:
        for connection in tuple(self._connections):
            if connection.session_hash == session_hash:
                self._leave(connection)
                connection.refuse()


class _Connection:
    """One client: what waits to be sent to it, and the task that sends it."""

    def __init__(self, send: Send) -> None:
        self.user: User | None = None
        self.session_hash = ""
        self.token = ""
        self.refused = False
        self._send = send
        self._queue: deque[dict[str, Any]] = deque(maxlen=QUEUED)
        self._answers: deque[dict[str, Any]] = deque()
        self._wake = asyncio.Event()
        self._finished = False

    def queue(self, topic: str, data: Any) -> None:
        """Send a message with the next batch."""
        self._queue.append({"topic": topic, "data": data})
        self._wake.set()

    def answer(self, message: dict[str, Any]) -> None:
        """Send something outside the batches, at once."""
        self._answers.append(message)
        self._wake.set()

    def refuse(self) -> None:
        """Tell the client that it may not listen, and close."""
        if not self.refused:
            self.refused = True
            self._queue.clear()
            self.answer({"auth": "fail"})

    def refuse_strangers(self) -> None:
        """The time to say who it is is over."""
        if self.user is None:
            self.refuse()

    def finish(self) -> None:
        """Close."""
        self._finished = True
        self._wake.set()

    async def run(self) -> None:
        """Send what comes, until the connection ends."""
        try:
            while not self._finished:
                await self._wait()
                while self._answers:
                    await self._transmit(self._answers.popleft())
                if self.refused or self._finished:
                    break
                if self._queue:
                    await asyncio.sleep(BATCH_SECONDS)
                    batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
                    if batch:
                        await self._transmit(batch)
                if not self._queue and not self._answers:
                    self._wake.clear()
            await self._send({"type": "websocket.close", "code": 1008 if self.refused else 1001})
        except (OSError, RuntimeError):
            return  # the client is gone

    async def _wait(self) -> None:
        """Wait for something to send; a heartbeat is due after a silence."""
        try:
            await asyncio.wait_for(self._wake.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            if self.user is not None:
                await self._transmit([{"topic": "hb", "data": int(time.time() * 1000)}])

    async def _transmit(self, value: Any) -> None:
        await self._send({"type": "websocket.send", "text": json_octets(value).decode()})


def matches(pattern: list[str], topic: str) -> bool:
    """MQTT's wildcards: `+` one level, `#` all that follow."""
    levels = topic.split("/")
    for index, part in enumerate(pattern):
        if part == "#":
            return True
        if index >= len(levels) or part not in ("+", levels[index]):
            return False
    return len(pattern) == len(levels)
