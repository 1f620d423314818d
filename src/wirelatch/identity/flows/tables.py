"""The tables of flows. Names and defaults follow authentik's REST fields.

A stage keeps what is particular to its kind in `settings`; `identity/stages` knows the fields of each kind. Secrets of
people (the browser's hold on a run, the keys of tokens) are kept as hashes.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from wirelatch.database import Instant
from wirelatch.identity.metadata import SEALED, cleared_after, metadata
from wirelatch.identity.policies import targets

flows = Table(
    "flows",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("slug", String(50), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("designation", String(30), nullable=False),
    Column("authentication", String(30), nullable=False),
    Column("denied_action", String(20), nullable=False),
    Column("layout", String(40), nullable=False),
    Column("background", Text, nullable=False),
    Column("compatibility_mode", Boolean, nullable=False),
    Column("policy_engine_mode", String(10), nullable=False),
)

stages = Table(
    "stages",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(60), nullable=False, comment="model name in authentik: passwordstage, …"),
    Column("name", String(255), nullable=False, unique=True),
    Column(
        "settings", JSON, nullable=False, comment="the fields of its kind; secret ones sealed", info=SEALED
    ),
)

flow_stage_bindings = Table(
    "flow_stage_bindings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("target", ForeignKey("flows.id", ondelete="CASCADE"), nullable=False),
    Column("stage", ForeignKey("stages.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("order", Integer, nullable=False),
    Column("evaluate_on_plan", Boolean, nullable=False),
    Column("re_evaluate_policies", Boolean, nullable=False),
    Column("invalid_response_action", String(30), nullable=False),
    Column("policy_engine_mode", String(10), nullable=False),
    UniqueConstraint("target", "stage", "order"),
)

prompts = Table(
    "prompts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("field_key", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("type", String(30), nullable=False),
    Column("required", Boolean, nullable=False),
    Column("placeholder", Text, nullable=False),
    Column("placeholder_expression", Boolean, nullable=False),
    Column("initial_value", Text, nullable=False),
    Column("initial_value_expression", Boolean, nullable=False),
    Column("order", Integer, nullable=False),
    Column("sub_text", Text, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", String(36), primary_key=True, comment="is the secret of the link, ?itoken="),
    Column("name", String(50), nullable=False),
    Column("flow", ForeignKey("flows.id", ondelete="CASCADE"), nullable=True),
    Column("created_by", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("fixed_data", JSON, nullable=False),
    Column("single_use", Boolean, nullable=False),
    Column("expires", Instant, nullable=True),
    info=cleared_after("expires"),
)

flow_runs = Table(
    "flow_runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("flow", ForeignKey("flows.id", ondelete="CASCADE"), nullable=False),
    Column("secret_hash", String(64), nullable=False, comment="SHA-256 of the cookie"),
    Column("version", Integer, nullable=False, comment="counts transitions: each happens once"),
    Column("state", Text, nullable=False, comment="plan and context, JSON, sealed", info=SEALED),
    Column("created_at", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    UniqueConstraint("secret_hash", "flow"),
    info=cleared_after("expires"),
)

flow_tokens = Table(
    "flow_tokens",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("key_hash", String(64), nullable=False, unique=True, comment="SHA-256: keys are random"),
    Column("flow", ForeignKey("flows.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(30), nullable=False, comment="recovery_link, email"),
    Column("state", Text, nullable=False, comment="what the run goes on with, JSON, sealed", info=SEALED),
    Column("created_at", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    info=cleared_after("expires", timedelta(days=1)),
)

terms_acceptances = Table(
    "terms_acceptances",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("stage_id", String(36), primary_key=True),
    Column("version", String(100), primary_key=True),
    Column("accepted_at", Instant, nullable=False),
    Column("address", String(64), nullable=False),
    comment="Who agreed to which version of the terms of a stage; kept when the stage is deleted.",
)

targets.register("authentik_flows.flow", flows.c.id, flows.c.name)
targets.register("authentik_flows.flowstagebinding", flow_stage_bindings.c.id, flow_stage_bindings.c.id)
