"""Second factors and passkeys, and the outbox of e-mail.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("template", sa.String(length=100), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="sealed: links and codes stand in it"),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("due", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False, comment="after that nobody has any use for it"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_outbox_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_user_id"), "outbox", ["user_id"], unique=False)
    op.create_index(op.f("ix_outbox_due"), "outbox", ["due"], unique=False)
