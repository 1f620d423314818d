"""Round trips over TCP, UDP and WebSockets through small echo flows, and requests that a flow makes to a server.

Every client keeps a window of messages under way, so that the programs are measured and not the time that packets take.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from functools import partial
from typing import Any

import uvloop
from tests.support.ports import free_port
from websockets.asyncio.client import connect

from benchmarks.http_round_trip import in_turns, requests_per_second, wait_for
from benchmarks.peers import Contender, Flows, both
from benchmarks.report import Row
from benchmarks.side_by_side import Case, compare, in_a_row

CLIENTS, WINDOW, SECONDS = 8, 32, 1.0
COMMON = {"z": "tab", "x": 1, "y": 1}
LINE = b"x" * 60 + b"\n"

_TCP = "TCP: in → reply, lines of 61 bytes"
_UDP = "UDP: in → out"
_WEBSOCKET = "WebSocket: in → out"
_FETCH = "HTTP: in → http request → response"
_REQUEST = "http request, 16 under way"
_TCP_REQUEST = "tcp request, one after the other"
NAMES = [_TCP, _UDP, _WEBSOCKET, _FETCH, _REQUEST, _TCP_REQUEST]

Echo = Callable[[float], Coroutine[Any, Any, int]]
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


def _cases(http: int, tcp: int) -> list[Case]:
    """Requests that a flow makes, without a server in front; to these ports."""
    request = {"type": "http request", "method": "GET", "ret": "txt", "url": f"http://127.0.0.1:{http}/", "headers": [], "persist": True}  # fmt: skip
    line = {"t": "set", "p": "payload", "pt": "msg", "to": "x" * 60 + "\n", "tot": "str"}
    call = {"type": "tcp request", "server": "127.0.0.1", "port": str(tcp), "out": "char", "ret": "string", "splitc": "\\n", "newline": "", "trim": False, "tls": ""}  # fmt: skip
    return [
        Case(_REQUEST, in_a_row(request), unit="requests/s", window=16, most=5_000),
        Case(_TCP_REQUEST, in_a_row({"type": "change", "rules": [line]}, call), unit="requests/s", window=1, most=5_000),
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


@contextlib.contextmanager
def far_servers() -> Iterator[tuple[int, int]]:
    """Ports of a server that answers every HTTP request with two letters, and of one that sends back what it gets."""

    class Answering(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
            self.transport.write(answer * data.count(b"\r\n\r\n"))

    class Echoing(Answering):
        def data_received(self, data: bytes) -> None:
            self.transport.write(data)

    loop = uvloop.new_event_loop()
    servers: list[Any] = [
        loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0))
        for protocol in (Answering, Echoing)
    ]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield servers[0].sockets[0].getsockname()[1], servers[1].sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _round_trips(contender: Contender, echo: Echo) -> tuple[float, float]:
    """Round trips per second, and processor seconds of the server for each."""
    before, began = contender.cpu(), time.perf_counter()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        count = runner.run(echo(SECONDS))
    return count / (time.perf_counter() - began), (contender.cpu() - before) / count


def run(names: Sequence[str]) -> list[Row]:
    """Each in both."""
    rows = []
    with far_servers() as (http, tcp), both(nodes=True) as contenders:
        for case in _cases(http, tcp):
            if case.name in names:
                rows.append(compare(contenders, case))
        ports = [(free_port(), free_port()) for _ in contenders]
        for contender, (tcp_port, udp_port) in zip(contenders, ports, strict=True):
            contender.deploy(flows(tcp_port, udp_port, http))
            wait_for(f"{contender.url}/fetch")
        echoes: dict[str, list[Echo]] = {
            _TCP: [partial(tcp_echo, tcp) for tcp, _ in ports],
            _UDP: [partial(udp_echo, udp) for _, udp in ports],
            _WEBSOCKET: [partial(websocket_echo, contender.url) for contender in contenders],
        }
        for name in names:
            if name in echoes:
                measures = [
                    partial(_round_trips, *pair) for pair in zip(contenders, echoes[name], strict=True)
                ]
                rows.append(in_turns(name, "round trips/s", measures))
        if _FETCH in names:
            requests = [partial(requests_per_second, contender, "/fetch") for contender in contenders]
            rows.append(in_turns(_FETCH, "requests/s", requests))
    return rows
