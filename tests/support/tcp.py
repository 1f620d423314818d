"""TCP peers for tests, on the loopback address."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator


class Peer:
    """A client's or server's end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def read(self, count: int) -> bytes:
        """Exactly that many bytes."""
        async with asyncio.timeout(10):
            return await self.reader.readexactly(count)

    async def rest(self) -> bytes:
        """All up to the end of the connection."""
        async with asyncio.timeout(10):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    def end(self) -> None:
        """Send no more."""
        self.writer.write_eof()

    def reset(self) -> None:
        """Break the connection."""
        self.writer.transport.abort()

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()


@contextlib.asynccontextmanager
async def calling(
    port: int, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Peer]:
    """A connection to a port."""
    peer = Peer(*await asyncio.open_connection(host, port, ssl=tls))
    try:
        yield peer
    finally:
        await peer.close()


class Server:
    """Takes connections in; `accepted` gives them in order."""

    def __init__(self) -> None:
        self.port = 0
        self.peers: list[Peer] = []
        self._queue: asyncio.Queue[Peer] = asyncio.Queue()

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(reader, writer)
        self.peers.append(peer)
        self._queue.put_nowait(peer)

    async def accepted(self) -> Peer:
        """The next connection."""
        async with asyncio.timeout(10):
            return await self._queue.get()


@contextlib.asynccontextmanager
async def serving(
    port: int = 0, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[Server]:
    """A TCP server."""
    server = Server()
    listening = await asyncio.start_server(server.take, host, port, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for peer in server.peers:
            peer.reset()
