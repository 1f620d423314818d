"""The UDP nodes: the same datagrams come in and go out on both sides."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.peers.differential.cases import debug
from tests.peers.differential.sockets import CATCH, INJECT, STATUS, Ports, compared, inject, placed
from tests.peers.differential.twins import Side, Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]


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
