"""Runs of nodes that are executed as straight calls."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wirelatch.engine.flow import Flow
    from wirelatch.engine.machine import Machine
    from wirelatch.engine.routes import Message, Route


class Segment:
    """A run of nodes."""

    always = False
    passed = 0

    def run(self, machine: Machine, msg: Message, queue: deque[Any]) -> tuple[Route, Message] | None:
        """Execute."""
        raise NotImplementedError


def find_segments(routes: Iterable[Route], flows: Iterable[Flow]) -> None:
    """Find the runs."""
