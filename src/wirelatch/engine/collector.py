"""Memory of a runtime that moves many small messages: what Python's garbage collector looks at.

A full collection looks at every object of every node, which takes most of a second for ten thousand of them, during which
no message moves. So what stays is left out of all collections (`gc.freeze`), and stopped nodes are taken apart, so that
counting references frees them and nothing has to look for them. How often it looks at all is `webkit.collecting`'s.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import weakref
from collections import deque
from collections.abc import Iterator
from typing import Protocol

log = logging.getLogger(__name__)

MANY = 1_000
"""Nodes from which on it matters what a collection looks at."""

_SECONDS = 2.0
"""How long after they have stopped nodes are taken apart: whoever still waits for one has had its answer by then."""
_AT_ONCE = 200
_LEFT_OVER = 500
"""Survivors that are worth a thorough look."""


@contextlib.contextmanager
def paused(*, lasting: bool = False) -> Iterator[None]:
    """Collect nothing meanwhile: for work that makes very many objects.

    `lasting`: most of them will stay, as when flows start; they are left out of later collections too.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if lasting:
            gc.freeze()
        if was_on:
            gc.enable()


class Dissolving(Protocol):
    """What can be taken apart: it lets go of everything that may refer to it."""

    def dissolve(self) -> None:
        """Let go."""


class Remains:
    """What has stopped, until it is taken apart: some at a time, so that messages keep moving."""

    def __init__(self) -> None:
        self._waiting: deque[Dissolving] = deque()
        self._handle: asyncio.Handle | None = None
        self._watched: weakref.WeakSet[Dissolving] = weakref.WeakSet()

    def add(self, item: Dissolving) -> None:
        """Take something apart in a while."""
        self._waiting.append(item)
        if self._handle is None:
            self._handle = asyncio.get_running_loop().call_later(_SECONDS, self._some)

    def close(self) -> None:
        """Take everything apart now."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        while self._waiting:
            self._waiting.popleft().dissolve()

    def _some(self) -> None:
        waiting = self._waiting
        for _ in range(min(_AT_ONCE, len(waiting))):
            item = waiting.popleft()
            item.dissolve()
            self._watched.add(item)
        del item
        loop = asyncio.get_running_loop()
        if waiting:
            self._handle = loop.call_later(0.001, self._some)
            return
        self._handle = None
        survivors, self._watched = len(self._watched), weakref.WeakSet()
        if survivors > _LEFT_OVER:
            log.debug("%d stopped nodes are held by something; looking at everything", survivors)
            gc.unfreeze()
            gc.collect()
            gc.freeze()
