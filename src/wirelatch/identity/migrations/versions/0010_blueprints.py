"""Blueprint instances.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "blueprint_instances",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column(
            "path", sa.String(length=500), nullable=False, comment="relative to the folder; empty for a text"
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.String(length=20),
            nullable=False,
            comment="successful, warning, error, orphaned, unknown",
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("last_applied", Instant(), nullable=False),
        sa.Column("last_applied_hash", sa.String(length=64), nullable=False),
        sa.Column("managed_models", sa.JSON(), nullable=False),
        sa.Column(
            "messages",
            sa.JSON(),
            nullable=False,
            comment="what went wrong, or is worth knowing, of the last time",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blueprint_instances")),
        sa.UniqueConstraint("name", name=op.f("uq_blueprint_instances_name")),
    )
