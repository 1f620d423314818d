"""The TCP, UDP and WebSocket nodes: the same peers talk to both sides, and both sides say the same.

`@PORT@`, `@FAR@` and `@UDP@` in the flows stand for ports of the side's own: one that its nodes listen on, one that a peer
of the test listens on, and a UDP port.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from tests.peers.differential.cases import debug
from tests.peers.differential.twins import Side, Twins, prop_of
from tests.support.ports import free_port
from tests.support.tcp import Peer, calling, serving

pytestmark = [pytest.mark.peers, pytest.mark.slow]

Ports = Mapping[str, str]
Talk = Callable[[Side, Ports], Awaitable[Any]]
"""What a test does with one side; what it gives is compared."""

TAB = {"id": "tab", "type": "tab", "label": "sockets"}
INJECT = {
    "id": "press", "type": "inject", "props": [], "repeat": "", "crontab": "", "once": False, "wires": [["n"]],
}  # fmt: skip
STATUS = [
    {"id": "status", "type": "status", "scope": None, "wires": [["shown-status"]]},
    debug("shown-status"),
]
CATCH = [{"id": "catch", "type": "catch", "scope": None, "wires": [["caught"]]}, debug("caught")]


def placed(*records: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [TAB, *({"z": "tab", "x": 100, "y": 100, "wires": [], **record} for record in records)]


def tcp_in(**more: Any) -> dict[str, Any]:
    return {
        "id": "n", "type": "tcp in", "server": "server", "host": "", "port": "@PORT@", "datamode": "stream",
        "datatype": "buffer", "newline": "", "topic": "t", "trim": False, "base64": False, "tls": "",
        "wires": [["out"]], **more,
    }  # fmt: skip


def tcp_out(**more: Any) -> dict[str, Any]:
    return {
        "id": "n", "type": "tcp out", "host": "127.0.0.1", "port": "@FAR@", "beserver": "client", "base64": False,
        "end": False, "tls": "", **more,
    }  # fmt: skip


def tcp_request(**more: Any) -> dict[str, Any]:
    return {
        "id": "n", "type": "tcp request", "server": "127.0.0.1", "port": "@FAR@", "out": "sit", "ret": "string",
        "splitc": " ", "newline": "", "trim": False, "tls": "", "wires": [["out"]], **more,
    }  # fmt: skip


async def compared(
    pair: Twins,
    flow: Sequence[Mapping[str, Any]],
    talk: Talk,
    fars: tuple[int, int] = (0, 0),
    without: Sequence[str] = (),
) -> tuple[Any, Any]:
    """What both sides showed and what their peers heard; the same, or the test fails. Properties `without` are left
    out."""
    names = sorted({"@PORT@", *re.findall(r"@PORT\d+@", repr(flow))})
    ports = [
        {**{name: str(free_port()) for name in names}, "@FAR@": str(far), "@UDP@": str(free_udp_port())}
        for far in fars
    ]
    replacing = {name: (ports[0][name], ports[1][name]) for name in ports[0]}
    await pair.deploy(flow, replacing)
    heard = await asyncio.gather(*(talk(side, own) for side, own in zip(pair.sides, ports, strict=True)))
    theirs, ours = await pair.compare()
    assert [neutral(entry, ports[1], without) for entry in ours] == [
        neutral(entry, ports[0], without) for entry in theirs
    ]
    assert heard[1] == heard[0]
    return ours, heard[1]


def neutral(value: Any, ports: Ports, without: Sequence[str] = ()) -> Any:
    """Without ports that the system chose; those of the test by their names."""
    if isinstance(value, (dict, list, tuple)):
        if isinstance(value, dict):
            return {
                key: "<port>" if key == "port" and isinstance(item, int) else neutral(item, ports, without)
                for key, item in value.items()
                if key not in without
            }
        return [neutral(item, ports, without) for item in value]
    if isinstance(value, str):
        for name, port in ports.items():
            value = value.replace(port, name) if port != "0" else value
        if value.startswith(("127.0.0.1:", "::ffff:127.0.0.1:")):
            return value.rpartition(":")[0]
    return value


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def inject(side: Side, button: str = "press", /, **properties: Any) -> None:
    await side.inject(button, [prop_of(name, value) for name, value in properties.items()])


PIECES: list[tuple[dict[str, Any], list[bytes]]] = [
    ({}, [b"a\x00\xff", b"b"]),
    ({"datatype": "utf8"}, [b"one\ntwo", "ä€".encode()]),
    ({"datatype": "utf8", "newline": "\\n"}, [b"one\ntw", b"o\nrest"]),
    ({"datatype": "utf8", "newline": "<>", "trim": True}, [b"one<>two<", b">rest"]),
    ({"datatype": "utf8", "newline": "\\r\\n"}, [b"a\r\nb\n\r\n"]),
    ({"datatype": "base64"}, [b"foo", b"ba"]),
    ({"datatype": "base64", "newline": "\\n"}, [b"foo", b"bar"]),
    ({"datamode": "single"}, [b"ab", b"cd"]),
    ({"datamode": "single", "datatype": "utf8", "newline": "\\n"}, [b"a\n", b"b"]),
    ({"datamode": "single", "datatype": "base64"}, [b"foo", b"bar"]),
    ({"datamode": "single", "datatype": "utf8"}, []),
]


async def test_tcp_in_sends_on_the_same_of_what_it_is_sent(pair: Twins) -> None:
    async def talk(side: Side, ports: Ports) -> None:
        for number, (_, pieces) in enumerate(PIECES):
            async with calling(int(ports[f"@PORT{number}@"])) as peer:
                await _send_slowly(peer, pieces)

    nodes = [
        tcp_in(**config, id=f"n{number}", port=f"@PORT{number}@", topic=f"t{number}")
        for number, (config, _) in enumerate(PIECES)
    ]
    # Node-RED forgets who sent what comes after the last delimiter.
    await compared(pair, placed(*nodes, debug("out"), *STATUS), talk, without=["ip", "port"])


async def test_tcp_in_says_who_sent_it(pair: Twins) -> None:
    async def talk(side: Side, ports: Ports) -> None:
        async with calling(int(ports["@PORT@"])) as peer:
            await _send_slowly(peer, [b"x"])

    await compared(pair, placed(tcp_in(), debug("out"), *STATUS), talk)


async def _send_slowly(peer: Peer, pieces: list[bytes]) -> None:
    for piece in pieces:
        await peer.send(piece)
        await asyncio.sleep(0.05)
    peer.end()
    await peer.rest()


@pytest.mark.parametrize(("config", "pieces"), [PIECES[0], PIECES[2], PIECES[6], PIECES[8]])
async def test_tcp_in_as_a_client_sends_on_the_same(
    pair: Twins, config: dict[str, Any], pieces: list[bytes]
) -> None:
    async with serving() as theirs, serving() as ours:
        servers = {str(theirs.port): theirs, str(ours.port): ours}

        async def talk(side: Side, ports: Ports) -> None:
            peer = await servers[ports["@FAR@"]].accepted()
            await _send_slowly(peer, pieces)

        client = {"server": "client", "host": "127.0.0.1", "port": "@FAR@"}
        await compared(pair, placed(tcp_in(**config, **client), debug("out")), talk, (theirs.port, ours.port))


async def test_replies_and_resets_reach_the_same_connections(pair: Twins) -> None:
    flow = placed(
        tcp_in(datatype="utf8", wires=[["out", "echo"]]), debug("out"),
        tcp_out(id="echo", beserver="reply", port=""), INJECT, tcp_out(id="n2", beserver="reply", port="", base64=True),
    )  # fmt: skip
    flow[[r["id"] for r in flow].index("press")]["wires"] = [["n2"]]

    async def talk(side: Side, ports: Ports) -> list[bytes]:
        port = int(ports["@PORT@"])
        async with calling(port) as one, calling(port) as other:
            await one.send(b"one")
            heard = [await one.read(3)]
            await other.send(b"other")
            heard.append(await other.read(5))
            await inject(side, payload="aGk=")
            heard += [await one.read(2), await other.read(2)]
            await inject(side, payload=b"\x00\x01")
            heard += [await one.read(2), await other.read(2)]
            await inject(side, payload={"a": 1})
            heard += [await one.read(15), await other.read(15)]
            await inject(side, reset=True)
            return [*heard, await one.rest(), await other.rest()]

    await compared(pair, flow, talk)


@pytest.mark.parametrize("base64", [False, True])
async def test_tcp_out_sends_the_same_to_a_server(pair: Twins, base64: bool) -> None:
    async with serving() as theirs, serving() as ours:
        servers = {str(theirs.port): theirs, str(ours.port): ours}

        async def talk(side: Side, ports: Ports) -> bytes:
            peer = await servers[ports["@FAR@"]].accepted()
            await side.shows("common.status.connected", ["n"])
            for payload in (
                "text",
                b"\x00\xff",
                12.5,
                True,
                None,
                [1, [2, None]],
                {"a": 1},
                "",
                "aGk=",
                "ä€",
            ):
                await inject(side, payload=payload)
            await inject(side, payload="END")
            return await asyncio.wait_for(peer.reader.readuntil(b"END" if not base64 else b"\x10\xd0"), 10)

        flow = placed(INJECT, tcp_out(base64=base64))
        _, heard = await compared(pair, flow, talk, (theirs.port, ours.port))
    assert b"[object Object]" in heard


async def test_tcp_out_as_a_server_sends_the_same_and_closes(pair: Twins) -> None:
    async def talk(side: Side, ports: Ports) -> bytes:
        async with calling(int(ports["@PORT@"])) as peer:
            await side.shows("1 connection", ["n"])
            await inject(side, payload="hello")
            return await peer.rest()

    flow = placed(INJECT, tcp_out(beserver="server", port="@PORT@", end=True), *STATUS)
    _, heard = await compared(pair, flow, talk)
    assert heard == b"hello"


REQUESTS: list[tuple[dict[str, Any], list[bytes]]] = [
    ({"out": "time", "splitc": "150"}, [b"one", b"two"]),
    ({"out": "time", "splitc": "150", "ret": "buffer"}, [b"\x00\xff"]),
    ({"out": "char", "splitc": "\\n"}, [b"one", b"\ntwo"]),
    ({"out": "char", "splitc": "0x3B"}, [b"a;b;"]),
    ({"out": "char", "splitc": "x"}, [b"axb"]),
    ({"out": "count", "splitc": "4"}, [b"abc", b"def"]),
    ({"out": "count", "splitc": "0"}, [b"abc"]),
    ({"out": "immed"}, []),
    ({}, [b"one", "ä€".encode()]),
    ({"ret": "buffer"}, [b"one"]),
    ({"newline": "\\r\\n"}, [b"a\r\nb\r", b"\nc"]),
    ({"newline": "<A>\\n", "trim": True}, [b"one<A>\ntwo<A>\nthr"]),
]


async def test_tcp_request_asks_and_gives_back_the_same(pair: Twins) -> None:
    async with serving() as theirs, serving() as ours:
        servers = {str(theirs.port): theirs, str(ours.port): ours}

        async def talk(side: Side, ports: Ports) -> list[bytes]:
            heard = []
            for number, (_, pieces) in enumerate(REQUESTS):
                await inject(side, f"press{number}", payload="ask", topic="t")
                peer = await servers[ports["@FAR@"]].accepted()
                heard.append(await peer.read(3))
                for piece in pieces:
                    await peer.send(piece)
                    await asyncio.sleep(0.05)
                await asyncio.sleep(0.2)
            return heard

        nodes: list[dict[str, Any]] = []
        for number, (config, _) in enumerate(REQUESTS):
            nodes.append({**INJECT, "id": f"press{number}", "wires": [[f"n{number}"]]})
            nodes.append(tcp_request(**config, id=f"n{number}"))
        flow = placed(*nodes, debug("out"), *STATUS, *CATCH)
        await compared(pair, flow, talk, (theirs.port, ours.port))


async def test_tcp_request_fails_and_is_reset_the_same(pair: Twins) -> None:
    async with serving() as theirs, serving() as ours:
        servers = {str(theirs.port): theirs, str(ours.port): ours}

        async def talk(side: Side, ports: Ports) -> list[bytes]:
            await inject(side, payload="none", host="127.0.0.1", port=int(ports["@PORT@"]))
            await asyncio.sleep(0.2)
            far = int(ports["@FAR@"])
            await inject(side, payload=12, host="127.0.0.1", port=far)
            peer = await servers[ports["@FAR@"]].accepted()
            heard = [await peer.read(2)]
            await inject(side, payload="more", host="127.0.0.1", port=far)
            heard.append(await peer.read(4))
            await inject(side, reset=f"127.0.0.1:{far}")
            heard.append(await peer.rest())
            await inject(side, payload="again", host="127.0.0.1", port=far, reset=True)
            again = await servers[ports["@FAR@"]].accepted()
            return [*heard, await again.read(5)]

        flow = placed(INJECT, tcp_request(server="", port=""), debug("out"), *STATUS, *CATCH)
        await compared(pair, flow, talk, (theirs.port, ours.port))


# UDP -----------------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def udp_peer() -> AsyncIterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
        plain.bind(("127.0.0.1", 0))
        plain.settimeout(10)
        yield plain


@pytest.mark.parametrize("datatype", ["buffer", "utf8", "base64"])
@pytest.mark.parametrize("ipv", ["udp4", "udp6"])
async def test_udp_in_sends_on_the_same_datagrams(pair: Twins, datatype: str, ipv: str) -> None:
    node = {
        "id": "n", "type": "udp in", "iface": "", "port": "@UDP@", "ipv": ipv, "multicast": "false", "group": "",
        "datatype": datatype, "wires": [["out"]],
    }  # fmt: skip

    async def talk(side: Side, ports: Ports) -> None:
        async with udp_peer() as peer:
            for data in (b"text", b"\x00\xff", b"", "ä€".encode()):
                peer.sendto(data, ("127.0.0.1", int(ports["@UDP@"])))
                await asyncio.sleep(0.05)

    await compared(pair, placed(node, debug("out"), *STATUS), talk)


@pytest.mark.parametrize("more", [{}, {"base64": True}, {"ipv": "udp6"}, {"multicast": "broad"}])
async def test_udp_out_sends_the_same_datagrams(pair: Twins, more: dict[str, Any]) -> None:
    async with udp_peer() as theirs, udp_peer() as ours:
        peers = {str(peer.getsockname()[1]): peer for peer in (theirs, ours)}
        node = {
            "id": "n", "type": "udp out", "addr": "", "iface": "", "port": "", "ipv": "udp4", "outport": "",
            "base64": False, "multicast": "false", **more,
        }  # fmt: skip

        async def talk(side: Side, ports: Ports) -> list[bytes]:
            await asyncio.sleep(0.2)
            port = int(ports["@FAR@"])
            heard = []
            address = "::ffff:127.0.0.1" if more.get("ipv") == "udp6" else "127.0.0.1"
            for payload in ("text", b"\x00\xff", "aGk=", "ä€"):
                await inject(side, payload=payload, ip=address, port=port)
                heard.append(await asyncio.to_thread(peers[ports["@FAR@"]].recv, 1000))
            for wrong in ({"port": port}, {"ip": address}, {"ip": address, "port": 70_000}):
                await inject(side, payload="x", **wrong)
            return heard

        flow = placed(INJECT, node, *CATCH)
        await compared(pair, flow, talk, tuple(int(port) for port in peers))  # type: ignore[arg-type]


# WebSockets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whole", ["false", "true"])
async def test_websocket_listeners_receive_echo_and_broadcast_the_same(pair: Twins, whole: str) -> None:
    flow = placed(
        {"id": "ws-in", "type": "websocket in", "server": "listener", "client": "", "wires": [["out", "ws-out"]]},
        {"id": "ws-out", "type": "websocket out", "server": "listener", "client": ""},
        debug("out"), {**INJECT, "wires": [["ws-out"]]}, *STATUS,
    )  # fmt: skip
    flow.append({"id": "listener", "type": "websocket-listener", "path": "/sock", "wholemsg": whole})

    async def talk(side: Side, ports: Ports) -> list[Any]:
        heard: list[Any] = []
        async with connect(side.url.replace("http", "ws") + "/sock", subprotocols=["b", "a"]) as peer:  # type: ignore[list-item]
            heard.append(peer.subprotocol)
            for data in (
                "text",
                b"\x00\xff",
                '{"payload": {"a": 1}, "topic": "t"}',
                "12",
                '"s"',
                "true",
                "[1",
            ):
                await peer.send(data)
                heard.append(without_id(await asyncio.wait_for(peer.recv(), 10)))
            await inject(side, payload={"b": [1, None]}, topic="all")
            heard.append(without_id(await asyncio.wait_for(peer.recv(), 10)))
            for payload in (b"\x01", 12.5, True, "x"):
                await inject(side, payload=payload)
                heard.append(without_id(await asyncio.wait_for(peer.recv(), 10)))
        return heard

    await compared(pair, flow, talk)


def without_id(data: str | bytes) -> Any:
    """A whole message without its id, in any order."""
    import orjson

    if isinstance(data, str) and data.startswith("{"):
        message = orjson.loads(data)
        message.pop("_msgid", None)
        return message
    return data


async def test_websocket_clients_receive_and_send_the_same(pair: Twins) -> None:
    queues: list[asyncio.Queue[ServerConnection]] = [asyncio.Queue(), asyncio.Queue()]

    async def take(number: int, connection: ServerConnection) -> None:
        queues[number].put_nowait(connection)
        await connection.wait_closed()

    async with (
        serve(lambda c: take(0, c), "127.0.0.1", 0, subprotocols=["two"]) as theirs,  # type: ignore[list-item]
        serve(lambda c: take(1, c), "127.0.0.1", 0, subprotocols=["two"]) as ours,  # type: ignore[list-item]
    ):
        fars = tuple(next(iter(server.sockets)).getsockname()[1] for server in (theirs, ours))
        headers = [{"keyType": "other", "keyValue": "X-Own", "valueType": "other", "valueValue": "1"}]
        flow = placed(
            {"id": "ws-in", "type": "websocket in", "server": "", "client": "client", "wires": [["out", "ws-out"]]},
            {"id": "ws-out", "type": "websocket out", "server": "", "client": "client"},
            debug("out"), {**INJECT, "wires": [["ws-out"]]}, *STATUS,
        )  # fmt: skip
        flow.append({
            "id": "client", "type": "websocket-client", "path": "ws://127.0.0.1:@FAR@/x", "tls": "", "wholemsg": "false",
            "hb": "0", "subprotocol": "one, two", "headers": headers,
        })  # fmt: skip

        async def talk(side: Side, ports: Ports) -> list[Any]:
            number = fars.index(int(ports["@FAR@"]))
            there = await asyncio.wait_for(queues[number].get(), 10)
            assert there.request is not None
            heard: list[Any] = [there.request.path, there.request.headers["X-Own"], there.subprotocol]
            await there.send("hello")
            await there.send(b"\x00")
            await asyncio.sleep(0.2)  # they must not come back
            for payload in ("x", b"\x01", {"a": 1}):
                await inject(side, payload=payload)
                heard.append(await asyncio.wait_for(there.recv(), 10))
            await there.close()
            return heard

        await compared(pair, flow, talk, fars)  # type: ignore[arg-type]


# What `http request` makes of bytes -----------------------------------------------------------------------------

ANSWERS = [
    b"HTTP/1.0 200\nContent-Type: text/plain\n\nHello",
    b"HTTP/1.1 200 OK\r\nA: b\x01c\r\nContent-Length: 5\r\n\r\nHello",
    b"HTTP/1.1 200 OK\r\nA : b\r\nContent-Length: 5\r\n\r\nHello",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nHello",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\nHello\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\nHello",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nHello",
    b"HTTP/1.1 200 OK\nContent-Length: 5\r\n\r\nHello",
    b"HTTP/1.1 200 OK\r\nA: b\nContent-Length: 5\r\n\r\nHello",
    b"HTTP/1.1 200 OK\rContent-Length: 5\r\n\r\nHello",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHelloX\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nHello\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffffff\r\n",
    b"HTTP/1.1 20x OK\r\n\r\nHello",
    b"HTTP/3.7 200 OK\r\nContent-Length: 5\r\n\r\nHello",
    b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nHello",
    b"HTTP/1.1 200 OK\r\nA: " + b"x" * 20_000 + b"\r\nContent-Length: 5\r\n\r\nHello",
    b"HTTP/1.1 200 OK\r\nB: \xe4\xf6\r\nContent-Length: 5\r\n\r\nHello",
    b"garbage",
    b"",
]


@pytest.mark.parametrize("lenient", [False, True])
async def test_http_request_refuses_the_same_answers_for_the_same_reason(pair: Twins, lenient: bool) -> None:
    async with serving() as theirs, serving() as ours:
        servers = {str(theirs.port): theirs, str(ours.port): ours}
        node = {
            "id": "n", "type": "http request", "method": "GET", "ret": "txt", "paytoqs": "ignore", "tls": "",
            "url": "http://127.0.0.1:@FAR@/", "persist": False, "proxy": "", "authType": "", "senderr": False,
            "headers": [], "insecureHTTPParser": lenient, "wires": [["out"]],
        }  # fmt: skip

        async def talk(side: Side, ports: Ports) -> None:
            for number, answer in enumerate(ANSWERS):
                await inject(side, topic=str(number))
                peer = await servers[ports["@FAR@"]].accepted()
                await peer.reader.readuntil(b"\r\n\r\n")
                await peer.send(answer)
                await peer.close()
                async with asyncio.timeout(10):
                    while len(side.shown) <= number:
                        side.arrived.clear()
                        await side.arrived.wait()

        # The wording of a refusal is each program's own.
        await compared(pair, placed(INJECT, node, debug("out")), talk, (theirs.port, ours.port), ["payload"])
