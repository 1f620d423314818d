"""The WebSocket nodes: the same peers talk to both sides, and both sides say the same."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from tests.peers.differential.cases import debug
from tests.peers.differential.sockets import INJECT, STATUS, Ports, compared, inject, placed
from tests.peers.differential.twins import Side, Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]


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
