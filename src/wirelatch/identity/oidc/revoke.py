"""`/application/o/revoke/`: RFC 7009. A refresh token takes its family with it; unknown tokens are no error."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from wirelatch.database import now
from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.access_token import verified_claims
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.read_form import read_form
from wirelatch.identity.oidc.tables import access_tokens, grants, refresh_tokens
from wirelatch.identity.oidc.token.authenticate_client import authenticate_client
from wirelatch.identity.oidc.token.revoke_family import revoke_family
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply


async def revoke(call: Call, services: Services) -> Reply:
    """Revoke a token of the client's own; raises OAuthError when the client does not prove itself."""
    form = await read_form(call)
    snapshot = await services.catalog.current()
    provider = await authenticate_client(call, form, snapshot, services)
    token = form.get("token")
    if token is None:
        raise OAuthError("invalid_request", "The token is missing")
    claims = verified_claims(token, snapshot)
    jti = str(claims["jti"]) if claims else None
    application = snapshot.by_provider[provider.id]

    def work(connection: Connection) -> None:
        if jti is not None:
            revoked = _revoke_access_token(connection, jti, provider)
        else:
            revoked = _revoke_refresh_token(connection, token, provider)
        if revoked:
            _note(connection, services, application, call.address)

    await services.database.write(work)
    return json_reply({}, headers=NO_STORE)


def _revoke_access_token(connection: Connection, jti: str, provider: Provider) -> bool:
    own = select(grants.c.id).where(grants.c.provider_id == provider.id)
    result = connection.execute(
        update(access_tokens)
        .where(
            access_tokens.c.jti == jti,
            access_tokens.c.grant_id.in_(own),
            access_tokens.c.revoked_at.is_(None),
        )
        .values(revoked_at=now())
    )
    return result.rowcount > 0


def _revoke_refresh_token(connection: Connection, token: str, provider: Provider) -> bool:
    row = connection.execute(
        select(grants.c.id)
        .join(refresh_tokens, refresh_tokens.c.grant_id == grants.c.id)
        .where(refresh_tokens.c.token_hash == hash_of(token), grants.c.provider_id == provider.id)
    ).first()
    if row is None:
        return False
    revoke_family(connection, row.id)
    return True


def _note(connection: Connection, services: Services, application: Application, address: str) -> None:
    services.ledger.append_in(
        connection,
        actor=f"client:{application.slug}",
        action="token_revoked",
        target=f"application:{application.slug}",
        address=address,
    )
