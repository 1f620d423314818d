"""Appending to the ledger, reading it, and proving that nobody changed it.

Every entry carries the SHA-256 of its own content and of the entry before it. Changing, removing or inserting an
entry breaks the chain from there on, which :meth:`Ledger.verify` finds. An entry that belongs to a change is
written by :meth:`Ledger.append_in` in the transaction of that change: either both exist or neither.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from json.encoder import encode_basestring as _quoted
from json.encoder import encode_basestring_ascii as _ascii
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, insert, inspect, select

from wirelatch.database import Database, now
from wirelatch.database.appending import append_at_end
from wirelatch.database.inserting import insert_rows
from wirelatch.database.locks import Lock, lock
from wirelatch.ledger.table import Entry, anchors, ledger

FIRST = "0" * 64
"""What the first entry names as the hash before it."""
_CHUNK = 1000
_JSON = json.JSONEncoder(ensure_ascii=False).encode
_CANONICAL = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str).encode
_CONTENT = itemgetter("seq", "at", "actor", "action", "target", "address", "changes")
# Built once: building a statement costs more than running it.
_LAST = select(ledger.c.seq, ledger.c.hash).order_by(ledger.c.seq.desc()).limit(1)


class Verification(NamedTuple):
    """What verifying found: `broken_at` is the first entry that does not fit, or None when all fit."""

    entries: int
    head: str
    broken_at: int | None
    reason: str = ""

    @property
    def intact(self) -> bool:
        return self.broken_at is None


class Ledger:
    """The ledger kept in one database; create its table first with :func:`wirelatch.ledger.ensure`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(
        self,
        *,
        actor: str,
        action: str,
        target: str = "",
        address: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Append one entry in its own transaction; returns once it is durable."""
        await self._database.append(
            lambda connection: self.append_in(
                connection, actor=actor, action=action, target=target, address=address, changes=changes
            )
        )

    def append_in(
        self,
        connection: Connection,
        *,
        actor: str,
        action: str,
        target: str = "",
        address: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Append one entry within the caller's transaction, which should be near its end: others wait for it."""
        entry: dict[str, Any] = {
            "at": now().isoformat(timespec="microseconds"),
            "actor": _printable(actor, 255),
            "action": _printable(action, 64),
            "target": _printable(target, 255),
            "address": _printable(address, 64),
            "changes": canonical(changes or {}),
        }
        if not append_at_end(connection, _chain, entry):
            _chain(connection, [entry])

    async def entries(
        self,
        *,
        before: int | None = None,
        limit: int = 100,
        action: str | None = None,
        actor: str | None = None,
        target: str | None = None,
    ) -> list[Entry]:
        """The newest entries first; `before` pages backwards."""
        query = select(ledger).order_by(ledger.c.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(ledger.c.seq < before)
        if action:
            query = query.where(ledger.c.action == action)
        if actor:
            query = query.where(ledger.c.actor == actor)
        if target:
            query = query.where(ledger.c.target == target)
        return [to_entry(row) for row in await self._database.read(lambda c: c.execute(query).all())]

    async def verify(self) -> Verification:
        """Walk the whole chain and report the first entry that does not fit, if any."""
        return await self._database.read(verify_in)


def _chain(connection: Connection, entries: list[dict[str, Any]]) -> None:
    """Write entries at the end of the chain."""
    lock(connection, Lock.LEDGER_END)
    last = connection.execute(_LAST).first()
    seq, previous = (last.seq, last.hash) if last else _anchor(connection)
    rows = []
    for entry in entries:
        seq += 1
        row = {"seq": seq, **entry, "previous": previous}
        row["hash"] = previous = link(previous, row)
        rows.append(row)
    insert_rows(connection, ledger, rows)


def verify_in(connection: Connection) -> Verification:
    """As :meth:`Ledger.verify`, within the caller's transaction."""
    seq, previous = _anchor(connection)
    while True:
        rows = connection.execute(
            select(ledger).where(ledger.c.seq > seq).order_by(ledger.c.seq).limit(_CHUNK)
        ).all()
        if not rows:
            return Verification(seq, previous, None)
        for row in rows:
            if row.seq != seq + 1:
                return Verification(seq, previous, seq + 1, "an entry is missing")
            if row.previous != previous:
                return Verification(seq, previous, row.seq, "it does not follow the entry before it")
            if row.hash != link(previous, row._asdict()):
                return Verification(seq, previous, row.seq, "its content was changed")
            seq, previous = row.seq, row.hash


def trim_in(connection: Connection, before: datetime, most: int = _CHUNK) -> int:
    """Remove up to `most` of the entries from before a moment, oldest first; returns how many.

    What is left can still be verified: the chain goes on from the anchor that is noted here.
    """
    start, _ = _anchor(connection)
    old = select(ledger.c.seq, ledger.c.hash).where(
        ledger.c.seq > start,
        ledger.c.seq <= start + most,
        ledger.c.at < before.isoformat(timespec="microseconds"),
    )
    last = connection.execute(old.order_by(ledger.c.seq.desc()).limit(1)).first()
    if last is None:
        return 0
    noted = {"seq": last.seq, "hash": last.hash, "at": now().isoformat(timespec="microseconds")}
    connection.execute(insert(anchors), noted)
    return connection.execute(delete(ledger).where(ledger.c.seq <= last.seq)).rowcount


def _anchor(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry that was removed."""
    if not inspect(connection).has_table(anchors.name):  # a database that an earlier version made
        return 0, FIRST
    row = connection.execute(select(anchors).order_by(anchors.c.seq.desc()).limit(1)).first()
    return (int(row.seq), str(row.hash)) if row else (0, FIRST)


def link(previous: str, entry: Mapping[str, Any]) -> str:
    """The hash of an entry: over the one before it and all of its own fields, unambiguously joined."""
    fields = [previous, *_CONTENT(entry)]
    # JSON's list of them; texts, which nearly all are, without the making of an encoder for each entry.
    joined = ", ".join([_quoted(field) if type(field) is str else _JSON(field) for field in fields])
    return hashlib.sha256(f"[{joined}]".encode()).hexdigest()


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces; what JSON cannot hold becomes text."""
    if all(
        type(name) is str is type(each) for name, each in value.items()
    ):  # most: without an encoder for each
        return "{" + ",".join([f"{_ascii(name)}:{_ascii(value[name])}" for name in sorted(value)]) + "}"
    return _CANONICAL(value)


def to_entry(row: Row[Any]) -> Entry:
    """A row of the table as an :class:`Entry`."""
    return Entry(
        row.seq,
        datetime.fromisoformat(row.at),
        row.actor,
        row.action,
        row.target,
        row.address,
        json.loads(row.changes),
        row.hash,
    )


def _printable(value: str, length: int) -> str:
    """One line: what a stranger typed must not be able to forge lines where the ledger is printed."""
    if value.isprintable():
        return value[:length]
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value)[:length]
