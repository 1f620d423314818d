"""The tables of the flows half's database, beside the ledger."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import text

from wirelatch.database import Database, Instant
from wirelatch.ledger import ensure as ensure_ledger

HEAD = "0002"
"""The newest script in migrations/versions; a test compares them."""

metadata = MetaData()

sessions = Table(
    "access_sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True, comment="SHA-256 of the session id"),
    Column("kind", String(16), nullable=False, comment="browser or token"),
    Column("username", String(255), nullable=False),
    Column("user", Text, nullable=False, comment="JSON"),
    Column("issuer", Text, nullable=False),
    Column("subject", String(255), nullable=False),
    Column("provider_session", String(255), nullable=False, comment="`sid` of the ID token"),
    Column("id_token", Text, nullable=False, comment="shown to the provider at logout"),
    Column("created", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Index("access_sessions_subject", "subject"),
    Index("access_sessions_expires", "expires"),
)

user_settings = Table(
    "access_user_settings",
    metadata,
    Column("username", String(255), primary_key=True),
    Column("settings", Text, nullable=False, comment="JSON"),
)

versions = Table(
    "flow_versions",
    metadata,
    Column(
        "number", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, comment="rises with time"
    ),
    Column("at", Instant, nullable=False),
    Column("author", String(255), nullable=False, comment="who deployed it; empty: nobody named"),
    Column("kind", String(16), nullable=False, comment="type of the deploy; found: met on file at a start"),
    Column("revision", String(64), nullable=False),
    Column(
        "base", BigInteger, nullable=True, comment="the version that `content` is a change of; null: of none"
    ),
    Column("depth", Integer, nullable=False, comment="how many versions have to be read for this one"),
    Column("content", LargeBinary, nullable=False, comment="records, or a change of them: JSON, deflated"),
    Column("nodes", Integer, nullable=False, comment="how many records it has"),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("flows", Text, nullable=False, comment="labels of the flows that it changed, JSON"),
    Column("name", String(255), nullable=False),
    Column("comment", Text, nullable=False),
    Index("flow_versions_at", "at"),
    sqlite_autoincrement=True,
)


def open_database(url: str) -> Database:
    """Open the database with its tables up to date. Blocks; for start-up."""
    database = Database(url)
    if not _is_up_to_date(database):
        database.migrate("wirelatch.access:migrations")
        database.write_now(ensure_ledger)
    return database


def _is_up_to_date(database: Database) -> bool:
    """Whether there is nothing to migrate: spares importing Alembic at most starts."""
    query = text("SELECT version_num FROM alembic_version_access")
    try:
        return bool(database.read_now(lambda connection: connection.execute(query).scalar()) == HEAD)
    except DBAPIError:
        return False
