"""The WebSocket connection to a server that an endpoint keeps, once a node uses it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from wirelatch.engine.identifiers import generate_id
from wirelatch.nodes.network.http.proxy_choice import proxy_for
from wirelatch.nodes.network.sockets.back_pressure import caught_up
from wirelatch.nodes.network.tls_config import tls_of
from wirelatch.nodes.network.websocket.endpoint import LARGEST_MESSAGE, WebSocketEndpoint
from wirelatch.nodes.network.websocket.outbox import Data, QueuedOutbox
from wirelatch.scripting.values import UNDEFINED, parse_float, to_string

RECONNECT_SECONDS = 3.0
OPEN_SECONDS = 30.0
CLOSE_SECONDS = 1.0


class Calling:
    """Calls for an endpoint, and calls again when the connection is lost."""

    def __init__(self, endpoint: WebSocketEndpoint, url: str) -> None:
        self._endpoint = endpoint
        self._url = url
        self._task: asyncio.Task[None] | None = None
        self._connection: ClientConnection | None = None
        self._outbox: QueuedOutbox | None = None
        self._warned = False

    def start(self) -> None:
        """Read the settings. Raises ValueError."""
        endpoint, config = self._endpoint, self._endpoint.config
        seconds = parse_float(to_string(config.get("hb") or ""))
        tls = tls_of(endpoint, config.get("tls")) if self._url.lower().startswith("wss:") else None
        self._options: dict[str, Any] = {
            "subprotocols": [Subprotocol(name) for name in endpoint.subprotocols if name] or None,
            "additional_headers": _headers(endpoint, config.get("headers")),
            "user_agent_header": None,
            "proxy": proxy_for(self._url, endpoint.runtime.settings.get("proxyOptions")) or None,
            "ping_interval": int(seconds) if seconds >= 1 else None,
            "ping_timeout": int(seconds) if seconds >= 1 else None,
            "open_timeout": OPEN_SECONDS,
            "close_timeout": CLOSE_SECONDS,
            "max_size": LARGEST_MESSAGE,
        }
        if tls is not None:
            self._options["ssl"] = tls.ssl_context()
            if tls.server_name:
                self._options["server_hostname"] = tls.server_name

    def used(self) -> None:
        """Begin to call with the first node."""
        if self._task is None:
            self._task = self._endpoint.spawn(self._stay_connected())

    def count(self) -> int | None:
        """1 while connected."""
        return 1 if self._outbox is not None else None

    def broadcast(self, data: Data) -> None:
        """Send to the server."""
        if self._outbox is None:
            problem = "not connected"
        elif self._outbox.put(data):
            self._warned = False
            return
        else:
            problem = "the server does not read what it is sent"
        if not self._warned:
            self._warned = True
            self._endpoint.warn(f"{self._url}: {problem}: messages are dropped")

    def reply(self, session: str, data: Data) -> None:
        """Nobody is connected to us: as in Node-RED, a message that came from the server does not go back there as
        long as it carries its session."""

    async def close(self) -> None:
        """Say good-bye, within `CLOSE_SECONDS`."""
        connection = self._connection
        if connection is not None:
            with contextlib.suppress(TimeoutError, OSError, WebSocketException):
                await asyncio.wait_for(connection.close(), CLOSE_SECONDS)
        if self._task is not None:
            self._task.cancel()

    async def _stay_connected(self) -> None:
        endpoint = self._endpoint
        while True:
            session = generate_id()
            try:
                async with connect(self._url, **self._options) as connection:
                    await self._talk(connection, session)
            except (OSError, TimeoutError, WebSocketException, ValueError) as error:
                endpoint.failed(session, str(error) or type(error).__name__)
            finally:
                self._connection = None
            endpoint.closed(session, 0)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _talk(self, connection: ClientConnection, session: str) -> None:
        endpoint, machine = self._endpoint, self._endpoint.runtime.machine
        outbox = QueuedOutbox(connection.send)
        sender = asyncio.create_task(outbox.run())
        self._connection, self._outbox, self._warned = connection, outbox, False
        endpoint.opened(session, 1)
        try:
            while True:
                endpoint.received(session, await connection.recv())
                await caught_up(machine)
        except ConnectionClosed as error:
            if isinstance(error, websockets.ConnectionClosedError):
                endpoint.failed(session, str(error))
        finally:
            self._outbox = None
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError, WebSocketException, OSError):
                await sender


def _headers(endpoint: WebSocketEndpoint, rows: Any) -> dict[str, str]:
    """The headers of the request that opens the connection; rows without a name or a value are left out."""
    headers: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, Mapping):
            continue
        kind = row.get("valueType")
        name = row.get("keyValue") if row.get("keyType") == "other" else row.get("keyType")
        value: Any = kind
        if kind == "other":
            value = row.get("valueValue")
        elif kind == "env":
            value = endpoint.evaluate(row.get("valueValue"), "env", None)
        if name and value not in (None, "", UNDEFINED):
            headers[to_string(name)] = to_string(value).replace("\r", "").replace("\n", "")
    return headers
