"""grant_type=authorization_code: a code is redeemed once, by its client, for its redirect URI, with its verifier.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3, https://www.rfc-editor.org/rfc/rfc9700#section-4.5
Redeeming is one conditional UPDATE: of any number of attempts at once exactly one changes the row.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from wirelatch.database import now
from wirelatch.identity.applications.access import check_access
from wirelatch.identity.directory import people
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.directory.tables import sessions
from wirelatch.identity.oidc.authorization.check_scope import OFFLINE
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import authorization_codes, grants
from wirelatch.identity.oidc.token.authenticate_client import check_secret
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, record_access_token, record_refresh_token
from wirelatch.identity.oidc.token.revoke_family import revoke_for_reuse
from wirelatch.identity.oidc.token.verify_pkce import verify_pkce
from wirelatch.identity.services import Services

_INVALID = "The authorization code is invalid, expired, or was issued to another client"


async def redeem_code(request: GrantRequest, services: Services) -> Granted:
    """Exchange a code for tokens."""
    check_secret(request.credentials, request.provider)
    code = request.form.get("code")
    if code is None:
        raise OAuthError("invalid_request", "The code is missing")
    outcome = await services.database.write(lambda connection: _redeem(connection, request, services, code))
    if isinstance(outcome, OAuthError):
        raise outcome
    return outcome


def _redeem(
    connection: Connection, request: GrantRequest, services: Services, code: str
) -> Granted | OAuthError:
    """Errors are returned rather than raised: what revoking has changed must be committed."""
    provider, moment = request.provider, now()
    row = connection.execute(
        select(authorization_codes, grants)
        .join(grants, grants.c.id == authorization_codes.c.grant_id)
        .where(authorization_codes.c.code_hash == hash_of(code), grants.c.provider_id == provider.id)
    ).first()
    person = people.find(connection, row.user_id) if row is not None else None
    if row is None or person is None:
        return OAuthError("invalid_grant", _INVALID)
    if row.redeemed_at is not None:
        revoke_for_reuse(
            connection, services, request, row.grant_id, person.username, "An authorization code"
        )
        return OAuthError("invalid_grant", _INVALID)
    if row.expires <= moment or row.revoked_at is not None or not _is_signed_in(connection, row.session_uuid):
        return OAuthError("invalid_grant", _INVALID)
    if request.form.get("redirect_uri") != row.redirect_uri:
        return OAuthError("invalid_grant", "The redirect_uri is not that of the authorization request")
    try:
        verify_pkce(
            provider, row.code_challenge, row.code_challenge_method, request.form.get("code_verifier")
        )
    except OAuthError as error:
        return error
    if not check_access(request.application, person).passing:
        return OAuthError("invalid_grant", "The user may not use this application")
    redeemed = connection.execute(
        update(authorization_codes)
        .where(authorization_codes.c.code_hash == row.code_hash, authorization_codes.c.redeemed_at.is_(None))
        .values(redeemed_at=moment)
    )
    if redeemed.rowcount != 1:
        revoke_for_reuse(
            connection, services, request, row.grant_id, person.username, "An authorization code"
        )
        return OAuthError("invalid_grant", _INVALID)
    granted = Granted(
        person=person,
        scope=row.scope,
        grant_id=row.grant_id,
        jti=record_access_token(connection, provider, row.grant_id, row.scope, moment),
        issued_at=moment,
        auth_time=row.auth_time,
        amr=tuple(row.amr),
        session_uuid=row.session_uuid,
        nonce=row.nonce,
        refresh_token=(
            record_refresh_token(connection, provider, row.grant_id, row.scope, moment)
            if OFFLINE in row.scope.split()
            else None
        ),
    )
    services.ledger.append_in(
        connection,
        actor=person.username,
        action="token_issued",
        target=f"application:{request.application.slug}",
        address=request.address,
        changes={"grant_type": "authorization_code", "scopes": row.scope, "grant": row.grant_id},
    )
    return granted


def _is_signed_in(connection: Connection, session_uuid: str) -> bool:
    """A code does not outlive the session it came from."""
    return (
        connection.execute(select(sessions.c.uuid).where(sessions.c.uuid == session_uuid)).first() is not None
    )
