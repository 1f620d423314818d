"""wirelatch.webkit.bounded_websocket: packets that hold very many messages, over a real server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from tests.webkit.serving import serving
from wirelatch.webkit import bounded_websocket
from wirelatch.webkit.bounded_websocket import BoundedWebSocket

COUNT = 2_000
SMALL = 10
"""Frames that are read at once here."""


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_websocket, "PIECE", SMALL * len(frame(0)))
    monkeypatch.setattr(bounded_websocket, "TURN_SECONDS", 0.0)


def frame(number: int) -> bytes:
    """A masked text frame of four digits."""
    return b"\x81\x84\0\0\0\0" + b"%04d" % number


@contextlib.asynccontextmanager
async def packet_to(app: Any) -> AsyncIterator[asyncio.StreamWriter]:
    """A connection through which `COUNT` messages have been sent at once."""
    async with serving(app) as base:
        reader, writer = await asyncio.open_connection(*base.removeprefix("http://").split(":"))
        writer.write(
            b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"".join(map(frame, range(COUNT))))
        try:
            yield writer
        finally:
            writer.close()


async def test_messages_of_one_packet_are_read_in_turns() -> None:
    taken: list[str] = []
    most = 0

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal most
        await receive()
        straight: BoundedWebSocket = scope["extensions"]["wirelatch.straight"]
        straight.receive_with(lambda data: taken.append(str(data)))
        await send({"type": "websocket.accept"})
        while len(taken) < COUNT:
            before = len(taken)
            await asyncio.sleep(0)
            most = max(most, len(taken) - before)
        await receive()

    async with packet_to(app), asyncio.timeout(10):
        while len(taken) < COUNT:
            await asyncio.sleep(0.01)
    assert taken == [f"{number:04}" for number in range(COUNT)]
    assert most <= 2 * SMALL


async def test_an_application_that_holds_reading_gets_little_more_of_a_packet() -> None:
    taken: list[str] = []
    held = asyncio.Event()
    go_on = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        straight: BoundedWebSocket = scope["extensions"]["wirelatch.straight"]

        def take(data: str | bytes) -> None:
            taken.append(str(data))
            if len(taken) == 1:
                straight.hold(True)
                held.set()

        straight.receive_with(take)
        await send({"type": "websocket.accept"})
        await go_on.wait()
        straight.hold(False)
        await receive()

    async with packet_to(app), asyncio.timeout(10):
        await held.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(taken) <= SMALL
        go_on.set()
        while len(taken) < COUNT:
            await asyncio.sleep(0.01)
    assert taken == [f"{number:04}" for number in range(COUNT)]


async def test_an_application_that_receives_gets_all_of_a_packet_in_order() -> None:
    taken: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (event := await receive())["type"] == "websocket.receive":
            taken.append(event["text"])

    async with packet_to(app), asyncio.timeout(10):
        while len(taken) < COUNT:
            await asyncio.sleep(0.01)
    assert taken == [f"{number:04}" for number in range(COUNT)]
