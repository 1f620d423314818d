"""What clients still have to be told about sessions that ended.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "logout_notices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("user", sa.JSON(), nullable=True, comment="as it was, where it may be gone by now"),
        sa.Column(
            "session_uuid", sa.String(length=36), nullable=True, comment="null: all sessions of the user"
        ),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("due", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["oauth2_providers.id"],
            name=op.f("fk_logout_notices_provider_id_oauth2_providers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logout_notices")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_logout_notices_due"), "logout_notices", ["due"], unique=False)
