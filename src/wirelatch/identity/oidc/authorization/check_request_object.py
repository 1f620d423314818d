"""What became of request objects, and what is not supported, which must be said.

`request_uri` is taken from the pushed authorization request endpoint only: nobody can make us fetch an address.
https://openid.net/specs/openid-connect-core-1_0.html#AuthError
"""

from __future__ import annotations

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError


def check_request_object(request: AuthorizationRequest) -> None:
    if request.object_error is not None:
        raise request.object_error
    if request.pushed_hash is None and request.parameters.get("request_uri") is not None:
        raise OAuthError(
            "request_uri_not_supported",
            "The request_uri parameter is supported for pushed authorization requests only",
        )
    if request.parameters.get("registration") is not None:
        raise OAuthError("registration_not_supported", "The registration parameter is not supported")


def check_is_pushed(request: AuthorizationRequest) -> None:
    """https://www.rfc-editor.org/rfc/rfc9126#section-6"""
    if request.provider.require_pushed_authorization_requests and request.pushed_hash is None:
        raise OAuthError("invalid_request", "This client has to push its authorization requests (RFC 9126)")
