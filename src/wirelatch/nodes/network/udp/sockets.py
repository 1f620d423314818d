"""The UDP sockets of a runtime, one for each local port: `udp in` and `udp out` nodes of a port share it.

So a device that answers to the port a packet came from reaches the `udp in` node of that port. A socket is closed when
the last node lets go of it. Datagrams that come faster than flows can take them are dropped by the operating system.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import struct
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from wirelatch.nodes.network.sockets.back_pressure import LOOK_AGAIN_SECONDS, has_caught_up, is_behind
from wirelatch.nodes.network.sockets.failures import reason_of
from wirelatch.nodes.network.udp.interfaces import interface_index

if TYPE_CHECKING:
    from wirelatch.engine.machine import Machine
    from wirelatch.engine.node import Node
    from wirelatch.engine.runtime import Runtime

LARGEST = 65_536
MOST_AT_ONCE = 64
"""Datagrams that are read before others get their turn."""
MOST_UNSENT = 1_000
"""Datagrams that may wait for the operating system to take them."""
_TTL = 128

Receiver = Callable[[bytes, str, int], None]
"""Called with a datagram, and the address and port it came from."""


class UdpSocket:
    """One bound socket; `port` is 0 for one that only sends, from any port."""

    def __init__(self, machine: Machine, port: int, family: socket.AddressFamily, host: str) -> None:
        self.port = port
        self.family = family
        self._machine = machine
        self._loop = asyncio.get_running_loop()
        self._receivers: list[Receiver] = []
        self._unsent: deque[tuple[bytes, Any, asyncio.Future[None]]] = deque()
        self._reading = False
        self._memberships: dict[tuple[str, str], int] = {}
        self.users = 0
        self.plain = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self.plain.setblocking(False)
            self.plain.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                self.plain.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            if port or host:
                self.plain.bind((host, port))
        except OSError:
            self.plain.close()
            raise

    # Receiving -------------------------------------------------------------------------------------------------

    def receive_with(self, receiver: Receiver) -> None:
        """Give datagrams to a receiver, beside those that get them already."""
        self._receivers.append(receiver)
        self._read_on()

    def forget(self, receiver: Receiver) -> None:
        """End that."""
        with suppress(ValueError):
            self._receivers.remove(receiver)

    def _read_on(self) -> None:
        if self._reading or self.plain.fileno() < 0:
            return
        if not has_caught_up(self._machine):
            self._loop.call_later(LOOK_AGAIN_SECONDS, self._read_on)
            return
        self._reading = True
        self._loop.add_reader(self.plain.fileno(), self._readable)

    def _readable(self) -> None:
        for _ in range(MOST_AT_ONCE):
            try:
                data, address = self.plain.recvfrom(LARGEST)
            except BlockingIOError:
                return
            except OSError:
                continue  # what the network says of an earlier packet: unreachable
            for receiver in tuple(self._receivers):
                receiver(data, address[0], address[1])
        if is_behind(self._machine):
            self._loop.remove_reader(self.plain.fileno())
            self._reading = False
            self._loop.call_later(LOOK_AGAIN_SECONDS, self._read_on)

    # Sending ---------------------------------------------------------------------------------------------------

    def send(self, data: bytes, address: Any) -> asyncio.Future[None] | None:
        """Send a datagram now, or as soon as the operating system takes it: then the future tells. Raises OSError."""
        if not self._unsent:
            try:
                self.plain.sendto(data, address)
            except BlockingIOError:
                self._loop.add_writer(self.plain.fileno(), self._writable)
            else:
                return None
        if len(self._unsent) >= MOST_UNSENT:
            raise OSError("the network takes no more packets: this one is dropped")
        sent = self._loop.create_future()
        self._unsent.append((data, address, sent))
        return sent

    def _writable(self) -> None:
        while self._unsent:
            data, address, sent = self._unsent[0]
            try:
                self.plain.sendto(data, address)
            except BlockingIOError:
                return
            except OSError as error:
                if not sent.done():
                    sent.set_exception(error)
            else:
                if not sent.done():
                    sent.set_result(None)
            self._unsent.popleft()
        self._loop.remove_writer(self.plain.fileno())

    # Options ---------------------------------------------------------------------------------------------------

    def allow_broadcast(self) -> None:
        """Let it send to broadcast addresses; own multicast packets do not come back."""
        self.plain.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        if self.family == socket.AF_INET6:
            self.plain.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)
        else:
            self.plain.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)

    def join(self, group: str, interface: str) -> None:
        """Become a member of a multicast group, on the interface with that address or by the system's choice. Raises
        OSError, or ValueError when an address is none."""
        level, option, request = self._membership(group, interface)
        if self.family == socket.AF_INET6:
            self.plain.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, _TTL)
        else:
            self.plain.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, _TTL)
        key = (group, interface)
        if not self._memberships.get(key):
            self.plain.setsockopt(level, option, request)
        self._memberships[key] = self._memberships.get(key, 0) + 1

    def leave(self, group: str, interface: str) -> None:
        """End a membership when nobody else needs it."""
        key = (group, interface)
        count = self._memberships.get(key, 0)
        if count > 1:
            self._memberships[key] = count - 1
        elif self._memberships.pop(key, None):
            level, option, request = self._membership(group, interface)
            option = socket.IPV6_LEAVE_GROUP if level == socket.IPPROTO_IPV6 else socket.IP_DROP_MEMBERSHIP
            with suppress(OSError):
                self.plain.setsockopt(level, option, request)

    def _membership(self, group: str, interface: str) -> tuple[int, int, bytes]:
        try:
            address = ipaddress.ip_address(group)
        except ValueError:
            address = None
        if (
            address is None
            or not address.is_multicast
            or (address.version == 6) != (self.family == socket.AF_INET6)
        ):
            raise ValueError(f"Bad Multicast Address {group!r}")
        if address.version == 6:
            index = interface_index(interface) if interface else 0
            return socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, address.packed + struct.pack("@I", index)
        try:
            own = socket.inet_aton(interface) if interface else bytes(4)
        except OSError:
            raise ValueError("Must be ip address of the required interface") from None
        return socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, address.packed + own

    def close(self) -> None:
        """Close the socket; what is not yet sent is lost."""
        number = self.plain.fileno()
        if number >= 0:
            self._loop.remove_reader(number)
            self._loop.remove_writer(number)
        for _, _, sent in self._unsent:
            sent.cancel()
        self._unsent.clear()
        self._receivers.clear()
        self.plain.close()


class UdpSockets:
    """The sockets of a runtime by their local port."""

    def __init__(self) -> None:
        self._sockets: dict[int, UdpSocket] = {}

    def ports(self) -> list[int]:
        """The local ports that flows use."""
        return sorted(self._sockets)

    def find(self, port: int) -> UdpSocket | None:
        """The socket of a port, if a node has it."""
        return self._sockets.get(port)

    def take(self, runtime: Runtime, port: int, kind: str) -> UdpSocket:
        """The socket of a port, bound if nobody has it yet; 0 for one of one's own, from any port. Raises OSError."""
        found = self._sockets.get(port) if port else None
        if found is None:
            family, host = family_and_host(
                kind, str(runtime.settings.get("socketHost") or "") if port else ""
            )
            found = UdpSocket(runtime.machine, port, family, host if port else "")
            if port:
                self._sockets[port] = found
        found.users += 1
        return found

    def let_go(self, used: UdpSocket) -> None:
        """Close a socket that nobody else uses."""
        used.users -= 1
        if used.users <= 0:
            if self._sockets.get(used.port) is used:
                del self._sockets[used.port]
            used.close()


_sockets: WeakKeyDictionary[Runtime, UdpSockets] = WeakKeyDictionary()


def sockets_of(runtime: Runtime) -> UdpSockets:
    """The UDP sockets of a runtime."""
    return _sockets.setdefault(runtime, UdpSockets())


def family_and_host(kind: str, host: str) -> tuple[socket.AddressFamily, str]:
    """Family and address to bind to for `udp4` or `udp6`: all interfaces, or the host where it is of that family."""
    if kind == "udp6":
        return socket.AF_INET6, host if ":" in host else f"::ffff:{host}" if host else "::"
    return socket.AF_INET, host if host and ":" not in host else "127.0.0.1" if host == "::1" else "0.0.0.0"  # noqa: S104


def join(node: Node, used: UdpSocket, group: str, interface: str) -> None:
    """Join a multicast group; what is wrong with it is an error of the node, which goes on without."""
    try:
        used.join(group, interface)
    except (OSError, ValueError) as error:
        node.error(f"cannot join the multicast group {group!r}: {reason_of(error)}")
    else:
        node.log(f"udp multicast group {group}")
