"""The TCP nodes: the same peers talk to both sides, and both sides say the same."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.peers.differential.cases import debug
from tests.peers.differential.sockets import CATCH, INJECT, STATUS, Ports, compared, inject, placed
from tests.peers.differential.twins import Side, Twins
from tests.support.tcp import Peer, calling, serving

pytestmark = [pytest.mark.peers, pytest.mark.slow]


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
