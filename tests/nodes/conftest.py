"""What tests of nodes share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import uvicorn

from tests.support.ports import free_port
from wirelatch.engine.runtime import Runtime
from wirelatch.webkit.bounded_http import BoundedHttp

App = Callable[[Any, Any, Any], Any]


@contextlib.asynccontextmanager
async def serving(app: App, **more: Any) -> AsyncIterator[str]:
    """An ASGI application on a real socket; gives its URL."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(
            app, host="127.0.0.1", port=port, http=BoundedHttp, log_level="error", lifespan="off", **more
        )
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield f"http{'s' if more.get('ssl_certfile') else ''}://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@pytest.fixture
def serve() -> Callable[..., contextlib.AbstractAsyncContextManager[str]]:
    """Serve an ASGI application on a real socket."""
    return serving


class Events:
    """What a runtime publishes on some topics."""

    def __init__(self, runtime: Runtime, prefix: str) -> None:
        self.seen: list[tuple[str, Any]] = []
        self._arrived = asyncio.Event()

        def take(topic: str, data: Any) -> None:
            if topic.startswith(prefix):
                self.seen.append((topic, data))
                self._arrived.set()

        runtime.events.subscribe(take)

    async def until(self, holds: Callable[[Any], bool], seconds: float = 10) -> Any:
        """The data of the first event for which `holds` is true, past or to come."""
        async with asyncio.timeout(seconds):
            place = 0
            while True:
                while place < len(self.seen):
                    if holds(self.seen[place][1]):
                        return self.seen[place][1]
                    place += 1
                self._arrived.clear()
                await self._arrived.wait()


@pytest.fixture
def listen() -> Callable[[Runtime, str], Events]:
    """Keep what a runtime publishes on topics that start so."""
    return Events
