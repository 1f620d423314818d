"""What only one transaction may do at a time although several processes share a database.

On PostgreSQL these are advisory locks, held to the end of the transaction; SQLite has one process and one writer.
See https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum

from sqlalchemy import Connection, text


class Lock(IntEnum):
    """The numbers by which PostgreSQL tells locks apart."""

    LEDGER_TABLE = 7310291
    LEDGER_END = 7310292
    CLEARING_UP = 7310293
    MASTER_KEY = 7310294
    """Shared by every process that has the key in use, alone for who changes it."""
    BLUEPRINT_FOLDER = 7310295


_WAIT = text("SELECT pg_advisory_xact_lock(:key)")
_TRY = text("SELECT pg_try_advisory_xact_lock(:key)")
_TRY_SHARED = text("SELECT pg_try_advisory_xact_lock_shared(:key)")


def lock(connection: Connection, which: Lock | str) -> None:
    """Wait until nobody else holds it, and hold it; anything that has a name of its own can be one."""
    if connection.dialect.name == "postgresql":
        connection.execute(_WAIT, {"key": which if isinstance(which, Lock) else _number(which)})


def try_lock(connection: Connection, which: Lock, *, shared: bool = False) -> bool:
    """Hold it if nobody else does; returns whether that is so."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.execute(_TRY_SHARED if shared else _TRY, {"key": which}).scalar())


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
