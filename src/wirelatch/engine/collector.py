"""Settings of Python's garbage collector for a server that moves many small messages.

With the default thresholds a young collection runs every 700 new containers, so that cloning messages costs twice
its time. Reference counting frees messages anyway; the collector is there for rings.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

THRESHOLDS = (50_000, 20, 100)


def tune_for_messages() -> None:
    """Collect rarely, and leave what is there at start-up out of all collections.

    Call it once, when everything that lives as long as the process has been made.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Collect nothing meanwhile: for work that makes very many objects which will stay, such as starting flows."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def tidy_up(*, thorough: bool) -> None:
    """Free stopped nodes: they are parts of rings, and with these thresholds nothing else would look for them.

    `thorough` looks at what was there at start-up as well, which takes tens of milliseconds.
    """
    if thorough:
        gc.unfreeze()
    gc.collect()
