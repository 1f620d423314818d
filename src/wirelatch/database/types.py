"""Column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


class Instant(TypeDecorator[datetime]):
    """A point in time: aware in Python, always UTC; SQLite, which has no time zones, keeps it as UTC text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """What turns a moment into what the driver takes: SQLite's text at once, since tokens have two moments each."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a point in time needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    """As SQLAlchemy's own type for SQLite writes it."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a point in time needs a time zone")
    return value.astimezone(UTC).isoformat(" ", "microseconds").removesuffix("+00:00")
