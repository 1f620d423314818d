"""What the provider has issued. Codes and refresh tokens are kept as SHA-256 hashes only; access tokens by `jti`.

Everything that descends from one authorization hangs on its row in `grants`; revoking that row revokes the family.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from wirelatch.database import Instant
from wirelatch.identity.metadata import cleared_after, metadata
from wirelatch.identity.policies import targets

KEEP_USED = timedelta(days=1)
"""How long used and expired codes and tokens are remembered, so that their reuse is noticed."""

grants = Table(
    "grants",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(40), nullable=False, comment="grant_type it began with"),
    Column("provider_id", ForeignKey("oauth2_providers.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    # No foreign key: a session may end while its offline grants go on.
    Column("session_uuid", String(36), nullable=True),
    Column("auth_time", Integer, nullable=True),
    Column("amr", JSON, nullable=False),
    Column("acr", String(255), nullable=True, comment="what the client asked for and the session proved"),
    Column("requested_claims", JSON(none_as_null=True), nullable=True, comment="OpenID Connect Core 5.5"),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant, nullable=True),
    Column(
        "parent_id", String(36), nullable=True, comment="the grant whose token was exchanged for this one"
    ),
    Column(
        "resources", JSON(none_as_null=True), nullable=True, comment="what it is restricted to (RFC 8707)"
    ),
    Index("ix_grants_parent_id", "parent_id"),
    Index("ix_grants_user_id", "user_id"),
    Index("ix_grants_session_uuid", "session_uuid"),
    Index("ix_grants_provider_id", "provider_id"),
)

authorization_codes = Table(
    "authorization_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("grant_id", ForeignKey("grants.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("redirect_uri", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("nonce", Text, nullable=True),
    Column("code_challenge", Text, nullable=True),
    Column("code_challenge_method", String(10), nullable=True),
    Column("expires", Instant, nullable=False, index=True),
    Column("redeemed_at", Instant, nullable=True),
    Column("dpop_jkt", String(64), nullable=True, comment="the key that must redeem it (RFC 9449 10)"),
    info=cleared_after("expires", KEEP_USED),
)

pushed_requests = Table(
    "pushed_requests",
    metadata,
    Column("uri_hash", String(64), primary_key=True),
    Column("provider_id", ForeignKey("oauth2_providers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("parameters", JSON, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    Column("opened_at", Instant, nullable=True, comment="when a browser came with it, which happens once"),
    Column("used_at", Instant, nullable=True, comment="when it was answered"),
    comment="RFC 9126: authorization requests that clients sent ahead.",
    info=cleared_after("expires"),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("jti", String(36), primary_key=True),
    Column("grant_id", ForeignKey("grants.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("scope", Text, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    Column("revoked_at", Instant, nullable=True),
    info=cleared_after("expires", KEEP_USED),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("grant_id", ForeignKey("grants.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("scope", Text, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    Column("rotated_at", Instant, nullable=True),
    Column("jkt", String(43), nullable=True, comment="the key that a public client proves (RFC 9449 5)"),
    info=cleared_after("expires", KEEP_USED),
)

device_codes = Table(
    "device_codes",
    metadata,
    Column("device_code_hash", String(64), primary_key=True),
    Column("user_code_hash", String(64), nullable=False, unique=True, comment="keyed: the code is short"),
    Column("provider_id", ForeignKey("oauth2_providers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("scope", Text, nullable=False),
    Column("resource", JSON(none_as_null=True), nullable=True),
    Column("requested_from", String(64), nullable=False, comment="address of the device"),
    Column("requested_by", Text, nullable=False, comment="user agent of the device"),
    Column("created_at", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    Column("interval", Integer, nullable=False, comment="seconds between two polls"),
    Column("last_poll", Instant, nullable=True),
    Column("denied_at", Instant, nullable=True),
    Column("grant_id", ForeignKey("grants.id", ondelete="CASCADE"), nullable=True, index=True),
    Column("redeemed_at", Instant, nullable=True),
    comment="RFC 8628; grant_id is set when the user has agreed.",
    info=cleared_after("expires", KEEP_USED),
)

used_jtis = Table(
    "used_jtis",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("expires", Instant, nullable=False, index=True),
    comment="Assertions and proofs that were shown, and must not be again while they are valid.",
    info=cleared_after("expires"),
)

dynamic_registrations = Table(
    "dynamic_registrations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("provider_id", ForeignKey("oauth2_providers.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("default_application_group", Text, nullable=False),
    Column("override_authorization_flow", String(36), nullable=True),
    Column("override_invalidation_flow", String(36), nullable=True),
    Column("override_property_mappings", JSON, nullable=False),
    Column("access_token_validity", String(100), nullable=False),
    Column("refresh_token_validity", String(100), nullable=False),
    Column("allowed_grant_types", JSON, nullable=False),
    Column("policy_engine_mode", String(10), nullable=False),
    comment="Providers whose settings registered clients take over.",
)

targets.register(
    "authentik_providers_oauth2.oauth2dynamicclientregistration",
    dynamic_registrations.c.id,
    dynamic_registrations.c.id,
)

initial_access_tokens = Table(
    "initial_access_tokens",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires", Instant, nullable=True),
    Column("uses_left", Integer, nullable=True, comment="null: any number"),
    Column("allowed_grant_types", JSON, nullable=False),
    Column("application_group", Text, nullable=False),
    comment="Who holds one may register clients (RFC 7591 3).",
)

client_registrations = Table(
    "client_registrations",
    metadata,
    Column("provider_id", ForeignKey("oauth2_providers.id", ondelete="CASCADE"), primary_key=True),
    Column("token_hash", String(64), nullable=False, comment="of the registration access token"),
    Column("metadata", JSON, nullable=False, comment="what the client said of itself"),
    Column("created_at", Instant, nullable=False),
    comment="Clients that registered themselves (RFC 7591), and may manage that (RFC 7592).",
)

consents = Table(
    "consents",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("application_id", ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("scope", Text, nullable=False),
    Column("expires", Instant, nullable=False),
    info=cleared_after("expires"),
)

logout_notices = Table(
    "logout_notices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("provider_id", ForeignKey("oauth2_providers.id", ondelete="CASCADE"), nullable=False),
    # No foreign keys: user and session may be gone before everybody has heard of it.
    Column("user_id", Integer, nullable=False),
    Column("user", JSON(none_as_null=True), nullable=True, comment="as it was, where it may be gone by now"),
    Column("session_uuid", String(36), nullable=True, comment="null: all sessions of the user"),
    Column("created_at", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("ix_logout_notices_due", "due"),
    sqlite_autoincrement=True,
)
