"""A listening TCP port of a node, with its connections.

As with Node-RED, a port that a flow asks for is open on all interfaces, IPv4 and IPv6, unless the setting `socketHost`
names another address. A port that is in use is an error of the node, and is tried again.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from typing import Any

from wirelatch.engine.node import Node
from wirelatch.nodes.network.sockets.configured import seconds_of
from wirelatch.nodes.network.sockets.connection_budget import budget_of
from wirelatch.nodes.network.sockets.failures import reason_of
from wirelatch.nodes.network.tcp.connection import CLOSE_SECONDS, Connection, ConnectionUser

_BACKLOG = 511
_HANDSHAKE_SECONDS = 10.0


class Listener:
    """Listens for a node. `user` is told of the connections; it has to pass `opened` and `closed` on to here."""

    def __init__(self, node: Node, port: int, user: ConnectionUser, tls: ssl.SSLContext | None) -> None:
        self._node = node
        self._port = port
        self._user = user
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._idle = seconds_of(node, "socketTimeout")
        self._budget = budget_of(node.runtime)
        self.connections: dict[str, Connection] = {}

    async def open(self) -> None:
        """Listen; if that cannot be had now, say so once and try again until the node is closed."""
        if await self._listen(told=False):
            return
        self._node.spawn(self._retry())

    async def close(self) -> None:
        """Free the port at once, and close the connections within `CLOSE_SECONDS`."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            self._node.log(f"stopped listening on port {self._port}")
        closing = list(self.connections.values())
        for connection in closing:
            connection.end()
        if closing:
            waiting = [asyncio.ensure_future(connection.lost()) for connection in closing]
            _, late = await asyncio.wait(waiting, timeout=CLOSE_SECONDS + 0.5)
            for task in late:
                task.cancel()

    def admit(self, connection: Connection) -> bool:
        """Take a new connection in; False, and it is closed, when there are too many."""
        if self._server is None or not self._budget.take():
            if self._server is not None and (refusal := self._budget.refusal()):
                self._node.warn(refusal)
            connection.destroy()
            return False
        self.connections[connection.id] = connection
        return True

    def dismiss(self, connection: Connection) -> bool:
        """A connection is gone; False when it had not been taken in."""
        if self.connections.pop(connection.id, None) is None:
            return False
        self._budget.give_back()
        return True

    def _make(self) -> Connection:
        return Connection(self._user, self._node.runtime.machine, self._idle)

    async def _listen(self, *, told: bool) -> bool:
        host = str(self._node.runtime.settings.get("socketHost") or "")
        more: dict[str, Any] = {}
        if self._tls is not None:
            more = {
                "ssl": self._tls,
                "ssl_handshake_timeout": _HANDSHAKE_SECONDS,
                "ssl_shutdown_timeout": CLOSE_SECONDS,
            }
        try:
            listening = listening_socket(self._port, host)
            self._server = await asyncio.get_running_loop().create_server(
                self._make, sock=listening, backlog=_BACKLOG, **more
            )
        except OSError as error:
            if not told:
                reason = reason_of(error)
                self._node.error(f"unable to listen on port {self._port}, error: {reason}")
                self._node.status(fill="red", shape="ring", text=reason)
            return False
        self._node.log(f"listening on port {self._port}")
        return True

    async def _retry(self) -> None:
        pause = seconds_of(self._node, "socketReconnectTime", 10.0)
        while True:
            await asyncio.sleep(pause)
            if await self._listen(told=True):
                self._node.status()
                return


def listening_socket(
    port: int, host: str = "", kind: socket.SocketKind = socket.SOCK_STREAM
) -> socket.socket:
    """A socket bound to a port of all interfaces (both families, where there is IPv6), or of the given address only."""
    attempts: list[tuple[socket.AddressFamily, str]] = [(socket.AF_INET6, "::"), (socket.AF_INET, "0.0.0.0")]  # noqa: S104
    if host:
        attempts = [(socket.AF_INET6 if ":" in host else socket.AF_INET, host)]
    for family, address in attempts:
        try:
            bound = socket.socket(family, kind)
        except OSError:
            if family == attempts[-1][0]:
                raise
            continue
        try:
            bound.setblocking(False)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if address == "::" else 1)
            bound.bind((address, port))
        except OSError as error:
            bound.close()
            if family == attempts[-1][0] or error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise
            continue
        return bound
    raise OSError(errno.EAFNOSUPPORT, "no family of addresses can be used")
