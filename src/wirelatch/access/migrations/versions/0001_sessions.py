"""Sessions at the editor, and what the editor keeps for each user."""

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "access_sessions",
        sa.Column("id_hash", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("username", sa.String(255), nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("provider_session", sa.String(255), nullable=False),
        sa.Column("id_token", sa.Text, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("last_seen", Instant, nullable=False),
        sa.Column("expires", Instant, nullable=False),
    )
    op.create_index("access_sessions_subject", "access_sessions", ["subject"])
    op.create_index("access_sessions_expires", "access_sessions", ["expires"])
    op.create_table(
        "access_user_settings",
        sa.Column("username", sa.String(255), primary_key=True),
        sa.Column("settings", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("access_user_settings")
    op.drop_table("access_sessions")
