"""Round trips over TCP, UDP and WebSockets through small echo flows, and requests that a flow makes to a server.

Every client keeps a window of messages under way, so that the programs are measured and not the time that packets take.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import uvloop
from tests.support.ports import free_port
from websockets.asyncio.client import connect

from benchmarks.http_round_trip import requests_per_second
from benchmarks.peers import Contender, Flows, both
from benchmarks.report import Row, table

CLIENTS, WINDOW, SECONDS, ROUNDS = 8, 32, 2.0, 3
COMMON = {"z": "tab", "x": 1, "y": 1}
LINE = b"x" * 60 + b"\n"

Echo = Callable[[float], Awaitable[int]]
"""Runs for some seconds; gives the number of round trips."""


def flows(tcp: int, udp: int, far: int) -> Flows:
    """The echo flows, on these ports; `far` is that of a server for requests."""
    return [
        {"id": "tab", "type": "tab", "label": "sockets"},
        {
            **COMMON, "id": "t1", "type": "tcp in", "server": "server", "port": str(tcp), "datamode": "stream",
            "datatype": "utf8", "newline": "\\n", "trim": True, "wires": [["t2"]],
        },
        {**COMMON, "id": "t2", "type": "tcp out", "beserver": "reply", "port": "", "base64": False, "wires": []},
        {
            **COMMON, "id": "u1", "type": "udp in", "port": str(udp), "ipv": "udp4", "multicast": "false",
            "datatype": "buffer", "wires": [["u2"]],
        },
        {
            **COMMON, "id": "u2", "type": "udp out", "addr": "", "port": "", "outport": str(udp), "ipv": "udp4",
            "multicast": "false", "base64": False, "wires": [],
        },
        {"id": "l", "type": "websocket-listener", "path": "/ws", "wholemsg": "false"},
        {**COMMON, "id": "w1", "type": "websocket in", "server": "l", "client": "", "wires": [["w2"]]},
        {**COMMON, "id": "w2", "type": "websocket out", "server": "l", "client": "", "wires": []},
        {**COMMON, "id": "h1", "type": "http in", "url": "/fetch", "method": "get", "wires": [["h2"]]},
        {
            **COMMON, "id": "h2", "type": "http request", "method": "GET", "ret": "txt", "url": f"http://127.0.0.1:{far}/",
            "headers": [], "persist": True, "wires": [["h3"]],
        },
        {**COMMON, "id": "h3", "type": "http response", "wires": []},
    ]  # fmt: skip


async def tcp_echo(port: int, seconds: float) -> int:
    """Lines that came back."""

    async def client() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        count, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            writer.write(LINE * WINDOW)
            await reader.readexactly(len(LINE) * WINDOW)
            count += WINDOW
        writer.close()
        return count

    return sum(await asyncio.gather(*(client() for _ in range(CLIENTS))))


class _Datagrams(asyncio.DatagramProtocol):
    """Sends one for each that comes back, until the time is up."""

    def __init__(self) -> None:
        self.count = 0
        self.sending = True
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.count += 1
        if self.sending:
            self.transport.sendto(data)


async def udp_echo(port: int, seconds: float) -> int:
    """Datagrams that came back."""
    loop = asyncio.get_running_loop()
    ends = [
        await loop.create_datagram_endpoint(_Datagrams, remote_addr=("127.0.0.1", port))
        for _ in range(CLIENTS)
    ]
    for transport, _ in ends:
        for _ in range(8):  # few enough for the system's buffers
            transport.sendto(LINE)
    await asyncio.sleep(seconds)
    for transport, protocol in ends:
        protocol.sending = False
        transport.close()
    return sum(protocol.count for _, protocol in ends)


async def websocket_echo(url: str, seconds: float) -> int:
    """Messages that came back."""

    async def client() -> int:
        async with connect(url.replace("http", "ws") + "/ws", compression=None, max_queue=None) as peer:
            count, until = 0, time.perf_counter() + seconds
            while time.perf_counter() < until:
                for _ in range(WINDOW):
                    await peer.send("x" * 60)
                for _ in range(WINDOW):
                    await peer.recv()
                count += WINDOW
            return count

    return sum(await asyncio.gather(*(client() for _ in range(CLIENTS))))


@contextlib.asynccontextmanager
async def far_server(port: int) -> AsyncIterator[None]:
    """Answers every request with two letters."""

    class Answering(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
            self.transport.write(answer * data.count(b"\r\n\r\n"))

    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()


async def _measured(contender: Contender, echo: Echo, seconds: float) -> tuple[float, float]:
    """Round trips per second, and processor microseconds of the server for each."""
    before, began = contender.cpu(), time.perf_counter()
    count = await echo(seconds)
    return count / (time.perf_counter() - began), (contender.cpu() - before) / count * 1e6


async def _compare() -> list[Row]:
    ports = [(free_port(), free_port()) for _ in range(2)]
    far, rows = free_port(), []
    with both(()) as contenders:
        for contender, (tcp, udp) in zip(contenders, ports, strict=True):
            contender.deploy(flows(tcp, udp, far))
        await asyncio.sleep(1)
        names: dict[str, list[Echo]] = {
            "TCP: in → reply, lines of 61 bytes": [partial(tcp_echo, tcp) for tcp, _ in ports],
            "UDP: in → out": [partial(udp_echo, udp) for _, udp in ports],
            "WebSocket: in → out": [partial(websocket_echo, c.url) for c in contenders],
        }
        for name, echoes in names.items():
            results: list[list[tuple[float, float]]] = [[], []]
            for number in range(ROUNDS + 1):
                for contender, echo, result in zip(contenders, echoes, results, strict=True):
                    figures = await _measured(contender, echo, SECONDS if number else 0.5)
                    if number:
                        result.append(figures)
            rows.append(_row(name, "round trips/s", results))
        async with far_server(far):
            results = [[], []]
            for number in range(ROUNDS + 1):
                for contender, result in zip(contenders, results, strict=True):
                    seconds = SECONDS if number else 1
                    figures = await asyncio.to_thread(requests_per_second, contender, "/fetch", int(seconds))
                    if number:
                        result.append(figures)
            rows.append(_row("HTTP: in → http request → response", "requests/s", results))
    return rows


def _row(name: str, unit: str, results: list[list[tuple[float, float]]]) -> Row:
    mine, peer = ([statistics.median(x) for x in zip(*result, strict=True)] for result in results)
    return Row(name, unit, mine[0], peer[0], more_is_better=True, cpu=(mine[1], peer[1]))


def run() -> list[Row]:
    """Each in both, alternating, after a round that does not count; the medians of three."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_compare())


if __name__ == "__main__":
    print(table("Sockets", run()))
