"""The tables of the directory. Names and defaults follow authentik's REST fields."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from wirelatch.database import Instant
from wirelatch.identity.metadata import metadata

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("username", String(150), nullable=False),
    Column(
        "username_key", String(450), nullable=False, unique=True, comment="case-folded: names differ in more"
    ),
    Column("name", Text, nullable=False),
    Column("email", String(254), nullable=False),
    Column("email_key", String(762), nullable=False, index=True),
    Column("email_verified", Boolean, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("type", String(40), nullable=False),
    Column("path", Text, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("password_hash", Text, nullable=True, comment="Argon2id; none: no password sign-in"),
    Column("password_change_date", Instant, nullable=False),
    Column("date_joined", Instant, nullable=False),
    Column("last_login", Instant, nullable=True),
    Column("last_updated", Instant, nullable=False),
    sqlite_autoincrement=True,
)

groups = Table(
    "groups",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("num_pk", Integer, nullable=False, unique=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("is_superuser", Boolean, nullable=False),
    Column("attributes", JSON, nullable=False),
)

group_parents = Table(
    "group_parents",
    metadata,
    Column("child", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("parent", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True, index=True),
)

group_members = Table(
    "group_members",
    metadata,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("uuid", String(36), primary_key=True, comment="public; becomes the sid claim"),
    Column("secret_hash", String(64), nullable=False, unique=True, comment="SHA-256 of the cookie"),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("authenticated_at", Instant, nullable=False),
    Column("amr", JSON, nullable=False),
    Column("last_used", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("last_ip", String(64), nullable=False),
    Column("last_user_agent", Text, nullable=False),
    Column("remembered", Boolean, nullable=False, comment="lasts until it expires, used or not"),
    Column("network", String(64), nullable=True, comment="the only one it is good from"),
    # No foreign key: SQLite could not add one to the table; a user who is gone counts as nobody.
    Column("impersonated_user_id", Integer, nullable=True, comment="whom the session acts as for now"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("identifier", String(255), nullable=False, unique=True),
    Column(
        "key_hash",
        String(64),
        nullable=False,
        unique=True,
        comment="SHA-256: keys are random, no salt needed",
    ),
    Column("intent", String(20), nullable=False, comment="api, app_password"),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("description", Text, nullable=False),
    Column("expires", Instant, nullable=True),
    Column("expiring", Boolean, nullable=False),
    Column("managed", String(255), nullable=True),
    Index("ix_api_tokens_user_id", "user_id"),
)

installation = Table(
    "installation",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
    comment="Facts about this installation; each is written once.",
)
