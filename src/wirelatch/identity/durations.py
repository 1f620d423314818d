"""Durations as authentik writes them: `weeks=1;days=2;hours=3;minutes=4;seconds=5`."""

from __future__ import annotations

import re
from datetime import timedelta

UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds")
LONGEST = timedelta(days=365 * 20)
_PART = re.compile(rf"({'|'.join(UNITS)})=(\d{{1,9}}(?:\.\d{{1,6}})?)")


def parse(text: str) -> timedelta:
    """The duration; raises ValueError for anything else."""
    total = timedelta()
    for part in filter(None, (part.strip() for part in re.split("[;,]", text))):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is not in the correct format of 'hours=3;minutes=1'.")
        total += timedelta(**{match[1]: float(match[2])})
    if not text.strip():
        raise ValueError("a duration is needed, such as 'hours=3;minutes=1'.")
    if total > LONGEST:
        raise ValueError("the duration is too long.")
    return total
