"""The object that `$moment(…)` gives in JSONata: a date in a time zone, with Moment's methods.

https://momentjs.com/docs/. Instances change in place, as Moment's do. Dates that cannot be read format as
`Invalid date`.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wirelatch.scripting.dates import epoch_ms, from_epoch_ms, iso_string
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.moment import DEFAULT_FORMAT, format_date, parse_date

_UNITS = {
    "y": "year", "Q": "quarter", "M": "month", "w": "week", "d": "day", "D": "day", "date": "day", "h": "hour",
    "m": "minute", "s": "second", "ms": "millisecond", "isoweek": "isoweek", "W": "isoweek",
}  # fmt: skip
_SECONDS = {
    "week": 604800.0,
    "day": 86400.0,
    "hour": 3600.0,
    "minute": 60.0,
    "second": 1.0,
    "millisecond": 0.001,
}
_METHODS = frozenset({
    "format", "add", "subtract", "startOf", "endOf", "valueOf", "unix", "toISOString", "toJSON", "toDate", "toString",
    "utc", "local", "tz", "utcOffset", "diff", "isBefore", "isAfter", "isSame", "isSameOrBefore", "isSameOrAfter",
    "isBetween", "isValid", "clone", "daysInMonth", "fromNow", "isLeapYear", "dayOfYear", "week", "isoWeek",
    "quarter", "isoWeekday", "weekday", "locale", "get", "set",
})  # fmt: skip
_PARTS = {
    "year": "year", "years": "year", "month": "month", "months": "month", "date": "date", "dates": "date",
    "day": "day", "days": "day", "hour": "hour", "hours": "hour", "minute": "minute", "minutes": "minute",
    "second": "second", "seconds": "second", "millisecond": "millisecond", "milliseconds": "millisecond",
}  # fmt: skip


def create(value: Any = UNDEFINED, pattern: Any = None, *_: Any) -> Moment:
    """`moment(…)`: now, milliseconds, ISO 8601 text, text with a format, or `[year, month, day, …]`."""
    if value is UNDEFINED:
        return Moment(datetime.now(UTC).astimezone())
    try:
        if isinstance(value, str):
            if isinstance(pattern, (str, list)) and pattern:
                return Moment(_parse_any(value, [pattern] if isinstance(pattern, str) else pattern))
            read = datetime.fromisoformat(value.strip())
            return Moment(read.astimezone())
        if isinstance(value, list):
            parts = [int(part) for part in value]
            year, month, day, hour, minute, second = (parts + [0, 0, 1, 0, 0, 0][len(parts) :])[:6]
            naive = datetime(year, month + 1, day, hour, minute, second)
            return Moment(naive.astimezone())
        if isinstance(value, datetime):
            return Moment(value.astimezone())
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return Moment(from_epoch_ms(value).astimezone())
    except (ValueError, OverflowError, IndexError):
        pass
    return Moment(None)


def _parse_any(text: str, patterns: Sequence[str]) -> datetime:
    for pattern in patterns:
        try:
            return parse_date(text, pattern, None)
        except ValueError:
            continue
    raise ValueError("Invalid date")


class Moment:
    """A date and the zone it is shown in."""

    def __init__(self, at: datetime | None) -> None:
        self.at = at

    def value(self) -> str | None:
        """What stands for it where a value is needed: its ISO text, as its JSON form is."""
        return None if self.at is None else iso_string(self.at)

    @staticmethod
    def offers(name: str) -> bool:
        """Whether it has a method of that name."""
        return name in _METHODS or name in _PARTS

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        """Call the method of that name. Raises ValueError when Moment has none, or none that is offered here."""
        if name in _PARTS:
            return self._part(_PARTS[name], arguments)
        if name not in _METHODS:
            raise ValueError(f"$moment().{name} is not available")
        if self.at is None:
            return (
                False
                if name.startswith("is")
                else self
                if name in ("utc", "local", "tz", "add", "subtract")
                else "Invalid date"
            )
        return getattr(self, f"_{name}")(*arguments)

    @property
    def _now(self) -> datetime:
        assert self.at is not None
        return self.at

    # Reading

    def _format(self, pattern: str = DEFAULT_FORMAT) -> str:
        return format_date(self._now, pattern)

    def _valueOf(self) -> int:  # noqa: N802
        return epoch_ms(self._now)

    def _unix(self) -> int:
        return epoch_ms(self._now) // 1000

    def _toISOString(self, keep_offset: bool = False) -> str:  # noqa: N802
        return self._format("YYYY-MM-DDTHH:mm:ss.SSSZ") if keep_offset else iso_string(self._now)

    def _toJSON(self) -> str:  # noqa: N802
        return iso_string(self._now)

    _toDate = _toJSON

    def _toString(self) -> str:  # noqa: N802
        return self._format("ddd MMM DD YYYY HH:mm:ss [GMT]ZZ")

    def _isValid(self) -> bool:  # noqa: N802
        return True

    def _clone(self) -> Moment:
        return Moment(self.at)

    def _locale(self, *_: Any) -> Moment:
        return self

    def _daysInMonth(self) -> int:  # noqa: N802
        return calendar.monthrange(self._now.year, self._now.month)[1]

    def _isLeapYear(self) -> bool:  # noqa: N802
        return calendar.isleap(self._now.year)

    def _dayOfYear(self) -> int:  # noqa: N802
        return self._now.timetuple().tm_yday

    def _week(self) -> int:
        return int(self._format("w"))

    def _isoWeek(self) -> int:  # noqa: N802
        return self._now.isocalendar()[1]

    def _isoWeekday(self) -> int:  # noqa: N802
        return self._now.isoweekday()

    def _weekday(self) -> int:
        return self._now.isoweekday() % 7

    def _quarter(self) -> int:
        return (self._now.month + 2) // 3

    def _get(self, unit: str) -> Any:
        return self._part(_PARTS.get(unit, _unit(unit)), ())

    def _set(self, unit: str, number: float) -> Any:
        return self._part(_PARTS.get(unit, _unit(unit)), (number,))

    def _part(self, part: str, arguments: Sequence[Any]) -> Any:
        now = self._now
        if part == "date":
            current = now.day
        elif part == "day":
            current = now.isoweekday() % 7
        elif part == "month":
            current = now.month - 1
        elif part == "millisecond":
            current = now.microsecond // 1000
        else:
            current = getattr(now, part)
        if not arguments:
            return current
        unit = "day" if part in ("date", "day") else part
        return self._add(float(arguments[0]) - current, unit)

    # Changing

    def _add(self, amount: Any, unit: str = "millisecond") -> Moment:
        now, unit = self._now, _unit(unit)
        if isinstance(amount, dict):
            for name, number in amount.items():
                self._add(number, name)
            return self
        count = float(amount)
        if unit in ("year", "quarter", "month"):
            months = (
                now.year * 12 + now.month - 1 + round(count * {"year": 12, "quarter": 3, "month": 1}[unit])
            )
            year, month = divmod(months, 12)
            day = min(now.day, calendar.monthrange(year, month + 1)[1])
            self._keep_wall_clock(now.replace(year=year, month=month + 1, day=day))
        elif unit in ("week", "isoweek", "day"):
            self._keep_wall_clock(now + timedelta(days=round(count * (1 if unit == "day" else 7))))
        else:
            self.at = (now.astimezone(UTC) + timedelta(seconds=count * _SECONDS[unit])).astimezone(
                _zone_of(now)
            )
        return self

    def _keep_wall_clock(self, moved: datetime) -> None:
        """A calendar step keeps the hour of the day, even over a change to summer time."""
        local = _zone_of(moved) is None
        self.at = moved.replace(tzinfo=None).astimezone() if local else moved

    def _subtract(self, amount: Any, unit: str = "millisecond") -> Moment:
        if isinstance(amount, dict):
            return self._add({name: -float(number) for name, number in amount.items()})
        return self._add(-float(amount), unit)

    def _startOf(self, unit: str) -> Moment:  # noqa: N802
        now, unit = self._now, _unit(unit)
        fields: dict[str, int] = {
            "microsecond": now.microsecond // 1000 * 1000 if unit == "millisecond" else 0
        }
        for name in ("second", "minute", "hour"):
            if (
                unit
                not in ("millisecond", "second", "minute", "hour")[
                    : ("second", "minute", "hour").index(name) + 2
                ]
            ):
                fields[name] = 0
        if unit in ("month", "quarter", "year"):
            fields["day"] = 1
        if unit == "year":
            fields["month"] = 1
        if unit == "quarter":
            fields["month"] = (now.month - 1) // 3 * 3 + 1
        start = now.replace(**fields)  # type: ignore[arg-type]
        if unit == "week":
            start -= timedelta(days=start.isoweekday() % 7)
        if unit == "isoweek":
            start -= timedelta(days=start.isoweekday() - 1)
        self._keep_wall_clock(start)
        return self

    def _endOf(self, unit: str) -> Moment:  # noqa: N802
        self._startOf(unit)
        self._add(1, unit)
        self.at = self._now - timedelta(milliseconds=1)
        return self

    def _utc(self) -> Moment:
        self.at = self._now.astimezone(UTC)
        return self

    def _local(self) -> Moment:
        self.at = self._now.astimezone()
        return self

    def _tz(self, name: str) -> Moment:
        try:
            self.at = self._now.astimezone(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"there is no time zone {name!r}") from None
        return self

    def _utcOffset(self, offset: Any = None) -> Any:  # noqa: N802
        if offset is None:
            return int((self._now.utcoffset() or timedelta()).total_seconds() // 60)
        if isinstance(offset, str):
            zone = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo
        else:
            zone = timezone(timedelta(minutes=offset if abs(offset) >= 16 else offset * 60))
        self.at = self._now.astimezone(zone)
        return self

    # Comparing

    def _diff(self, other: Any, unit: str = "millisecond", precise: bool = False) -> float:
        then = create(other).at
        if then is None:
            return float("nan")
        unit = _unit(unit)
        if unit in ("year", "quarter", "month"):
            months = (self._now.year - then.year) * 12 + self._now.month - then.month
            anchor = Moment(then)._add(months, "month")._now
            step = 1 if self._now >= anchor else -1
            span = abs((Moment(then)._add(months + step, "month")._now - anchor).total_seconds())
            exact = (months + (self._now - anchor).total_seconds() / span) / {
                "year": 12,
                "quarter": 3,
                "month": 1,
            }[unit]
        else:
            exact = (epoch_ms(self._now) - epoch_ms(then)) / (
                _SECONDS["week" if unit == "isoweek" else unit] * 1000
            )
        return exact if precise else int(exact)

    def _order(self, other: Any, unit: str | None) -> int:
        mine, theirs = Moment(self.at), create(other)
        if theirs.at is None:
            return 2
        if unit:
            theirs.at = theirs.at.astimezone(_zone_of(self._now))
            mine, theirs = mine._startOf(unit), theirs._startOf(unit)
        difference = epoch_ms(mine._now) - epoch_ms(theirs._now)
        return (difference > 0) - (difference < 0)

    def _isBefore(self, other: Any = UNDEFINED, unit: str | None = None) -> bool:  # noqa: N802
        return self._order(other, unit) == -1

    def _isAfter(self, other: Any = UNDEFINED, unit: str | None = None) -> bool:  # noqa: N802
        return self._order(other, unit) == 1

    def _isSame(self, other: Any = UNDEFINED, unit: str | None = None) -> bool:  # noqa: N802
        return self._order(other, unit) == 0

    def _isSameOrBefore(self, other: Any = UNDEFINED, unit: str | None = None) -> bool:  # noqa: N802
        return self._order(other, unit) in (-1, 0)

    def _isSameOrAfter(self, other: Any = UNDEFINED, unit: str | None = None) -> bool:  # noqa: N802
        return self._order(other, unit) in (0, 1)

    def _isBetween(self, low: Any, high: Any, unit: str | None = None) -> bool:  # noqa: N802
        return self._isAfter(low, unit) and self._isBefore(high, unit)

    def _fromNow(self, without_suffix: bool = False) -> str:  # noqa: N802
        seconds = (self._now - datetime.now(UTC)).total_seconds()
        text = _humanize(abs(seconds))
        if without_suffix:
            return text
        return f"in {text}" if seconds > 0 else f"{text} ago"


def _unit(name: str) -> str:
    if name in _UNITS:
        return _UNITS[name]
    lower = name.lower()
    return _UNITS.get(lower, lower[:-1] if lower.endswith("s") and lower != "s" else lower)


def _zone_of(value: datetime) -> tzinfo | None:
    """The zone to come back to; None for the machine's own, whose offset changes with the season."""
    zone = value.tzinfo
    return zone if isinstance(zone, ZoneInfo) or zone is UTC or not _is_local(value) else None


def _is_local(value: datetime) -> bool:
    return value.astimezone().utcoffset() == value.utcoffset()


def _humanize(seconds: float) -> str:
    """https://momentjs.com/docs/#/displaying/fromnow/: the thresholds and the English words."""
    minutes, hours, days = round(seconds / 60), round(seconds / 3600), round(seconds / 86400)
    if seconds < 45:
        return "a few seconds"
    if minutes < 45:
        return "a minute" if minutes <= 1 else f"{minutes} minutes"
    if hours < 22:
        return "an hour" if hours <= 1 else f"{hours} hours"
    if days < 26:
        return "a day" if days <= 1 else f"{days} days"
    months = round(days / 30.4368)
    if months < 11:
        return "a month" if months <= 1 else f"{months} months"
    years = round(days / 365.25)
    return "a year" if years <= 1 else f"{years} years"
