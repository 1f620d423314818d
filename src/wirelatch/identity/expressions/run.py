"""One run of an expression: its names, and what it may still use up."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from wirelatch.identity.expressions.errors import ExhaustedError

STEPS = 100_000
"""Operations of one run: some 30 ms."""
ROOM = 2_000_000
"""Characters and elements that one run may make, all together."""
LONGEST_TEXT = 100_000
LONGEST_LIST = 10_000
SECONDS = 2.0
DEEPEST_CALL = 16


class Run:
    """Names and bounds. `names` are given and cannot be changed by the expression; `own` are its variables."""

    __slots__ = ("deadline", "depth", "log", "names", "own", "result", "room", "steps")

    def __init__(self, names: Mapping[str, Any], deadline: float | None = None) -> None:
        """`deadline`: the `time.monotonic()` at which the run has to end at the latest."""
        self.names = names
        self.own: dict[str, Any] = {}
        self.steps = STEPS
        self.room = ROOM
        own = time.monotonic() + SECONDS
        self.deadline = own if deadline is None else min(own, deadline)
        self.depth = 0
        self.result: Any = None
        self.log: list[str] = []

    def tick(self, cost: int = 1) -> None:
        """Count steps; raises ExhaustedError."""
        before = self.steps
        self.steps = before - cost
        if self.steps < 0:
            raise ExhaustedError(f"the expression takes more than {STEPS} steps")
        if before >> 8 != self.steps >> 8 and time.monotonic() > self.deadline:
            raise ExhaustedError("the expression takes too long")

    def text(self, length: int) -> None:
        """Make room for a text before it is made."""
        if length > LONGEST_TEXT:
            raise ExhaustedError(f"a text has at most {LONGEST_TEXT} characters")
        self._take(length)

    def elements(self, count: int) -> None:
        """Make room for a list, or for more in one, before it is made."""
        if count > LONGEST_LIST:
            raise ExhaustedError(f"a list has at most {LONGEST_LIST} elements")
        self.tick(count >> 3)
        self._take(count)

    def grown(self, size: int) -> None:
        """A list or dictionary has got one element more and has now `size`."""
        if size > LONGEST_LIST:
            raise ExhaustedError(f"a list has at most {LONGEST_LIST} elements")
        self._take(1)

    def _take(self, size: int) -> None:
        self.room -= size
        if self.room < 0:
            raise ExhaustedError("the expression takes too much memory")

    def remaining(self, most: float) -> float:
        """Seconds left, at most `most`."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise ExhaustedError("the expression takes too long")
        return min(most, left)
