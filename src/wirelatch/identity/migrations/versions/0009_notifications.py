"""Notification rules and transports.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "notification_transports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("webhook_url", sa.Text(), nullable=False),
        sa.Column("webhook_mapping_body", sa.String(length=36), nullable=True),
        sa.Column("webhook_mapping_headers", sa.String(length=36), nullable=True),
        sa.Column("email_subject_prefix", sa.Text(), nullable=False),
        sa.Column("email_template", sa.Text(), nullable=False),
        sa.Column("send_once", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook_mapping_body"],
            ["property_mappings.id"],
            name=op.f("fk_notification_transports_webhook_mapping_body_property_mappings"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["webhook_mapping_headers"],
            ["property_mappings.id"],
            name=op.f("fk_notification_transports_webhook_mapping_headers_property_mappings"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_transports")),
        sa.UniqueConstraint("name", name=op.f("uq_notification_transports_name")),
    )
    op.create_table(
        "notification_rules",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False, comment="ids"),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("destination_group", sa.String(length=36), nullable=True),
        sa.Column("destination_event_user", sa.Boolean(), nullable=False),
        sa.Column("policy_engine_mode", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["destination_group"],
            ["groups.id"],
            name=op.f("fk_notification_rules_destination_group_groups"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_rules")),
        sa.UniqueConstraint("name", name=op.f("uq_notification_rules_name")),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hyperlink", sa.Text(), nullable=False),
        sa.Column("hyperlink_label", sa.Text(), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=True, comment="of the ledger"),
        sa.Column("created", Instant(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notifications_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index(op.f("ix_notifications_user_id"), "notifications", ["user_id"], unique=False)
    op.create_table(
        "notification_deliveries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("transport_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("due", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transport_id"],
            ["notification_transports.id"],
            name=op.f("fk_notification_deliveries_transport_id_notification_transports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_deliveries")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notification_deliveries_due", "notification_deliveries", ["due"], unique=False)
    op.create_table(
        "notification_position",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "seq", sa.BigInteger(), nullable=False, comment="the last entry of the ledger that was matched"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_position")),
    )
