"""Starting a process without copying our own: `vfork`, which the standard library uses and uvloop does not.

A `fork` of a runtime with many nodes takes several milliseconds, in which nothing else runs, and memory is copied after
it. https://docs.python.org/3/library/subprocess.html
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any


async def start_process(
    protocol: asyncio.SubprocessProtocol, arguments: Sequence[str], environment: Mapping[str, str]
) -> None:
    """Start a process that leads a group of its own, with pipes; `protocol` is told as asyncio tells it.

    Raises OSError when that fails.
    """
    if os.name == "posix":
        await _Process(protocol).start(arguments, environment)
    else:
        pipe = asyncio.subprocess.PIPE
        await asyncio.get_running_loop().subprocess_exec(
            lambda: protocol, *arguments, stdin=pipe, stdout=pipe, stderr=pipe, env=dict(environment)
        )


class _Process(asyncio.SubprocessTransport):
    """A running process; a thread waits for its end."""

    def __init__(self, protocol: asyncio.SubprocessProtocol) -> None:
        super().__init__()
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._pipes: dict[int, asyncio.ReadTransport] = {}
        self._code: int | None = None

    async def start(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        pipe = subprocess.PIPE
        self._popen: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: ASYNC220, S603  (about half a millisecond)
            arguments, bufsize=0, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, start_new_session=True
        )  # fmt: skip
        threading.Thread(target=self._wait, name=f"exec {self._popen.pid}", daemon=True).start()
        self._protocol.connection_made(self)
        for descriptor, stream in ((1, self._popen.stdout), (2, self._popen.stderr)):
            output = partial(_Output, self._protocol, descriptor)
            self._pipes[descriptor], _ = await self._loop.connect_read_pipe(output, stream)

    def get_pid(self) -> int:
        return self._popen.pid

    def get_returncode(self) -> int | None:
        return self._code

    def get_pipe_transport(self, fd: int) -> Any:
        return self._pipes.get(fd)

    def send_signal(self, signal: int) -> None:
        self._popen.send_signal(signal)

    def close(self) -> None:
        """Close the pipes; a process that still runs goes on without them."""
        for pipe in self._pipes.values():
            pipe.close()
        if self._popen.stdin is not None:
            with contextlib.suppress(OSError):
                self._popen.stdin.close()

    def _wait(self) -> None:
        code = self._popen.wait()
        with contextlib.suppress(RuntimeError):  # the runtime has ended before
            self._loop.call_soon_threadsafe(self._ended, code)

    def _ended(self, code: int) -> None:
        self._code = code
        self._protocol.process_exited()


class _Output(asyncio.Protocol):
    """What comes out of one of the pipes."""

    def __init__(self, protocol: asyncio.SubprocessProtocol, descriptor: int) -> None:
        self._protocol = protocol
        self._descriptor = descriptor

    def data_received(self, data: bytes) -> None:
        self._protocol.pipe_data_received(self._descriptor, data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._protocol.pipe_connection_lost(self._descriptor, exc)
