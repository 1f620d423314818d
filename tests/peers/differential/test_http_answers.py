"""What `http request` makes of the bytes of an answer, sound or broken."""

from __future__ import annotations

import asyncio

import pytest

from tests.peers.differential.cases import debug
from tests.peers.differential.sockets import INJECT, Ports, compared, inject, placed
from tests.peers.differential.twins import Side, Twins
from tests.support.tcp import serving

pytestmark = [pytest.mark.peers, pytest.mark.slow]

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
