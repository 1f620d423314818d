"""grant_type=refresh_token: every use hands out a new one; an old one that comes again revokes the whole family.

https://www.rfc-editor.org/rfc/rfc6749#section-6, https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
"""

from __future__ import annotations

from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import refresh_tokens
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, record_refresh_token
from wirelatch.identity.oidc.token.one_time_secret import Exchange, SecretKind, exchange
from wirelatch.identity.services import Services

REFRESH_TOKEN = SecretKind(
    parameter="refresh_token",
    hash=refresh_tokens.c.token_hash,
    used_at=refresh_tokens.c.rotated_at,
    called="A refresh token",
    invalid="The refresh token is invalid, expired, revoked, or was issued to another client",
)


async def rotate_refresh_token(request: GrantRequest, services: Services) -> Granted:
    """Exchange a refresh token for new tokens."""
    return await exchange(request, services, REFRESH_TOKEN, _rotate)


def _rotate(found: Exchange) -> Granted | OAuthError:
    row, form, provider = found.row, found.request.form, found.request.provider
    if row.revoked_at is not None:
        return found.invalid()
    if row.rotated_at is not None:
        return found.refuse_reuse()
    if row.expires <= found.at:
        return found.invalid()
    scope = _narrowed(row.scope, form.get("scope"))
    if scope is None:
        return OAuthError("invalid_scope", "The scope exceeds what was granted")
    refusal = found.check_key(row.jkt) or found.check_access()
    if refusal is not None:
        return refusal
    threshold = provider.refresh_token_threshold
    # A public client cannot prove itself: its refresh tokens are always one-time (RFC 9700 4.14.2).
    if not (provider.is_public or not threshold or row.expires - found.at < threshold):
        return found.grant(scope, refresh_token=form["refresh_token"])
    refusal = found.use_up()
    if refusal is not None:
        return refusal
    # The new one keeps the granted scope: narrowing holds for this access token only (RFC 6749 6).
    new_token = record_refresh_token(
        found.connection, provider, row.grant_id, row.scope, found.at, row.jkt or found.request.jkt
    )
    return found.grant(scope, refresh_token=new_token)


def _narrowed(granted: str, asked: str | None) -> str | None:
    if asked is None:
        return granted
    wanted = list(dict.fromkeys(asked.split()))
    return " ".join(wanted) if set(wanted) <= set(granted.split()) else None
