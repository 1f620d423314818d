"""One TCP connection as the nodes for it use it: with an id, and bounded in both directions.

What arrives faster than the flows can take waits in the peer: nothing more is read while many messages wait in the
work queue. What a peer does not read is held up to `MOST_UNSENT`; then further messages to it are dropped.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Protocol, cast
from weakref import WeakKeyDictionary

from wirelatch.engine.identifiers import generate_id
from wirelatch.nodes.network.sockets.back_pressure import LOOK_AGAIN_SECONDS, has_caught_up, is_behind

if TYPE_CHECKING:
    from wirelatch.engine.machine import Machine
    from wirelatch.engine.runtime import Runtime

MOST_UNSENT = 64 * 1024 * 1024
"""Bytes that may wait for a peer that does not read them."""
CLOSE_SECONDS = 1.0
"""How long a connection that is being closed may take to send what it still holds."""
_KEEPALIVE_SECONDS = 120


class ConnectionUser(Protocol):
    """Who is told what happens on a connection."""

    def opened(self, connection: Connection) -> None:
        """The connection is made."""

    def received(self, connection: Connection, data: bytes) -> None:
        """Data has arrived."""

    def ended(self, connection: Connection) -> None:
        """The peer will send nothing more; the connection is closed after this."""

    def closed(self, connection: Connection, error: BaseException | None) -> None:
        """The connection is gone, in good order or (with the error) not."""

    def timed_out(self, connection: Connection) -> None:
        """Nothing has gone over the connection for the time given."""


class Connection(asyncio.Protocol):
    """A connection; `idle` is the number of seconds without any data after which its user is told, 0 for never."""

    transport: asyncio.Transport

    def __init__(self, user: ConnectionUser, machine: Machine, idle: float = 0.0) -> None:
        self.id = generate_id()
        self.ip = ""
        self.port = 0
        self.is_open = False
        self._user = user
        self._machine = machine
        self._idle = idle
        self._last = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._held_up = False
        self._more: Callable[[], bool] | None = None
        self._lost = asyncio.get_running_loop().create_future()

    # What asyncio calls ----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take note of the peer."""
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it
        peer = transport.get_extra_info("peername")
        if isinstance(peer, tuple) and len(peer) >= 2:
            self.ip, self.port = peer[0], peer[1]
        _keep_alive(transport.get_extra_info("socket"))
        self.is_open = True
        if self._idle > 0:
            loop = asyncio.get_running_loop()
            self._last = loop.time()
            self._timer = loop.call_later(self._idle, self._look_at_clock)
        self._user.opened(self)

    def data_received(self, data: bytes) -> None:
        """Hand data on; read no further while the flows cannot keep up."""
        if self._timer is not None:
            self._touch()
        self._user.received(self, data)
        if not self._held_up and (self._more is not None or is_behind(self._machine)) and self.is_open:
            self._held_up = True
            self.transport.pause_reading()
            asyncio.get_running_loop().call_later(
                0 if self._more is not None else LOOK_AGAIN_SECONDS, self._read_on
            )

    def eof_received(self) -> None:
        """The peer is done; asyncio closes our side next."""
        self._user.ended(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self.is_open = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._lost.done():
            self._lost.set_result(None)
        self._user.closed(self, exc)

    # What its user calls ---------------------------------------------------------------------------------------

    def write(self, data: bytes) -> bool:
        """Send data; False when it was dropped, because the peer leaves too much unread."""
        transport = self.transport
        if transport.is_closing():
            return True
        if self._timer is not None:
            self._touch()
        if transport.get_write_buffer_size() > MOST_UNSENT:
            return False
        transport.write(data)
        return True

    def end(self) -> None:
        """Close when everything is sent, but do not wait for ever for that."""
        if self.is_open:
            self.transport.close()
            asyncio.get_running_loop().call_later(CLOSE_SECONDS, self.destroy)

    def destroy(self) -> None:
        """Close at once; what is not yet sent is lost."""
        if self.is_open:
            self.transport.abort()

    def go_on_with(self, more: Callable[[], bool]) -> None:
        """What was received gives more messages than may be sent at once: `more` sends some and tells whether there are
        further ones. It is called while the flows can take them, and nothing is read until then."""
        self._more = more

    async def lost(self) -> None:
        """Wait until the connection is gone."""
        await asyncio.shield(self._lost)

    # Inside ----------------------------------------------------------------------------------------------------

    def _read_on(self) -> None:
        if not self.is_open or self.transport.is_closing():
            return
        if not has_caught_up(self._machine):
            asyncio.get_running_loop().call_later(LOOK_AGAIN_SECONDS, self._read_on)
            return
        if self._more is not None:
            if self._more():
                asyncio.get_running_loop().call_soon(self._read_on)
                return
            self._more = None
        self._held_up = False
        self.transport.resume_reading()

    def _touch(self) -> None:
        self._last = asyncio.get_running_loop().time()

    def _look_at_clock(self) -> None:
        loop = asyncio.get_running_loop()
        left = self._last + self._idle - loop.time()
        if left > 0:
            self._timer = loop.call_later(left, self._look_at_clock)
            return
        self._timer = None
        self._user.timed_out(self)


Sessions = MutableMapping[str, Connection]

_sessions: WeakKeyDictionary[Runtime, Sessions] = WeakKeyDictionary()


def sessions_of(runtime: Runtime) -> Sessions:
    """The connections of all `tcp in` nodes of a runtime by the id in `msg._session`: `tcp out` replies through them."""
    return _sessions.setdefault(runtime, {})


def _keep_alive(sock: socket.socket | None) -> None:
    if sock is None:
        return
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_KEEPIDLE"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _KEEPALIVE_SECONDS)
    except OSError:
        return  # a help against peers that vanish, not more
