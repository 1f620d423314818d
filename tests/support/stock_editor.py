"""The stock Node-RED editor in front of our Admin API: its own files from npm, everything else from the flows half.

`@node-red/editor-client` comes with the `node-red` package. It is served on a port of its own, which hands on to the
flows half whatever it does not have itself, `/comms` included.
"""

from __future__ import annotations

import asyncio
import contextlib
import mimetypes
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import uvicorn
import websockets
from starlette.types import Receive, Scope, Send

from tests.peers.node_red import VERSION
from tests.peers.npm import installed
from tests.support.asgi import read_body
from tests.support.ports import free_port
from wirelatch.scripting import mustache

CATALOGUES = ("editor", "infotips", "jsonata")
"""The texts of the editor itself."""
PAGE = {
    "page": {"title": "Node-RED", "favicon": "favicon.ico", "tabicon": {"icon": "", "colour": ""}},
    "asset": {
        "red": "red/red.min.js",
        "main": "red/main.min.js",
        "vendorMonaco": "vendor/monaco/monaco-bootstrap.js",
    },
    "cacheBuster": "test",
}


def client_files() -> Path:
    """The folder of the editor client."""
    return installed(f"node-red@{VERSION}") / "@node-red/editor-client"


class StockEditor:
    """An ASGI application: the client's files, and a way through to the flows half at `target`."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.files = client_files()
        self.refused: list[str] = []
        """Requests that the flows half answered with an error, as `404 GET /path`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            found = self._own(scope)
            if found is not None:
                await _answer(
                    send, 200, [("content-type", found[0]), ("cache-control", "max-age=3600")], found[1]
                )
            else:
                await self._forward(scope, receive, send)

    def _own(self, scope: Scope) -> tuple[str, bytes] | None:
        path: str = scope["path"]
        if path == "/":
            template = (self.files / "templates/index.mst").read_text()
            return "text/html", mustache.compile(template).render(PAGE).encode()
        if path.startswith("/locales/") and path.removeprefix("/locales/") in CATALOGUES:
            language = parse_qs(scope["query_string"].decode()).get("lng", ["en-US"])[0]
            folder = self.files / "locales" / language
            if not folder.is_dir():
                return "application/json", b"{}"
            return "application/json", (folder / f"{path.removeprefix('/locales/')}.json").read_bytes()
        if path == "/red/about":
            return "text/html", b"about"
        public = self.files / "public"
        file = (public / path.lstrip("/")).resolve()
        if scope["method"] == "GET" and file.is_relative_to(public) and file.is_file():
            return mimetypes.guess_type(file.name)[0] or "application/octet-stream", file.read_bytes()
        return None

    async def _forward(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"].decode()
        url = self.target + scope["raw_path"].decode() + (f"?{query}" if query else "")
        headers = [
            (key, value) for key, value in scope["headers"] if key not in (b"connection", b"accept-encoding")
        ]
        async with httpx.AsyncClient(timeout=30) as client:
            answer = await client.request(
                scope["method"], url, headers=headers, content=await read_body(receive)
            )
        if answer.status_code >= 400:
            self.refused.append(f"{answer.status_code} {scope['method']} {scope['path']}")
        kept = [
            (key, value)
            for key, value in answer.headers.multi_items()
            if key in ("content-type", "location", "set-cookie", "www-authenticate")
        ]
        await _answer(send, answer.status_code, kept, answer.content)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        headers = {key.decode(): value.decode() for key, value in scope["headers"]}
        upstream_address = urlsplit(self.target)
        async with websockets.connect(  # the host that the browser named, at the port of the flows half
            f"ws://{headers['host']}/comms",
            host=upstream_address.hostname,
            port=upstream_address.port,
            additional_headers={name: headers[name] for name in ("cookie",) if name in headers},
            origin=websockets.Origin(headers.get("origin", "")),
        ) as upstream:

            async def back() -> None:
                with contextlib.suppress(websockets.ConnectionClosed):
                    async for message in upstream:
                        await send({"type": "websocket.send", "text": message})

            task = asyncio.create_task(back())
            while (event := await receive())["type"] == "websocket.receive":
                await upstream.send(event["text"])
            task.cancel()


async def _answer(send: Send, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    raw = [(key.encode(), value.encode()) for key, value in headers]
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*raw, (b"content-length", b"%d" % len(body))],
        }
    )
    await send({"type": "http.response.body", "body": body})


@contextlib.contextmanager
def stock_editor(target: str, port: int = 0) -> Iterator[tuple[str, StockEditor]]:
    """Serve the editor until the block ends; gives its address."""
    application, port = StockEditor(target), port or free_port()
    server = uvicorn.Server(
        uvicorn.Config(application, port=port, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}", application
    finally:
        server.should_exit = True
        thread.join(10)
