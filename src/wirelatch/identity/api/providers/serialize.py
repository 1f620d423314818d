"""A provider as it is answered: on its own, and within other objects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.providers.models import COMPONENT, MODEL, OAUTH2_PROVIDER
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.applications.tables import oauth2_providers
from wirelatch.identity.oidc.provider_fields import SCHEMA
from wirelatch.identity.web.shapes import INTEGER, STRING, UUID, JsonType, Shape, array, nullable

BASE = Shape(
    "Provider",
    {
        "pk": INTEGER,
        "name": STRING,
        "authentication_flow": nullable(UUID),
        "authorization_flow": UUID,
        "invalidation_flow": UUID,
        "property_mappings": array(UUID),
        "component": STRING,
        **{
            f"assigned_{kind}_{part}": nullable(STRING)
            for kind in ("application", "backchannel_application")
            for part in ("slug", "name")
        },
        "verbose_name": STRING,
        "verbose_name_plural": STRING,
        "meta_model_name": STRING,
    },
)
_FIELDS: dict[str, JsonType] = {name: field.json_type for name, field in SCHEMA.items()}
SHAPE = Shape(
    "OAuth2Provider",
    {
        **BASE.properties,
        **{name: kind for name, kind in _FIELDS.items() if name not in BASE.properties},
        "client_secret": nullable(STRING),
    },
)
_STORED_TEXT = (
    "authentication_flow", "authorization_flow", "invalidation_flow", "client_type", "client_id", "pkce", "pkce_plain",
    "include_claims_in_id_token", "sub_mode", "issuer_mode", "logout_uri", "logout_method",
    "jwks_uri", "require_pushed_authorization_requests", "request_object_signing_alg", "userinfo_signed_response_alg",
    "token_endpoint_auth_method", "token_endpoint_auth_signing_alg", "id_token_signed_response_alg", "access_token_typ",
    "dpop_bound_access_tokens", "sector_identifier",
)  # fmt: skip
_DURATIONS = (
    "access_code_validity",
    "access_token_validity",
    "refresh_token_validity",
    "refresh_token_threshold",
    "device_code_validity",
)


def base(provider: Provider, snapshot: Snapshot) -> dict[str, Any]:
    """What every kind of provider has, without any secret: this is what other objects nest (CVE-2026-40166)."""
    application = snapshot.by_provider.get(provider.id)
    return {
        "pk": provider.id,
        "name": provider.name,
        "authentication_flow": provider.authentication_flow,
        "authorization_flow": provider.authorization_flow,
        "invalidation_flow": provider.invalidation_flow,
        "property_mappings": [mapping.id for mapping in provider.mappings],
        "component": COMPONENT,
        "assigned_application_slug": application.slug if application else None,
        "assigned_application_name": application.name if application else None,
        "assigned_backchannel_application_slug": None,
        "assigned_backchannel_application_name": None,
        "verbose_name": "OAuth2/OpenID Provider",
        "verbose_name_plural": "OAuth2/OpenID Providers",
        "meta_model_name": MODEL,
    }


async def full(request: ApiRequest, provider: Provider, snapshot: Snapshot) -> dict[str, Any]:
    """A provider on its own. The client secret is told to who may set it: seeing does not do (GHSA-m9h4)."""
    tells_secret = request.principal.is_link or request.may("change", OAUTH2_PROVIDER, provider.id)
    row = await request.read(
        lambda connection: connection.execute(
            select(oauth2_providers).where(oauth2_providers.c.id == provider.id)
        ).one()
    )
    return {
        **base(provider, snapshot),
        **{name: getattr(provider, name) for name in _STORED_TEXT},
        **{name: getattr(row, name) for name in _DURATIONS},
        "client_secret": provider.client_secret if tells_secret else None,
        "grant_types": list(provider.grant_types),
        "redirect_uris": [uri.to_json() for uri in provider.redirect_uris],
        "signing_key": row.signing_key,
        "encryption_key": row.encryption_key,
        "jwks": provider.jwks,
        "allowed_resources": list(provider.allowed_resources),
        "jwt_federation_sources": list(provider.jwt_federation_sources),
        "jwt_federation_providers": [
            trusted.id for trusted in snapshot.providers if trusted.id in provider.jwt_federation_providers
        ],
    }
