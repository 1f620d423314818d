"""`/application/o/introspect/`: RFC 7662, for confidential clients, their own tokens and those of providers that they
are federated with, and no others (CVE-2024-47077). As a signed token for who accepts that (RFC 9701).
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.database import now
from wirelatch.identity.applications.access import check_access
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.directory import people
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.access_token import find_live, verified_claims
from wirelatch.identity.oidc.claims import subject_of
from wirelatch.identity.oidc.dpop import bound_to
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.id_token import encrypt_for, sign_for
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.read_form import read_form
from wirelatch.identity.oidc.tables import grants, refresh_tokens
from wirelatch.identity.oidc.token.authenticate_client import authenticate_client
from wirelatch.identity.oidc.token.trusted_token import trusts
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply

SIGNED = "application/token-introspection+jwt"


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
        answer = await services.database.read(
            lambda c: _refresh_token(c, token, provider, issuer, snapshot, services)
        )
    answer = answer or {"active": False}
    if SIGNED not in call.headers.get("accept", ""):
        return json_reply(answer, headers=NO_STORE)
    claims = {
        "iss": issuer,
        "aud": provider.client_id,
        "iat": int(time.time()),
        "token_introspection": answer,
    }
    signed = await services.signer.run(
        lambda: encrypt_for(provider, sign_for(provider, claims, typ="token-introspection+jwt"))
    )
    return Reply(200, signed.encode(), [("Content-Type", SIGNED), *NO_STORE.items()])


async def _access_token(
    token: str, provider: Provider, snapshot: Snapshot, services: Services
) -> dict[str, Any] | None:
    claims = verified_claims(token, snapshot)
    if claims is None:
        return None
    live = await services.database.read_together(lambda connection: find_live(connection, claims, snapshot))
    if live is None or not trusts(provider, live.provider):
        return None
    known = {
        "active": True,
        "token_type": "DPoP" if bound_to(claims) else "Bearer",
        "username": live.person.username,
    }
    return {**claims, **known}


def _refresh_token(
    connection: Connection,
    token: str,
    provider: Provider,
    issuer: str,
    snapshot: Snapshot,
    services: Services,
) -> dict[str, Any] | None:
    row = connection.execute(
        select(refresh_tokens, grants)
        .join(grants, grants.c.id == refresh_tokens.c.grant_id)
        .where(refresh_tokens.c.token_hash == hash_of(token), grants.c.provider_id == provider.id)
    ).first()
    if row is None or row.rotated_at is not None or row.revoked_at is not None or row.expires <= now():
        return None
    person = people.find(connection, row.user_id)
    application = snapshot.by_provider[provider.id]
    if person is None or not check_access(application, person, connection, decided_before=True).passing:
        return None
    answer: dict[str, Any] = {
        "active": True,
        "iss": issuer,
        "sub": subject_of(provider, person, services.installation_id),
        "aud": provider.client_id,
        "client_id": provider.client_id,
        "username": person.username,
        "scope": row.scope,
        "exp": int(row.expires.timestamp()),
    }
    return {**answer, "cnf": {"jkt": row.jkt}} if row.jkt else answer
