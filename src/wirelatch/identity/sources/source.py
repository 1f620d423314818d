"""A source as it is read from the database, and where its provider is: what is set, else its metadata, else its kind.

https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.services import Services
from wirelatch.identity.sources.oauth_types import TYPES, SourceType
from wirelatch.identity.sources.tables import sources
from wirelatch.identity.web.fetch import FetchError, check_url, fetch_json, networks

WELL_KNOWN = "/.well-known/openid-configuration"
METADATA_SECONDS = 300.0
MOST_METADATA = 200
_metadata: dict[str, tuple[float, Mapping[str, Any]]] = {}


class UpstreamError(Exception):
    """The provider cannot be used, or does not vouch; the text is for an administrator, `told` for the visitor."""

    def __init__(self, message: str, told: str = "") -> None:
        super().__init__(message)
        self.told = told or "The provider's answer could not be used."


@dataclass(frozen=True)
class Source:
    """A source; field names are authentik's."""

    id: str
    name: str
    slug: str
    enabled: bool
    promoted: bool
    icon: str
    authentication_flow: str | None
    enrollment_flow: str | None
    user_property_mappings: Sequence[str]
    group_property_mappings: Sequence[str]
    policy_engine_mode: str
    user_matching_mode: str
    group_matching_mode: str
    user_path_template: str
    kind: SourceType
    authorization_url: str
    access_token_url: str
    profile_url: str
    pkce: str
    consumer_key: str
    consumer_secret: str = field(repr=False)
    additional_scopes: str = ""
    authorization_code_auth_method: str = "basic_auth"
    oidc_well_known_url: str = ""
    oidc_issuer: str = ""
    oidc_jwks_url: str = ""
    oidc_jwks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def login_path(self) -> str:
        return f"/source/oauth/login/{self.slug}/"

    @property
    def callback_path(self) -> str:
        return f"/source/oauth/callback/{self.slug}/"

    @property
    def user_path(self) -> str:
        """The folder of users that come from it."""
        return self.user_path_template.replace("%(slug)s", self.slug) or "users"

    @property
    def scopes(self) -> str:
        """What is asked for: the kind's scopes and the additional ones; with `*` in front only the latter."""
        additional = self.additional_scopes.split()
        if additional and additional[0].startswith("*"):
            only = [part.lstrip("*") for part in additional]
            return " ".join(dict.fromkeys(part for part in only if part))
        return " ".join(dict.fromkeys([*self.kind.scopes, *additional]))


@dataclass(frozen=True)
class Endpoints:
    """Where a provider is asked what. `issuer` is empty for one that speaks no OpenID Connect."""

    authorization: str
    token: str
    userinfo: str
    issuer: str = ""
    jwks_url: str = ""
    algorithms: tuple[str, ...] = ()
    """What the provider says to sign ID tokens with; empty where it does not say."""
    sends_issuer: bool = False
    """Whether every authorization response carries `iss` (RFC 9207)."""


def from_row(row: Row[Any], sealer: Sealer) -> Source | None:
    """The source of a row; None for a kind that this version does not know."""
    values = dict(row._mapping)
    kind = TYPES.get(values.pop("provider_type"))
    values.pop("managed")
    if kind is None:
        return None
    secret = values.pop("consumer_secret")
    return Source(**values, kind=kind, consumer_secret=sealer.open(secret) if secret else "")


def find(connection: Connection, sealer: Sealer, *, slug: str = "", source_id: str = "") -> Source | None:
    """The enabled source with this slug or id."""
    which = sources.c.id == source_id if source_id else sources.c.slug == slug
    row = connection.execute(select(sources).where(which, sources.c.enabled)).first()
    return None if row is None else from_row(row, sealer)


async def by_slug(services: Services, slug: str) -> Source | None:
    """The enabled source with this slug."""
    return await services.database.read(lambda connection: find(connection, services.sealer, slug=slug))


async def endpoints_of(source: Source, services: Services) -> Endpoints:
    """Where the provider is; raises UpstreamError."""
    kind = source.kind
    known: Mapping[str, Any] = {}
    well_known = source.oidc_well_known_url or (kind.oidc_well_known_url if kind.is_oidc else "")
    if kind.is_oidc and well_known:
        known = await _metadata_at(well_known, services)
    # What an administrator has set comes first, then what the provider says, then what is known of its kind.
    found = Endpoints(
        authorization=source.authorization_url
        or _address(known, "authorization_endpoint")
        or kind.authorization_url,
        token=source.access_token_url or _address(known, "token_endpoint") or kind.access_token_url,
        userinfo=source.profile_url
        or _address(known, "userinfo_endpoint")
        or ("" if known else kind.profile_url),
        issuer=_issuer(source, known, well_known) if kind.is_oidc else "",
        jwks_url=source.oidc_jwks_url or _address(known, "jwks_uri") or ("" if known else kind.oidc_jwks_url),
        algorithms=_texts(known.get("id_token_signing_alg_values_supported")),
        sends_issuer=known.get("authorization_response_iss_parameter_supported") is True,
    )
    if not found.authorization or not found.token:
        raise UpstreamError(f"source {source.slug}: neither set nor told: authorization or access token URL")
    if not kind.is_oidc and not found.userinfo:
        raise UpstreamError(f"source {source.slug}: the profile URL is not set")
    return found


def _issuer(source: Source, known: Mapping[str, Any], well_known: str) -> str:
    told = known.get("issuer")
    if source.oidc_issuer:
        if told is not None and told != source.oidc_issuer:
            raise UpstreamError(f"source {source.slug}: the metadata name another issuer than is set")
        return source.oidc_issuer
    if not isinstance(told, str) or not told:
        raise UpstreamError(f"source {source.slug}: the issuer is neither set nor told")
    # Discovery 4.3: metadata found at an issuer's address speak for that issuer alone.
    expected = well_known.removesuffix("/").removesuffix(WELL_KNOWN).rstrip("/")
    tenant = "{tenantid}"
    if source.kind.issuer_has_tenant and tenant in told:
        return told
    if told.rstrip("/") != expected:
        raise UpstreamError(
            f"source {source.slug}: the metadata at {well_known} name the issuer {told[:200]!r}; set oidc_issuer if that is right"
        )
    return told


async def _metadata_at(url: str, services: Services) -> Mapping[str, Any]:
    moment = time.monotonic()
    known = _metadata.get(url)
    if known is not None and moment - known[0] < METADATA_SECONDS:
        return known[1]
    try:
        document = await fetch_json(url, allowed=networks(services.settings.fetch_networks))
    except FetchError as error:
        if known is not None:
            return known[1]  # a short outage of the metadata alone locks nobody out
        raise UpstreamError(
            f"the metadata at {url} cannot be had: {error}", "The provider cannot be reached."
        ) from None
    if not isinstance(document, dict):
        raise UpstreamError(f"the metadata at {url} are no object")
    if len(_metadata) >= MOST_METADATA:
        _metadata.pop(next(iter(_metadata)))
    _metadata[url] = (moment, document)
    return document


def _address(known: Mapping[str, Any], name: str) -> str:
    value = known.get(name)
    if value is None:
        return ""
    try:
        check_url(value)
    except (FetchError, TypeError, AttributeError):
        raise UpstreamError(f"the metadata's {name} is no usable address") from None
    return str(value)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()
