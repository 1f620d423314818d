"""The tables of notifications. Names and defaults follow authentik's REST fields."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from wirelatch.database import Instant
from wirelatch.identity.metadata import cleared_after, metadata
from wirelatch.identity.policies import targets

KEPT = timedelta(days=30)
"""How long people can look up what they were told."""

notification_transports = Table(
    "notification_transports",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("mode", String(20), nullable=False),
    Column("webhook_url", Text, nullable=False),
    Column("webhook_mapping_body", ForeignKey("property_mappings.id", ondelete="SET NULL"), nullable=True),
    Column("webhook_mapping_headers", ForeignKey("property_mappings.id", ondelete="SET NULL"), nullable=True),
    Column("email_subject_prefix", Text, nullable=False),
    Column("email_template", Text, nullable=False),
    Column("send_once", Boolean, nullable=False),
)

notification_rules = Table(
    "notification_rules",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("transports", JSON, nullable=False, comment="ids"),
    Column("severity", String(10), nullable=False),
    Column("destination_group", ForeignKey("groups.id", ondelete="SET NULL"), nullable=True),
    Column("destination_event_user", Boolean, nullable=False),
    Column("policy_engine_mode", String(10), nullable=False),
)
targets.register("authentik_events.notificationrule", notification_rules.c.id, notification_rules.c.name)

notifications = Table(
    "notifications",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("severity", String(10), nullable=False),
    Column("body", Text, nullable=False),
    Column("hyperlink", Text, nullable=False),
    Column("hyperlink_label", Text, nullable=False),
    Column("event_seq", BigInteger, nullable=True, comment="of the ledger"),
    Column("created", Instant, nullable=False),
    Column("seen", Boolean, nullable=False),
    info=cleared_after("created", KEPT),
)

notification_deliveries = Table(
    "notification_deliveries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("transport_id", ForeignKey("notification_transports.id", ondelete="CASCADE"), nullable=False),
    Column("content", JSON, nullable=False),
    Column("due", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text, nullable=False),
    Index("ix_notification_deliveries_due", "due"),
    sqlite_autoincrement=True,
)

notification_position = Table(
    "notification_position",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False, comment="the last entry of the ledger that was matched"),
)
