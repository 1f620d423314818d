"""grant_type=token-exchange: a token for another audience, in the name of the same user. RFC 8693

The client must be trusted from both sides: it may exchange its own tokens and those of providers in its
`jwt_federation_providers`, for itself and for targets that have it in theirs. What comes out is no wider and lives no
longer than what came in, and ends with it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from wirelatch.database import now
from wirelatch.identity.applications.access import check_access
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.oidc.authorization.check_scope import API_SCOPE, OFFLINE
from wirelatch.identity.oidc.claims import subject_of
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, begin_grant
from wirelatch.identity.oidc.token.trusted_token import (
    TrustedToken,
    read_access_token,
    read_any,
    read_session_token,
    trusts,
)
from wirelatch.identity.services import Services

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_TYPE = "urn:ietf:params:oauth:token-type:"
ACCESS_TOKEN, ID_TOKEN, JWT = _TYPE + "access_token", _TYPE + "id_token", _TYPE + "jwt"
_READERS = {ACCESS_TOKEN: read_access_token, ID_TOKEN: read_session_token, JWT: read_any}
DEEPEST_DELEGATION = 5


async def exchange_token(request: GrantRequest, services: Services) -> Granted:
    """The token that was asked for; raises OAuthError."""
    form = request.form
    if request.provider.is_public:
        raise OAuthError("unauthorized_client", "A public client cannot exchange tokens")
    wanted = form.get("requested_token_type", ACCESS_TOKEN)
    if wanted not in _READERS:
        raise OAuthError("invalid_request", "The requested_token_type is not supported")
    for name in ("subject_token", "subject_token_type"):
        if name not in form:
            raise OAuthError("invalid_request", f"The {name} is missing")
    if ("actor_token" in form) != ("actor_token_type" in form):
        raise OAuthError("invalid_request", "actor_token and actor_token_type go together")
    target = _target(request)

    def work(connection: Connection) -> Granted:
        return _exchange(connection, request, services, target, wanted)

    return await services.database.write(work)


def _target(request: GrantRequest) -> Provider:
    """The provider that the new token is for: the client itself, or one that trusts it."""
    asked = set(request.form.all("audience"))
    if len(asked) > 1:
        raise OAuthError("invalid_target", "A token can be had for one audience at a time")
    if not asked:
        return request.provider
    name, snapshot = asked.pop(), request.snapshot
    target = snapshot.by_client_id.get(name)
    if target is None:
        application = next((app for app in snapshot.applications if name in (app.id, app.slug)), None)
        target = application.provider if application else None
    unknown = target is None or target.id not in snapshot.by_provider
    if target is None or unknown or not trusts(target, request.provider):
        raise OAuthError("invalid_target", "The audience is unknown, or does not trust this client")
    return target


def _exchange(
    connection: Connection, request: GrantRequest, services: Services, target: Provider, wanted: str
) -> Granted:
    subject = _read(connection, request, services, "subject")
    application = request.snapshot.by_provider[target.id]
    for used in (request.application, application):
        asked = request.policy_request(subject.person)
        if not check_access(used, subject.person, connection, request=asked).passing:
            raise OAuthError("invalid_grant", "The user may not use this application")
    scope = _scope(request, subject, target)
    if wanted == ID_TOKEN and "openid" not in scope.split():
        raise OAuthError("invalid_scope", "An ID token needs the scope openid")
    resources = tuple(dict.fromkeys(request.form.all("resource")))
    if any(resource not in target.allowed_resources for resource in resources):
        raise OAuthError("invalid_target", "The resource is not one of the audience")
    moment = now()
    return begin_grant(
        connection,
        services,
        request,
        subject.person,
        scope,
        moment,
        provider=target,
        parent_id=subject.grant_id,
        session_uuid=subject.session_uuid,
        auth_time=subject.auth_time,
        amr=subject.amr,
        resource=resources,
        lifetime=min(target.access_token_validity, subject.expires - moment),
        client_id=request.provider.client_id,
        act=_act(connection, request, services, subject, target),
        issued_token_type=wanted,
        wanted=frozenset({"id_token" if wanted == ID_TOKEN else "token"}),
    )


def exchanged(answer: dict[str, Any], issued_token_type: str) -> dict[str, Any]:
    """The answer in the shape of https://www.rfc-editor.org/rfc/rfc8693#section-2.2.1"""
    if issued_token_type == ID_TOKEN:
        answer = {"access_token": answer["id_token"], "token_type": "N_A"}
    return {**answer, "issued_token_type": issued_token_type}


def _read(connection: Connection, request: GrantRequest, services: Services, role: str) -> TrustedToken:
    """The subject or actor token; it must be alive, and its issuer trusted."""
    reader = _READERS.get(request.form[f"{role}_token_type"])
    if reader is None:
        raise OAuthError("invalid_request", f"The {role}_token_type is not supported")
    token = reader(connection, request.form[f"{role}_token"], request, services.installation_id)
    if token is None or not trusts(request.provider, token.provider):
        raise OAuthError(
            "invalid_request", f"The {role}_token is invalid, expired, or of an issuer that is not trusted"
        )
    return token


def _scope(request: GrantRequest, subject: TrustedToken, target: Provider) -> str:
    """What was asked, as far as the target is configured for it, and no more of the user than was granted before."""
    asked = request.form.get("scope")
    allowed = [scope for scope in target.scopes if scope != OFFLINE]
    if subject.scopes is not None and target.id == subject.provider.id:
        allowed = [scope for scope in allowed if scope in subject.scopes]
    if API_SCOPE not in (subject.scopes or ()):
        allowed = [scope for scope in allowed if scope != API_SCOPE]
    return " ".join(scope for scope in allowed if asked is None or scope in asked.split())


def _act(
    connection: Connection,
    request: GrantRequest,
    services: Services,
    subject: TrustedToken,
    target: Provider,
) -> dict[str, Any] | None:
    """Who acts for the subject, with who did before; https://www.rfc-editor.org/rfc/rfc8693#section-4.1"""
    before = subject.claims.get("act")
    if "actor_token" not in request.form:
        return before if isinstance(before, dict) else None
    actor = _read(connection, request, services, "actor")
    act: dict[str, Any] = {"sub": subject_of(target, actor.person, services.installation_id)}
    depth, inner = 1, before
    while isinstance(inner, dict):
        depth, inner = depth + 1, inner.get("act")
    if depth > DEEPEST_DELEGATION:
        raise OAuthError("invalid_request", "The token has been passed on too often")
    return {**act, "act": before} if isinstance(before, dict) else act
