"""Subjects that differ from client to client.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("oauth2_providers") as batch:
        batch.add_column(
            sa.Column(
                "sector_identifier",
                sa.String(length=255),
                nullable=False,
                server_default="",
                comment="host name; empty: subjects are not pairwise",
            )
        )
