"""A command that runs as a process of its own, with the processes that it starts in turn.

The process leads a process group, so that signals that end it reach its children too: a shell that is killed alone
leaves behind what it was waiting for.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from wirelatch.nodes.function.exec_process import start_process

_HAS_GROUPS = hasattr(os, "killpg")
_ENDING = frozenset({"SIGTERM", "SIGKILL", "SIGINT", "SIGHUP", "SIGQUIT"})
"""Signals for the whole group; any other is meant for the process that knows what to do with it."""
_GRACE = 3.0
"""Seconds that a process has to end by itself before it is killed."""
STDOUT, STDERR = 1, 2


def through_shell(command: str) -> list[str]:
    """The arguments that let a shell run a command line: bash on Linux where there is one, as Node-RED does."""
    if sys.platform == "win32":
        return ["cmd.exe", "/d", "/s", "/c", command]
    bash = "/bin/bash"
    return [bash if sys.platform == "linux" and os.path.exists(bash) else "/bin/sh", "-c", command]  # noqa: PTH110


class Command(asyncio.SubprocessProtocol):
    """One run of a command. `on_output` gets the pieces of its output, by file descriptor, until it is abandoned."""

    def __init__(self, on_output: Callable[[int, bytes], None]) -> None:
        self._on_output = on_output
        self._transport: asyncio.SubprocessTransport | None = None
        self._signals: list[str] = []
        self._open: set[int] = set()
        self._exited = False
        self.pid: int | None = None
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the process has ended and nothing can write to its output any more."""

    async def start(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start the process. Raises OSError when that fails, ValueError for an argument with a null character."""
        try:
            if any("\0" in argument for argument in arguments):
                raise ValueError("a command cannot contain null characters")
            await start_process(self, arguments, environment)
        except BaseException:
            self._finish()
            raise

    @property
    def outcome(self) -> tuple[int | None, str | None]:
        """The exit code, or none and the name of the signal that ended the process."""
        code = None if self._transport is None else self._transport.get_returncode()
        if code is None or code >= 0:
            return code, None
        try:
            return None, signal.Signals(-code).name
        except ValueError:
            return None, f"SIG{-code}"

    def signal(self, name: str) -> None:
        """Send a signal by its name; at once when the process has started, else then. Raises ValueError."""
        if not isinstance(getattr(signal, name, None), signal.Signals):
            raise ValueError(f"unknown signal {name}")
        if self._transport is None:
            self._signals.append(name)
        elif not self.closed.done():
            self._send(name)

    def stop_reading(self) -> None:
        """Take no more output; the process will find that nobody reads it."""
        self._on_output = lambda descriptor, data: None
        if self._transport is not None:
            for descriptor in (STDOUT, STDERR):
                pipe = self._transport.get_pipe_transport(descriptor)
                if pipe is not None:
                    pipe.close()

    async def end(self) -> None:
        """End the process and all that it has started: ask them, then make them."""
        self._on_output = lambda descriptor, data: None
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _GRACE
        self.signal("SIGTERM")
        await asyncio.wait([self.closed], timeout=_GRACE)
        while self._group_lives() and loop.time() < deadline:  # noqa: ASYNC110  (nobody tells when a group has ended)
            await asyncio.sleep(0.02)
        if self._group_lives():
            self._send("SIGKILL")
            await asyncio.wait([self.closed], timeout=1)
        self._finish()

    def _group_lives(self) -> bool:
        if not _HAS_GROUPS or self.pid is None:
            return not self.closed.done()
        try:
            os.killpg(self.pid, 0)
        except OSError:
            return False
        return True

    def _send(self, name: str) -> None:
        assert self._transport is not None
        number = getattr(signal, name)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if _HAS_GROUPS and name in _ENDING and self.pid is not None:
                os.killpg(self.pid, number)
            elif not self._exited:
                self._transport.send_signal(number)

    def _finish(self) -> None:
        if not self.closed.done():
            self.closed.set_result(None)
        if self._transport is not None:
            self._transport.close()

    # What asyncio tells ----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.SubprocessTransport, transport)
        self.pid = self._transport.get_pid()
        self._open = {STDOUT, STDERR}
        for name in self._signals:
            self._send(name)

    def pipe_data_received(self, fd: int, data: Any) -> None:
        self._on_output(fd, bytes(data))

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self._open.discard(fd)
        self._close_if_over()

    def process_exited(self) -> None:
        self._exited = True
        self._close_if_over()

    def _close_if_over(self) -> None:
        if self._exited and not self._open:
            self._finish()
