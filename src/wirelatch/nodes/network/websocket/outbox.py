"""What waits to be sent over one WebSocket, in order, with a bound on how much a slow reader may leave waiting."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

MOST_UNSENT = 64 * 1024 * 1024
"""Bytes (characters, for text) that may wait for one peer."""

Data = str | bytes


class Outbox(Protocol):
    """Takes messages at once."""

    def put(self, data: Data) -> bool:
        """Send data after what waits already; False when it was dropped, because the peer leaves too much unread."""

    def close(self) -> None:
        """Let `run` end when everything is sent."""

    async def run(self) -> None:
        """Send what is put in, until `close`."""


class QueuedOutbox:
    """Sends one message after the other; `transmit` may raise OSError when the peer is gone."""

    def __init__(self, transmit: Callable[[Data], Awaitable[None]]) -> None:
        self._transmit = transmit
        self._waiting: deque[Data] = deque()
        self._size = 0
        self._wake = asyncio.Event()
        self._closing = False

    def put(self, data: Data) -> bool:
        if self._size > MOST_UNSENT:
            return False
        self._waiting.append(data)
        self._size += len(data)
        self._wake.set()
        return True

    def close(self) -> None:
        self._closing = True
        self._wake.set()

    async def run(self) -> None:
        waiting = self._waiting
        while True:
            while waiting:
                data = waiting.popleft()
                await self._transmit(data)
                self._size -= len(data)
            if self._closing:
                return
            self._wake.clear()
            await self._wake.wait()


class StraightOutbox:
    """Writes into the connection at once, which keeps what the peer has not read."""

    def __init__(self, write: Callable[[Data], None], unsent: Callable[[], int]) -> None:
        self._write = write
        self._unsent = unsent
        self._closed = asyncio.Event()

    def put(self, data: Data) -> bool:
        if self._unsent() > MOST_UNSENT:
            return False
        self._write(data)
        return True

    def close(self) -> None:
        self._closed.set()

    async def run(self) -> None:
        await self._closed.wait()
