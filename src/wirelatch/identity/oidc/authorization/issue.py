"""What a successful request brings: a code, and for old clients tokens beside it or instead of it.

A code has 256 random bits, is bound to client, redirect URI, challenge and session, and is stored as a hash. Everything that
one answer brings hangs on one grant: when the code comes a second time, the tokens of the first answer end as well.
https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2, https://www.rfc-editor.org/rfc/rfc9700#section-4.5,
https://openid.net/specs/openid-connect-core-1_0.html#HybridFlowAuth
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection, insert, select

from wirelatch.database import now
from wirelatch.identity.directory.sessions import Session, hash_of
from wirelatch.identity.directory.tables import sessions, users
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.oidc.authentication_context import first_fulfilled
from wirelatch.identity.oidc.authorization.pushed_request import use_up
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import authorization_codes, grants
from wirelatch.identity.oidc.token.issue_tokens import Granted, record_access_token, token_response
from wirelatch.identity.services import Services


async def issue(
    request: AuthorizationRequest, session: Session, services: Services, address: str
) -> dict[str, str]:
    """The parameters of a successful answer; raises login_required when the session ended meanwhile."""
    types = request.response_types
    code = secrets.token_urlsafe(32) if "code" in types else None
    moment = now()

    def work(connection: Connection) -> Granted | OAuthError:
        if not _is_alive(connection, session):
            return OAuthError("login_required", "The session has ended")
        use_up(connection, request)
        grant_id = new_uuid()
        acr = first_fulfilled(request.acr_values, session.amr)
        connection.execute(
            insert(grants).values(
                id=grant_id,
                kind=_kind(request),
                provider_id=request.provider.id,
                user_id=session.person.id,
                session_uuid=session.uuid,
                auth_time=int(session.authenticated_at.timestamp()),
                amr=list(session.amr),
                acr=acr,
                requested_claims=request.requested_claims or None,
                resources=list(request.resources) or None,
                created_at=moment,
            )
        )
        if code is not None:
            _record_code(connection, request, code, grant_id, moment)
        jti = ""
        if "token" in types:
            jti = record_access_token(connection, request.provider, grant_id, request.scope, moment)
        services.ledger.append_in(
            connection,
            actor=session.person.username,
            action="authorize_application",
            target=f"application:{request.application.slug}",
            address=address,
            changes={
                "application": request.application.name,
                "scopes": request.scope,
                "flow": _kind(request),
            },
        )
        return Granted(
            person=session.person,
            scope=request.scope,
            grant_id=grant_id,
            jti=jti,
            issued_at=moment,
            auth_time=int(session.authenticated_at.timestamp()),
            amr=session.amr,
            session_uuid=session.uuid,
            nonce=request.nonce,
            acr=acr,
            requested_claims=request.requested_claims,
            resource=request.resources,
        )

    granted = await services.database.write(work)
    if isinstance(granted, OAuthError):
        raise granted
    answer = {} if code is None else {"code": code}
    if types != {"code"}:
        tokens = await token_response(
            granted, request.provider, request.issuer, services, wanted=types - {"code"}, code=code
        )
        answer |= {name: str(value) for name, value in tokens.items()}
    return answer


def _is_alive(connection: Connection, session: Session) -> bool:
    query = (
        select(users.c.id)
        .join(sessions, sessions.c.user_id == users.c.id)
        .where(sessions.c.uuid == session.uuid, users.c.is_active)
    )
    return connection.execute(query).first() is not None


def _record_code(
    connection: Connection, request: AuthorizationRequest, code: str, grant_id: str, moment: datetime
) -> None:
    connection.execute(
        insert(authorization_codes).values(
            code_hash=hash_of(code),
            grant_id=grant_id,
            redirect_uri=request.redirect_uri,
            scope=request.scope,
            nonce=request.nonce,
            code_challenge=request.code_challenge,
            code_challenge_method=request.code_challenge_method,
            dpop_jkt=request.dpop_jkt,
            expires=moment + request.provider.access_code_validity,
        )
    )


def _kind(request: AuthorizationRequest) -> str:
    if "code" not in request.response_types:
        return "implicit"
    return "authorization_code" if request.response_types == {"code"} else "hybrid"
