"""A plain MQTT client for tests: publishes, and keeps what it receives."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import gmqtt


class Listener:
    """Receives `(topic, payload, qos, retain, properties)`."""

    def __init__(self) -> None:
        self.client = gmqtt.Client(f"test-{uuid4().hex[:12]}")
        self.client.set_config({"reconnect_retries": 0})
        self.client.on_message = self._received
        self.client.on_subscribe = lambda *_: self._subscribed.set()
        self._subscribed = asyncio.Event()
        self._queue: asyncio.Queue[tuple[str, bytes, int, bool, dict[str, Any]]] = asyncio.Queue()

    def _received(
        self, client: Any, topic: str, payload: bytes, qos: int, properties: dict[str, Any]
    ) -> None:
        self._queue.put_nowait((topic, bytes(payload), qos, bool(properties.pop("retain")), properties))

    async def next(self, seconds: float = 10) -> tuple[str, bytes, int, bool, dict[str, Any]]:
        """The next message."""
        async with asyncio.timeout(seconds):
            return await self._queue.get()

    async def all(self, quiet: float = 0.3) -> list[tuple[str, bytes, int, bool]]:
        """Everything until nothing more comes."""
        out = []
        with contextlib.suppress(TimeoutError):
            while True:
                out.append((await self.next(quiet))[:4])
        return out

    def publish(self, topic: str, payload: Any, **more: Any) -> None:
        """Publish a message."""
        self.client.publish(topic, payload, **more)


@contextlib.asynccontextmanager
async def listening(port: int, *topics: str, version: int = 4) -> AsyncIterator[Listener]:
    """A connected client that has subscribed to the topics with QoS 2."""
    listener = Listener()
    await listener.client.connect("127.0.0.1", port, version=version)
    for topic in topics:
        listener._subscribed.clear()
        listener.client.subscribe(topic, qos=2)
        await listener._subscribed.wait()
    try:
        yield listener
    finally:
        await listener.client.disconnect()
