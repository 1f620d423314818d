"""Reading a date by a picture, and the functions on dates: https://docs.jsonata.org/date-time-functions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from wirelatch.scripting.dates import epoch_ms
from wirelatch.scripting.jsonata.date_pictures import (
    DAY_MS,
    DAYS,
    ISO,
    MONTHS,
    Part,
    date_of,
    date_picture,
    days_of,
    fragment,
    write_date,
)
from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.kinds import number
from wirelatch.scripting.jsonata.runtime import Frame, Native, Run
from wirelatch.scripting.kinds import UNDEFINED

_ISO = re.compile(
    r"(\d{4})(?:-([01]\d))?(?:-([0-3]\d))?(?:T([0-2]\d):([0-5]\d):([0-5]\d))?(\.\d+)?([+-][0-2]\d:?[0-5]\d|Z)?\Z",
    re.ASCII,
)
Reading = tuple[re.Pattern[str], list[tuple[str, Callable[[str], Any] | None]]]


def _zone_minutes(text: str, separator: str) -> int:
    text = text.removeprefix("GMT").removeprefix("gmt")
    if separator:
        hours, _, minutes = text.partition(separator)
        return int(hours) * 60 + int(minutes)
    if len(text) <= 3:
        return int(text) * 60
    return int(text[:3]) * 60 + int(text[3:])


def _piece(part: Part) -> tuple[str, Callable[[str], Any] | None]:
    """A regular expression for a piece of a picture, and what reads it."""
    if not part.component:
        return re.escape(part.text), None
    if part.component in "Zz":
        assert part.integer is not None
        separator = part.integer.separators[0][1] if part.integer.every else ""
        pattern = ("GMT" if part.component == "z" else "") + "[-+][0-9]+"
        if separator:
            pattern += re.escape(separator) + "[0-9]+"
        return pattern, lambda text: _zone_minutes(text, separator)
    if part.component == "f":
        return "[0-9]+", lambda text: float("0." + text[:3]) * 1000
    if part.integer is not None:
        return part.integer.pattern(), part.integer.parse
    if part.component in "Mx":
        table = {name[: part.most]: at for at, name in enumerate(MONTHS, 1)}
    elif part.component == "F":
        table = {name[: part.most]: at for at, name in enumerate(DAYS, 1)}
    elif part.component == "P":
        table = {"am": 0, "AM": 0, "pm": 1, "PM": 1}
    else:
        raise fail("D3133", value=part.component)
    return "[a-zA-Z]+", lambda text: table.get(text)


@lru_cache(maxsize=128)
def _reading(picture: str) -> Reading:
    pieces = [(part.component, *_piece(part)) for part in date_picture(picture)]
    pattern = "".join(f"({regex})" for _, regex, _ in pieces)
    return re.compile(pattern + r"\Z", re.IGNORECASE), [(component, read) for component, _, read in pieces]


def read_date(text: str, picture: str, now: int) -> Any:
    """Milliseconds since 1970 of a text by a picture, UNDEFINED when it does not fit.

    What the picture leaves out on the left is taken from now, on the right it is the least. Raises JsonataError when
    something between is left out.
    """
    pattern, pieces = _reading(picture)
    match = pattern.match(text)
    if match is None:
        return UNDEFINED
    found = {
        component: read(piece)
        for (component, read), piece in zip(pieces, match.groups(), strict=True)
        if read
    }
    if not found:
        return UNDEFINED
    given = {component for component, value in found.items() if value or value == 0}
    nonzero = {component for component in given if found[component]}
    by_day = _is_of("Yd", nonzero, "YXMxWwdD")
    date = "Yd" if by_day else "YMD"
    if _is_of("XxwF", nonzero, "YXMxWwdD") or _is_of("XWF", nonzero, "YXMxWwdD"):
        raise fail("D3136")
    half = not _is_of("Hmsf", nonzero, "PHhmsf") and _is_of("Phmsf", nonzero, "PHhmsf")
    values = _completed(found, date + ("Phmsf" if half else "Hmsf"), now)
    if 0 <= values["Y"] <= 99:
        values["Y"] += 1900  # as JavaScript's Date reads years of two digits
    if by_day:
        days = days_of(int(values["Y"]), 1, 1) + values["d"] - 1
    else:
        days = days_of(int(values["Y"]), int(values["M"] or 1), 1) + values["D"] - 1
    hour = values.get("H", 0)
    if half:
        hour = (0 if values["h"] == 12 else values["h"]) + (12 if values["P"] == 1 else 0)
    milliseconds = days * DAY_MS + ((hour * 60 + values["m"]) * 60 + values["s"]) * 1000 + values["f"]
    milliseconds -= (found.get("Z") or found.get("z") or 0) * 60_000
    return number(math.trunc(milliseconds)) if math.isfinite(milliseconds) else math.nan


def _is_of(components: str, given: set[str], among: str) -> bool:
    """Whether of a kind of components only those are given, and at least one."""
    relevant = given & set(among)
    return bool(relevant) and relevant <= set(components)


def _completed(found: dict[str, Any], components: str, now: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    started = ended = False
    for component in components:
        value = found.get(component)
        if value is not None:
            if ended:
                raise fail("D3136")
            started = True
            values[component] = value
        elif started:
            ended = True
            values[component] = 1 if component in "MDd" else 0
        else:
            values[component] = fragment(now, component)
    return values


def _iso_milliseconds(text: str) -> Any:
    match = _ISO.match(text)
    if match is None:
        raise fail("D3110", value=text)
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    numbers = [
        int(part or least)
        for part, least in ((year, 0), (month, 1), (day, 1), (hour, 0), (minute, 0), (second, 0))
    ]
    days = days_of(numbers[0], numbers[1], numbers[2])
    impossible = numbers[1] not in range(1, 13) or date_of(days) != tuple(numbers[:3]) or numbers[3] > 24
    if (
        impossible
        or (hour is None and (fraction or zone))
        or (numbers[3] == 24 and (numbers[4] or numbers[5]))
    ):
        return math.nan
    milliseconds = days * DAY_MS + ((numbers[3] * 60 + numbers[4]) * 60 + numbers[5]) * 1000
    milliseconds += int((fraction or ".0")[1:4].ljust(3, "0"))
    if zone is None and hour is not None:
        year_, month_, day_, hour_, minute_, second_ = numbers
        naive = datetime(year_, month_, day_, hour_ % 24, minute_, second_) + timedelta(days=hour_ // 24)
        return epoch_ms(naive.astimezone()) + milliseconds % 1000
    if zone and zone != "Z":
        sign = -1 if zone[0] == "-" else 1
        milliseconds -= sign * (int(zone[1:3]) * 60 + int(zone[-2:])) * 60_000
    return milliseconds


def _now(run: Run) -> int:
    if run.now is None:
        run.now = datetime.now(UTC)
    return epoch_ms(run.now)


def _to_millis(frame: Frame, text: Any, picture: Any = UNDEFINED) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    return _iso_milliseconds(text) if picture is UNDEFINED else read_date(text, picture, _now(frame.run))


def _from_millis(milliseconds: Any, picture: Any = UNDEFINED, zone: Any = UNDEFINED) -> Any:
    if milliseconds is UNDEFINED:
        return UNDEFINED
    if not -8.64e15 <= milliseconds <= 8.64e15:
        raise fail("D1001", value=milliseconds)
    shown = ISO if picture is UNDEFINED else picture
    return write_date(math.trunc(milliseconds), shown, None if zone is UNDEFINED else zone)


FUNCTIONS = [
    Native("toMillis", _to_millis, "<s-s?:n>", 2, wants_frame=True),
    Native("fromMillis", _from_millis, "<n-s?s?:s>", 3),
    Native("millis", lambda frame: _now(frame.run), "<:n>", 0, wants_frame=True),
    Native(
        "now",
        lambda frame, picture=UNDEFINED, zone=UNDEFINED: _from_millis(_now(frame.run), picture, zone),
        "<s?s?:s>",
        2,
        wants_frame=True,
    ),
]
