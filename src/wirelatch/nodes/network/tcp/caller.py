"""A TCP connection to a server that a node keeps: made again whenever it is lost."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

from wirelatch.engine.node import Node
from wirelatch.nodes.network.sockets.configured import plain_host, seconds_of
from wirelatch.nodes.network.sockets.failures import reason_of
from wirelatch.nodes.network.tcp.connection import CLOSE_SECONDS, Connection, ConnectionUser
from wirelatch.nodes.network.tcp.statuses import CONNECTING, DISCONNECTED
from wirelatch.nodes.network.tls_config import TlsConfig

_QUICK_SECONDS = 0.02
_RECONNECT_SECONDS = 10.0


class Caller:
    """Calls for a node; `user` is told of the connection. The pause between two calls is `socketReconnectTime`."""

    def __init__(self, node: Node, host: Any, port: int, user: ConnectionUser, tls: TlsConfig | None) -> None:
        self._node = node
        self._host = plain_host(host)
        self._port = port
        self._user = user
        self._tls = tls_options(tls, self._host)
        self._pause = seconds_of(node, "socketReconnectTime", _RECONNECT_SECONDS)
        self.connection: Connection | None = None
        self.at_once = False
        """Set by the user when the connection ended as it was meant to: it is then made again without the pause."""

    @property
    def connected(self) -> bool:
        """Whether there is a connection now."""
        return self.connection is not None and self.connection.is_open

    def start(self) -> None:
        """Begin to call."""
        self._task = self._node.spawn(self._stay_connected())

    async def close(self) -> None:
        """Drop the connection and make no other."""
        self._task.cancel()
        if self.connected and self.connection is not None:
            self.connection.destroy()
            await self.connection.lost()

    async def _stay_connected(self) -> None:
        node, where = self._node, f"{self._host}:{self._port}"
        told = ""
        while True:
            if not told:
                node.log(f"connecting to {where}")
            node.status(CONNECTING)
            connection = self.connection = Connection(self._user, node.runtime.machine)
            try:
                await connect(connection, self._host, self._port, self._tls)
            except OSError as error:
                reason = reason_of(error)
                if reason != told:
                    told = reason
                    node.log(f"cannot connect to {where}: {reason}")
                node.status({**DISCONNECTED, "_session": {"type": "tcp", "id": connection.id}})
            else:
                told = ""
                node.log(f"connected to {where}")
                await connection.lost()
                if not self.at_once:
                    node.log(f"connection lost to {where}")
            pause, self.at_once = _QUICK_SECONDS if self.at_once else self._pause, False
            await asyncio.sleep(pause)


async def connect(connection: Connection, host: str, port: int, tls: dict[str, Any]) -> None:
    """Make a connection. Raises OSError."""
    try:
        await asyncio.get_running_loop().create_connection(lambda: connection, host, port, **tls)
    except UnicodeError:  # a name that cannot be one
        raise OSError(f"{host!r} is no host name") from None


def tls_options(tls: TlsConfig | None, host: str) -> dict[str, Any]:
    """What asyncio needs for a TLS connection to a host; empty without TLS. Raises ValueError."""
    if tls is None:
        return {}
    context: ssl.SSLContext = tls.ssl_context()
    return {
        "ssl": context,
        "server_hostname": tls.server_name or host,
        "ssl_shutdown_timeout": CLOSE_SECONDS,
    }
