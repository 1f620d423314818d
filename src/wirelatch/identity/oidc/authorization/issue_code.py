"""The authorization code: 256 random bits, bound to client, redirect URI, challenge and session; stored as a hash.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2, https://www.rfc-editor.org/rfc/rfc9700#section-4.5
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, insert, select

from wirelatch.database import now
from wirelatch.identity.directory.sessions import Session, hash_of
from wirelatch.identity.directory.tables import sessions, users
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import authorization_codes, grants
from wirelatch.identity.services import Services


async def issue_code(
    request: AuthorizationRequest, session: Session, services: Services, address: str
) -> str:
    """A fresh code; raises login_required when the session ended meanwhile."""
    code = secrets.token_urlsafe(32)
    moment = now()

    def work(connection: Connection) -> bool:
        alive = (
            select(users.c.id)
            .join(sessions, sessions.c.user_id == users.c.id)
            .where(sessions.c.uuid == session.uuid, users.c.is_active)
        )
        if connection.execute(alive).first() is None:
            return False
        grant_id = new_uuid()
        connection.execute(
            insert(grants).values(
                id=grant_id,
                kind="authorization_code",
                provider_id=request.provider.id,
                user_id=session.person.id,
                session_uuid=session.uuid,
                auth_time=int(session.authenticated_at.timestamp()),
                amr=list(session.amr),
                created_at=moment,
            )
        )
        connection.execute(
            insert(authorization_codes).values(
                code_hash=hash_of(code),
                grant_id=grant_id,
                redirect_uri=request.redirect_uri,
                scope=request.scope,
                nonce=request.nonce,
                code_challenge=request.code_challenge,
                code_challenge_method=request.code_challenge_method,
                expires=moment + request.provider.access_code_validity,
            )
        )
        services.ledger.append_in(
            connection,
            actor=session.person.username,
            action="authorize_application",
            target=f"application:{request.application.slug}",
            address=address,
            changes={
                "application": request.application.name,
                "scopes": request.scope,
                "flow": "authorization_code",
            },
        )
        return True

    if not await services.database.write(work):
        raise OAuthError("login_required", "The session has ended")
    return code
