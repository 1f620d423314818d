"""The `udp in` and `udp out` nodes; `tests/peers/differential/test_udp.py` compares them with Node-RED's."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.flows import CATCH, PROBE
from tests.support.ports import free_udp_port
from wirelatch.engine.testing import collect, running
from wirelatch.nodes.network.sockets import back_pressure
from wirelatch.nodes.network.udp import interfaces
from wirelatch.nodes.network.udp import sockets as udp_sockets

GROUP = "239.255.18.83"


def udp_in(port: int | str, **more: Any) -> dict[str, Any]:
    return {
        "id": "in", "type": "udp in", "port": str(port), "ipv": "udp4", "multicast": "false", "group": "", "iface": "",
        "datatype": "utf8", "wires": [["p"]], **more,
    }  # fmt: skip


def udp_out(port: int | str, **more: Any) -> dict[str, Any]:
    return {
        "id": "out", "type": "udp out", "addr": "127.0.0.1", "port": str(port), "ipv": "udp4", "outport": "",
        "base64": False, "multicast": "false", "iface": "", **more,
    }  # fmt: skip


class Peer:
    """A UDP socket of a test."""

    def __init__(self, plain: socket.socket) -> None:
        self.plain = plain
        self.port: int = plain.getsockname()[1]

    def send(self, data: bytes, port: int, host: str = "127.0.0.1") -> None:
        self.plain.sendto(data, (host, port))

    async def receive(self) -> tuple[bytes, int]:
        """A datagram and the port it came from."""
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self.plain, ready.set)
        try:
            await asyncio.wait_for(ready.wait(), 10)
            data, address = self.plain.recvfrom(70_000)
        finally:
            loop.remove_reader(self.plain)
        return data, address[1]


@contextlib.asynccontextmanager
async def peer() -> AsyncIterator[Peer]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
        plain.setblocking(False)
        plain.bind(("127.0.0.1", 0))
        yield Peer(plain)


@pytest.mark.parametrize(
    ("datatype", "payload"), [("buffer", b"a\xff"), ("utf8", "a\ufffd"), ("base64", "Yf8="), (None, b"a\xff")]
)
async def test_datagrams_come_in_the_form_that_is_asked_for_with_their_sender(
    datatype: str | None, payload: Any
) -> None:
    port = free_udp_port()
    async with running([udp_in(port, datatype=datatype), PROBE]) as runtime, peer() as other:
        other.send(b"a\xff", port)
        msg = await collect(runtime, "p").next()
    assert {key: msg[key] for key in ("payload", "ip", "port", "fromip")} == {
        "payload": payload, "ip": "127.0.0.1", "port": other.port, "fromip": f"127.0.0.1:{other.port}",
    }  # fmt: skip


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
async def test_ipv6_sockets_take_ipv4_datagrams_too() -> None:
    port = free_udp_port()
    async with running([udp_in(port, ipv="udp6"), PROBE]) as runtime, peer() as other:
        other.send(b"x", port)
        assert (await collect(runtime, "p").next())["ip"] == "::ffff:127.0.0.1"


@pytest.mark.parametrize(
    ("config", "payload", "sent"),
    [
        ({}, "text", b"text"), ({}, b"\x00", b"\x00"), ({}, 3, b"3"), ({}, None, b"null"),
        ({"base64": True}, "aGk=", b"hi"), ({"base64": True}, b"x", b"x"), ({"ipv": "udp6"}, "six", b"six"),
        ({"addr": "localhost"}, "by name", b"by name"), ({"multicast": "broad"}, "b", b"b"), ({"multicast": False}, "f", b"f"),
    ],
)  # fmt: skip
async def test_payloads_are_sent_as_datagrams(config: dict[str, Any], payload: Any, sent: bytes) -> None:
    async with peer() as other, running([udp_out(other.port, **config)]) as runtime:
        runtime.node("out").receive({"payload": payload})  # type: ignore[union-attr]
        assert (await other.receive())[0] == sent


async def test_messages_can_say_where_to_and_the_nodes_own_address_wins() -> None:
    async with peer() as one, peer() as other:
        flow = [udp_out("", addr=""), udp_out(one.port, id="fixed")]
        async with running(flow) as runtime:
            msg = {"payload": "x", "ip": "127.0.0.1", "port": other.port}
            runtime.node("out").receive(dict(msg))  # type: ignore[union-attr]
            assert (await other.receive())[0] == b"x"
            runtime.node("fixed").receive(dict(msg))  # type: ignore[union-attr]
            assert (await one.receive())[0] == b"x"


async def test_what_is_missing_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    async with running([udp_out("", addr="")]) as runtime:
        for more in (
            {},
            {"ip": "127.0.0.1"},
            {"ip": "127.0.0.1", "port": 70000},
            {"ip": "127.0.0.1", "port": "x"},
        ):
            runtime.node("out").receive({"payload": "x", **more})  # type: ignore[union-attr]
        await runtime.machine.idle()
    told = [r.getMessage().partition("udp: ")[2] for r in caplog.records if r.levelname == "WARNING"]
    assert told == ["ip address not set", "port not set", "port number not valid", "port number not valid"]


async def test_a_datagram_that_cannot_be_sent_is_an_error_that_catch_nodes_get() -> None:
    async with running([udp_out(9), *CATCH]) as runtime:
        runtime.node("out").receive({"payload": bytes(70_000)})  # type: ignore[union-attr]
        assert "udp :" in (await collect(runtime, "e").next())["error"]["message"]
        runtime.node("out").receive({"payload": "x"})  # type: ignore[union-attr]
        await runtime.machine.idle()


async def test_what_is_sent_to_the_port_of_a_udp_in_leaves_from_that_port() -> None:
    async with peer() as other, running([udp_out(other.port, outport="")]) as runtime:
        own = free_udp_port()
        flow = [udp_in(own), PROBE, udp_out("", addr="127.0.0.1", outport=str(own))]
        await runtime.deploy(
            [{"id": "f", "type": "tab"}, *({"z": "f", "x": 0, "y": 0, "wires": [], **r} for r in flow)]
        )
        runtime.node("out").receive({"payload": "ask", "port": other.port})  # type: ignore[union-attr]
        data, port = await other.receive()
        assert (data, port) == (b"ask", own)
        other.send(b"answer", port)
        assert (await collect(runtime, "p").next())["payload"] == "answer"


async def test_several_nodes_share_a_port_and_one_of_them_can_go() -> None:
    port = free_udp_port()
    second, probe = udp_in(port, id="in2", wires=[["p2"]]), {"id": "p2", "type": "probe"}
    tab = {"id": "f", "type": "tab"}
    flow = [{"z": "f", "x": 0, "y": 0, "wires": [], **r} for r in (udp_in(port), PROBE, second, probe)]
    async with running([tab, *flow]) as runtime, peer() as other:
        other.send(b"both", port)
        assert (await collect(runtime, "p").next())["payload"] == "both"
        assert (await collect(runtime, "p2").next())["payload"] == "both"
        await runtime.deploy([tab, *flow[:2]], kind="nodes")
        other.send(b"one", port)
        assert (await collect(runtime, "p").next())["payload"] == "one"
        assert udp_sockets.sockets_of(runtime).ports() == [port]
        await runtime.deploy([tab])
        assert udp_sockets.sockets_of(runtime).ports() == []


def _multicast_works() -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            request = socket.inet_aton(GROUP) + socket.inet_aton("127.0.0.1")
            probe.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
        except OSError:
            return False
    return True


@pytest.mark.skipif(not _multicast_works(), reason="no multicast here")
async def test_a_multicast_group_is_joined_on_the_interface_named() -> None:
    port = free_udp_port()
    async with running([udp_in(port, multicast="true", group=GROUP, iface="127.0.0.1"), PROBE]) as runtime:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
            sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, struct.pack("b", 0))
            sender.sendto(b"all", (GROUP, port))
        assert (await collect(runtime, "p").next())["payload"] == "all"


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (udp_in(""), "the port is missing"),
        (udp_in("x"), "'x' is no port number"),
        (udp_in(40_123, multicast="true", group="10.0.0.1"), "Bad Multicast Address '10.0.0.1'"),
        (udp_in(40_123, iface="nosuch"), "interface nosuch not found"),
    ],
)
async def test_wrong_settings_are_named(
    node: dict[str, Any], text: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running([node, PROBE]):
        assert any(text in r.getMessage() for r in caplog.records)


def test_interfaces_are_found_by_name() -> None:
    assert interfaces.interface_address("lo", "udp4") == "127.0.0.1"
    assert interfaces.interface_address("nosuch", "udp4") is None


async def test_a_flood_of_datagrams_does_not_stop_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(back_pressure, "MOST_WAITING", 100)
    port = free_udp_port()
    async with running([udp_in(port), PROBE]) as runtime, peer() as other:
        longest = 0
        for _ in range(50):
            for _ in range(200):
                with contextlib.suppress(BlockingIOError):
                    other.send(b"x" * 100, port)
            await asyncio.sleep(0)
            longest = max(longest, runtime.machine.backlog)
        assert longest <= 100 + udp_sockets.MOST_AT_ONCE
        await runtime.machine.idle()
        while runtime.machine.backlog or collect(runtime, "p").received[-1]["payload"] != "last":
            with contextlib.suppress(BlockingIOError):
                other.send(b"last", port)
            await asyncio.sleep(0.01)
