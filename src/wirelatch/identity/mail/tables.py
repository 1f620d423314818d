"""The outbox: messages that the mail server has not taken yet."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from wirelatch.database import Instant
from wirelatch.identity.metadata import SEALED, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("user_id", ForeignKey("users.id", ondelete="SET NULL"), nullable=True, index=True),
    Column("recipient", String(320), nullable=False),
    Column("template", String(100), nullable=False),
    Column("content", Text, nullable=False, comment="sealed: links and codes stand in it", info=SEALED),
    Column("created_at", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("expires", Instant, nullable=False, comment="after that nobody has any use for it"),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text, nullable=False),
    Index("ix_outbox_due", "due"),
    sqlite_autoincrement=True,
)
