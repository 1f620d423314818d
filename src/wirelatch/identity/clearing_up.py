"""Deleting what is over: in small batches, each a transaction of its own, so that no request waits for it.

Tables say themselves when their rows are over (`metadata.cleared_after`). Of several processes on one database only
one clears up at a time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, select, tuple_

from wirelatch.database import Database, now
from wirelatch.database.locks import Lock, try_lock
from wirelatch.identity.directory import sessions, tables
from wirelatch.identity.metadata import metadata
from wirelatch.identity.oidc.tables import KEEP_USED, grants
from wirelatch.identity.policies import targets
from wirelatch.identity.policies.tables import policy_bindings
from wirelatch.ledger import Ledger, trim_in

AT_ONCE = 500
"""Rows per transaction."""


async def clear_up(database: Database, pause: Callable[[], Awaitable[None]] | None = None) -> int:
    """Delete what is over; returns how many rows went. `pause` is awaited between batches."""
    removed = 0
    for table, over in _over():
        while True:
            gone = await database.write(lambda connection: _remove(connection, table, over))  # noqa: B023
            removed += gone
            if pause is not None:
                await pause()
            if gone < AT_ONCE:
                break
    return removed


async def trim_ledger(database: Database, ledger: Ledger, days: int) -> int:
    """Remove what is older than so many days from the audit log, and say so in it; 0 keeps everything."""
    if days <= 0:
        return 0
    before, removed = now() - timedelta(days=days), 0
    while True:
        gone = await database.write(lambda connection: _trim(connection, before))
        removed += gone
        if not gone:
            break
    if removed:
        changes = {"entries": removed, "before": before.isoformat(timespec="seconds")}
        await ledger.append(actor="", action="ledger_trimmed", target="ledger", changes=changes)
    return removed


def _trim(connection: Connection, before: datetime) -> int:
    return trim_in(connection, before, AT_ONCE) if _is_first(connection) else 0


def _over() -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Each table with the condition under which its rows go; grants last, which go when nothing hangs on them."""
    moment = now()
    for table in metadata.sorted_tables:
        if "cleared_after" in table.info:
            column, keep = table.info["cleared_after"]
            yield table, table.c[column] <= moment - keep
    yield tables.sessions, sessions.over(moment)
    yield policy_bindings, targets.lost()
    hanging = [
        ~select(1).where(table.c.grant_id == grants.c.id).exists()
        for table in metadata.sorted_tables
        if "grant_id" in table.c
    ]
    # Of a session that goes on it is remembered which clients have to be told of its end.
    going_on = select(1).where(tables.sessions.c.uuid == grants.c.session_uuid).exists()
    old: ColumnElement[bool] = (grants.c.created_at <= moment - KEEP_USED) & ~going_on
    for free in hanging:
        old = old & free
    yield grants, old


def _remove(connection: Connection, table: Table, over: ColumnElement[bool]) -> int:
    if not _is_first(connection):
        return 0
    key = list(table.primary_key.columns)
    some = select(*key).where(over).limit(AT_ONCE)
    chosen: Any = key[0].in_(some) if len(key) == 1 else tuple_(*key).in_(some)
    return connection.execute(delete(table).where(chosen)).rowcount


def _is_first(connection: Connection) -> bool:
    """Whether no other process is clearing up: two at once would only wait for each other's rows."""
    return try_lock(connection, Lock.CLEARING_UP)
