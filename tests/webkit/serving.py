"""Serves an ASGI application on a free port for the length of a test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.types import ASGIApp

from wirelatch.webkit.serve import serve


@contextlib.asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """Gives the base URL, without a slash at the end."""
    stop = asyncio.Event()
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(app, "127.0.0.1", 0, port.set_result, stop=stop))
    try:
        done, _ = await asyncio.wait({task, port}, return_when=asyncio.FIRST_COMPLETED)
        if task in done:
            task.result()
        yield f"http://127.0.0.1:{port.result()}"
    finally:
        stop.set()
        await task
