"""Dates as Moment.js formats and parses them: https://momentjs.com/docs/.

Node-RED uses it for the format of a `date` value and offers `$moment(…)` in JSONata. Here are the tokens of `format`
and the reading of text with a format, in English; `moment_object` has the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from wirelatch.scripting.dates import epoch_ms, from_epoch_ms

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
DEFAULT_FORMAT = "YYYY-MM-DDTHH:mm:ssZ"
_LONG = {
    "LTS": "h:mm:ss A", "LT": "h:mm A", "LLLL": "dddd, MMMM D, YYYY h:mm A", "LLL": "MMMM D, YYYY h:mm A",
    "LL": "MMMM D, YYYY", "L": "MM/DD/YYYY", "llll": "ddd, MMM D, YYYY h:mm A", "lll": "MMM D, YYYY h:mm A",
    "ll": "MMM D, YYYY", "l": "M/D/YYYY",
}  # fmt: skip
_LONG_TOKEN = re.compile(r"\[[^\]]*\]|\\.|LTS|LT|LL?L?L?|l{1,4}")
_TOKEN = re.compile(
    r"\[[^\]]*\]|\\.|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|w[ow]?|W[oW]?|Qo?|YYYYYY|YYYYY|YYYY|YY|Y|gg(?:ggg?)?"
    r"|GG(?:GGG?)?|e|E|a|A|hmmss|hmm|Hmmss|Hmm|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?|."
)


def format_date(value: datetime, pattern: str = DEFAULT_FORMAT) -> str:
    """The date, in its own time zone, in a Moment format."""
    expanded = _LONG_TOKEN.sub(lambda found: _LONG.get(found.group(), found.group()), pattern)
    return "".join(_format_token(token, value) for token in _TOKEN.findall(expanded))


def _ordinal(number: int) -> str:
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _offset(value: datetime, colon: str) -> str:
    minutes = int((value.utcoffset() or timedelta()).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{colon}{abs(minutes) % 60:02d}"


def _week(value: datetime) -> tuple[int, int]:
    """Year and week as in the United States: weeks start on Sunday, 1 January is in week 1."""
    next_first = datetime(value.year + 1, 1, 1) if value.year < 9999 else None
    day = datetime(value.year, value.month, value.day)
    if next_first is not None and day >= next_first - timedelta(days=next_first.isoweekday() % 7):
        return value.year + 1, 1
    first = datetime(value.year, 1, 1)
    return value.year, (day - first + timedelta(days=first.isoweekday() % 7)).days // 7 + 1


_FORMATS: dict[str, Callable[[datetime], str]] = {
    "M": lambda d: str(d.month),
    "Mo": lambda d: _ordinal(d.month),
    "MM": lambda d: f"{d.month:02d}",
    "MMM": lambda d: MONTHS[d.month - 1][:3],
    "MMMM": lambda d: MONTHS[d.month - 1],
    "D": lambda d: str(d.day),
    "Do": lambda d: _ordinal(d.day),
    "DD": lambda d: f"{d.day:02d}",
    "DDD": lambda d: str(d.timetuple().tm_yday),
    "DDDo": lambda d: _ordinal(d.timetuple().tm_yday),
    "DDDD": lambda d: f"{d.timetuple().tm_yday:03d}",
    "d": lambda d: str(d.isoweekday() % 7),
    "do": lambda d: _ordinal(d.isoweekday() % 7),
    "dd": lambda d: DAYS[d.isoweekday() % 7][:2],
    "ddd": lambda d: DAYS[d.isoweekday() % 7][:3],
    "dddd": lambda d: DAYS[d.isoweekday() % 7],
    "e": lambda d: str(d.isoweekday() % 7),
    "E": lambda d: str(d.isoweekday()),
    "w": lambda d: str(_week(d)[1]),
    "wo": lambda d: _ordinal(_week(d)[1]),
    "ww": lambda d: f"{_week(d)[1]:02d}",
    "gg": lambda d: f"{_week(d)[0] % 100:02d}",
    "gggg": lambda d: f"{_week(d)[0]:04d}",
    "W": lambda d: str(d.isocalendar()[1]),
    "Wo": lambda d: _ordinal(d.isocalendar()[1]),
    "WW": lambda d: f"{d.isocalendar()[1]:02d}",
    "GG": lambda d: f"{d.isocalendar()[0] % 100:02d}",
    "GGGG": lambda d: f"{d.isocalendar()[0]:04d}",
    "Q": lambda d: str((d.month + 2) // 3),
    "Qo": lambda d: _ordinal((d.month + 2) // 3),
    "YY": lambda d: f"{d.year % 100:02d}",
    "Y": lambda d: str(d.year),
    "YYYY": lambda d: f"{d.year:04d}",
    "YYYYY": lambda d: f"{d.year:05d}",
    "YYYYYY": lambda d: f"+{d.year:06d}",
    "a": lambda d: "am" if d.hour < 12 else "pm",
    "A": lambda d: "AM" if d.hour < 12 else "PM",
    "H": lambda d: str(d.hour),
    "HH": lambda d: f"{d.hour:02d}",
    "h": lambda d: str(d.hour % 12 or 12),
    "hh": lambda d: f"{d.hour % 12 or 12:02d}",
    "k": lambda d: str(d.hour or 24),
    "kk": lambda d: f"{d.hour or 24:02d}",
    "m": lambda d: str(d.minute),
    "mm": lambda d: f"{d.minute:02d}",
    "s": lambda d: str(d.second),
    "ss": lambda d: f"{d.second:02d}",
    "hmm": lambda d: f"{d.hour % 12 or 12}{d.minute:02d}",
    "hmmss": lambda d: f"{d.hour % 12 or 12}{d.minute:02d}{d.second:02d}",
    "Hmm": lambda d: f"{d.hour}{d.minute:02d}",
    "Hmmss": lambda d: f"{d.hour}{d.minute:02d}{d.second:02d}",
    "x": lambda d: str(epoch_ms(d)),
    "X": lambda d: str(epoch_ms(d) // 1000),
    "Z": lambda d: _offset(d, ":"),
    "ZZ": lambda d: _offset(d, ""),
    "z": lambda d: (d.tzname() or "") if d.tzinfo is UTC or isinstance(d.tzinfo, ZoneInfo) else "",
    "zz": lambda d: (d.tzname() or "") if d.tzinfo is UTC or isinstance(d.tzinfo, ZoneInfo) else "",
}


def _format_token(token: str, value: datetime) -> str:
    handler = _FORMATS.get(token)
    if handler is not None:
        return handler(value)
    if token[0] == "S":
        return f"{value.microsecond // 1000:03d}000000"[: len(token)]
    if token[0] == "[":
        return token[1:-1]
    return token[1:] if token[0] == "\\" else token


# Reading ---------------------------------------------------------------------------------------------------------

_PARTS = {
    "YYYY": (r"[+-]?\d{1,4}", "year"), "YY": (r"\d{2}", "short_year"), "Y": (r"[+-]?\d+", "year"),
    "MMMM": (r"[A-Za-z]+", "month_name"), "MMM": (r"[A-Za-z]+", "month_name"), "MM": (r"\d{1,2}", "month"),
    "M": (r"\d{1,2}", "month"), "DD": (r"\d{1,2}", "day"), "D": (r"\d{1,2}", "day"), "Do": (r"\d{1,2}[a-z]{2}", "day"),
    "HH": (r"\d{1,2}", "hour"), "H": (r"\d{1,2}", "hour"), "hh": (r"\d{1,2}", "hour"), "h": (r"\d{1,2}", "hour"),
    "mm": (r"\d{1,2}", "minute"), "m": (r"\d{1,2}", "minute"), "ss": (r"\d{1,2}", "second"),
    "s": (r"\d{1,2}", "second"), "a": (r"[ap]m", "half"), "A": (r"[ap]m", "half"), "Z": (r"Z|[+-]\d\d:?\d\d", "zone"),
    "ZZ": (r"Z|[+-]\d\d:?\d\d", "zone"), "x": (r"[+-]?\d+", "milliseconds"), "X": (r"[+-]?\d+(?:\.\d+)?", "seconds"),
    "dddd": (r"[A-Za-z]+", ""), "ddd": (r"[A-Za-z]+", ""),
}  # fmt: skip


def parse_date(text: str, pattern: str, zone: tzinfo | None) -> datetime:
    """The date that `text` holds in a Moment format. Raises ValueError."""
    found: dict[str, str] = {}
    position = 0
    for token in _TOKEN.findall(pattern):
        expression, name = _PARTS.get(token, ("", ""))
        if token[0] == "S":
            expression, name = r"\d{1,9}", "fraction"
        if not expression:
            expression = r"\s*" if token.isspace() else "(?:" + re.escape(token.strip("[]\\") or token) + ")?"
        match = re.compile(expression, re.IGNORECASE).match(text, position)
        if match is None:
            raise ValueError("Invalid date")
        position = match.end()
        if name:
            found[name] = match.group()
    return _assemble(found, zone)


def _assemble(found: dict[str, str], zone: tzinfo | None) -> datetime:
    if "milliseconds" in found or "seconds" in found:
        moment = float(found.get("milliseconds", 0)) or float(found.get("seconds", 0)) * 1000
        return from_epoch_ms(moment).astimezone(zone)
    today = datetime.now(zone)
    year = int(found.get("year", today.year))
    if "short_year" in found:
        short = int(found["short_year"])
        year = short + (1900 if short > 68 else 2000)
    month = int(found.get("month", 1 if "year" in found or "short_year" in found else today.month))
    if "month_name" in found:
        names = [name[:3].lower() for name in MONTHS]
        month = names.index(found["month_name"][:3].lower()) + 1
    has_date = any(name in found for name in ("year", "short_year", "month", "month_name"))
    day = int(re.sub(r"\D", "", found.get("day", "1" if has_date else str(today.day))))
    hour = int(found.get("hour", 0))
    if "half" in found:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    micro = int(found.get("fraction", "0").ljust(6, "0")[:6])
    naive = datetime(year, month, day, hour, int(found.get("minute", 0)), int(found.get("second", 0)), micro)
    if "zone" in found:
        return datetime.fromisoformat(naive.isoformat() + found["zone"].upper()).astimezone(zone)
    return naive.replace(tzinfo=zone) if zone is not None else naive.astimezone()
