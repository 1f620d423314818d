"""The `tcp in` node: data from TCP connections, made by others to a port of ours or by us to a server."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import checkbox, config_node, hidden, number, select, text
from wirelatch.nodes.network.sockets.configured import port_of
from wirelatch.nodes.network.sockets.failures import reason_of
from wirelatch.nodes.network.tcp.caller import Caller
from wirelatch.nodes.network.tcp.connection import Connection, sessions_of
from wirelatch.nodes.network.tcp.framing import Framing, Gathered, TooMuchError, unescaped
from wirelatch.nodes.network.tcp.listener import Listener
from wirelatch.nodes.network.tcp.statuses import CONNECTED, DISCONNECTED, connections
from wirelatch.nodes.network.tls_config import tls_of

_CLIENT = {"server": ["client"]}
_PIECES = {"datamode": ["stream"], "datatype": ["utf8"]}


class TcpIn(
    Node,
    type="tcp in",
    category="network",
    color="Silver",
    icon="bridge-dash",
    inputs=0,
    label=("{name}", ("tcp:{host}:{port}", _CLIENT), "tcp:{port}"),
):
    """
    Receives data over TCP: listens on a port, or connects to a server and stays connected.

    ### Output

    - `payload`: the data, as a Buffer, a text or Base64 text;
    - `topic`: as set in the node;
    - `ip`, `port`: where the data came from, when listening;
    - `_session`: the connection. A **tcp out** node of type *Reply to TCP* answers through it.

    *Stream of* sends data on as it arrives. A stream of strings can be cut at a delimiter (`\\n`, `\\r` and `\\t` stand
    for the control characters), which is kept at the end of each piece if *re-attach delimiter* is ticked. *Single*
    gathers everything until the other side has closed the connection, up to 128 MiB.

    ### Details

    When listening, the port is open **on all network interfaces**, as in Node-RED; the setting `socket_host` limits the
    ports of flows to one address. If the port is in use, the node says so and tries again. The status tells the number
    of connections; Status nodes also get `event` (`connect`, `disconnect`), `ip`, `port` and `_session`.

    A connection to a server that is lost is made again after the time in the setting `socket_reconnect_time`. The
    setting `socket_timeout` closes connections to our port over which nothing goes.

    If data arrives faster than the flow can take it, the sender has to wait. Ports below 1024 need administrator rights
    on many systems.
    """

    name: str = text(label="Name")
    server: str | bool | None = select(
        "server", {"server": "Listen on", "client": "Connect to"}, label="Type", required=True
    )
    host: str | None = text(label="at host", placeholder="localhost", required=True, when=_CLIENT)
    port: Any = number("", label="Port", required=True, minimum=1, maximum=65535, absent="")
    tls: str | None = config_node("tls-config", label="TLS configuration")
    datamode: str | None = select(
        "stream", {"stream": "a stream of payloads", "single": "a single payload"}, label="Output"
    )
    datatype: str | None = select(
        "buffer", {"buffer": "Buffer", "utf8": "String", "base64": "Base64 String"}, label="Payload"
    )
    newline: str | None = text(label="delimited by", placeholder="(optional)", when=_PIECES)
    trim: bool | None = checkbox(False, label="re-attach delimiter", when=_PIECES)
    topic: str | None = text(label="Topic")
    base64: bool | None = hidden(False)

    async def start(self) -> None:
        """Listen, or call."""
        self._listener: Listener | None = None
        self._caller: Caller | None = None
        self._framings: dict[str, Framing] = {}
        self._sessions = sessions_of(self.runtime)
        self._listens = self.server if isinstance(self.server, bool) else self.server == "server"
        delimiter = unescaped(self.newline) if self._listens or self.datatype == "utf8" else ""
        self._framing: dict[str, Any] = {
            "datatype": self.datatype or "buffer",
            "single": bool(self.datamode) and self.datamode != "stream",
            "delimiter": delimiter,
            "trim": self.trim is True,
            "together": Gathered(),
        }
        Framing(**self._framing)
        port, tls = port_of(self.port), tls_of(self, self.tls)
        if self._listens:
            self._listener = Listener(self, port, self, tls.server_context() if tls is not None else None)
            await self._listener.open()
        else:
            self._caller = Caller(self, self.host, port, self, tls)
            self._caller.start()

    async def close(self, removed: bool) -> None:
        listener, caller = getattr(self, "_listener", None), getattr(self, "_caller", None)
        if listener is not None:
            await listener.close()
        if caller is not None:
            await caller.close()

    # What happens on connections -------------------------------------------------------------------------------

    def opened(self, connection: Connection) -> None:
        """Somebody has connected, or we have."""
        if self._listener is not None and not self._listener.admit(connection):
            return
        self._sessions[connection.id] = connection
        self._framings[connection.id] = Framing(**self._framing)
        self._show(connection, "connect")

    def received(self, connection: Connection, data: bytes) -> None:
        """Send on what is complete."""
        if self._send_complete(connection, data):
            connection.go_on_with(partial(self._send_complete, connection, b""))

    def _send_complete(self, connection: Connection, data: bytes) -> bool:
        """Send on the first messages that are complete with this data; whether there are more."""
        framing = self._framings.get(connection.id)
        if framing is None:
            return False
        try:
            payloads = framing.feed(data)
        except TooMuchError as error:
            self.error(error)
            connection.destroy()
            return False
        for payload in payloads:
            self.send(self._message(connection, payload))
        return framing.has_more

    def ended(self, connection: Connection) -> None:
        """Send on what is left."""
        framing = self._framings.get(connection.id)
        while framing is not None and framing.has_more:
            self._send_complete(connection, b"")
        payload = framing.end() if framing is not None else None
        if payload is not None:
            if self._caller is not None:
                self._caller.at_once = True
            self.send(self._message(connection, payload))

    def closed(self, connection: Connection, error: BaseException | None) -> None:
        """Forget the connection."""
        framing = self._framings.pop(connection.id, None)
        if framing is None:
            return
        framing.forget()
        self._sessions.pop(connection.id, None)
        if error is not None:
            self.log(reason_of(error))
        if self._listener is not None:
            self._listener.dismiss(connection)
        self._show(connection, "disconnect")

    def timed_out(self, connection: Connection) -> None:
        """Close a connection over which nothing goes."""
        self.log(f"timeout closed socket port {self.port}")
        connection.end()

    def _message(self, connection: Connection, payload: Any) -> Message:
        msg: Message = {"payload": payload, "_session": {"type": "tcp", "id": connection.id}}
        if self.topic is not None:
            msg = {"topic": self.topic, **msg}
        if self._listens:
            msg["ip"], msg["port"] = connection.ip, connection.port
        return msg

    def _show(self, connection: Connection, event: str) -> None:
        session = {"type": "tcp", "id": connection.id}
        status: Mapping[str, Any]
        if self._listener is None:
            status = {**(CONNECTED if event == "connect" else DISCONNECTED), "_session": session}
        else:
            status = {
                "text": connections(len(self._listener.connections)),
                "event": event,
                "ip": connection.ip,
                "port": connection.port,
                "_session": session,
            }
        self.status(status)
