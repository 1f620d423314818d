"""All checks of an authorization request that need no user, in their order."""

from __future__ import annotations

from wirelatch.identity.oidc.authorization.check_claims import check_acr_values, check_claims
from wirelatch.identity.oidc.authorization.check_client import check_client
from wirelatch.identity.oidc.authorization.check_dpop_key import check_dpop_key
from wirelatch.identity.oidc.authorization.check_id_token_hint import check_id_token_hint
from wirelatch.identity.oidc.authorization.check_pkce import check_pkce
from wirelatch.identity.oidc.authorization.check_prompt import check_max_age, check_nonce, check_prompt
from wirelatch.identity.oidc.authorization.check_redirect_uri import check_redirect_uri
from wirelatch.identity.oidc.authorization.check_repeated_parameters import check_repeated_parameters
from wirelatch.identity.oidc.authorization.check_request_object import check_is_pushed, check_request_object
from wirelatch.identity.oidc.authorization.check_resource import check_resource
from wirelatch.identity.oidc.authorization.check_response_mode import check_response_mode
from wirelatch.identity.oidc.authorization.check_response_type import check_response_type
from wirelatch.identity.oidc.authorization.check_scope import check_scope
from wirelatch.identity.oidc.authorization.pushed_request import is_pushed, read_pushed
from wirelatch.identity.oidc.authorization.read_request_object import read_request_object
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.authorization.trial import is_trial, redirect_uri_of
from wirelatch.identity.oidc.parameters import Parameters
from wirelatch.identity.services import Services

CHECKS = (
    check_response_mode,
    check_repeated_parameters,
    check_request_object,
    check_response_type,
    check_scope,
    check_nonce,
    check_pkce,
    check_dpop_key,
    check_resource,
    check_prompt,
    check_max_age,
    check_id_token_hint,
    check_acr_values,
    check_claims,
)
"""Errors of these go to the client."""


async def identify(
    parameters: Parameters, services: Services, base_url: str, *, opening: bool = False
) -> AuthorizationRequest:
    """A request whose client and redirect URI are right: until then nothing is sent to the client.

    `opening`: it is about to be answered, rather than shown on a page on the way there. Raises RequestRefusedError.
    """
    request = AuthorizationRequest(parameters, await services.catalog.current(), base_url)
    check_client(request)
    if is_pushed(request.query.get("request_uri")):
        await read_pushed(request, services, opening=opening)
    await read_request_object(request, services)
    if is_trial(request, services):
        request.redirect_uri = redirect_uri_of(base_url, request.application.slug)
    else:
        check_redirect_uri(request)
    return request


def check(request: AuthorizationRequest, *, pushing: bool = False) -> None:
    """Run the other checks; raises OAuthError. `pushing`: at the endpoint for pushed requests."""
    for step in CHECKS:
        step(request)
    if not pushing:
        check_is_pushed(request)
