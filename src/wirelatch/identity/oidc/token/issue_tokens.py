"""Making tokens: rows in the caller's transaction first, signatures after it.

Access tokens are JSON Web Tokens of RFC 9068 whose `jti` has a row, so that they can be revoked; ID tokens follow
OpenID Connect Core 2; refresh tokens are random and stored as hashes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert

from wirelatch.database import append
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.keys.signer import sign
from wirelatch.identity.metadata import new_ordered_uuid, new_uuid
from wirelatch.identity.oidc.claims import claims_of, requested_claims, subject_of
from wirelatch.identity.oidc.id_token import encrypt_for, half_hash, sign_for
from wirelatch.identity.oidc.tables import access_tokens, grants, refresh_tokens
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.services import Services

TOKEN_ENDPOINT = frozenset({"token", "id_token"})
ACR = "goauthentik.io/providers/oauth2/default"


class Granted(NamedTuple):
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
    """What the access token is restricted to (RFC 8707)."""
    jkt: str | None = None
    """The key that the access token is bound to (RFC 9449)."""
    provider: Provider | None = None
    """Who issues, when it is not the provider of the client that asks (RFC 8693)."""
    client_id: str | None = None
    act: Mapping[str, Any] | None = None
    lifetime: timedelta | None = None
    """Shorter than the provider's, where the tokens stand for others that end sooner."""
    issued_token_type: str | None = None
    wanted: frozenset[str] = TOKEN_ENDPOINT


def begin_grant(
    connection: Connection,
    services: Services,
    request: GrantRequest,
    person: Person,
    scope: str,
    at: datetime,
    *,
    provider: Provider | None = None,
    parent_id: str | None = None,
    session_uuid: str | None = None,
    auth_time: int | None = None,
    amr: tuple[str, ...] = (),
    resource: tuple[str, ...] = (),
    lifetime: timedelta | None = None,
    **more: Any,
) -> Granted:
    """A grant that begins with this token request, and its access token; `more` as in :class:`Granted`."""
    issuing = provider or request.provider
    grant_id = new_ordered_uuid()
    append(
        connection,
        grants,
        {
            "id": grant_id,
            "kind": request.form["grant_type"].rpartition(":")[2],
            "provider_id": issuing.id,
            "user_id": person.id,
            "session_uuid": session_uuid,
            "auth_time": auth_time,
            "amr": list(amr),
            "created_at": at,
            "parent_id": parent_id,
            "resources": list(resource) or None,
        },
    )
    granted = Granted(
        person=person,
        scope=scope,
        grant_id=grant_id,
        jti=record_access_token(connection, issuing, grant_id, scope, at, lifetime),
        issued_at=at,
        auth_time=auth_time,
        amr=amr,
        session_uuid=session_uuid,
        resource=resource,
        jkt=request.jkt,
        provider=provider,
        lifetime=lifetime,
        **more,
    )
    record_issue(connection, services, request, granted)
    return granted


def record_access_token(
    connection: Connection,
    provider: Provider,
    grant_id: str,
    scope: str,
    at: datetime,
    lifetime: timedelta | None = None,
) -> str:
    """Write the row of a new access token; returns its `jti`."""
    jti = new_ordered_uuid()
    expires = at + (provider.access_token_validity if lifetime is None else lifetime)
    append(connection, access_tokens, {"jti": jti, "grant_id": grant_id, "scope": scope, "expires": expires})
    return jti


def record_refresh_token(
    connection: Connection,
    provider: Provider,
    grant_id: str,
    scope: str,
    at: datetime,
    jkt: str | None = None,
) -> str:
    """Write the row of a new refresh token; returns the token.

    `jkt`: the key that a public client proved. Others are known by how they authenticate (RFC 9449 5).
    """
    token = secrets.token_urlsafe(48)
    connection.execute(
        insert(refresh_tokens).values(
            token_hash=hash_of(token),
            uuid=new_uuid(),
            grant_id=grant_id,
            scope=scope,
            expires=at + provider.refresh_token_validity,
            jkt=jkt if provider.is_public else None,
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
    lifetime = int((granted.lifetime or provider.access_token_validity).total_seconds())
    issued_at = int(granted.issued_at.timestamp())
    mapped = await claims_of(services, provider, granted.person, scopes)
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
        "client_id": granted.client_id or provider.client_id,
        "azp": granted.client_id or provider.client_id,
        "scope": granted.scope,
    }
    if granted.resource:
        # With openid, the token is for userinfo as well, and so for this provider.
        audience = [*granted.resource, *([provider.client_id] if "openid" in scopes else [])]
        access_claims["aud"] = audience[0] if len(audience) == 1 else audience
    if granted.jkt is not None:
        access_claims["cnf"] = {"jkt": granted.jkt}
    if granted.act is not None:
        access_claims["act"] = granted.act
    told = await requested_claims(services, provider, granted.person, granted.requested_claims, "id_token")
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
                    typ=provider.access_token_typ,
                ),
                "token_type": "DPoP" if granted.jkt else "Bearer",
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
            if granted.act is not None:
                claims["act"] = granted.act
            if code is not None:
                claims["c_hash"] = half_hash(code, provider.id_token_algorithm)
            answer["id_token"] = encrypt_for(provider, sign_for(provider, claims))
        if granted.refresh_token is not None:
            answer["refresh_token"] = granted.refresh_token
        return answer

    return await services.signer.run(work, token_key.algorithm, provider.id_token_algorithm)
