"""`/application/o/token/`: read from top to bottom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from wirelatch.identity.oidc.dpop import read_proof
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.read_form import read_form
from wirelatch.identity.oidc.token.authenticate_client import (
    check_client,
    identify_client,
    read_credentials,
)
from wirelatch.identity.oidc.token.client_credentials import client_credentials, proves_itself
from wirelatch.identity.oidc.token.exchange_token import EXCHANGE, exchange_token, exchanged
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, token_response
from wirelatch.identity.oidc.token.jwt_bearer import JWT_BEARER, jwt_bearer
from wirelatch.identity.oidc.token.redeem_code import redeem_code
from wirelatch.identity.oidc.token.redeem_device_code import DEVICE_CODE, redeem_device_code
from wirelatch.identity.oidc.token.rotate_refresh_token import rotate_refresh_token
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply

GRANTS: dict[str, Callable[[GrantRequest, Services], Awaitable[Granted]]] = {
    "authorization_code": redeem_code,
    "refresh_token": rotate_refresh_token,
    "client_credentials": client_credentials,
    # As authentik has it: another name for client_credentials with an app password. A user's own password is never
    # taken here (RFC 9700 2.4).
    "password": client_credentials,
    DEVICE_CODE: redeem_device_code,
    EXCHANGE: exchange_token,
    JWT_BEARER: jwt_bearer,
}
SEVERAL = frozenset({"resource", "audience"})


async def token(call: Call, services: Services) -> Reply:
    """Answer a token request; raises OAuthError."""
    form = await read_form(call, several=SEVERAL)
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
    if grant is not client_credentials or proves_itself(credentials, form, provider):
        await check_client(call, credentials, provider, snapshot, services)
    jkt = await read_proof(call, services)
    if jkt is None and provider.dpop_bound_access_tokens:
        raise OAuthError(
            "invalid_dpop_proof", "The client's tokens are bound to a key: a DPoP proof is needed"
        )
    application = snapshot.by_provider[provider.id]
    request = GrantRequest(
        form, credentials, provider, application, snapshot, call.base_url, call.address, jkt
    )
    granted = await grant(request, services)
    issuing = granted.provider or provider
    issuer = issuer_of(call.base_url, issuing, snapshot.by_provider[issuing.id])
    answer = await token_response(granted, issuing, issuer, services, wanted=granted.wanted)
    if granted.issued_token_type is not None:
        answer = exchanged(answer, granted.issued_token_type)
    return json_reply(answer, headers=NO_STORE)
