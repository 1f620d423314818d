"""Dates format and parse as Moment.js does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from wirelatch.scripting import moment
from wirelatch.scripting.moment_object import Moment, create

AT = datetime(2026, 3, 1, 5, 6, 7, 89_000, ZoneInfo("Europe/Berlin"))


def after(value: Any, steps: list[list[Any]]) -> Any:
    """What the methods give, one called on the result of the other; a moment by its ISO text."""
    current: Any = create(value)
    for name, arguments in steps:
        current = current.call(name, arguments)
    return current.value() if isinstance(current, Moment) else current


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("YYYY-MM-DD HH:mm:ss.SSS", "2026-03-01 05:06:07.089"),
        ("D.M.YY H:m:s", "1.3.26 5:6:7"),
        ("dddd ddd dd d E e", "Sunday Sun Su 0 7 0"),
        ("MMMM MMM Mo Do DDDo DDDD Qo", "March Mar 3rd 1st 60th 060 1st"),
        ("h:mm a A hh kk", "5:06 am AM 05 05"),
        ("Z ZZ z", "+01:00 +0100 CET"),
        ("X x", "1772337967 1772337967089"),
        ("[at] H [o'clock]", "at 5 o'clock"),
        ("GGGG-[W]WW gggg ww", "2026-W09 2026 10"),
        ("LT LTS L LL LLL LLLL l", "5:06 AM 5:06:07 AM 03/01/2026 March 1, 2026 March 1, 2026 5:06 AM Sunday, March 1, 2026 5:06 AM 3/1/2026"),
        ("S SS", "0 08"),
        ("Hmm hmmss", "506 50607"),
    ],
)  # fmt: skip
def test_format(pattern: str, expected: str) -> None:
    assert moment.format_date(AT, pattern) == expected


def test_the_default_format_is_iso_8601_with_the_offset() -> None:
    assert moment.format_date(AT) == "2026-03-01T05:06:07+01:00"


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("12-25-1995 14:30", "MM-DD-YYYY HH:mm", datetime(1995, 12, 25, 14, 30, tzinfo=UTC)),
        ("3 Mar 99 2:05 pm", "D MMM YY h:mm a", datetime(1999, 3, 3, 14, 5, tzinfo=UTC)),
        (
            "2020-01-02T03:04:05.678+02:00",
            "YYYY-MM-DDTHH:mm:ss.SSSZ",
            datetime(2020, 1, 2, 1, 4, 5, 678000, UTC),
        ),
        ("1318781876", "X", datetime(2011, 10, 16, 16, 17, 56, tzinfo=UTC)),
    ],
)
def test_parse(text: str, pattern: str, expected: datetime) -> None:
    assert moment.parse_date(text, pattern, UTC) == expected


def test_what_does_not_fit_the_format_is_no_date() -> None:
    with pytest.raises(ValueError, match="Invalid date"):
        moment.parse_date("abc", "YYYY", UTC)
    assert after("nonsense", [["format", []]]) == "Invalid date"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([["utc", []], ["startOf", ["month"]], ["toISOString", []]], "2026-03-01T00:00:00.000Z"),
        ([["utc", []], ["endOf", ["week"]], ["format", ["ddd HH:mm:ss.SSS"]]], "Sat 23:59:59.999"),
        ([["utc", []], ["subtract", [1, "month"]], ["format", ["MM-DD"]]], "02-15"),
        ([["utc", []], ["hour", [3]], ["hour", []]], 3),
        ([["tz", ["America/New_York"]], ["format", ["HH:mm z"]]], "08:00 EDT"),
        ([["diff", ["2026-03-14T12:00:00Z", "hours"]]], 24),
        ([["isAfter", ["2026-01-01"]]], True),
        ([["utc", []], ["quarter", []]], 1),
        ([["daysInMonth", []]], 31),
        ([["utcOffset", ["+05:30"]], ["format", ["HH:mmZ"]]], "17:30+05:30"),
    ],
)
def test_methods(steps: list[Any], expected: Any) -> None:
    assert after("2026-03-15T12:00:00Z", steps) == expected


def test_a_method_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="dance"):
        create().call("dance", ())
