"""What several processes on one database share.

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "login_attempts",
        sa.Column("key", sa.String(length=64), nullable=False, comment="HMAC of account and address"),
        sa.Column("level", sa.Float(), nullable=False, comment="guesses in the leaky bucket at that time"),
        sa.Column("at", sa.Float(), nullable=False, comment="seconds since 1970"),
        sa.Column("expires", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_attempts")),
    )
    op.create_index(op.f("ix_login_attempts_expires"), "login_attempts", ["expires"], unique=False)
