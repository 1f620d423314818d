"""Blocking file work off the event loop, in order: what one node asks for is done one piece after another.

Pieces that wait while one is at work are done together in the next turn of the thread, so that a node which writes
many small messages crosses between loop and thread once per batch, not once per message.
"""

from __future__ import annotations

import asyncio
import errno
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

Work = Callable[[], Any]
_Piece = tuple[Work, "asyncio.Future[Any]"]
_BATCH = 256


class FileError(Exception):
    """Work on a file that failed; `code` is the operating system's name of the error."""

    def __init__(self, act: str, path: Path, error: OSError) -> None:
        self.code = errno.errorcode.get(error.errno or 0, "EIO")
        self._number, self._path = error.errno or errno.EIO, path
        super().__init__(f"cannot {act} {path}: {self.code}: {error.strerror or error}")

    def as_value(self) -> dict[str, Any]:
        """What a message says of it: the properties of Node.js's error."""
        return {
            "errno": -self._number, "code": self.code, "syscall": "open", "path": str(self._path), "message": str(self),
        }  # fmt: skip


class FileWork:
    """The file work of one node."""

    def __init__(self) -> None:
        self._waiting: deque[_Piece] = deque()
        self._busy: asyncio.Future[None] | None = None

    def submit(self, work: Work) -> asyncio.Future[Any]:
        """Do `work` in a thread after everything submitted before; the future gives its result or its exception."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((work, future))
        if self._busy is None:
            self._busy = loop.create_task(self._drain())
        return future

    async def finish(self) -> None:
        """Wait until everything submitted is done."""
        while self._busy is not None:
            await asyncio.shield(self._busy)

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _BATCH))]
            outcomes = await loop.run_in_executor(None, _run, [work for work, _ in batch])
            for (_, future), (result, error) in zip(batch, outcomes, strict=True):
                if future.done():
                    continue
                if error is not None:
                    future.set_exception(error)
                else:
                    future.set_result(result)
        self._busy = None


def _run(batch: list[Work]) -> list[tuple[Any, Exception | None]]:
    outcomes: list[tuple[Any, Exception | None]] = []
    for work in batch:
        try:
            outcomes.append((work(), None))
        except Exception as error:
            outcomes.append((None, error))
    return outcomes
