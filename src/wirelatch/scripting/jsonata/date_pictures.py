"""Pictures of dates: https://www.w3.org/TR/xpath-functions-31/#date-picture-string, with JSONata's `X` and `x`.

Dates are counted in milliseconds since 1970; calendar arithmetic is the proleptic Gregorian one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.integer_pictures import IntegerPicture, integer_picture

DAY_MS = 86_400_000
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ISO = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"
_PRESENTATIONS = {
    "Y": "1", "M": "1", "D": "1", "d": "1", "F": "n", "W": "1", "w": "1", "X": "1", "x": "1", "H": "1", "h": "1",
    "P": "n", "m": "01", "s": "01", "f": "1", "Z": "01:01", "z": "01:01", "C": "n", "E": "n",
}  # fmt: skip
_MARKER = re.compile(r"\[\[|\[([^\]]*)\]|\[")


@dataclass
class Part:
    """A piece of a picture: literal text when `component` is empty."""

    component: str
    text: str = ""
    names: str | None = None
    """upper, lower or title, when it is shown as a name."""
    most: int | None = None
    """Width at most."""
    integer: IntegerPicture | None = None
    as_z: bool = False
    year_digits: int = -1


@lru_cache(maxsize=256)
def date_picture(picture: str) -> tuple[Part, ...]:
    """The pieces of a picture. Raises JsonataError."""
    parts: list[Part] = []
    position = 0
    for found in _MARKER.finditer(picture):
        _literal(parts, picture[position : found.start()])
        position = found.end()
        if found.group() == "[[":
            parts.append(Part("", "["))
        elif found.group(1) is None:
            raise fail("D3135")
        else:
            parts.append(_marker("".join(found.group(1).split()), parts))
    _literal(parts, picture[position:])
    return tuple(parts)


def _literal(parts: list[Part], text: str) -> None:
    if text:
        parts.append(Part("", text.replace("]]", "]")))


def _width(text: str) -> int | None:
    found = re.match(r"\d+", text)
    return int(found.group()) if found else None


def _marker(marker: str, before: list[Part]) -> Part:
    component = marker[:1]
    body, comma, width = marker[1:].rpartition(",")
    if not comma:
        body, width = marker[1:], ""
    least, dash, most = width.partition("-")
    part = Part(component, most=_width(most) if dash else None)
    modifier = ""
    if len(body) > 1 and body[-1] in "atco":
        body, modifier = body[:-1], body[-1]
    presentation = body or _PRESENTATIONS.get(component)
    if presentation is None or component not in _PRESENTATIONS:
        raise fail("D3132", value=component)
    part.as_z = modifier == "t"
    if presentation[0] in "nN":
        part.names = "lower" if presentation[0] == "n" else "title" if presentation[1:2] == "n" else "upper"
    elif component in "YMDdFWwXxHhmsf":
        part.integer = replace(integer_picture(presentation + (f";{modifier}" if modifier else "")))
        part.integer.least = max(part.integer.least, _width(least) or 0)
        if component == "Y":
            if part.most is not None:
                part.year_digits = part.integer.least = part.most
            elif part.integer.least + part.integer.optional >= 2:
                part.year_digits = part.integer.least + part.integer.optional
        if before and before[-1].integer is not None and before[-1].component:
            before[-1].integer.exact = before[-1].integer.least
    if component in "Zz":
        part.integer = replace(integer_picture(presentation))
    return part


# Calendar


def days_of(year: int, month: int, day: int) -> int:
    """Days since 1970 of a date; the month counts from 1 and may lie outside a year, the day outside a month."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    shifted = year - (month <= 2)
    era, of_era = divmod(shifted, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468 + day - 1


@lru_cache(maxsize=64)
def date_of(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day since 1970."""
    era, of_era = divmod(days + 719468, 146097)
    years = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return years + era * 400 + (month <= 2), month, day


def _first_week(year: int, month: int) -> int:
    """The Monday of the first week of a month: the week of its first Thursday."""
    first = days_of(year, month, 1)
    weekday = (first + 3) % 7 + 1
    return first + 8 - weekday if weekday > 4 else first - weekday + 1


def _week(today: int, this: int, following: int, previous: int) -> int:
    if today >= following:
        return 1
    return (today - (previous if today < this else this)) // 7 + 1


def fragment(milliseconds: int, component: str) -> Any:
    """A component of a date in UTC."""
    days, rest = divmod(milliseconds, DAY_MS)
    year, month, day = date_of(days)
    if component in "YMD":
        return year if component == "Y" else month if component == "M" else day
    if component == "d":
        return days - days_of(year, 1, 1) + 1
    if component == "F":
        return (days + 3) % 7 + 1
    if component == "W":
        return _week(days, *(_first_week(other, 1) for other in (year, year + 1, year - 1)))
    if component == "w":
        return _week(days, *(_first_week(year, other) for other in (month, month + 1, month - 1)))
    if component == "X":
        return year - (days < _first_week(year, 1)) + (days >= _first_week(year + 1, 1))
    if component == "x":
        moved = month - (days < _first_week(year, month)) + (days >= _first_week(year, month + 1))
        return (moved - 1) % 12 + 1
    if component in "HhP":
        hour = rest // 3_600_000
        return (
            hour
            if component == "H"
            else hour % 12 or 12
            if component == "h"
            else "pm"
            if hour >= 12
            else "am"
        )
    if component == "m":
        return rest // 60_000 % 60
    if component == "s":
        return rest // 1000 % 60
    return rest % 1000 if component == "f" else "ISO"


# Writing


def write_date(milliseconds: int, picture: str, zone: str | None) -> str:
    """The date by a picture; `zone` is an offset such as `+0100`."""
    hours, minutes = _offset(zone)
    local = milliseconds + (60 * hours + minutes) * 60_000
    return "".join(
        _write(part, local, hours, minutes) if part.component else part.text for part in date_picture(picture)
    )


def _offset(zone: str | None) -> tuple[int, int]:
    found = re.match(r"\s*([-+]?)([0-9]+)", zone or "")
    if found is None:
        return 0, 0
    number = int(found.group(1) + found.group(2))
    hours = number // 100
    return hours, number - 100 * int(number / 100)


def _write(part: Part, local: int, hours: int, minutes: int) -> str:
    component = part.component
    if component in "Zz":
        return _write_zone(part, hours, minutes)
    name: str
    value = fragment(local, component)
    if component == "P":
        return str(value).upper() if part.names == "upper" else str(value)
    if component in "CE":
        return str(value)
    if part.names is None:
        assert part.integer is not None
        if component == "Y" and part.year_digits != -1:
            value = value % 10**part.year_digits
        text: str = part.integer.format(value)
        return text
    if component in "Mx":
        name = MONTHS[value - 1]
    elif component == "F":
        name = DAYS[value - 1]
    else:
        raise fail("D3133", value=component)
    name = name.upper() if part.names == "upper" else name.lower() if part.names == "lower" else name
    return name[: part.most] if part.most is not None else name


def _write_zone(part: Part, hours: int, minutes: int) -> str:
    picture = part.integer
    assert picture is not None
    text: str
    offset = hours * 100 + minutes
    if offset == 0 and part.as_z:
        return "Z"
    if picture.every or picture.least in (3, 4):
        text = picture.format(offset)
    elif picture.least in (1, 2):
        text = picture.format(hours)
        if minutes:
            text += f":{integer_picture('00').format(minutes)}"
    else:
        raise fail("D3134", value=picture.least)
    return ("GMT" if part.component == "z" else "") + ("+" if offset >= 0 else "") + text
