"""All checks of an authorization request that need no user, in their order."""

from __future__ import annotations

from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.oidc.authorization.check_client import check_client
from wirelatch.identity.oidc.authorization.check_id_token_hint import check_id_token_hint
from wirelatch.identity.oidc.authorization.check_pkce import check_pkce
from wirelatch.identity.oidc.authorization.check_prompt import check_max_age, check_nonce, check_prompt
from wirelatch.identity.oidc.authorization.check_redirect_uri import check_redirect_uri
from wirelatch.identity.oidc.authorization.check_repeated_parameters import check_repeated_parameters
from wirelatch.identity.oidc.authorization.check_request_object import check_request_object
from wirelatch.identity.oidc.authorization.check_response_mode import check_response_mode
from wirelatch.identity.oidc.authorization.check_response_type import check_response_type
from wirelatch.identity.oidc.authorization.check_scope import check_scope
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.parameters import Parameters

TRUST = (check_client, check_redirect_uri)
"""Until these have passed, nothing is sent to the client: errors are shown to the user."""

CHECKS = (
    check_response_mode,
    check_repeated_parameters,
    check_response_type,
    check_request_object,
    check_scope,
    check_nonce,
    check_pkce,
    check_prompt,
    check_max_age,
    check_id_token_hint,
)
"""Errors of these go to the client."""


def identify(parameters: Parameters, snapshot: Snapshot, base_url: str) -> AuthorizationRequest:
    """A request whose client and redirect URI are right; raises RequestRefusedError."""
    request = AuthorizationRequest(parameters, snapshot, base_url)
    for step in TRUST:
        step(request)
    return request


def check(request: AuthorizationRequest) -> None:
    """Run the other checks; raises OAuthError."""
    for step in CHECKS:
        step(request)
