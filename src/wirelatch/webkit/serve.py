"""Serving an ASGI application with uvicorn, uvloop and httptools."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp

if TYPE_CHECKING:
    import uvicorn
else:
    # uvicorn loads watchfiles for its reloader, which nobody runs here: two megabytes in each process.
    _absent = "watchfiles" not in sys.modules
    if _absent:
        sys.modules["watchfiles"] = None
    try:
        import uvicorn
    finally:
        if _absent:
            del sys.modules["watchfiles"]

from wirelatch.webkit.bounded_http import BoundedHttp

LARGEST_MESSAGE = 1_048_576
"""Bytes of a WebSocket message, where the application does not say."""

OnReady = Callable[[int], None]
"""Called with the port that is listened on, once requests are answered."""


class ListenError(OSError):
    """The address or port cannot be had; the text says why and what to do."""


def _websocket(*args: Any, **named: Any) -> asyncio.Protocol:
    """The protocol of a WebSocket, whose library is loaded with the first one."""
    from wirelatch.webkit.bounded_websocket import BoundedWebSocket

    return BoundedWebSocket(*args, **named)


class _Server(uvicorn.Server):
    """uvicorn's server, which here leaves signals alone and tells when it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises ListenError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise ListenError(f"port {port} on {host} is in use; choose another one") from None
        if error.errno == errno.EACCES:
            raise ListenError(f"port {port} on {host} needs privileges that this process lacks") from None
        raise ListenError(f"cannot listen on {host} port {port}: {error.strerror or error}") from None
    listening.setblocking(False)
    return listening


async def serve(
    app: ASGIApp,
    host: str,
    port: int,
    on_ready: OnReady | None = None,
    *,
    stop: asyncio.Event | None = None,
    trusted_proxies: str = "",
) -> None:
    """Serve until SIGINT or SIGTERM (or until `stop` is set, if given); then end open requests within 3 s.

    Port 0 takes a free one. Raises ListenError.
    """
    listening = listen(host, port)
    config = uvicorn.Config(
        app,
        http=BoundedHttp,
        ws=_websocket,  # type: ignore[arg-type]  # whatever makes a protocol does
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # like Node-RED's: for small messages it costs more than it saves
        lifespan="auto",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        timeout_graceful_shutdown=3,
    )
    server = _Server(config, lambda: on_ready(listening.getsockname()[1]) if on_ready else None)
    loop = asyncio.get_running_loop()
    if stop is None:
        stop = asyncio.Event()
        for signum in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(signum, stop.set)

    async def watch(event: asyncio.Event) -> None:
        await event.wait()
        server.should_exit = True

    watcher = asyncio.create_task(watch(stop))
    try:
        await server.serve(sockets=[listening])
    finally:
        watcher.cancel()
        listening.close()


def run(main: Coroutine[Any, Any, int]) -> int:
    """Run a command's coroutine on uvloop, where that exists."""
    try:
        import uvloop

        loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = uvloop.new_event_loop
    except ImportError:
        loop_factory = None
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(main)
