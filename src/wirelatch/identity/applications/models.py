"""Applications, providers and mappings as read from the database: immutable, shared by all requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from joserfc.jwk import OctKey, RSAKey

from wirelatch.database import now
from wirelatch.identity.keys.pair import SigningKey
from wirelatch.identity.keys.signer import symmetric
from wirelatch.identity.policies.models import Binding

GRANT_TYPES = (
    "authorization_code",
    "implicit",
    "hybrid",
    "refresh_token",
    "client_credentials",
    "password",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
)
DEFAULT_GRANT_TYPES = ("authorization_code", "refresh_token", "client_credentials")
SUB_MODES = ("hashed_user_id", "user_id", "user_uuid", "user_username", "user_email", "user_upn")
ISSUER_MODES = ("per_provider", "global")
CLIENT_TYPES = ("confidential", "public")
PKCE_MODES = ("off", "optional", "required")
LOGOUT_METHODS = ("backchannel", "frontchannel")
CLIENT_AUTHENTICATION_METHODS = (
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "none",
)
"""https://www.iana.org/assignments/oauth-parameters/#token-endpoint-auth-method"""
ASSERTION_ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    "HS256", "HS384", "HS512",
)  # fmt: skip
"""What clients sign their assertions with."""
SIGNING_ALGORITHMS = ASSERTION_ALGORITHMS[:10]
REQUEST_OBJECT_ALGORITHMS = ("", "none", *ASSERTION_ALGORITHMS)
"""Empty: any but none."""
USERINFO_ALGORITHMS = ("", *SIGNING_ALGORITHMS, "HS256")
"""Empty: plain JSON."""
ACCESS_TOKEN_TYPES = ("at+jwt", "JWT")
RESERVED_SLUGS = (
    "authorize", "token", "device", "userinfo", "introspect", "revoke", "register", "par", "jwks", "end-session",
)  # fmt: skip
SLUG = re.compile(r"[-\w]+", re.ASCII)
FORBIDDEN_SCHEMES = ("javascript", "data", "vbscript")


@dataclass(frozen=True)
class RedirectUri:
    """A registered URI: compared as a string (`strict`), or as a regular expression for the whole URI (`regex`)."""

    matching_mode: str
    url: str
    redirect_uri_type: str = "authorization"

    @property
    def origin(self) -> str | None:
        """Scheme, host and port; None where there is no single one, as in a regular expression."""
        if self.matching_mode != "strict":
            return None
        parts = urlsplit(self.url)
        return (
            f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else None
        )

    def to_json(self) -> dict[str, str]:
        return {
            "matching_mode": self.matching_mode,
            "url": self.url,
            "redirect_uri_type": self.redirect_uri_type,
        }


@dataclass(frozen=True)
class ScopeMapping:
    """What a scope tells a client."""

    id: str
    managed: str | None
    name: str
    scope_name: str
    description: str
    expression: str


@dataclass(frozen=True)
class Provider:
    """An OAuth 2 client and how it is served."""

    id: int
    name: str
    authentication_flow: str | None
    authorization_flow: str
    invalidation_flow: str
    client_type: str
    client_id: str
    client_secret: str = field(repr=False)
    grant_types: tuple[str, ...]
    redirect_uris: tuple[RedirectUri, ...]
    pkce: str
    pkce_plain: bool
    access_code_validity: timedelta
    access_token_validity: timedelta
    refresh_token_validity: timedelta
    refresh_token_threshold: timedelta
    include_claims_in_id_token: bool
    sub_mode: str
    issuer_mode: str
    signing_key: SigningKey | None
    logout_uri: str
    logout_method: str
    mappings: tuple[ScopeMapping, ...]
    encryption_key: RSAKey | None = None
    jwks: Mapping[str, Any] | None = None
    jwks_uri: str = ""
    require_pushed_authorization_requests: bool = False
    request_object_signing_alg: str = ""
    userinfo_signed_response_alg: str = ""
    allowed_resources: tuple[str, ...] = ()
    token_endpoint_auth_method: str = ""
    """Empty: any way to prove the secret or a registered key."""
    token_endpoint_auth_signing_alg: str = ""
    previous_client_secret: str | None = field(default=None, repr=False)
    """Good beside the present one until `previous_client_secret_expires`, while clients are changed over."""
    previous_client_secret_expires: datetime | None = None
    id_token_signed_response_alg: str = ""
    access_token_typ: str = "at+jwt"  # noqa: S105 - a media type
    device_code_validity: timedelta = timedelta(minutes=10)
    dpop_bound_access_tokens: bool = False
    jwt_federation_sources: tuple[str, ...] = ()
    jwt_federation_providers: tuple[int, ...] = ()
    """Providers whose tokens this one trusts."""
    sector_identifier: str = ""
    """Clients of one host name share their users' subjects, which no other client can tell; empty: not pairwise."""
    registers_clients: bool = False
    """Whether users may register clients after its pattern (RFC 7591)."""
    retired_keys: tuple[SigningKey, ...] = ()
    """Keys that sign no more; what they signed may still be valid."""

    @property
    def is_public(self) -> bool:
        return self.client_type == "public"

    def secrets(self) -> tuple[str, ...]:
        """The secrets that prove this client now: the present one, and for a while the one before; none if public."""
        if self.is_public or not self.client_secret:
            return ()
        until = self.previous_client_secret_expires
        if self.previous_client_secret and until is not None and until > now():
            return (self.client_secret, self.previous_client_secret)
        return (self.client_secret,)

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The scopes this client may ask for, in order and without repetition."""
        return tuple(dict.fromkeys(mapping.scope_name for mapping in self.mappings))

    @property
    def id_token_algorithm(self) -> str:
        return self.signing_key.algorithm if self.signing_key else "HS256"

    @cached_property
    def secret_key(self) -> OctKey:
        """For HS256, which signs with the client secret when the provider has no key."""
        return symmetric(self.client_secret)

    def uris(self, kind: str) -> tuple[RedirectUri, ...]:
        """The registered URIs of a type, `authorization` or `logout`."""
        return tuple(uri for uri in self.redirect_uris if uri.redirect_uri_type == kind)

    @cached_property
    def origins(self) -> frozenset[str]:
        """The web origins this client calls from: those of its strict redirect URIs."""
        found = set()
        for uri in self.redirect_uris:
            origin = uri.origin
            if origin is not None:
                found.add(origin.lower())
        return frozenset(found)


@dataclass(frozen=True)
class PropertyMapping:
    """A mapping of another kind than scopes: of a source, or of a notification."""

    id: str
    kind: str
    managed: str | None
    name: str
    expression: str


@dataclass(frozen=True)
class Entitlement:
    """Something that some users of an application are told to be entitled to."""

    id: str
    application_id: str
    name: str
    attributes: Mapping[str, Any]
    bindings: tuple[Binding, ...] = ()


@dataclass(frozen=True)
class Application:
    """Something to sign in to."""

    id: str
    name: str
    slug: str
    group: str
    provider: Provider | None
    policy_engine_mode: str
    open_in_new_tab: bool
    meta_launch_url: str
    meta_icon: str
    meta_description: str
    meta_publisher: str
    meta_hide: bool
    bindings: tuple[Binding, ...] = ()
    entitlements: tuple[Entitlement, ...] = ()
    open_without_bindings: bool = True
    """Whether it is everybody's while nothing is bound to it; a system setting."""

    def launch_url(self, values: Mapping[str, str] | None = None) -> str | None:
        """Where its tile leads: the set URL with `%(username)s` and the like filled in, or the client's own origin."""
        if self.meta_launch_url:
            if values is None:
                return self.meta_launch_url
            return re.sub(r"%\((\w+)\)s", lambda match: values.get(match[1], match[0]), self.meta_launch_url)
        uris = self.provider.uris("authorization") if self.provider else ()
        return next((uri.origin for uri in uris if uri.origin is not None), None)
