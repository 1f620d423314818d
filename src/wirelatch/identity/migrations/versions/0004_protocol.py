"""What the newer parts of OAuth 2 and OpenID Connect keep.

Revision ID: 0004
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and columns."""
    _authorization()
    _token_endpoint()


def _authorization() -> None:
    """The authorization endpoint: request objects, pushed requests, requested claims, resources."""
    # In words, because SQLite takes a new column's foreign key only within its definition.
    op.execute(
        "ALTER TABLE oauth2_providers ADD COLUMN encryption_key VARCHAR(36)"
        " CONSTRAINT fk_oauth2_providers_encryption_key_certificate_key_pairs"
        " REFERENCES certificate_key_pairs (id)"
    )
    for column in (
        sa.Column("jwks", sa.JSON(), nullable=True, comment="the client's public keys: {keys: [...]}"),
        sa.Column(
            "jwks_uri",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="where the client publishes them",
        ),
        sa.Column(
            "require_pushed_authorization_requests",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="RFC 9126",
        ),
        sa.Column(
            "request_object_signing_alg",
            sa.String(length=20),
            nullable=False,
            server_default="",
            comment="empty: any",
        ),
        sa.Column(
            "userinfo_signed_response_alg",
            sa.String(length=20),
            nullable=False,
            server_default="",
            comment="empty: JSON",
        ),
        sa.Column(
            "allowed_resources",
            sa.JSON(),
            nullable=False,
            server_default="[]",
            comment="RFC 8707: absolute URIs",
        ),
    ):
        op.add_column("oauth2_providers", column)
    for column in (
        sa.Column(
            "acr",
            sa.String(length=255),
            nullable=True,
            comment="what the client asked for and the session proved",
        ),
        sa.Column("requested_claims", sa.JSON(), nullable=True, comment="OpenID Connect Core 5.5"),
        sa.Column("resources", sa.JSON(), nullable=True, comment="what it is restricted to (RFC 8707)"),
    ):
        op.add_column("grants", column)
    op.add_column(
        "authorization_codes",
        sa.Column(
            "dpop_jkt",
            sa.String(length=64),
            nullable=True,
            comment="the key that must redeem it (RFC 9449 10)",
        ),
    )
    op.create_table(
        "pushed_requests",
        sa.Column("uri_hash", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column(
            "opened_at",
            Instant(),
            nullable=True,
            comment="when a browser came with it, which happens once",
        ),
        sa.Column("used_at", Instant(), nullable=True, comment="when it was answered"),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["oauth2_providers.id"],
            name=op.f("fk_pushed_requests_provider_id_oauth2_providers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("uri_hash", name=op.f("pk_pushed_requests")),
        comment="RFC 9126: authorization requests that clients sent ahead.",
    )
    op.create_index(op.f("ix_pushed_requests_provider_id"), "pushed_requests", ["provider_id"], unique=False)
    op.create_index(op.f("ix_pushed_requests_expires"), "pushed_requests", ["expires"], unique=False)


def _token_endpoint() -> None:
    """Client authentication, device codes, key rotation, registration."""
    empty, nothing = sa.text("'[]'"), sa.text("''")
    provider_columns: tuple[sa.Column[Any], ...] = (
        sa.Column("token_endpoint_auth_method", sa.String(40), nullable=False, server_default=nothing),
        sa.Column("token_endpoint_auth_signing_alg", sa.String(20), nullable=False, server_default=nothing),
        sa.Column("previous_client_secret", sa.Text(), nullable=True, comment="sealed"),
        sa.Column("previous_client_secret_expires", Instant(), nullable=True),
        sa.Column("id_token_signed_response_alg", sa.String(20), nullable=False, server_default=nothing),
        sa.Column("access_token_typ", sa.String(20), nullable=False, server_default=sa.text("'at+jwt'")),
        sa.Column(
            "device_code_validity", sa.String(100), nullable=False, server_default=sa.text("'minutes=10'")
        ),
        sa.Column("dpop_bound_access_tokens", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("jwt_federation_sources", sa.JSON(), nullable=False, server_default=empty),
        sa.Column("jwt_federation_providers", sa.JSON(), nullable=False, server_default=empty),
    )
    for column in provider_columns:
        op.add_column("oauth2_providers", column)
    op.add_column(
        "grants",
        sa.Column(
            "parent_id",
            sa.String(36),
            nullable=True,
            comment="the grant whose token was exchanged for this one",
        ),
    )
    op.create_index("ix_grants_parent_id", "grants", ["parent_id"])
    op.add_column(
        "refresh_tokens",
        sa.Column(
            "jkt", sa.String(43), nullable=True, comment="the key that a public client proves (RFC 9449 5)"
        ),
    )
    op.create_table(
        "retired_signing_keys",
        sa.Column("id", sa.Integer(), autoincrement=True, primary_key=True),
        sa.Column(
            "pair_id",
            sa.String(36),
            sa.ForeignKey("certificate_key_pairs.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "provider_id",
            sa.Integer(),
            sa.ForeignKey("oauth2_providers.id", ondelete="CASCADE"),
            nullable=True,
            comment="null: the installation's own key, for providers without one",
        ),
        sa.Column(
            "until", Instant(), nullable=False, comment="when nothing signed with it is valid any more"
        ),
        comment="Keys that sign no more and are published still.",
    )
    op.create_index("ix_retired_signing_keys_pair_id", "retired_signing_keys", ["pair_id"])
    op.create_table(
        "device_codes",
        sa.Column("device_code_hash", sa.String(64), primary_key=True),
        sa.Column(
            "user_code_hash", sa.String(64), nullable=False, unique=True, comment="keyed: the code is short"
        ),
        sa.Column(
            "provider_id",
            sa.Integer(),
            sa.ForeignKey("oauth2_providers.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("resource", sa.JSON(), nullable=True),
        sa.Column("requested_from", sa.String(64), nullable=False, comment="address of the device"),
        sa.Column("requested_by", sa.Text(), nullable=False, comment="user agent of the device"),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False, comment="seconds between two polls"),
        sa.Column("last_poll", Instant(), nullable=True),
        sa.Column("denied_at", Instant(), nullable=True),
        sa.Column("grant_id", sa.String(36), sa.ForeignKey("grants.id", ondelete="CASCADE"), nullable=True),
        sa.Column("redeemed_at", Instant(), nullable=True),
        comment="RFC 8628; grant_id is set when the user has agreed.",
    )
    for name in ("provider_id", "expires", "grant_id"):
        op.create_index(f"ix_device_codes_{name}", "device_codes", [name])
    op.create_table(
        "used_jtis",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("expires", Instant(), nullable=False),
        comment="Assertions and proofs that were shown, and must not be again while they are valid.",
    )
    op.create_index("ix_used_jtis_expires", "used_jtis", ["expires"])
    op.create_table(
        "dynamic_registrations",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "provider_id",
            sa.Integer(),
            sa.ForeignKey("oauth2_providers.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("default_application_group", sa.Text(), nullable=False),
        sa.Column("override_authorization_flow", sa.String(36), nullable=True),
        sa.Column("override_invalidation_flow", sa.String(36), nullable=True),
        sa.Column("override_property_mappings", sa.JSON(), nullable=False),
        sa.Column("access_token_validity", sa.String(100), nullable=False),
        sa.Column("refresh_token_validity", sa.String(100), nullable=False),
        sa.Column("allowed_grant_types", sa.JSON(), nullable=False),
        sa.Column("policy_engine_mode", sa.String(10), nullable=False),
        comment="Providers whose settings registered clients take over.",
    )
    op.create_table(
        "initial_access_tokens",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(255), nullable=False, unique=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=True),
        sa.Column("uses_left", sa.Integer(), nullable=True, comment="null: any number"),
        sa.Column("allowed_grant_types", sa.JSON(), nullable=False),
        sa.Column("application_group", sa.Text(), nullable=False),
        comment="Who holds one may register clients (RFC 7591 3).",
    )
    op.create_table(
        "client_registrations",
        sa.Column(
            "provider_id",
            sa.Integer(),
            sa.ForeignKey("oauth2_providers.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("token_hash", sa.String(64), nullable=False, comment="of the registration access token"),
        sa.Column("metadata", sa.JSON(), nullable=False, comment="what the client said of itself"),
        sa.Column("created_at", Instant(), nullable=False),
        comment="Clients that registered themselves (RFC 7591), and may manage that (RFC 7592).",
    )
