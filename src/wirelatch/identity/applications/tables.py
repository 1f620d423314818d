"""The tables of applications and providers. Names and defaults follow authentik's REST fields."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from wirelatch.database import Instant
from wirelatch.identity.metadata import SEALED, metadata
from wirelatch.identity.policies import targets

oauth2_providers = Table(
    "oauth2_providers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("authentication_flow", String(36), nullable=True),
    Column("authorization_flow", String(36), nullable=False),
    Column("invalidation_flow", String(36), nullable=False),
    Column("client_type", String(20), nullable=False),
    Column("client_id", String(255), nullable=False, unique=True),
    Column("client_secret", Text, nullable=False, comment="sealed", info=SEALED),
    Column("grant_types", JSON, nullable=False),
    Column("redirect_uris", JSON, nullable=False),
    Column("pkce", String(10), nullable=False, comment="off, optional, required"),
    Column("pkce_plain", Boolean, nullable=False),
    Column("access_code_validity", String(100), nullable=False),
    Column("access_token_validity", String(100), nullable=False),
    Column("refresh_token_validity", String(100), nullable=False),
    Column("refresh_token_threshold", String(100), nullable=False),
    Column("include_claims_in_id_token", Boolean, nullable=False),
    Column("sub_mode", String(30), nullable=False),
    Column("issuer_mode", String(20), nullable=False),
    Column("signing_key", ForeignKey("certificate_key_pairs.id"), nullable=True),
    Column("logout_uri", Text, nullable=False),
    Column("logout_method", String(20), nullable=False),
    Column("encryption_key", ForeignKey("certificate_key_pairs.id"), nullable=True),
    Column("jwks", JSON(none_as_null=True), nullable=True, comment="the client's public keys: {keys: [...]}"),
    Column("jwks_uri", Text, nullable=False, server_default="", comment="where the client publishes them"),
    Column(
        "require_pushed_authorization_requests",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="RFC 9126",
    ),
    Column("request_object_signing_alg", String(20), nullable=False, server_default="", comment="empty: any"),
    Column(
        "userinfo_signed_response_alg", String(20), nullable=False, server_default="", comment="empty: JSON"
    ),
    Column("allowed_resources", JSON, nullable=False, server_default="[]", comment="RFC 8707: absolute URIs"),
    # The token endpoint and what it issues.
    Column("token_endpoint_auth_method", String(40), nullable=False, server_default=""),
    Column("token_endpoint_auth_signing_alg", String(20), nullable=False, server_default=""),
    Column("previous_client_secret", Text, nullable=True, comment="sealed", info=SEALED),
    Column("previous_client_secret_expires", Instant, nullable=True),
    Column("id_token_signed_response_alg", String(20), nullable=False, server_default=""),
    Column("access_token_typ", String(20), nullable=False, server_default="at+jwt"),
    Column("device_code_validity", String(100), nullable=False, server_default="minutes=10"),
    Column("dpop_bound_access_tokens", Boolean, nullable=False, server_default=false()),
    Column("jwt_federation_sources", JSON, nullable=False, server_default="[]"),
    Column("jwt_federation_providers", JSON, nullable=False, server_default="[]"),
    Column(
        "sector_identifier",
        String(255),
        nullable=False,
        server_default="",
        comment="host name; empty: subjects are not pairwise",
    ),
    sqlite_autoincrement=True,
)

applications = Table(
    "applications",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text, nullable=False),
    Column("slug", String(100), nullable=False, unique=True),
    Column("group", Text, nullable=False),
    Column("provider_id", ForeignKey("oauth2_providers.id", ondelete="SET NULL"), nullable=True, unique=True),
    Column("policy_engine_mode", String(10), nullable=False),
    Column("open_in_new_tab", Boolean, nullable=False),
    Column("meta_launch_url", Text, nullable=False),
    Column("meta_icon", Text, nullable=False),
    Column("meta_description", Text, nullable=False),
    Column("meta_publisher", Text, nullable=False),
    Column("meta_hide", Boolean, nullable=False),
)

scope_mappings = Table(
    "scope_mappings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("managed", String(255), nullable=True, unique=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("scope_name", String(255), nullable=False),
    Column("description", Text, nullable=False),
    Column("expression", Text, nullable=False),
)

provider_scope_mappings = Table(
    "provider_scope_mappings",
    metadata,
    Column("provider_id", ForeignKey("oauth2_providers.id", ondelete="CASCADE"), primary_key=True),
    Column("mapping_id", ForeignKey("scope_mappings.id", ondelete="CASCADE"), primary_key=True, index=True),
)

application_entitlements = Table(
    "application_entitlements",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("application_id", ForeignKey("applications.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(255), nullable=False),
    Column("attributes", JSON, nullable=False),
    UniqueConstraint("application_id", "name"),
)

property_mappings = Table(
    "property_mappings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column(
        "kind",
        String(60),
        nullable=False,
        comment="model name in authentik; scope mappings have a table of their own",
    ),
    Column("managed", String(255), nullable=True, unique=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("expression", Text, nullable=False),
)

catalog_version = Table(
    "catalog_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    comment="One row; every change of what the catalogue holds counts it up, so that other processes notice.",
)

targets.register("authentik_core.application", applications.c.id, applications.c.name)
targets.register(
    "authentik_core.applicationentitlement", application_entitlements.c.id, application_entitlements.c.name
)
