"""Writing changes some time after they were made, several at once, in a thread of their own and in their order.

What a store on disk has in memory is the truth for nodes; the disk follows. A write that fails (a full disk, say) is
reported once and tried again until it succeeds; nothing in memory is lost by it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

log = logging.getLogger(__name__)

Work = Callable[[], None]
_RETRY_SECONDS = (1.0, 30.0)
"""Pause after the first failure and the longest one; it doubles from the one to the other."""


class WriteBehind:
    """Calls `collect` in the event loop, and what that gave in the writing thread.

    `collect` gives the work for everything that is to be written, or None; `failed` is called (in the event loop, or
    where `close` was called) when the work raised, so that the same is collected again.
    """

    def __init__(
        self,
        name: str,
        seconds: float,
        collect: Callable[[], Work | None],
        failed: Callable[[], None],
        *,
        early: bool = False,
    ) -> None:
        self._name = name
        self.seconds = seconds
        self._collect = collect
        self._failed = failed
        self._early = early
        """Whether the first change after a quiet time is written at once; the next then waits its time."""
        self._thread: ThreadPoolExecutor | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._writing = False
        self._again = False
        self._last = float("-inf")
        self._failures = 0
        self._closed = False
        self._lock = threading.Lock()

    def open(self) -> None:
        """Begin, or begin again after `close`."""
        self._closed = False

    def wake(self) -> None:
        """Something has changed: have it written when its time has come."""
        if self._writing:
            self._again = True
            return
        if self._timer is not None or self._closed:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # it is written by `close`
        wait = self.seconds
        if self._early:
            wait = max(0.0, self._last + self.seconds - loop.time())
        if self._failures:
            wait = max(wait, min(_RETRY_SECONDS[1], _RETRY_SECONDS[0] * 2 ** (self._failures - 1)))
        self._timer = loop.call_later(wait, self._start, loop)

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        work = self._collect()
        if work is None:
            return
        self._writing, self._again, self._last = True, False, loop.time()
        self.run(work).add_done_callback(lambda done: _tell(loop, self._written, done))

    def _written(self, done: Future[None]) -> None:
        self._writing = False
        self._note(done.exception())
        if (self._again or self._failures) and not self._closed:
            self.wake()

    def _note(self, error: BaseException | None) -> None:
        if error is None:
            if self._failures:
                log.warning("context store %r: writing works again", self._name)
            self._failures = 0
            return
        self._failures += 1
        if self._failures == 1:
            log.error(
                "Error writing context: %s (store %r). The values stay in memory, and writing is tried again",
                error,
                self._name,
            )
        self._failed()

    def run(self, work: Work) -> Future[None]:
        """Have something done in the writing thread, after everything that was given to it before."""
        with self._lock:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"context-{self._name}")
            return self._thread.submit(work)

    def flush(self) -> None:
        """Write everything now and wait for it; a failure is reported and what it was about stays to be written."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.wait()
        work = self._collect()
        if work is not None:
            self._note(self.run(work).exception())

    def wait(self) -> None:
        """Wait for what is being written."""
        if self._thread is not None:
            self.run(_nothing).result()

    def close(self) -> None:
        """Write everything, and end the thread."""
        self._closed = True
        self.flush()
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None


def _nothing() -> None:
    """To be waited for."""


def _tell(loop: asyncio.AbstractEventLoop, callback: Callable[[Any], None], done: Future[None]) -> None:
    try:
        loop.call_soon_threadsafe(callback, done)
    except RuntimeError:
        log.debug("the event loop ended before a write of context")
