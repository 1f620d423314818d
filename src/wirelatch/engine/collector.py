"""Settings of Python's garbage collector for a server that moves many small messages.

With the default thresholds a young collection runs every 700 new containers, so that cloning messages costs twice
its time. Reference counting frees messages anyway; the collector is there for rings.
"""

from __future__ import annotations

import gc

THRESHOLDS = (50_000, 20, 100)


def tune_for_messages() -> None:
    """Collect rarely, and leave what is there at start-up out of all collections.

    Call it once, when everything that lives as long as the process has been made.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
