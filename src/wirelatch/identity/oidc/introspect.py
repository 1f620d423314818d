"""`/application/o/introspect/`: RFC 7662, for confidential clients and their own tokens only (CVE-2024-47077)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from wirelatch.database import now
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.directory import people
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.access_token import find_live, verified_claims
from wirelatch.identity.oidc.claims import subject_of
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.read_form import read_form
from wirelatch.identity.oidc.tables import grants, refresh_tokens
from wirelatch.identity.oidc.token.authenticate_client import authenticate_client
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply


async def introspect(call: Call, services: Services) -> Reply:
    """Tell a client about its token; raises OAuthError."""
    form = await read_form(call)
    snapshot = await services.catalog.current()
    provider = await authenticate_client(call, form, snapshot, services)
    if provider.is_public:
        raise OAuthError("invalid_client", "Introspection is for confidential clients", 401)
    token = form.get("token")
    if token is None:
        raise OAuthError("invalid_request", "The token is missing")
    issuer = issuer_of(call.base_url, provider, snapshot.by_provider[provider.id])
    answer = await _access_token(token, provider, snapshot, services)
    if answer is None:
        answer = await services.database.read(lambda c: _refresh_token(c, token, provider, issuer, services))
    return json_reply(answer or {"active": False}, headers=NO_STORE)


async def _access_token(
    token: str, provider: Provider, snapshot: Snapshot, services: Services
) -> dict[str, Any] | None:
    claims = verified_claims(token, snapshot)
    if claims is None:
        return None
    live = await services.database.read(lambda connection: find_live(connection, claims, snapshot))
    if live is None or live.provider.id != provider.id:
        return None
    known = {
        "active": True,
        "client_id": provider.client_id,
        "token_type": "Bearer",
        "username": live.person.username,
    }
    return {**claims, **known}


def _refresh_token(
    connection: Connection, token: str, provider: Provider, issuer: str, services: Services
) -> dict[str, Any] | None:
    row = connection.execute(
        select(refresh_tokens, grants)
        .join(grants, grants.c.id == refresh_tokens.c.grant_id)
        .where(refresh_tokens.c.token_hash == hash_of(token), grants.c.provider_id == provider.id)
    ).first()
    if row is None or row.rotated_at is not None or row.revoked_at is not None or row.expires <= now():
        return None
    person = people.find(connection, row.user_id)
    if person is None or not person.is_active:
        return None
    return {
        "active": True,
        "iss": issuer,
        "sub": subject_of(provider, person, services.installation_id),
        "aud": provider.client_id,
        "client_id": provider.client_id,
        "username": person.username,
        "scope": row.scope,
        "exp": int(row.expires.timestamp()),
    }
