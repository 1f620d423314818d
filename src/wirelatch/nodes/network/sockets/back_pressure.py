"""When to read nothing more from a network: while the flows cannot keep up with what has been read already."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wirelatch.engine.machine import Machine

MOST_WAITING = 5_000
"""Messages in the work queue above which nothing more is read."""
LOOK_AGAIN_SECONDS = 0.005


def is_behind(machine: Machine) -> bool:
    """Whether reading should pause."""
    return machine.backlog > MOST_WAITING


def has_caught_up(machine: Machine) -> bool:
    """Whether reading may go on after a pause."""
    return machine.backlog <= MOST_WAITING // 2


async def caught_up(machine: Machine) -> None:
    """Wait until the flows have caught up."""
    if is_behind(machine):
        # Looked at now and then: an event would cost something at every message.
        while not has_caught_up(machine):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
