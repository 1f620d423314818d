"""The first tables of the identity half.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "catalog_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_version")),
        comment="One row; every change of what the catalogue holds counts it up, so that other processes notice.",
    )
    op.create_table(
        "certificate_key_pairs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("certificate_data", sa.Text(), nullable=False, comment="PEM"),
        sa.Column("key_data", sa.Text(), nullable=True, comment="PEM, sealed"),
        sa.Column("managed", sa.String(length=255), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_key_pairs")),
        sa.UniqueConstraint("managed", name=op.f("uq_certificate_key_pairs_managed")),
        sa.UniqueConstraint("name", name=op.f("uq_certificate_key_pairs_name")),
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("num_pk", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("is_superuser", sa.Boolean(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_groups_name")),
        sa.UniqueConstraint("num_pk", name=op.f("uq_groups_num_pk")),
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
        comment="Facts about this installation; each is written once.",
    )
    op.create_table(
        "scope_mappings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("managed", sa.String(length=255), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("scope_name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scope_mappings")),
        sa.UniqueConstraint("managed", name=op.f("uq_scope_mappings_managed")),
        sa.UniqueConstraint("name", name=op.f("uq_scope_mappings_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("username", sa.String(length=150), nullable=False),
        sa.Column(
            "username_key", sa.String(length=450), nullable=False, comment="case-folded: names differ in more"
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=762), nullable=False),
        sa.Column("email_verified", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True, comment="Argon2id; none: no password sign-in"),
        sa.Column("password_change_date", Instant(), nullable=False),
        sa.Column("date_joined", Instant(), nullable=False),
        sa.Column("last_login", Instant(), nullable=True),
        sa.Column("last_updated", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username_key", name=op.f("uq_users_username_key")),
        sa.UniqueConstraint("uuid", name=op.f("uq_users_uuid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_users_email_key"), "users", ["email_key"], unique=False)
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("identifier", sa.String(length=255), nullable=False),
        sa.Column(
            "key_hash",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256: keys are random, no salt needed",
        ),
        sa.Column("intent", sa.String(length=20), nullable=False, comment="api, app_password"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("expires", Instant(), nullable=True),
        sa.Column("expiring", sa.Boolean(), nullable=False),
        sa.Column("managed", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_api_tokens_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("identifier", name=op.f("uq_api_tokens_identifier")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_tokens_key_hash")),
    )
    op.create_index("ix_api_tokens_user_id", "api_tokens", ["user_id"], unique=False)
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_group_members_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_group_members_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_group_members")),
    )
    op.create_index(op.f("ix_group_members_user_id"), "group_members", ["user_id"], unique=False)
    op.create_table(
        "group_parents",
        sa.Column("child", sa.String(length=36), nullable=False),
        sa.Column("parent", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["child"], ["groups.id"], name=op.f("fk_group_parents_child_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent"], ["groups.id"], name=op.f("fk_group_parents_parent_groups"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("child", "parent", name=op.f("pk_group_parents")),
    )
    op.create_index(op.f("ix_group_parents_parent"), "group_parents", ["parent"], unique=False)
    op.create_table(
        "oauth2_providers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("authentication_flow", sa.String(length=36), nullable=True),
        sa.Column("authorization_flow", sa.String(length=36), nullable=False),
        sa.Column("invalidation_flow", sa.String(length=36), nullable=False),
        sa.Column("client_type", sa.String(length=20), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("client_secret", sa.Text(), nullable=False, comment="sealed"),
        sa.Column("grant_types", sa.JSON(), nullable=False),
        sa.Column("redirect_uris", sa.JSON(), nullable=False),
        sa.Column("pkce", sa.String(length=10), nullable=False, comment="off, optional, required"),
        sa.Column("pkce_plain", sa.Boolean(), nullable=False),
        sa.Column("access_code_validity", sa.String(length=100), nullable=False),
        sa.Column("access_token_validity", sa.String(length=100), nullable=False),
        sa.Column("refresh_token_validity", sa.String(length=100), nullable=False),
        sa.Column("refresh_token_threshold", sa.String(length=100), nullable=False),
        sa.Column("include_claims_in_id_token", sa.Boolean(), nullable=False),
        sa.Column("sub_mode", sa.String(length=30), nullable=False),
        sa.Column("issuer_mode", sa.String(length=20), nullable=False),
        sa.Column("signing_key", sa.String(length=36), nullable=True),
        sa.Column("logout_uri", sa.Text(), nullable=False),
        sa.Column("logout_method", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["signing_key"],
            ["certificate_key_pairs.id"],
            name=op.f("fk_oauth2_providers_signing_key_certificate_key_pairs"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth2_providers")),
        sa.UniqueConstraint("client_id", name=op.f("uq_oauth2_providers_client_id")),
        sa.UniqueConstraint("name", name=op.f("uq_oauth2_providers_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("uuid", sa.String(length=36), nullable=False, comment="public; becomes the sid claim"),
        sa.Column("secret_hash", sa.String(length=64), nullable=False, comment="SHA-256 of the cookie"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("authenticated_at", Instant(), nullable=False),
        sa.Column("amr", sa.JSON(), nullable=False),
        sa.Column("last_used", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column("last_ip", sa.String(length=64), nullable=False),
        sa.Column("last_user_agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_sessions")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sessions_secret_hash")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "applications",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("policy_engine_mode", sa.String(length=10), nullable=False),
        sa.Column("open_in_new_tab", sa.Boolean(), nullable=False),
        sa.Column("meta_launch_url", sa.Text(), nullable=False),
        sa.Column("meta_icon", sa.Text(), nullable=False),
        sa.Column("meta_description", sa.Text(), nullable=False),
        sa.Column("meta_publisher", sa.Text(), nullable=False),
        sa.Column("meta_hide", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["oauth2_providers.id"],
            name=op.f("fk_applications_provider_id_oauth2_providers"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_applications_provider_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_applications_slug")),
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="grant_type it began with"),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("session_uuid", sa.String(length=36), nullable=True),
        sa.Column("auth_time", sa.Integer(), nullable=True),
        sa.Column("amr", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["oauth2_providers.id"],
            name=op.f("fk_grants_provider_id_oauth2_providers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_grants_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index("ix_grants_provider_id", "grants", ["provider_id"], unique=False)
    op.create_index("ix_grants_session_uuid", "grants", ["session_uuid"], unique=False)
    op.create_index("ix_grants_user_id", "grants", ["user_id"], unique=False)
    op.create_table(
        "provider_scope_mappings",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("mapping_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["mapping_id"],
            ["scope_mappings.id"],
            name=op.f("fk_provider_scope_mappings_mapping_id_scope_mappings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["oauth2_providers.id"],
            name=op.f("fk_provider_scope_mappings_provider_id_oauth2_providers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("provider_id", "mapping_id", name=op.f("pk_provider_scope_mappings")),
    )
    op.create_index(
        op.f("ix_provider_scope_mappings_mapping_id"), "provider_scope_mappings", ["mapping_id"], unique=False
    )
    op.create_table(
        "access_tokens",
        sa.Column("jti", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grants.id"], name=op.f("fk_access_tokens_grant_id_grants"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("jti", name=op.f("pk_access_tokens")),
    )
    op.create_index(op.f("ix_access_tokens_expires"), "access_tokens", ["expires"], unique=False)
    op.create_index(op.f("ix_access_tokens_grant_id"), "access_tokens", ["grant_id"], unique=False)
    op.create_table(
        "authorization_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column("code_challenge", sa.Text(), nullable=True),
        sa.Column("code_challenge_method", sa.String(length=10), nullable=True),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column("redeemed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["grants.id"],
            name=op.f("fk_authorization_codes_grant_id_grants"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_authorization_codes")),
    )
    op.create_index(op.f("ix_authorization_codes_expires"), "authorization_codes", ["expires"], unique=False)
    op.create_index(
        op.f("ix_authorization_codes_grant_id"), "authorization_codes", ["grant_id"], unique=False
    )
    op.create_table(
        "consents",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_consents_application_id_applications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_consents_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "application_id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_application_id"), "consents", ["application_id"], unique=False)
    op.create_table(
        "policy_bindings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("target", sa.String(length=36), nullable=False),
        sa.Column("group_id", sa.String(length=36), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("negate", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("timeout", sa.Integer(), nullable=False),
        sa.Column("failure_result", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_policy_bindings_group_id_groups"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["target"],
            ["applications.id"],
            name=op.f("fk_policy_bindings_target_applications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_policy_bindings_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_bindings")),
    )
    op.create_index(op.f("ix_policy_bindings_target"), "policy_bindings", ["target"], unique=False)
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column("rotated_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grants.id"], name=op.f("fk_refresh_tokens_grant_id_grants"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_refresh_tokens")),
        sa.UniqueConstraint("uuid", name=op.f("uq_refresh_tokens_uuid")),
    )
    op.create_index(op.f("ix_refresh_tokens_expires"), "refresh_tokens", ["expires"], unique=False)
    op.create_index(op.f("ix_refresh_tokens_grant_id"), "refresh_tokens", ["grant_id"], unique=False)
