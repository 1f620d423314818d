"""When Python's garbage collector looks, in a server that makes many small objects which counting references frees.

With the default thresholds a young collection runs every 700 new containers: cloning messages takes twice its time, and
issuing tokens a sixth more.
"""

from __future__ import annotations

import gc

THRESHOLDS = (50_000, 20, 100)


def collect_rarely() -> None:
    """Collect rarely, and leave what is there at start-up out of all collections.

    Call it once, when everything that lives as long as the process has been made.
    """
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
