"""Interrupting Python functions that block the event loop.

A thread looks at what runs; when the same piece of user code is still running after its limit, it is logged with its
line and a signal is sent to the main thread, whose handler raises `Blocked` inside that code: that ends `while True`
as well as `time.sleep(100)`. Where there are no signals (the loop does not run in the main thread), the exception is
set from outside, which waits for the next line of Python. https://docs.python.org/3/library/signal.html#execution-of-python-signal-handlers

Only code between `enter` and `leave` is ever interrupted.
"""

from __future__ import annotations

import ctypes
import logging
import signal
import sys
import threading
from collections.abc import Coroutine
from time import monotonic
from types import FrameType
from typing import Any

log = logging.getLogger("wirelatch.nodes")

_SIGNAL = getattr(signal, "SIGURG", None)
"""Ignored by default, so that one that comes late does no harm."""
_LOOK_SECONDS = 0.1


class Blocked(BaseException):
    """Raised inside a function that has run for longer than its limit.

    Not an `Exception`, so that `except Exception` in user code does not swallow it.
    """


class Work:
    """A piece of work of a function: user code that runs without a pause."""

    __slots__ = ("began", "file_names", "limit", "warned", "what")

    def __init__(self, what: str, limit: float, file_names: tuple[str, ...]) -> None:
        self.what = what
        self.limit = limit
        self.file_names = file_names
        self.began = 0.0
        """Set by the watching thread when it first sees it: reading the clock is left to that thread."""
        self.warned = 0


class Watchdog:
    """Watches what runs in the thread it was made in. One per process is enough: `watchdog()`."""

    def __init__(self) -> None:
        self.current: Work | None = None
        self._interrupted: Work | None = None
        self._thread_id = threading.get_ident()
        self._users = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._by_signal = False

    def start(self) -> None:
        """Begin to watch; every `start` needs a `stop`."""
        self._users += 1
        if self._users > 1:
            return
        self._thread_id = threading.get_ident()
        self._by_signal = _SIGNAL is not None and threading.current_thread() is threading.main_thread()
        if self._by_signal:
            assert _SIGNAL is not None
            signal.signal(_SIGNAL, self._on_signal)
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._watch, args=(self._stop,), name="blocked-functions", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Watch no more when nobody else wants it."""
        self._users -= 1
        if self._users == 0:
            self._stop.set()
            self._thread = None

    def enter(self, work: Work) -> Work | None:
        """User code begins. The result is what `leave` wants: the work that it interrupts, if any."""
        outer = self.current
        work.began = 0.0
        work.warned = 0
        self.current = work
        return outer

    def leave(self, outer: Work | None) -> None:
        """User code ended, or waits for something."""
        self.current = outer

    def _watch(self, stop: threading.Event) -> None:
        while not stop.wait(_LOOK_SECONDS):
            running = self.current
            if running is None:
                continue
            now = monotonic()
            if not running.began:
                running.began = now - _LOOK_SECONDS / 2
            elif now - running.began >= running.limit * (running.warned + 1):
                self._interrupt(running)

    def _interrupt(self, running: Work) -> None:
        running.warned += 1
        line = _line_of(sys._current_frames().get(self._thread_id), running.file_names)
        log.error(
            "%s has blocked the runtime for %g s%s and is interrupted",
            running.what,
            running.limit * running.warned,
            line,
        )
        if self.current is not running:
            return
        self._interrupted = running
        if self._by_signal:
            assert _SIGNAL is not None
            signal.pthread_kill(self._thread_id, _SIGNAL)
        else:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self._thread_id), ctypes.py_object(Blocked)
            )

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        running, self._interrupted = self._interrupted, None
        # `warned` is 0 again when the same function has meanwhile begun another piece of work.
        if running is not None and self.current is running and running.warned:
            raise Blocked(f"Function blocked the runtime for {running.limit:g} s and was interrupted")


def _line_of(frame: FrameType | None, file_names: tuple[str, ...]) -> str:
    while frame is not None:
        if frame.f_code.co_filename in file_names:
            return f" at line {frame.f_lineno}"
        frame = frame.f_back
    return ""


class Guarded(Coroutine[Any, Any, Any]):
    """A coroutine of user code, watched in each of its steps."""

    def __init__(self, inner: Coroutine[Any, Any, Any], guard: Watchdog, work: Work) -> None:
        self._inner = inner
        self._guard = guard
        self._work = work

    def send(self, value: Any, /) -> Any:
        """Run to the next point where it waits."""
        outer = self._guard.enter(self._work)
        try:
            return self._inner.send(value)
        finally:
            self._guard.leave(outer)

    def throw(self, *error: Any) -> Any:
        """Raise inside it."""
        outer = self._guard.enter(self._work)
        try:
            return self._inner.throw(*error)
        finally:
            self._guard.leave(outer)

    def close(self) -> None:
        """End it."""
        self._inner.close()

    def __await__(self) -> Any:
        return _drive(self)


def _drive(coroutine: Guarded) -> Any:
    """Step through it on behalf of the task that awaits it."""
    step, argument = coroutine.send, None
    while True:
        try:
            waits_for = step(argument)
        except StopIteration as end:
            return end.value
        try:
            step, argument = coroutine.send, (yield waits_for)
        except GeneratorExit:
            coroutine.close()
            raise
        except BaseException as error:
            step, argument = coroutine.throw, error


_watchdog: Watchdog | None = None


def watchdog() -> Watchdog:
    """The watchdog of this process."""
    global _watchdog
    if _watchdog is None:
        _watchdog = Watchdog()
    return _watchdog
