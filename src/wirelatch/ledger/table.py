"""The ledger's table. The database itself refuses to change a row of it, or to remove one that is not anchored.

An anchor is noted before entries are removed because of their age: the hash that the chain goes on from.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, MetaData, String, Table, Text

from wirelatch.database.locks import Lock, lock

metadata = MetaData()

ledger = Table(
    "ledger",
    metadata,
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC, microseconds"),
    Column("actor", String(255), nullable=False),
    Column("action", String(64), nullable=False),
    Column("target", String(255), nullable=False),
    Column("address", String(64), nullable=False),
    Column("changes", Text, nullable=False, comment="canonical JSON"),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ledger_action", "action", "seq"),
    Index("ledger_actor", "actor", "seq"),
)


anchors = Table(
    "ledger_anchors",
    metadata,
    Column(
        "seq",
        BigInteger().with_variant(Integer(), "sqlite"),
        primary_key=True,
        autoincrement=False,
        comment="the last entry that was removed because of its age",
    ),
    Column(
        "hash",
        String(64),
        nullable=False,
        comment="what the first entry that is left names as the one before it",
    ),
    Column("at", String(32), nullable=False),
)


class Entry(NamedTuple):
    """One act: who (`actor`), what (`action`), on what (`target`), from where (`address`), and what changed."""

    seq: int
    at: datetime
    actor: str
    action: str
    target: str
    address: str
    changes: Mapping[str, Any]
    hash: str


_REFUSE = "SELECT RAISE(ABORT, 'the ledger is append-only')"
_SQLITE_TRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS ledger_no_update BEFORE UPDATE ON ledger BEGIN {_REFUSE}; END",
    "DROP TRIGGER IF EXISTS ledger_no_delete",
    "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger "  # noqa: S608 - no value in it
    f"WHEN OLD.seq > COALESCE((SELECT max(seq) FROM ledger_anchors), 0) BEGIN {_REFUSE}; END",
    f"CREATE TRIGGER IF NOT EXISTS ledger_anchors_no_update BEFORE UPDATE ON ledger_anchors BEGIN {_REFUSE}; END",
    f"CREATE TRIGGER IF NOT EXISTS ledger_anchors_no_delete BEFORE DELETE ON ledger_anchors BEGIN {_REFUSE}; END",
)

_POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
    "CREATE OR REPLACE FUNCTION ledger_removes_only_what_is_anchored() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF OLD.seq <= COALESCE((SELECT max(seq) FROM ledger_anchors), 0) THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'the ledger is append-only'; END $$",
    "CREATE OR REPLACE TRIGGER ledger_append_only BEFORE UPDATE OR TRUNCATE ON ledger "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()",
    "CREATE OR REPLACE TRIGGER ledger_no_delete BEFORE DELETE ON ledger "
    "FOR EACH ROW EXECUTE FUNCTION ledger_removes_only_what_is_anchored()",
    "CREATE OR REPLACE TRIGGER ledger_anchors_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_anchors "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()",
)


def ensure(connection: Connection) -> None:
    """Create the table, and the triggers that keep it append-only, where they do not exist yet."""
    # Both halves may do this at once on a shared database.
    lock(connection, Lock.LEDGER_TABLE)
    metadata.create_all(connection)
    for statement in _POSTGRESQL_TRIGGERS if connection.dialect.name == "postgresql" else _SQLITE_TRIGGERS:
        connection.exec_driver_sql(statement)
