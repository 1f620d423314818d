"""The `udp out` node: send datagrams to a host, to all hosts of a network, or to a multicast group."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable
from functools import lru_cache
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, number, select, text
from wirelatch.nodes.network.sockets.configured import port_of
from wirelatch.nodes.network.sockets.failures import reason_of
from wirelatch.nodes.network.sockets.payload import as_bytes
from wirelatch.nodes.network.udp.interfaces import local_interface
from wirelatch.nodes.network.udp.sockets import UdpSocket, join, sockets_of
from wirelatch.scripting.values import is_truthy, to_number, to_string


class UdpOut(
    Node,
    type="udp out",
    category="network",
    color="Silver",
    icon="bridge-dash",
    outputs=0,
    align="right",
    label=("{name}", "udp {addr}:{port}", "udp {addr}", "udp :{port}", "udp out"),
):
    """
    Sends `msg.payload` as a UDP datagram: a Buffer as it is, anything else as text, Base64 decoded if that is ticked.

    ### Input

    - `payload`;
    - `ip`, `port`: where to, if the node leaves its address or port empty.

    ### Details

    *Broadcast* reaches all hosts of a network, by its broadcast address or `255.255.255.255`; *multicast* all members of
    the group, which the node joins, on the interface *Local IF* (name or address).

    The datagrams leave from the local port given; if a **udp in** node listens on that port, or (without one) on the
    port that is sent to, they leave from there, so that answers reach that node. Otherwise the system chooses a port.
    """

    name: str = text(label="Name")
    multicast: str | bool | None = select(
        "false",
        {"false": "udp message", "broad": "broadcast message", "multi": "multicast message"},
        label="Send a",
        absent="broad",
    )
    port: Any = number("", label="to port", minimum=1, maximum=65535, absent="")
    addr: str | None = text(label="Address", placeholder="destination ip, or group")
    ipv: str | None = select("udp4", {"udp4": "ipv4", "udp6": "ipv6"}, label="using")
    iface: str | None = text(
        label="Local IF",
        placeholder="(optional) local interface or address to bind to",
        when={"multicast": ["multi"]},
    )
    outport: Any = number("", label="from local port", help="empty: any", minimum=1, maximum=65535, absent="")
    base64: bool | None = checkbox(False, label="Decode Base64 encoded payload?")

    async def start(self) -> None:
        """Find the socket to send through; those of `udp in` nodes of the same deploy are there by now."""
        self._socket: UdpSocket | None = None
        self._joined: tuple[str, str] | None = None
        self._decodes = bool(self.base64)
        kind = self.ipv or "udp4"
        interface = local_interface(self, self.iface, kind)
        sockets = sockets_of(self.runtime)
        own = port_of(self.outport) if self.outport not in ("", None) else 0
        wanted = own or (port_of(self.port) if self.port not in ("", None) else 0)
        shared = sockets.find(wanted) if wanted else None
        try:
            self._socket = sockets.take(self.runtime, wanted if shared is not None else own, kind)
        except OSError as error:
            raise OSError(error.errno, f"cannot send from UDP port {own}: {reason_of(error)}") from None
        if self.multicast not in ("false", False):
            self._socket.allow_broadcast()
        if self.multicast == "multi" and self.addr:
            join(self, self._socket, self.addr, interface)
            self._joined = self.addr, interface
        if interface:
            self.status({"text": f"{self.iface} : {interface}"})

    def close(self, removed: bool) -> None:
        used = getattr(self, "_socket", None)
        if used is not None:
            if self._joined is not None:
                used.leave(*self._joined)
            sockets_of(self.runtime).let_go(used)
        self.status()

    def on_message(self, msg: Message) -> Output | Awaitable[Output]:
        used = self._socket
        if used is None or "payload" not in msg:
            return None
        given = self.addr or msg.get("ip")
        address = to_string(given) if is_truthy(given) else ""
        port = to_number(self.port or msg.get("port") or 0)
        if not address:
            self.warn("udp: ip address not set")
        elif not port:
            self.warn("udp: port not set")
        elif not 1 <= port <= 65535:  # also when it is not a number
            self.warn("udp: port number not valid")
        else:
            data = as_bytes(msg["payload"], is_base64=self._decodes)
            target = _literal(address, used.family)
            if target is None:
                return self._look_up_and_send(used, data, address, int(port))
            return self._send(used, data, (target, int(port)))
        return None

    def _send(self, used: UdpSocket, data: bytes, target: tuple[str, int]) -> Awaitable[Output] | None:
        try:
            sent = used.send(data, target)
        except OSError as error:
            raise OSError(error.errno, f"udp : {reason_of(error)}") from None
        return sent

    async def _look_up_and_send(self, used: UdpSocket, data: bytes, name: str, port: int) -> None:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                name, port, family=used.family, type=socket.SOCK_DGRAM, flags=_flags(used.family)
            )
        except (OSError, UnicodeError) as error:
            raise OSError(f"udp : {name} cannot be found: {reason_of(error)}") from None
        sent = self._send(used, data, found[0][4][:2])  # type: ignore[arg-type]
        if sent is not None:
            await sent


def _flags(family: socket.AddressFamily) -> int:
    return socket.AI_V4MAPPED if family == socket.AF_INET6 else 0


@lru_cache(maxsize=1024)
def _literal(address: str, family: socket.AddressFamily) -> str | None:
    """The address as the socket takes it, or None when it is a name. Raises ValueError for the wrong family."""
    plain = address[1:-1] if address.startswith("[") and address.endswith("]") else address
    try:
        version = ipaddress.ip_address(plain).version
    except ValueError:
        return None
    if version == 4 and family == socket.AF_INET6:
        return f"::ffff:{plain}"
    if version == 6 and family == socket.AF_INET:
        raise ValueError(f"{address} is an IPv6 address, and the node sends with IPv4")
    return plain
