"""Flows, stages, their bindings, prompts, invitations, runs of flows, tokens that lead back into one, and accepted terms.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "flows",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=50), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("designation", sa.String(length=30), nullable=False),
        sa.Column("authentication", sa.String(length=30), nullable=False),
        sa.Column("denied_action", sa.String(length=20), nullable=False),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("compatibility_mode", sa.Boolean(), nullable=False),
        sa.Column("policy_engine_mode", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flows")),
        sa.UniqueConstraint("slug", name=op.f("uq_flows_slug")),
    )
    op.create_table(
        "stages",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind", sa.String(length=60), nullable=False, comment="model name in authentik: passwordstage, …"
        ),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column(
            "settings", sa.JSON(), nullable=False, comment="the fields of its kind; secret ones sealed"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
        sa.UniqueConstraint("name", name=op.f("uq_stages_name")),
    )
    op.create_table(
        "flow_stage_bindings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("target", sa.String(length=36), nullable=False),
        sa.Column("stage", sa.String(length=36), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("evaluate_on_plan", sa.Boolean(), nullable=False),
        sa.Column("re_evaluate_policies", sa.Boolean(), nullable=False),
        sa.Column("invalid_response_action", sa.String(length=30), nullable=False),
        sa.Column("policy_engine_mode", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["target"], ["flows.id"], name=op.f("fk_flow_stage_bindings_target_flows"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stage"], ["stages.id"], name=op.f("fk_flow_stage_bindings_stage_stages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_stage_bindings")),
        sa.UniqueConstraint("target", "stage", "order", name=op.f("uq_flow_stage_bindings_target")),
    )
    op.create_index(op.f("ix_flow_stage_bindings_stage"), "flow_stage_bindings", ["stage"], unique=False)
    op.create_table(
        "prompts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("field_key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("placeholder", sa.Text(), nullable=False),
        sa.Column("placeholder_expression", sa.Boolean(), nullable=False),
        sa.Column("initial_value", sa.Text(), nullable=False),
        sa.Column("initial_value_expression", sa.Boolean(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("sub_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
        sa.UniqueConstraint("name", name=op.f("uq_prompts_name")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=36), nullable=False, comment="is the secret of the link, ?itoken="),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("flow", sa.String(length=36), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("fixed_data", sa.JSON(), nullable=False),
        sa.Column("single_use", sa.Boolean(), nullable=False),
        sa.Column("expires", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["flow"], ["flows.id"], name=op.f("fk_invitations_flow_flows"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_invitations_created_by_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_created_by"), "invitations", ["created_by"], unique=False)
    op.create_table(
        "flow_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("flow", sa.String(length=36), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False, comment="SHA-256 of the cookie"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts transitions: each happens once"),
        sa.Column("state", sa.Text(), nullable=False, comment="plan and context, JSON, sealed"),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flow"], ["flows.id"], name=op.f("fk_flow_runs_flow_flows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_runs")),
        sa.UniqueConstraint("secret_hash", "flow", name=op.f("uq_flow_runs_secret_hash")),
    )
    op.create_index(op.f("ix_flow_runs_expires"), "flow_runs", ["expires"], unique=False)
    op.create_table(
        "flow_tokens",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False, comment="SHA-256: keys are random"),
        sa.Column("flow", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False, comment="recovery_link, email"),
        sa.Column("state", sa.Text(), nullable=False, comment="what the run goes on with, JSON, sealed"),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flow"], ["flows.id"], name=op.f("fk_flow_tokens_flow_flows"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_flow_tokens_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_tokens")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_flow_tokens_key_hash")),
    )
    op.create_index(op.f("ix_flow_tokens_expires"), "flow_tokens", ["expires"], unique=False)
    op.create_index(op.f("ix_flow_tokens_user_id"), "flow_tokens", ["user_id"], unique=False)
    op.create_table(
        "terms_acceptances",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.String(length=100), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_terms_acceptances_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "stage_id", "version", name=op.f("pk_terms_acceptances")),
        comment="Who agreed to which version of the terms of a stage; kept when the stage is deleted.",
    )
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(
            sa.Column(
                "remembered",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="lasts until it expires, used or not",
            )
        )
        batch.add_column(
            sa.Column("network", sa.String(length=64), nullable=True, comment="the only one it is good from")
        )
