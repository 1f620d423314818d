"""Upstream identity providers and the accounts linked to them.

Revision ID: 0007
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "sources",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.String(length=50), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("promoted", sa.Boolean(), nullable=False),
        sa.Column("icon", sa.Text(), nullable=False),
        sa.Column("managed", sa.String(length=255), nullable=True),
        sa.Column("authentication_flow", sa.String(length=36), nullable=True),
        sa.Column("enrollment_flow", sa.String(length=36), nullable=True),
        sa.Column("user_property_mappings", sa.JSON(), nullable=False, comment="ids, in order"),
        sa.Column("group_property_mappings", sa.JSON(), nullable=False, comment="ids, in order"),
        sa.Column("policy_engine_mode", sa.String(length=10), nullable=False),
        sa.Column("user_matching_mode", sa.String(length=20), nullable=False),
        sa.Column("group_matching_mode", sa.String(length=20), nullable=False),
        sa.Column("user_path_template", sa.Text(), nullable=False),
        sa.Column("provider_type", sa.String(length=30), nullable=False),
        sa.Column("authorization_url", sa.Text(), nullable=False),
        sa.Column("access_token_url", sa.Text(), nullable=False),
        sa.Column("profile_url", sa.Text(), nullable=False),
        sa.Column("pkce", sa.String(length=10), nullable=False),
        sa.Column("consumer_key", sa.Text(), nullable=False),
        sa.Column("consumer_secret", sa.Text(), nullable=False, comment="sealed"),
        sa.Column("additional_scopes", sa.Text(), nullable=False),
        sa.Column("authorization_code_auth_method", sa.String(length=20), nullable=False),
        sa.Column("oidc_well_known_url", sa.Text(), nullable=False),
        sa.Column(
            "oidc_issuer",
            sa.Text(),
            nullable=False,
            comment="where no metadata tell it, or they tell another",
        ),
        sa.Column("oidc_jwks_url", sa.Text(), nullable=False),
        sa.Column("oidc_jwks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authentication_flow"],
            ["flows.id"],
            name=op.f("fk_sources_authentication_flow_flows"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_flow"],
            ["flows.id"],
            name=op.f("fk_sources_enrollment_flow_flows"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("name", name=op.f("uq_sources_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_sources_slug")),
        sa.UniqueConstraint("managed", name=op.f("uq_sources_managed")),
    )
    _connections(
        "source_connections", "user_id", "users", sa.Integer(), "the subject there, which never changes"
    )
    _connections("group_source_connections", "group_id", "groups", sa.String(length=36), None)


def _connections(
    table: str, owner: str, owners: str, key: sa.types.TypeEngine[Any], comment: str | None
) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column(owner, key, nullable=False),
        sa.Column("source_id", sa.String(length=36), nullable=False),
        sa.Column("identifier", sa.String(length=255), nullable=False, comment=comment),
        sa.Column("created", Instant(), nullable=False),
        sa.Column("last_updated", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            [owner], [f"{owners}.id"], name=op.f(f"fk_{table}_{owner}_{owners}"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f(f"fk_{table}_source_id_sources"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("source_id", "identifier", name=f"uq_{table}_identifier"),
        sa.UniqueConstraint("source_id", owner, name=f"uq_{table}_{owner.removesuffix('_id')}"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{table}_{owner}"), table, [owner], unique=False)
