"""The time policy: passes on certain days of the week, between two times of the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from wirelatch.database import now
from wirelatch.identity.policies.kinds.kind import PolicyKind
from wirelatch.identity.policies.models import Check, Policy, Verdict
from wirelatch.identity.policies.request import PolicyRequest
from wirelatch.identity.web.fields import Field, InvalidError, integer, line, list_of, typed

WEEK = [0, 1, 2, 3, 4, 5, 6]


def _compile(settings: Mapping[str, Any], library: Mapping[str, Policy]) -> tuple[Check, bool]:
    zone = ZoneInfo(settings["timezone"])
    start, end = time.fromisoformat(settings["start"]), time.fromisoformat(settings["end"])
    days = frozenset(settings["days"])

    def check(request: PolicyRequest) -> Verdict:
        here = now().astimezone(zone)
        clock, day = here.time().replace(tzinfo=None), here.weekday()
        if start == end:
            passing = day in days
        elif start < end:
            passing = day in days and start <= clock < end
        else:  # over midnight: the hours after it belong to the day before
            passing = day in days if clock >= start else (day - 1) % 7 in days and clock < end
        return Verdict(
            passing, () if passing else ("You cannot do this at this time.",), (f"{here:%A %H:%M %Z}",)
        )

    return check, False


@typed({"type": "string", "pattern": "^\\d\\d:\\d\\d$"})
def clock_time(value: Any) -> str:
    """The check of a time of the day, HH:MM."""
    try:
        return time.fromisoformat(value if isinstance(value, str) and len(value) == 5 else "").strftime(
            "%H:%M"
        )
    except ValueError:
        raise InvalidError("A time has the form HH:MM.") from None


@typed({"type": "string", "maxLength": 100})
def time_zone(value: Any) -> str:
    """The check of the name of a time zone."""
    name: str = line(100, blank=False)(value)
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise InvalidError(f"“{name}” is not a time zone such as Europe/Vienna.") from None
    return name


KIND = PolicyKind(
    app="wirelatch_policies_time",
    model_name="timepolicy",
    path="time",
    component="wl-policy-time-form",
    verbose_name="Time Policy",
    verbose_name_plural="Time Policies",
    description="Passes on certain days of the week (0 is Monday), between two times of the day.",
    fields={
        "days": Field(list_of(integer(0, 6)), lambda: list(WEEK)),
        "start": Field(clock_time, "00:00"),
        "end": Field(clock_time, "00:00"),
        "timezone": Field(time_zone, "UTC"),
    },
    compile=_compile,
)
