"""Asks the process that looks at Python code: started with the first question, ended when nobody asks for a while or when
an answer takes too long."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

LONGEST = 20.0
"""Seconds of one answer, the start of the process included."""
IDLE = 120.0
"""Seconds without a question after which the process ends."""
_LIMIT = 4 * 1024**2
"""Bytes of one answer."""


class AnalystError(Exception):
    """There is no answer."""


class Analyst:
    """One process, one question at a time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None
        # Its caches stay when the process goes.
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._last_asked: dict[tuple[str, str, str], object] = {}
        """The last question of a kind about a part of a node: those before it are of no use any more."""
        self._end: asyncio.TimerHandle | None = None

    async def ask(self, what: str, code: Any, shape: Any = None) -> Any:
        """The answer to one question; raises AnalystError."""
        question = json.dumps({"what": what, "code": code, "shape": shape}).encode() + b"\n"
        topic, mine = (what, code["node"], code["part"]), object()
        self._last_asked[topic] = mine
        async with self._one_at_a_time:
            if self._last_asked.get(topic) is not mine:
                raise AnalystError("Something newer was asked")
            del self._last_asked[topic]
            if self._end is not None:
                self._end.cancel()
            try:
                line = await asyncio.wait_for(self._exchange(question), LONGEST)
            except (TimeoutError, OSError, ValueError):
                line = b""
            except BaseException:
                # Whoever asked has gone; the answer to come must not be taken for that to another question.
                await self._stop()
                raise
            if not line:
                await self._stop()
                raise AnalystError("The code could not be looked at in time")
            self._end = asyncio.get_running_loop().call_later(IDLE, self._kill)
        told = json.loads(line)
        if "error" in told:
            raise AnalystError(told["error"])
        return told["answer"]

    async def close(self) -> None:
        """End the process, and delete what it keeps."""
        async with self._one_at_a_time:
            if self._end is not None:
                self._end.cancel()
            await self._stop()
            folder, self._folder = self._folder, None
            if folder is not None:
                await asyncio.to_thread(folder.cleanup)

    async def _exchange(self, question: bytes) -> bytes:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(question)
        await process.stdin.drain()
        return await process.stdout.readline()

    async def _start(self) -> asyncio.subprocess.Process:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="wirelatch-python-")
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "wirelatch.workbench.python_code.process",
            self._folder.name,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=dict(self._environment),
            limit=_LIMIT,
        )

    def _kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def _stop(self) -> None:
        self._kill()
        process, self._process = self._process, None
        if process is not None:
            await process.wait()
