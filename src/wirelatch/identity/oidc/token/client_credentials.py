"""grant_type=client_credentials: the client acts for itself, through a service account of its own.

A client may instead name a user and that user's app password, as authentik allows, or send both as the secret
(base64 of `user:app-password`). Bindings hold here too. https://www.rfc-editor.org/rfc/rfc6749#section-4.4
"""

from __future__ import annotations

import base64
import binascii

from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from wirelatch.database import now
from wirelatch.identity.applications.access import check_access
from wirelatch.identity.directory import people, tokens, users
from wirelatch.identity.directory.people import Person
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.oidc.authorization.check_scope import OFFLINE
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import grants
from wirelatch.identity.oidc.token.authenticate_client import check_secret
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, record_access_token, record_issue
from wirelatch.identity.services import Services

_GRANT = insert(grants)


async def client_credentials(request: GrantRequest, services: Services) -> Granted:
    """Tokens for the client itself, or for a user whose app password it has."""
    account = _user_and_password(request)
    if account is None:
        if request.provider.is_public:
            raise OAuthError(
                "unauthorized_client", "A public client cannot use this grant without an app password"
            )
        check_secret(request.credentials, request.provider)
    elif request.credentials.secrets and "username" in request.form:
        check_secret(request.credentials, request.provider)

    def work(connection: Connection) -> Granted:
        return _grant(connection, request, services, account)

    try:
        return await services.database.write(work)
    except IntegrityError:
        # Another request at the same time made the client's service account.
        return await services.database.write(work)


def _grant(
    connection: Connection, request: GrantRequest, services: Services, account: tuple[str, str] | None
) -> Granted:
    provider, moment = request.provider, now()
    person = (
        _service_account(connection, request) if account is None else _by_app_password(connection, *account)
    )
    if person is None or not check_access(request.application, person, connection).passing:
        raise OAuthError(
            "invalid_grant", "The user does not exist, is deactivated, or may not use this application"
        )
    scope = _scope(request)
    grant_id = new_uuid()
    connection.execute(
        _GRANT,
        {
            "id": grant_id,
            "kind": "client_credentials",
            "provider_id": provider.id,
            "user_id": person.id,
            "amr": [],
            "created_at": moment,
        },
    )
    granted = Granted(
        person=person,
        scope=scope,
        grant_id=grant_id,
        jti=record_access_token(connection, provider, grant_id, scope, moment),
        issued_at=moment,
        auth_time=None,
        amr=(),
        session_uuid=None,
    )
    record_issue(connection, services, request, granted)
    return granted


def _user_and_password(request: GrantRequest) -> tuple[str, str] | None:
    if "username" in request.form:
        return request.form["username"], request.form.get("password", "")
    for secret in request.credentials.secrets:
        if secret == request.provider.client_secret:
            return None
        try:
            username, colon, password = base64.b64decode(secret, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
        if colon:
            return username, password
    return None


def _by_app_password(connection: Connection, username: str, password: str) -> Person | None:
    token = tokens.find(connection, password, "app_password")
    if token is None or token.username_key != users.key_of(username):
        return None
    return people.find(connection, token.user_id)


def _service_account(connection: Connection, request: GrantRequest) -> Person | None:
    username = f"ak-{request.provider.name}-client_credentials"[:150]
    row = users.by_username(connection, username)
    if row is None:
        users.create(
            connection,
            username=username,
            name=f"Application {request.application.name}, service account",
            type="service_account",
            path="goauthentik.io/service-accounts",
            attributes={"goauthentik.io/user/provider": request.provider.id},
        )
        row = users.by_username(connection, username)
    # An ordinary user who happens to have that name is not the client.
    if row is None or row.attributes.get("goauthentik.io/user/provider") != request.provider.id:
        return None
    return people.from_row(connection, row)


def _scope(request: GrantRequest) -> str:
    """What was asked, as far as the provider is configured for it (authentik: CVE-2024-52287)."""
    allowed = [scope for scope in request.provider.scopes if scope != OFFLINE]
    asked = request.form.get("scope")
    return " ".join(scope for scope in allowed if asked is None or scope in asked.split())
