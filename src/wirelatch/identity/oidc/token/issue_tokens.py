"""Making tokens: rows in the caller's transaction first, signatures after it.

Access tokens are JSON Web Tokens of RFC 9068 whose `jti` has a row, so that they can be revoked; ID tokens follow
OpenID Connect Core 2; refresh tokens are random and stored as hashes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.keys.signer import sign
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.oidc.claims import mapped_claims, requested_claims, subject_of
from wirelatch.identity.oidc.id_token import encrypt_for, half_hash, sign_for
from wirelatch.identity.oidc.tables import access_tokens, refresh_tokens
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.services import Services

_ACCESS_TOKEN = insert(access_tokens)
TOKEN_ENDPOINT = frozenset({"token", "id_token"})
ACR = "goauthentik.io/providers/oauth2/default"


@dataclass(frozen=True)
class Granted:
    """What one successful token request grants; `refresh_token` only when one is to be handed out."""

    person: Person
    scope: str
    grant_id: str
    jti: str
    issued_at: datetime
    auth_time: int | None
    amr: tuple[str, ...]
    session_uuid: str | None
    nonce: str | None = None
    refresh_token: str | None = None
    acr: str | None = None
    requested_claims: Mapping[str, Any] | None = None
    resource: tuple[str, ...] = ()


def record_access_token(
    connection: Connection, provider: Provider, grant_id: str, scope: str, at: datetime
) -> str:
    """Write the row of a new access token; returns its `jti`."""
    jti = new_uuid()
    connection.execute(
        _ACCESS_TOKEN,
        {"jti": jti, "grant_id": grant_id, "scope": scope, "expires": at + provider.access_token_validity},
    )
    return jti


def record_refresh_token(
    connection: Connection, provider: Provider, grant_id: str, scope: str, at: datetime
) -> str:
    """Write the row of a new refresh token; returns the token."""
    token = secrets.token_urlsafe(48)
    connection.execute(
        insert(refresh_tokens).values(
            token_hash=hash_of(token),
            uuid=new_uuid(),
            grant_id=grant_id,
            scope=scope,
            expires=at + provider.refresh_token_validity,
        )
    )
    return token


def record_issue(connection: Connection, services: Services, request: GrantRequest, granted: Granted) -> None:
    """Write into the ledger that tokens were issued."""
    services.ledger.append_in(
        connection,
        actor=granted.person.username,
        action="token_issued",
        target=f"application:{request.application.slug}",
        address=request.address,
        changes={
            "grant_type": request.form["grant_type"],
            "scopes": granted.scope,
            "grant": granted.grant_id,
        },
    )


async def token_response(
    granted: Granted,
    provider: Provider,
    issuer: str,
    services: Services,
    *,
    wanted: frozenset[str] = TOKEN_ENDPOINT,
    code: str | None = None,
) -> dict[str, Any]:
    """The tokens as the client gets them, signatures made off the loop.

    `wanted`: `token`, `id_token` or both, for the authorization endpoint, where a `code` may go with them.
    """
    token_key = provider.signing_key or (await services.catalog.current()).token_key
    scopes = granted.scope.split()
    lifetime = int(provider.access_token_validity.total_seconds())
    issued_at = int(granted.issued_at.timestamp())
    mapped = mapped_claims(provider, granted.person, scopes)
    common: dict[str, Any] = {
        "iss": issuer,
        "sub": subject_of(provider, granted.person, services.installation_id),
        "aud": provider.client_id,
        "exp": issued_at + lifetime,
        "iat": issued_at,
        "acr": granted.acr or ACR,
    }
    if granted.auth_time is not None:
        common |= {"auth_time": granted.auth_time, "amr": list(granted.amr)}
    if granted.session_uuid is not None:
        common["sid"] = granted.session_uuid
    access_claims = {
        **common,
        **mapped,
        "jti": granted.jti,
        "client_id": provider.client_id,
        "azp": provider.client_id,
        "scope": granted.scope,
    }
    if granted.resource:
        access_claims["aud"] = granted.resource[0] if len(granted.resource) == 1 else list(granted.resource)
    told = requested_claims(provider, granted.person, granted.requested_claims, "id_token")
    if provider.include_claims_in_id_token or "token" not in wanted:
        told = {**told, **mapped}  # without an access token there is no other way to them (Core 5.4)

    def work() -> dict[str, Any]:
        answer: dict[str, Any] = {}
        if "token" in wanted:
            answer = {
                "access_token": sign(
                    access_claims,
                    key=token_key.key,
                    algorithm=token_key.algorithm,
                    kid=token_key.kid,
                    typ="at+jwt",
                ),
                "token_type": "Bearer",
                "expires_in": lifetime,
                "scope": granted.scope,
            }
        if "id_token" in wanted and "openid" in scopes:
            claims = {**common, **told, "jti": new_uuid()}
            if "sub" in mapped:
                claims["sub"] = mapped["sub"]  # wherever claims are told, the subject is the same
            if granted.nonce is not None:
                claims["nonce"] = granted.nonce
            if "access_token" in answer:
                claims["at_hash"] = half_hash(answer["access_token"], provider.id_token_algorithm)
            if code is not None:
                claims["c_hash"] = half_hash(code, provider.id_token_algorithm)
            answer["id_token"] = encrypt_for(provider, sign_for(provider, claims))
        if granted.refresh_token is not None:
            answer["refresh_token"] = granted.refresh_token
        return answer

    return await services.signer.run(work)
