"""The child's end of `wirelatch run`: tell when ready, and stop when the supervisor is gone.

The supervisor hands the child a pipe for the news that it is ready (its number in WIRELATCH_READY_FD) and keeps the
other end of the child's standard input open for as long as it lives, so that even a supervisor that was killed
leaves no half behind.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading

READY_FD = "WIRELATCH_READY_FD"
LAST_RESORT_SECONDS = 20.0


def announce(line: str) -> None:
    """Say that this half is ready: to the supervisor if there is one, else on standard output."""
    descriptor = os.environ.pop(READY_FD, None)
    if descriptor is None:
        print(line, flush=True)
        return
    os.write(int(descriptor), line.encode() + b"\n")
    os.close(int(descriptor))


def stop_event() -> asyncio.Event:
    """Set at SIGINT, SIGTERM, SIGHUP, and when the supervisor ends."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(signum, stop.set)
    if READY_FD in os.environ:

        def watch() -> None:
            while os.read(0, 1024):
                pass
            try:
                loop.call_soon_threadsafe(stop.set)
            except RuntimeError:  # the loop is closed: we are ending anyway
                return
            # An event loop that hangs would not see the event.
            threading.Event().wait(LAST_RESORT_SECONDS)
            os._exit(1)

        threading.Thread(target=watch, name="lifeline", daemon=True).start()
    return stop
