"""grant_type=device_code: the device asks until its user has agreed elsewhere, not faster than it was told to.

https://www.rfc-editor.org/rfc/rfc8628#section-3.4
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, select, update

from wirelatch.database import now
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.authorization.check_scope import OFFLINE
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import device_codes
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, record_refresh_token
from wirelatch.identity.oidc.token.one_time_secret import Exchange, SecretKind, exchange
from wirelatch.identity.services import Services

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
SLOWER = 5
"""Seconds that `slow_down` adds (RFC 8628 3.5)."""
SLOWEST = 60
KIND = SecretKind(
    parameter="device_code",
    hash=device_codes.c.device_code_hash,
    used_at=device_codes.c.redeemed_at,
    called="A device code",
    invalid="The device_code is invalid, or was issued to another client",
)


async def redeem_device_code(request: GrantRequest, services: Services) -> Granted:
    """Exchange a device code for tokens; raises OAuthError while there is no decision, and when it was no."""
    code = request.form.get("device_code")
    if code is None:
        raise OAuthError("invalid_request", "The device_code is missing")
    refusal = await services.database.write(lambda connection: _poll(connection, request, code))
    if refusal is not None:
        raise refusal
    return await exchange(request, services, KIND, _redeem)


def _poll(connection: Connection, request: GrantRequest, code: str) -> OAuthError | None:
    """Count the question; None when the user has agreed."""
    this = device_codes.c.device_code_hash == hash_of(code)
    row = connection.execute(
        select(device_codes).where(this, device_codes.c.provider_id == request.provider.id)
    ).first()
    if row is None:
        return OAuthError("invalid_grant", KIND.invalid)
    if row.denied_at is not None:
        return OAuthError("access_denied", "The user refused")
    moment = now()
    if row.expires <= moment and row.redeemed_at is None:
        return OAuthError("expired_token", "The device_code has expired: start again")
    if row.grant_id is not None:
        return None
    early = row.last_poll is not None and moment - row.last_poll < timedelta(seconds=row.interval)
    interval = min(row.interval + SLOWER, SLOWEST) if early else row.interval
    connection.execute(update(device_codes).where(this).values(last_poll=moment, interval=interval))
    if early:
        return OAuthError("slow_down", f"Ask at most every {interval} seconds")
    return OAuthError("authorization_pending", "The user has not decided yet")


def _redeem(found: Exchange) -> Granted | OAuthError:
    row = found.row
    if row.redeemed_at is not None:
        return found.refuse_reuse()
    if row.expires <= found.at or row.revoked_at is not None:
        return found.invalid()
    refusal = found.check_access() or found.use_up()
    if refusal is not None:
        return refusal
    refresh_token = None
    if OFFLINE in row.scope.split():
        refresh_token = record_refresh_token(
            found.connection, found.request.provider, row.grant_id, row.scope, found.at, found.request.jkt
        )
    return found.grant(row.scope, refresh_token=refresh_token)
