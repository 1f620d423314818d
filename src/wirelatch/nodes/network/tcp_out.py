"""The `tcp out` node: send data to a server, to whoever is connected to a port of ours, or back where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, config_node, number, select, text
from wirelatch.nodes.network.sockets.configured import port_of
from wirelatch.nodes.network.sockets.failures import reason_of
from wirelatch.nodes.network.sockets.payload import as_bytes
from wirelatch.nodes.network.tcp.caller import Caller
from wirelatch.nodes.network.tcp.connection import Connection, sessions_of
from wirelatch.nodes.network.tcp.listener import Listener
from wirelatch.nodes.network.tcp.statuses import CONNECTED, DISCONNECTED, connections
from wirelatch.nodes.network.tls_config import tls_of
from wirelatch.scripting.values import UNDEFINED

_OWN = {"beserver": ["server", "client"]}


class TcpOut(
    Node,
    type="tcp out",
    category="network",
    color="Silver",
    icon="bridge-dash",
    outputs=0,
    align="right",
    label=("{name}", ("tcp:{host}:{port}", {"beserver": ["client"]}), ("tcp:{port}", _OWN), "tcp out"),
):
    """
    Sends `msg.payload` over TCP: a Buffer as it is, anything else as text, Base64 text decoded if that is ticked.

    - *Connect to* keeps a connection to a server and makes it again when it is lost, after the time in the setting
      `socket_reconnect_time`. While there is none, messages are dropped.
    - *Listen on* sends to everybody who is connected to the port. The port is open **on all network interfaces**, as in
      Node-RED; the setting `socket_host` limits the ports of flows to one address.
    - *Reply to TCP* answers through the connection in `msg._session`, as a **tcp in** node sets it; without it, the
      payload goes to all connections of all **tcp in** nodes. With `msg.reset` set to `true`, the connection is closed
      instead, or all of them.

    *Close connection* closes it after each message. If a peer leaves more than 64 MiB unread, further messages to it
    are dropped, with a warning.
    """

    name: str = text(label="Name")
    beserver: str | None = select(
        "client", {"server": "Listen on", "client": "Connect to", "reply": "Reply to TCP"},
        label="Type", required=True,
    )  # fmt: skip
    host: str | None = text(label="at host", required=True, when={"beserver": ["client"]})
    port: Any = number("", label="Port", required=True, minimum=1, maximum=65535, absent="", when=_OWN)
    tls: str | None = config_node("tls-config", label="TLS configuration", when=_OWN)
    end: bool | None = checkbox(False, label="Close connection after each message is sent?", when=_OWN)
    base64: bool | None = checkbox(False, label="Decode Base64 message?")

    async def start(self) -> None:
        """Listen, call, or only look for sessions."""
        self._listener: Listener | None = None
        self._caller: Caller | None = None
        self._sessions = sessions_of(self.runtime)
        self._ends = self.end is True
        self._decodes = bool(self.base64)
        self._dropping = False
        kind = self.beserver or "client"
        if kind == "reply":
            self.handle_with(self._reply)
            return
        port, tls = port_of(self.port), tls_of(self, self.tls)
        if kind == "client":
            self.handle_with(self._call)
            self._caller = Caller(self, self.host, port, self, tls)
            self._caller.start()
            return
        self.handle_with(self._broadcast)
        self._show()
        self._listener = Listener(self, port, self, tls.server_context() if tls is not None else None)
        await self._listener.open()

    async def close(self, removed: bool) -> None:
        listener, caller = getattr(self, "_listener", None), getattr(self, "_caller", None)
        if listener is not None:
            await listener.close()
        if caller is not None:
            await caller.close()

    # Messages --------------------------------------------------------------------------------------------------

    def on_message(self, msg: Message) -> Output:
        """Only until the node has started."""

    def _call(self, msg: Message) -> Output:
        payload, caller = msg.get("payload"), self._caller
        if payload is None or caller is None:
            return None
        connection = caller.connection
        if connection is None or not connection.is_open:
            if not self._dropping:
                self._dropping = True
                self.warn("not connected: messages are dropped")
            return None
        self._write([connection], as_bytes(payload, is_base64=self._decodes))
        if self._ends:
            caller.at_once = True
            self.status()
            connection.end()
        return None

    def _broadcast(self, msg: Message) -> Output:
        payload = msg.get("payload")
        if payload is None or self._listener is None:
            return None
        receivers = list(self._listener.connections.values())
        self._write(receivers, as_bytes(payload, is_base64=self._decodes))
        if self._ends:
            for connection in receivers:
                connection.end()
        return None

    def _reply(self, msg: Message) -> Output:
        session = msg.get("_session")
        receivers: list[Connection]
        if isinstance(session, dict) and session.get("type") == "tcp":
            found = self._sessions.get(session.get("id") or "")
            receivers = [found] if found is not None else []
        else:
            receivers = list(self._sessions.values())
        if not receivers:
            return None
        if msg.get("reset") is True:
            for connection in receivers:
                connection.destroy()
            return None
        self._write(receivers, as_bytes(msg.get("payload", UNDEFINED), is_base64=self._decodes))
        return None

    def _write(self, receivers: Iterable[Connection], data: bytes) -> None:
        dropped = [connection for connection in receivers if not connection.write(data)]
        if dropped and not self._dropping:
            self.warn(f"{dropped[0].ip} does not read what it is sent: messages to it are dropped")
        self._dropping = bool(dropped)

    # What happens on connections -------------------------------------------------------------------------------

    def opened(self, connection: Connection) -> None:
        """Somebody has connected, or we have."""
        self._dropping = False
        if self._listener is None:
            self.status(CONNECTED)
        elif self._listener.admit(connection):
            self.log(f"connection from {connection.ip}:{connection.port}")
            self._show()

    def received(self, connection: Connection, data: bytes) -> None:
        """What is sent to this node is of no interest."""

    def ended(self, connection: Connection) -> None:
        """The connection is about to be closed."""
        if self._listener is None:
            self.status()

    def closed(self, connection: Connection, error: BaseException | None) -> None:
        """The connection is gone."""
        if self._listener is None:
            if error is not None:
                self.log(reason_of(error))
            self.status(DISCONNECTED)
        elif self._listener.dismiss(connection):
            self.log(f"connection closed from {connection.ip}:{connection.port}")
            self._show()

    def timed_out(self, connection: Connection) -> None:
        """Close a connection over which nothing goes."""
        self.log(f"timeout closed socket port {self.port}")
        connection.end()

    def _show(self) -> None:
        self.status({"text": connections(len(self._listener.connections) if self._listener else 0)})
