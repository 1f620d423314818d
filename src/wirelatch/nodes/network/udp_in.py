"""The `udp in` node: datagrams that arrive at a port, or are sent to a multicast group."""

from __future__ import annotations

import base64
from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import number, select, text
from wirelatch.nodes.network.sockets.configured import port_of
from wirelatch.nodes.network.sockets.failures import reason_of
from wirelatch.nodes.network.udp.interfaces import local_interface
from wirelatch.nodes.network.udp.sockets import UdpSocket, join, sockets_of

_GROUP = {"multicast": ["true"]}


class UdpIn(
    Node,
    type="udp in",
    category="network",
    color="Silver",
    icon="bridge-dash",
    inputs=0,
    label=("{name}", ("udp {group}:{port}", _GROUP), "udp {port}"),
):
    """
    Receives UDP datagrams on a port, and those of a multicast group if one is named. Each starts a message.

    ### Output

    - `payload`: the datagram, as a Buffer, a text or Base64 text;
    - `ip`, `port`: where it came from; `fromip`: both, with a colon between them.

    ### Details

    The port is open **on all network interfaces**, as in Node-RED; the setting `socket_host` limits the ports of flows
    to one address. *ipv6* receives IPv4 datagrams too, from addresses such as `::ffff:192.0.2.1`.

    *Local IF* is the name or the address of the interface on which a multicast group is joined.

    Nodes of the same port share it: each gets every datagram, and a **udp out** node that sends from that port, or to
    that port, sends through it. Datagrams that come faster than the flow can take them are lost, as UDP allows.

    Ports below 1024 need administrator rights on many systems.
    """

    name: str = text(label="Name")
    multicast: str | bool | None = select(
        "false", {"false": "udp messages", "true": "multicast messages"}, label="Listen for"
    )
    group: str | None = text(label="Group", placeholder="225.0.18.83", required=True, when=_GROUP)
    iface: str | None = text(
        label="Local IF", placeholder="(optional) local interface or address to bind to", when=_GROUP
    )
    port: Any = number("", label="on Port", required=True, minimum=1, maximum=65535, absent="")
    ipv: str | None = select("udp4", {"udp4": "ipv4", "udp6": "ipv6"}, label="using")
    datatype: str | None = select(
        "buffer",
        {"buffer": "a Buffer", "utf8": "a String", "base64": "a Base64 encoded string"},
        label="Output",
        required=True,
    )

    def start(self) -> None:
        """Take the port, and join the group."""
        self._socket: UdpSocket | None = None
        self._joined: tuple[str, str] | None = None
        port = port_of(self.port)
        interface = local_interface(self, self.iface, self.ipv or "udp4")
        sockets = sockets_of(self.runtime)
        if sockets.find(port) is not None:
            self.log(f"port {port} is used by another node already: both share it")
        try:
            self._socket = sockets.take(self.runtime, port, self.ipv or "udp4")
        except OSError as error:
            raise OSError(error.errno, f"cannot listen on UDP port {port}: {reason_of(error)}") from None
        if self.multicast in ("true", True):
            self._socket.allow_broadcast()
            join(self, self._socket, self.group or "", interface)
            self._joined = self.group or "", interface
        if interface:
            self.status({"text": f"{self.iface} : {interface}"})
        self._socket.receive_with(self._received)
        self.log(f"udp listener at {interface or self._socket.plain.getsockname()[0]}:{port}")

    def close(self, removed: bool) -> None:
        used = getattr(self, "_socket", None)
        if used is not None:
            used.forget(self._received)
            if self._joined is not None:
                used.leave(*self._joined)
            sockets_of(self.runtime).let_go(used)
            self.log("udp listener stopped")
        self.status()

    def _received(self, data: bytes, address: str, port: int) -> None:
        payload: Any = data
        if self.datatype == "base64":
            payload = base64.b64encode(data).decode()
        elif self.datatype == "utf8":
            payload = data.decode("utf-8", "replace")
        msg: Message = {"payload": payload, "fromip": f"{address}:{port}", "ip": address, "port": port}
        self.send(msg)
