"""SQLAlchemy engines, set up for each database.

SQLite: write-ahead log, foreign keys on, full durability, explicit transactions (the driver's own implicit BEGIN
is turned off, or savepoints would not work: https://docs.sqlalchemy.org/en/21/dialects/sqlite.html).
PostgreSQL: psycopg 3, connections checked before use.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.util import LRUCache

BUSY_TIMEOUT_MS = 10_000
"""How long another process (a command, a backup) may hold the write lock before a write fails."""
PREPARED_STATEMENTS = 600
"""Kept by the writer: more than there are (`inserting.py` has one for each number of rows)."""
COMPILED_STATEMENTS = 600


def normalise(url: str) -> URL:
    """The URL with the driver we use; `postgres://` and `postgresql://` both mean psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        if not parsed.database or parsed.database == ":memory:":
            raise ValueError("the database must be a file: sqlite:////path/to/file.db")
        return parsed.set(drivername="sqlite+pysqlite")
    raise ValueError(f"unsupported database {parsed.drivername!r}: use sqlite or postgresql")


def sqlite_engine(url: URL, *, readers: int, writing: bool) -> Engine:
    """An engine for the one writer (`writing`) or for the readers, which cannot write even by mistake."""
    if not writing:
        engine = create_engine(url, pool_size=readers, max_overflow=0, execution_options=_compiled())
    else:
        file = Path(str(url.database))
        file.parent.mkdir(parents=True, exist_ok=True)
        # Password hashes and session data are nobody else's business; SQLite's other files take over these rights.
        file.touch(mode=0o600)
        engine = create_engine(
            url,
            pool_size=1,
            max_overflow=1,
            connect_args={"cached_statements": PREPARED_STATEMENTS},
            execution_options=_compiled(),
        )
    engine.dialect = _dialect()

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        if writing:
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -4000")
        if not writing:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # Taking the write lock at once means that a transaction never fails half-way for want of it.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@cache
def _compiled() -> dict[str, Any]:
    """One cache of compiled statements for all SQLite engines of this process; it asks for one dialect, too."""
    return {"compiled_cache": LRUCache(COMPILED_STATEMENTS)}


@cache
def _dialect() -> Dialect:
    engine = create_engine("sqlite+pysqlite://")
    engine.connect().close()  # with the first connection a dialect learns what its SQLite can do
    engine.dispose()
    return engine.dialect


def postgresql_engine(url: URL, *, connections: int) -> Engine:
    """An engine for reads and writes; isolation is READ COMMITTED, so redemptions must be single statements."""
    # A server that is gone without a word is noticed within half a minute, not after TCP's two hours.
    alive = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=2,
        pool_timeout=10,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={name: value for name, value in alive.items() if name not in url.query},
    )
