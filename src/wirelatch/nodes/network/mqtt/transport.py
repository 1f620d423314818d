"""The connections that MQTT goes over: TCP, TLS, and WebSocket with and without TLS.

MQTT over WebSocket: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901285.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidURI, WebSocketException
from websockets.typing import Subprotocol

OPEN_SECONDS = 30.0


@dataclass(frozen=True)
class Address:
    """Where the broker is, and how to get there."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    server_name: str | None = None
    """The name to send in the TLS handshake, when another one than the host's is wanted."""
    websocket: str | None = None
    """The URL, when MQTT goes over WebSocket."""
    subprotocol: str = "mqtt"


class Receiver(Protocol):
    """Who owns a connection."""

    def receive(self, data: bytes) -> None:
        """Take what came."""

    def ended(self, error: BaseException | None) -> None:
        """The connection is gone: told once."""


class Link(Protocol):
    """An open connection."""

    def write(self, data: bytes) -> None:
        """Send, together with what else is written in this turn of the event loop."""

    def close(self) -> None:
        """Send what is written, then end the connection."""

    def abort(self) -> None:
        """End the connection at once."""


async def open_link(address: Address, receiver: Receiver) -> Link:
    """Connect. Raises OSError (among them TLS errors and refused handshakes) or TimeoutError."""
    async with asyncio.timeout(OPEN_SECONDS):
        if address.websocket is not None:
            return await _open_websocket(address, receiver)
        loop = asyncio.get_running_loop()
        name = (address.server_name or address.host) if address.tls is not None else None
        _, link = await loop.create_connection(
            lambda: _StreamLink(receiver), address.host, address.port, ssl=address.tls, server_hostname=name
        )
        return link


class _Gathering:
    """Joins what is written in one turn of the event loop."""

    def __init__(self, send: Callable[[bytes], Any]) -> None:
        self._send = send
        self._parts: list[bytes] = []
        self._call_soon = asyncio.get_running_loop().call_soon

    def write(self, data: bytes) -> None:
        if not self._parts:
            self._call_soon(self.flush)
        self._parts.append(data)

    def flush(self) -> None:
        parts = self._parts
        if parts:
            self._parts = []
            self._send(parts[0] if len(parts) == 1 else b"".join(parts))


class _StreamLink(asyncio.Protocol):
    """TCP or TLS."""

    def __init__(self, receiver: Receiver) -> None:
        self.data_received = receiver.receive  # type: ignore[method-assign]
        self._receiver = receiver

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._gathering = _Gathering(self._transport.write)
        self.write = self._gathering.write

    def connection_lost(self, exc: Exception | None) -> None:
        self._receiver.ended(exc)

    def close(self) -> None:
        self._gathering.flush()
        self._transport.close()

    def abort(self) -> None:
        self._transport.abort()


async def _open_websocket(address: Address, receiver: Receiver) -> Link:
    more: dict[str, Any] = {}
    if address.tls is not None:
        more["ssl"] = address.tls
        if address.server_name is not None:
            more["server_hostname"] = address.server_name
    assert address.websocket is not None
    try:
        connection = await connect(
            address.websocket,
            subprotocols=[Subprotocol(address.subprotocol)],
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=None,
            **more,
        )
    except (WebSocketException, InvalidURI, ImportError) as error:
        # ImportError: the environment names a SOCKS proxy, and what speaks to one is not installed.
        raise ConnectionError(f"no WebSocket: {error}") from None
    return _WebSocketLink(connection, receiver)


class _WebSocketLink:
    """WebSocket: packets may be cut and joined at will, so that frames have no meaning."""

    def __init__(self, connection: ClientConnection, receiver: Receiver) -> None:
        self._connection = connection
        self._receiver = receiver
        self._queue: list[bytes] = []
        self._written = asyncio.Event()
        self._closing = False
        self.write = _Gathering(self._enqueue).write
        self._tasks = [asyncio.ensure_future(self._read()), asyncio.ensure_future(self._send())]

    def _enqueue(self, data: bytes) -> None:
        self._queue.append(data)
        self._written.set()

    async def _read(self) -> None:
        error: BaseException | None = None
        try:
            async for frame in self._connection:
                self._receiver.receive(frame if isinstance(frame, bytes) else frame.encode())
        except (ConnectionClosed, OSError) as problem:
            error = problem
        finally:
            self._tasks[1].cancel()
            self._receiver.ended(error)

    async def _send(self) -> None:
        try:
            while True:
                await self._written.wait()
                self._written.clear()
                queue, self._queue = self._queue, []
                if queue:
                    await self._connection.send(b"".join(queue))
                if self._closing and not self._queue:
                    await self._connection.close()
                    return
        except (ConnectionClosed, OSError):
            return

    def close(self) -> None:
        self._closing = True
        # After what is gathered in this turn.
        asyncio.get_running_loop().call_soon(self._written.set)

    def abort(self) -> None:
        self._connection.transport.abort()
