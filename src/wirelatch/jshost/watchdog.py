"""How long the JavaScript process has not got on with its work.

User code runs without a pause between two signs of life (`js/host.ts` gives one between any two calls, at least every
50 ms). Only time in which the process could have run counts: a machine that has no processor to spare must not look
like code that blocks, nor must a pause of this process itself.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from wirelatch.jshost.child import Child

START_SECONDS = 60.0
"""How long a new process may take before it says anything."""


class Watchdog:
    """Looks at a child again and again, and sums up how long it has been silent."""

    def __init__(self, child: Child, now: float) -> None:
        self.child = child
        self.silent = 0.0
        """Seconds since the last sign of life in which the process could have run."""
        self._then = now
        self._moved = 0
        self._ran = 0.0

    def look(self, now: float, interval: float, limit: float) -> bool:
        """Whether the process has been silent for too long; to be called every `interval` seconds."""
        # If this process slept, or was busy, for longer than the interval, the answer may have come but not been read.
        passed = min(now - self._then, interval)
        self._then = now
        ran = _seconds_run(self.child.pid)
        if ran is not None:
            passed, self._ran = min(passed, ran - self._ran), ran
        if self.child.moved != self._moved:
            self._moved = self.child.moved
            self.silent = 0.0
            return False
        self.silent += passed
        return self.silent >= (limit if self.child.greeted else max(limit, START_SECONDS))


def _seconds_run(pid: int) -> float | None:
    """The processor time of a main thread that wants to run; None when it sleeps, or the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        # https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, https://docs.kernel.org/scheduler/sched-stats.html
        thread = Path(f"/proc/{pid}/task/{pid}")
        state = (thread / "stat").read_text().rpartition(")")[2].split()[0]
        if state == "R":
            return int((thread / "schedstat").read_text().split()[0]) / 1e9
    return None
