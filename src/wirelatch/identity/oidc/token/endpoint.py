"""`/application/o/token/`: read from top to bottom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.read_form import read_form
from wirelatch.identity.oidc.token.authenticate_client import identify_client, read_credentials
from wirelatch.identity.oidc.token.client_credentials import client_credentials
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, token_response
from wirelatch.identity.oidc.token.redeem_code import redeem_code
from wirelatch.identity.oidc.token.rotate_refresh_token import rotate_refresh_token
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply

GRANTS: dict[str, Callable[[GrantRequest, Services], Awaitable[Granted]]] = {
    "authorization_code": redeem_code,
    "refresh_token": rotate_refresh_token,
    "client_credentials": client_credentials,
}
"""Device code and token exchange (issue 4) will be further entries."""


async def token(call: Call, services: Services) -> Reply:
    """Answer a token request; raises OAuthError."""
    form = await read_form(call)
    snapshot = await services.catalog.current()
    credentials = read_credentials(call.headers, form)
    provider = identify_client(credentials, snapshot)
    grant_type = form.get("grant_type")
    if grant_type is None:
        raise OAuthError("invalid_request", "The grant_type is missing")
    grant = GRANTS.get(grant_type)
    if grant is None:
        raise OAuthError("unsupported_grant_type", "The grant_type is not supported")
    if grant_type not in provider.grant_types:
        raise OAuthError("unauthorized_client", "The client is not allowed to use this grant_type")
    application = snapshot.by_provider[provider.id]
    request = GrantRequest(form, credentials, provider, application, call.address)
    granted = await grant(request, services)
    answer = await token_response(
        granted, provider, issuer_of(call.base_url, provider, application), services
    )
    return json_reply(answer, headers=NO_STORE)
