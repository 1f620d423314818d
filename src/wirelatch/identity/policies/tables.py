"""The tables of policies, their bindings, and reputation. Names and defaults follow authentik's REST fields."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from wirelatch.database import Instant
from wirelatch.identity.metadata import cleared_after, metadata

policies = Table(
    "policies",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("kind", String(60), nullable=False, comment="model name in authentik: expressionpolicy, …"),
    Column("execution_logging", Boolean, nullable=False),
    Column("settings", JSON, nullable=False, comment="the fields of its kind"),
)

policy_bindings = Table(
    "policy_bindings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column(
        "target", String(36), nullable=False, index=True, comment="of any kind that policies.targets knows"
    ),
    # A binding whose policy, group or user is deleted stays, and then passes for nobody: an application must not
    # become open to everyone because a group was removed.
    Column("policy_id", ForeignKey("policies.id", ondelete="SET NULL"), nullable=True, index=True),
    Column("group_id", ForeignKey("groups.id", ondelete="SET NULL"), nullable=True),
    Column("user_id", ForeignKey("users.id", ondelete="SET NULL"), nullable=True),
    Column("negate", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("order", Integer, nullable=False),
    Column("timeout", Integer, nullable=False),
    Column("failure_result", Boolean, nullable=False),
    Column("expires", Instant, nullable=True),
    Column("expiring", Boolean, nullable=False),
)

reputation = Table(
    "reputation",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("identifier", String(254), nullable=False),
    Column("ip", String(64), nullable=False, index=True),
    Column("score", Integer, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    UniqueConstraint("identifier", "ip"),
    comment="How sign-ins of an identifier from an address went lately.",
    info=cleared_after("expires"),
)
