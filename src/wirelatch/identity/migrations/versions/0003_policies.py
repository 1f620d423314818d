"""What policies and their bindings need: policies, bindings of anything, reputation, entitlements, more mappings.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; bindings are no longer of applications only, and can name a policy and expire."""
    op.create_table(
        "policies",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=60),
            nullable=False,
            comment="model name in authentik: expressionpolicy, …",
        ),
        sa.Column("execution_logging", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False, comment="the fields of its kind"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
        sa.UniqueConstraint("name", name=op.f("uq_policies_name")),
    )
    old = sa.table("policy_bindings", *(sa.column(name) for name in _KEPT))
    kept = [dict(row) for row in op.get_bind().execute(sa.select(old)).mappings()]
    op.drop_table("policy_bindings")
    bindings = op.create_table(
        "policy_bindings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "target",
            sa.String(length=36),
            nullable=False,
            comment="of any kind that policies.targets knows",
        ),
        sa.Column("policy_id", sa.String(length=36), nullable=True),
        sa.Column("group_id", sa.String(length=36), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("negate", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("timeout", sa.Integer(), nullable=False),
        sa.Column("failure_result", sa.Boolean(), nullable=False),
        sa.Column("expires", Instant(), nullable=True),
        sa.Column("expiring", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["policies.id"],
            name=op.f("fk_policy_bindings_policy_id_policies"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_policy_bindings_group_id_groups"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_policy_bindings_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_bindings")),
    )
    op.create_index(op.f("ix_policy_bindings_target"), "policy_bindings", ["target"], unique=False)
    op.create_index(op.f("ix_policy_bindings_policy_id"), "policy_bindings", ["policy_id"], unique=False)
    if kept:
        rows = [{**row, "policy_id": None, "expires": None, "expiring": False} for row in kept]
        op.bulk_insert(bindings, rows)
    op.create_table(
        "reputation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("identifier", sa.String(length=254), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("updated", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reputation")),
        sa.UniqueConstraint("identifier", "ip", name=op.f("uq_reputation_identifier")),
        comment="How sign-ins of an identifier from an address went lately.",
    )
    op.create_index(op.f("ix_reputation_ip"), "reputation", ["ip"], unique=False)
    op.create_index(op.f("ix_reputation_expires"), "reputation", ["expires"], unique=False)
    op.create_table(
        "application_entitlements",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_entitlements_application_id_applications"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_entitlements")),
        sa.UniqueConstraint(
            "application_id", "name", name=op.f("uq_application_entitlements_application_id")
        ),
    )
    op.create_table(
        "property_mappings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=60),
            nullable=False,
            comment="model name in authentik; scope mappings have a table of their own",
        ),
        sa.Column("managed", sa.String(length=255), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_property_mappings")),
        sa.UniqueConstraint("managed", name=op.f("uq_property_mappings_managed")),
        sa.UniqueConstraint("name", name=op.f("uq_property_mappings_name")),
    )


_KEPT = (
    "id", "target", "group_id", "user_id", "negate", "enabled", "order", "timeout", "failure_result",
)  # fmt: skip
