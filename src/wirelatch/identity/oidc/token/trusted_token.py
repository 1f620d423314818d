"""Reading a token of ours as proof of who somebody is, for a client that its issuer is trusted by.

Used by token exchange (RFC 8693) and by assertions as grants (RFC 7523 2.1). What counts is alive now: the token's row,
its user, and, for an ID token, the session that it tells of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.database import now
from wirelatch.identity.applications.access import check_access
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.directory import people, sessions
from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.tables import sessions as session_table
from wirelatch.identity.oidc.access_token import find_live, verified_claims
from wirelatch.identity.oidc.claims import mapped_claims, subject_of
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.read_id_token import read_id_token
from wirelatch.identity.oidc.tables import grants
from wirelatch.identity.oidc.token.client_assertion import unverified_claims
from wirelatch.identity.oidc.token.grant_request import GrantRequest


@dataclass(frozen=True)
class TrustedToken:
    """Whom a token speaks for, who issued it, and until when; `scopes` is None for an ID token, which has none."""

    person: Person
    provider: Provider
    claims: dict[str, Any]
    expires: datetime
    scopes: frozenset[str] | None
    grant_id: str | None
    session_uuid: str | None
    auth_time: int | None
    amr: tuple[str, ...]


def read_access_token(
    connection: Connection, token: str, request: GrantRequest, installation_id: str = ""
) -> TrustedToken | None:
    """A live access token of any provider here; None for anything else."""
    claims = verified_claims(token, request.snapshot)
    live = find_live(connection, claims, request.snapshot) if claims is not None else None
    if claims is None or live is None:
        return None
    grant = connection.execute(select(grants).where(grants.c.id == live.grant_id)).one()
    return TrustedToken(
        person=live.person,
        provider=live.provider,
        claims=claims,
        expires=datetime.fromtimestamp(claims["exp"], UTC),
        scopes=live.scopes,
        grant_id=live.grant_id,
        session_uuid=grant.session_uuid,
        auth_time=grant.auth_time,
        amr=tuple(grant.amr),
    )


def read_session_token(
    connection: Connection, token: str, request: GrantRequest, installation_id: str
) -> TrustedToken | None:
    """An ID token of any provider here that has not expired, and whose session goes on; None for anything else."""
    audience = unverified_claims(token).get("aud")
    provider = request.snapshot.by_client_id.get(audience) if isinstance(audience, str) else None
    application = request.snapshot.by_provider.get(provider.id) if provider else None
    if provider is None or application is None:
        return None
    claims = read_id_token(token, provider, issuer_of(request.base_url, provider, application))
    if claims is None or not isinstance(claims.get("exp"), int) or not isinstance(claims.get("sid"), str):
        return None
    expires = datetime.fromtimestamp(claims["exp"], UTC)
    row = connection.execute(select(session_table).where(session_table.c.uuid == claims["sid"])).first()
    if expires <= now() or row is None or row.expires <= now() or row.last_used + sessions.IDLE <= now():
        return None
    person = people.find(connection, row.user_id)
    if person is None or claims["sub"] not in _subjects(provider, person, installation_id):
        return None  # a token from while somebody acted in another's name tells of that other, who may be anybody
    if not check_access(application, person, connection, decided_before=True).passing:
        return None
    auth_time = claims.get("auth_time")
    return TrustedToken(
        person=person,
        provider=provider,
        claims=claims,
        expires=expires,
        scopes=None,
        grant_id=None,
        session_uuid=row.uuid,
        auth_time=auth_time if isinstance(auth_time, int) else None,
        amr=tuple(row.amr),
    )


def read_any(
    connection: Connection, token: str, request: GrantRequest, installation_id: str
) -> TrustedToken | None:
    """Either of them."""
    found = read_access_token(connection, token, request)
    return found or read_session_token(connection, token, request, installation_id)


def _subjects(provider: Provider, person: Person, installation_id: str) -> tuple[Any, ...]:
    """What the provider calls a user: by its subject mode, or by a mapping that sets `sub`."""
    usual = subject_of(provider, person, installation_id)
    return usual, mapped_claims(provider, person, provider.scopes).get("sub", usual)


def trusts(client: Provider, issuer: Provider) -> bool:
    """Whether a client takes tokens of this issuer: its own, and those of providers it is federated with."""
    return issuer.id == client.id or issuer.id in client.jwt_federation_providers
