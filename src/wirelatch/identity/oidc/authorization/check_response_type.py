"""The response type must be `code`, and the client allowed to use it. https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2"""

from __future__ import annotations

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError


def check_response_type(request: AuthorizationRequest) -> None:
    response_type = request.parameters.get("response_type")
    if response_type is None:
        raise OAuthError("invalid_request", "The response_type is missing")
    if response_type != "code":
        raise OAuthError(
            "unsupported_response_type", "The authorization server does not support this response_type"
        )
    if "authorization_code" not in request.provider.grant_types:
        raise OAuthError(
            "unauthorized_client", "The client is not allowed to use the authorization code grant"
        )
