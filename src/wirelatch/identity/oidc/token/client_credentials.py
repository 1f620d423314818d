"""grant_type=client_credentials: the client acts for itself, through a service account of its own.

A client may instead name a user and that user's app password, as authentik allows, or send both as the secret
(base64 of `user:app-password`). Bindings hold here too. https://www.rfc-editor.org/rfc/rfc6749#section-4.4
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from wirelatch.database import change_here, now, once
from wirelatch.identity.applications.access import check_access
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.directory import people, tokens, users
from wirelatch.identity.directory.people import Person
from wirelatch.identity.oidc.authorization.check_scope import OFFLINE
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.token.authenticate_client import Credentials, is_secret_of
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, begin_grant
from wirelatch.identity.oidc.token.jwt_bearer import grant_by_assertion
from wirelatch.identity.services import Services


async def client_credentials(request: GrantRequest, services: Services) -> Granted:
    """Tokens for the client itself, for a user whose app password it has, or for whom a trusted issuer vouches."""
    provider, credentials = request.provider, request.credentials
    if credentials.assertion is not None and not credentials.names_itself:
        return await grant_by_assertion(request, services, credentials.assertion)
    account = _user_and_password(credentials, request.form, provider)
    if account is None and (provider.is_public or request.form["grant_type"] == "password"):
        raise OAuthError("unauthorized_client", "This grant needs a user name and an app password")

    def work(connection: Connection) -> Granted:
        return _grant(connection, request, services, account)

    try:
        return await services.database.append(work)
    except IntegrityError:
        # Another request at the same time made the client's service account.
        return await services.database.append(work)


def proves_itself(credentials: Credentials, form: Mapping[str, str], provider: Provider) -> bool:
    """Whether the client must authenticate: not where an app password or a trusted issuer's token is the proof.

    A client with a registered method always uses it.
    """
    if provider.token_endpoint_auth_method and not provider.is_public:
        return True
    if credentials.assertion is not None:
        return credentials.names_itself
    if "username" in form:
        return bool(credentials.secrets)
    return _user_and_password(credentials, form, provider) is None


def _grant(
    connection: Connection, request: GrantRequest, services: Services, account: tuple[str, str] | None
) -> Granted:
    if account is None:
        look_up = partial(_service_account, connection, request)
        person = once(connection, (_service_account, request.provider.id), look_up)
    else:
        person = _by_app_password(connection, *account)
    if person is None or not _may_use(connection, request, person):
        raise OAuthError(
            "invalid_grant", "The user does not exist, is deactivated, or may not use this application"
        )
    resource = request.resources()
    return begin_grant(connection, services, request, person, _scope(request), now(), resource=resource)


def _may_use(connection: Connection, request: GrantRequest, person: Person) -> bool:
    """Policies look at the request; groups and users only at who asks, who is the same for all that run together."""
    application = request.application

    def decide() -> bool:
        asked = request.policy_request(person)
        return check_access(application, person, connection, request=asked).passing

    if any(binding.policy is not None for binding in application.bindings):
        return decide()
    return once(connection, (_may_use, application.id, person.id), decide)


def _user_and_password(
    credentials: Credentials, form: Mapping[str, str], provider: Provider
) -> tuple[str, str] | None:
    if "username" in form:
        return form["username"], form.get("password", "")
    if is_secret_of(credentials, provider):
        return None
    for secret in credentials.secrets:
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
        change_here(connection)
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
    if "scope" in request.form:
        asked = request.form["scope"].split()
        allowed = [scope for scope in allowed if scope in asked]
    return " ".join(allowed)
