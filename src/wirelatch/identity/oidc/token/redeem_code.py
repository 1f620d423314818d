"""grant_type=authorization_code: a code is redeemed once, by its client, for its redirect URI, with its verifier.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from wirelatch.identity.directory.tables import sessions
from wirelatch.identity.oidc.authorization.check_scope import OFFLINE
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import authorization_codes
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, record_refresh_token
from wirelatch.identity.oidc.token.one_time_secret import Exchange, SecretKind, exchange
from wirelatch.identity.oidc.token.verify_pkce import verify_pkce
from wirelatch.identity.services import Services

CODE = SecretKind(
    parameter="code",
    hash=authorization_codes.c.code_hash,
    used_at=authorization_codes.c.redeemed_at,
    called="An authorization code",
    invalid="The authorization code is invalid, expired, or was issued to another client",
)


async def redeem_code(request: GrantRequest, services: Services) -> Granted:
    """Exchange a code for tokens."""
    return await exchange(request, services, CODE, _redeem)


def _redeem(found: Exchange) -> Granted | OAuthError:
    row, form, provider = found.row, found.request.form, found.request.provider
    if row.redeemed_at is not None:
        return found.refuse_reuse()
    if (
        row.expires <= found.at
        or row.revoked_at is not None
        or not _is_signed_in(found.connection, row.session_uuid)
    ):
        return found.invalid()
    if form.get("redirect_uri") != row.redirect_uri:
        return OAuthError("invalid_grant", "The redirect_uri is not that of the authorization request")
    try:
        verify_pkce(provider, row.code_challenge, row.code_challenge_method, form.get("code_verifier"))
    except OAuthError as error:
        return error
    refusal = found.check_key(row.dpop_jkt) or found.check_access() or found.use_up()
    if refusal is not None:
        return refusal
    refresh_token = None
    if OFFLINE in row.scope.split():
        refresh_token = record_refresh_token(
            found.connection, provider, row.grant_id, row.scope, found.at, found.request.jkt
        )
    return found.grant(row.scope, refresh_token=refresh_token, nonce=row.nonce)


def _is_signed_in(connection: Connection, session_uuid: str) -> bool:
    """A code does not outlive the session it came from; nor can that end before the tokens that end with it are there."""
    alive = select(sessions.c.uuid).where(sessions.c.uuid == session_uuid).with_for_update(read=True)
    return connection.execute(alive).first() is not None
