"""Changing the master key: everything that is sealed is sealed anew, in one transaction.

So at any instant, `kill -9` included, the database is wholly under the old key or wholly under the new one, and says
which (`installation`, `key_id`). What remains is to have the new key in its place; doing that twice does no harm.
No process may be running meanwhile, since it would go on sealing with the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, and_, select, update

from wirelatch.database.locks import Lock, try_lock
from wirelatch.identity import schema
from wirelatch.identity.directory.tables import installation
from wirelatch.identity.keys.master_key import MasterKeyError, stored_key_id, wrong_key
from wirelatch.identity.keys.sealing import Sealer, is_sealed
from wirelatch.ledger import Ledger


def rotate(connection: Connection, ledger: Ledger, old: Sealer, new: Sealer) -> int:
    """Seal everything anew in the caller's transaction; returns how many values. 0: the new key was in use already."""
    if not try_lock(connection, Lock.MASTER_KEY):
        raise MasterKeyError("an identity half is running on this database: stop every one first")
    stored = stored_key_id(connection)
    if stored == new.key_id:
        return 0
    if stored != old.key_id:
        raise wrong_key(stored or "none", old)
    changed = 0
    for table, column in sealed_columns():
        changed += _seal_anew(connection, table, column, lambda value: new.seal(old.open(value)))
    connection.execute(update(installation).where(installation.c.name == "key_id").values(value=new.key_id))
    ledger.append_in(
        connection,
        actor="",
        action="key_rotated",
        target="installation",
        changes={"before": old.key_id, "after": new.key_id, "values": changed},
    )
    return changed


def sealed_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that says that it holds sealed values."""
    for table in schema.metadata.sorted_tables:
        for column in table.columns:
            if column.info.get("sealed"):
                yield table, column


def _seal_anew(connection: Connection, table: Table, column: Column[Any], seal: Callable[[str], str]) -> int:
    keys = list(table.primary_key.columns)
    changed = 0
    for row in connection.execute(select(*keys, column).where(column.is_not(None))).all():
        value = row[-1]
        if isinstance(column.type, JSON):
            value, count = _within(value, seal)
        elif is_sealed(value):
            value, count = seal(value), 1
        else:
            count = 0
        if count:
            this = and_(*(key == found for key, found in zip(keys, row[:-1], strict=True)))
            connection.execute(update(table).where(this).values({column: value}))
            changed += count
    return changed


def _within(value: Any, seal: Callable[[str], str]) -> tuple[Any, int]:
    """A JSON value with each sealed text in it sealed anew, and how many there were."""
    if isinstance(value, dict):
        items = {name: _within(item, seal) for name, item in value.items()}
        return {name: item for name, (item, _) in items.items()}, sum(n for _, n in items.values())
    if isinstance(value, list):
        found = [_within(item, seal) for item in value]
        return [item for item, _ in found], sum(n for _, n in found)
    return (seal(value), 1) if is_sealed(value) else (value, 0)
