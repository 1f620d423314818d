"""An HTTP server that answers like a simple REST service, and remembers what it was sent."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import uvicorn

from tests.support.asgi import read_body
from tests.support.ports import free_port


@dataclass
class Recorder:
    """A running server."""

    url: str
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    """Method, path and body of each request."""

    def take(self) -> list[tuple[str, str, Any]]:
        """The requests so far, which are then forgotten."""
        taken = list(self.requests)
        self.requests.clear()
        return taken


@contextlib.asynccontextmanager
async def recording() -> AsyncIterator[Recorder]:
    """Run a server until the block ends; it answers every request with `{"ok": true, "path": …}`."""
    port = free_port()
    recorder = Recorder(f"http://127.0.0.1:{port}")

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = await read_body(receive)
        try:
            seen = json.loads(body)
        except ValueError:
            seen = body.decode("latin-1")
        recorder.requests.append((scope["method"], scope["path"], seen))
        status = 400 if b"make it fail" in body else 200
        answer = json.dumps({"ok": status == 200, "path": scope["path"]}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield recorder
    finally:
        server.should_exit = True
        await serving


@contextlib.asynccontextmanager
async def recording_proxy() -> AsyncIterator[Recorder]:
    """Run a server until the block ends that takes requests to anybody, as an HTTP proxy with and without CONNECT."""
    async with recording() as recorder:
        handler = partial(_pass_on, int(recorder.url.rpartition(":")[2]))
        server = await asyncio.start_server(handler, "127.0.0.1")
        try:
            yield Recorder(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", recorder.requests)
        finally:
            server.close()


async def _pass_on(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Connect whoever calls with the server at a port of this machine, whomever they asked for."""
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        head = await reader.readuntil(b"\r\n\r\n")
        there, back = await asyncio.open_connection("127.0.0.1", port)
        if head.startswith(b"CONNECT "):
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            back.write(head)
        await asyncio.gather(_copy(reader, back), _copy(there, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
