"""Applications, providers and mappings as read from the database: immutable, shared by all requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlsplit

from joserfc.jwk import OctKey

from wirelatch.identity.keys.pair import SigningKey
from wirelatch.identity.keys.signer import symmetric

GRANT_TYPES = (
    "authorization_code",
    "implicit",
    "hybrid",
    "refresh_token",
    "client_credentials",
    "password",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:token-exchange",
)
DEFAULT_GRANT_TYPES = ("authorization_code", "refresh_token", "client_credentials")
SUB_MODES = ("hashed_user_id", "user_id", "user_uuid", "user_username", "user_email", "user_upn")
ISSUER_MODES = ("per_provider", "global")
CLIENT_TYPES = ("confidential", "public")
PKCE_MODES = ("off", "optional", "required")
LOGOUT_METHODS = ("backchannel", "frontchannel")
RESERVED_SLUGS = ("authorize", "token", "device", "userinfo", "introspect", "revoke")
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

    @property
    def is_public(self) -> bool:
        return self.client_type == "public"

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
class Binding:
    """Who may use an application. With neither group nor user it passes for nobody."""

    id: str
    target: str
    group_id: str | None
    user_id: int | None
    negate: bool
    enabled: bool
    order: int


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
    bindings: tuple[Binding, ...]

    def launch_url(self, values: Mapping[str, str] | None = None) -> str | None:
        """Where its tile leads: the set URL with `%(username)s` and the like filled in, or the client's own origin."""
        if self.meta_launch_url:
            if values is None:
                return self.meta_launch_url
            return re.sub(r"%\((\w+)\)s", lambda match: values.get(match[1], match[0]), self.meta_launch_url)
        uris = self.provider.uris("authorization") if self.provider else ()
        return next((uri.origin for uri in uris if uri.origin is not None), None)
