"""grant_type=refresh_token: every use hands out a new one; an old one that comes again revokes the whole family.

https://www.rfc-editor.org/rfc/rfc6749#section-6, https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from wirelatch.database import now
from wirelatch.identity.applications.access import check_access
from wirelatch.identity.directory import people
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import grants, refresh_tokens
from wirelatch.identity.oidc.token.authenticate_client import check_secret
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, record_access_token, record_refresh_token
from wirelatch.identity.oidc.token.revoke_family import revoke_for_reuse
from wirelatch.identity.services import Services

_INVALID = "The refresh token is invalid, expired, revoked, or was issued to another client"


async def rotate_refresh_token(request: GrantRequest, services: Services) -> Granted:
    """Exchange a refresh token for new tokens."""
    check_secret(request.credentials, request.provider)
    token = request.form.get("refresh_token")
    if token is None:
        raise OAuthError("invalid_request", "The refresh_token is missing")
    outcome = await services.database.write(lambda connection: _rotate(connection, request, services, token))
    if isinstance(outcome, OAuthError):
        raise outcome
    return outcome


def _rotate(
    connection: Connection, request: GrantRequest, services: Services, token: str
) -> Granted | OAuthError:
    provider, moment = request.provider, now()
    row = connection.execute(
        select(refresh_tokens, grants)
        .join(grants, grants.c.id == refresh_tokens.c.grant_id)
        .where(refresh_tokens.c.token_hash == hash_of(token), grants.c.provider_id == provider.id)
    ).first()
    person = people.find(connection, row.user_id) if row is not None else None
    if row is None or person is None or row.revoked_at is not None:
        return OAuthError("invalid_grant", _INVALID)
    if row.rotated_at is not None:
        revoke_for_reuse(connection, services, request, row.grant_id, person.username, "A refresh token")
        return OAuthError("invalid_grant", _INVALID)
    if row.expires <= moment:
        return OAuthError("invalid_grant", _INVALID)
    scope = _narrowed(row.scope, request.form.get("scope"))
    if scope is None:
        return OAuthError("invalid_scope", "The scope exceeds what was granted")
    if not check_access(request.application, person).passing:
        return OAuthError("invalid_grant", "The user may not use this application")
    threshold = provider.refresh_token_threshold
    # A public client cannot prove itself: its refresh tokens are always one-time (RFC 9700 4.14.2).
    rotate = provider.is_public or not threshold or row.expires - moment < threshold
    new_token = None
    if rotate:
        rotated = connection.execute(
            update(refresh_tokens)
            .where(refresh_tokens.c.token_hash == row.token_hash, refresh_tokens.c.rotated_at.is_(None))
            .values(rotated_at=moment)
        )
        if rotated.rowcount != 1:
            revoke_for_reuse(connection, services, request, row.grant_id, person.username, "A refresh token")
            return OAuthError("invalid_grant", _INVALID)
        # The new one keeps the granted scope: narrowing holds for this access token only (RFC 6749 6).
        new_token = record_refresh_token(connection, provider, row.grant_id, row.scope, moment)
    granted = Granted(
        person=person,
        scope=scope,
        grant_id=row.grant_id,
        jti=record_access_token(connection, provider, row.grant_id, scope, moment),
        issued_at=moment,
        auth_time=row.auth_time,
        amr=tuple(row.amr),
        session_uuid=row.session_uuid,
        refresh_token=new_token or token,
    )
    services.ledger.append_in(
        connection,
        actor=person.username,
        action="token_issued",
        target=f"application:{request.application.slug}",
        address=request.address,
        changes={"grant_type": "refresh_token", "scopes": scope, "grant": row.grant_id},
    )
    return granted


def _narrowed(granted: str, asked: str | None) -> str | None:
    if asked is None:
        return granted
    wanted = list(dict.fromkeys(asked.split()))
    return " ".join(wanted) if set(wanted) <= set(granted.split()) else None
