"""Who may register a client: the holder of an initial access token, or a user with an access token for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from wirelatch.database import now
from wirelatch.identity.applications.access import check_access, context_of
from wirelatch.identity.applications.models import Application
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.access_token import find_live, verified_claims
from wirelatch.identity.oidc.dpop import check_bound
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import initial_access_tokens
from wirelatch.identity.policies import PolicyRequest
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

SCOPE = "goauthentik.io/oidc/dcr"


@dataclass(frozen=True)
class Registrar:
    """Who registers, as the ledger names them, and what they may register."""

    actor: str
    allowed_grant_types: tuple[str, ...]
    application_group: str


def refused(error: str, description: str, status: int = 401) -> OAuthError:
    """https://www.rfc-editor.org/rfc/rfc6750#section-3"""
    told = f'Bearer realm="wirelatch", error="{error}", error_description="{description}"'
    return OAuthError(error, description, status, {"WWW-Authenticate": told})


def bearer_of(call: Call) -> tuple[str, str]:
    """The scheme in lower case, and the token; raises OAuthError when there is none."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() not in ("bearer", "dpop") or not token.strip():
        raise OAuthError(
            "invalid_token",
            "An access token is needed",
            401,
            {"WWW-Authenticate": 'Bearer realm="wirelatch"'},
        )
    return scheme.lower(), token.strip()


def use_initial_token(connection: Connection, token: str) -> Registrar:
    """Use an initial access token, as often as it may be; raises OAuthError."""
    table = initial_access_tokens.c
    this = table.token_hash == hash_of(token)
    live = (table.expires.is_(None)) | (table.expires > now())
    # One statement: of any number of uses at once no more succeed than are left.
    counted = connection.execute(
        update(initial_access_tokens)
        .where(this, live, (table.uses_left.is_(None)) | (table.uses_left > 0))
        .values(uses_left=table.uses_left - 1)
    )
    if counted.rowcount != 1:
        raise refused("invalid_token", "The initial access token is invalid, expired, or used up")
    row = connection.execute(select(initial_access_tokens).where(this)).one()
    return Registrar(
        f"initial-access-token:{row.name}", tuple(row.allowed_grant_types), row.application_group
    )


async def registering_user(call: Call, services: Services, application: Application, row: Any) -> Registrar:
    """The user of an access token with the scope for it, who may use the application; raises OAuthError."""
    scheme, token = bearer_of(call)
    snapshot = await services.catalog.current()
    claims = verified_claims(token, snapshot)
    if claims is None:
        raise refused("invalid_token", "The access token is invalid or has expired")
    await check_bound(call, services, claims, token, scheme)

    def work(connection: Connection) -> tuple[str, bool] | None:
        live = find_live(connection, claims, snapshot)
        if live is None or SCOPE not in live.scopes:
            return None
        asked = PolicyRequest.of(call, live.person, context=context_of(application))
        return live.person.username, check_access(application, live.person, connection, request=asked).passing

    found = await services.database.read(work)
    if found is None:
        raise refused("invalid_token", f"An access token with the scope {SCOPE} is needed")
    username, passing = found
    if not passing:
        raise OAuthError("access_denied", "You may not register clients of this application", 403)
    return Registrar(username, tuple(row.allowed_grant_types), row.default_application_group)
