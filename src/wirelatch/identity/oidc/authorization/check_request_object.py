"""Request objects are not supported, which must be said. https://openid.net/specs/openid-connect-core-1_0.html#AuthError"""

from __future__ import annotations

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError

_NOT_SUPPORTED = {
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}


def check_request_object(request: AuthorizationRequest) -> None:
    for parameter, error in _NOT_SUPPORTED.items():
        if request.parameters.get(parameter) is not None:
            raise OAuthError(error, f"The {parameter} parameter is not supported")
