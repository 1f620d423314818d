"""Dates as JavaScript counts and writes them: milliseconds since 1970, and ISO 8601 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def epoch_ms(value: datetime) -> int:
    """Milliseconds since 1970, as JavaScript's `getTime()`; a naive datetime is taken as UTC."""
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return (value - _EPOCH) // _MILLISECOND


def from_epoch_ms(milliseconds: float) -> datetime:
    """The date at that many milliseconds since 1970; years outside 1..9999 raise OverflowError."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def iso_string(value: datetime) -> str:
    """The date as `toISOString()` gives it: UTC, milliseconds, `Z`."""
    value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value.strftime("%Y-%m-%dT%H:%M:%S.").rjust(20, "0") + f"{value.microsecond // 1000:03d}Z"
