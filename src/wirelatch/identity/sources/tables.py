"""The tables of sources: upstream identity providers, the accounts linked to them, and the groups that came from them.

Names and defaults follow authentik's REST fields. https://docs.goauthentik.io/users-sources/sources/
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from wirelatch.database import Instant
from wirelatch.identity.metadata import SEALED, metadata
from wirelatch.identity.policies import targets

sources = Table(
    "sources",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("slug", String(50), nullable=False, unique=True),
    Column("enabled", Boolean, nullable=False),
    Column("promoted", Boolean, nullable=False),
    Column("icon", Text, nullable=False),
    Column("managed", String(255), nullable=True, unique=True),
    Column("authentication_flow", ForeignKey("flows.id", ondelete="SET NULL"), nullable=True),
    Column("enrollment_flow", ForeignKey("flows.id", ondelete="SET NULL"), nullable=True),
    Column("user_property_mappings", JSON, nullable=False, comment="ids, in order"),
    Column("group_property_mappings", JSON, nullable=False, comment="ids, in order"),
    Column("policy_engine_mode", String(10), nullable=False),
    Column("user_matching_mode", String(20), nullable=False),
    Column("group_matching_mode", String(20), nullable=False),
    Column("user_path_template", Text, nullable=False),
    Column("provider_type", String(30), nullable=False),
    Column("authorization_url", Text, nullable=False),
    Column("access_token_url", Text, nullable=False),
    Column("profile_url", Text, nullable=False),
    Column("pkce", String(10), nullable=False),
    Column("consumer_key", Text, nullable=False),
    Column("consumer_secret", Text, nullable=False, comment="sealed", info=SEALED),
    Column("additional_scopes", Text, nullable=False),
    Column("authorization_code_auth_method", String(20), nullable=False),
    Column("oidc_well_known_url", Text, nullable=False),
    Column("oidc_issuer", Text, nullable=False, comment="where no metadata tell it, or they tell another"),
    Column("oidc_jwks_url", Text, nullable=False),
    Column("oidc_jwks", JSON, nullable=False),
)

source_connections = Table(
    "source_connections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("identifier", String(255), nullable=False, comment="the subject there, which never changes"),
    Column("created", Instant, nullable=False),
    Column("last_updated", Instant, nullable=False),
    # An account there is one user here, and a user here is one account there.
    UniqueConstraint("source_id", "identifier", name="uq_source_connections_identifier"),
    UniqueConstraint("source_id", "user_id", name="uq_source_connections_user"),
    sqlite_autoincrement=True,
)

group_source_connections = Table(
    "group_source_connections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("identifier", String(255), nullable=False),
    Column("created", Instant, nullable=False),
    Column("last_updated", Instant, nullable=False),
    UniqueConstraint("source_id", "identifier", name="uq_group_source_connections_identifier"),
    UniqueConstraint("source_id", "group_id", name="uq_group_source_connections_group"),
    sqlite_autoincrement=True,
)

targets.register("authentik_sources_oauth.oauthsource", sources.c.id, sources.c.name)
