"""The response type must be known, and the client allowed to use it. https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2

`code` is what clients should use. The types that bring tokens to the browser are for old clients, and off unless the
provider has the grant type `implicit` or `hybrid`. `token` alone is not offered: nothing in it is bound to the client.
https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html
"""

from __future__ import annotations

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError

RESPONSE_TYPES: dict[str, tuple[str, ...]] = {
    "code": ("authorization_code",),
    "id_token": ("implicit",),
    "id_token token": ("implicit",),
    "code id_token": ("authorization_code", "hybrid"),
    "code token": ("authorization_code", "hybrid"),
    "code id_token token": ("authorization_code", "hybrid"),
}
"""Each with the grant types that it needs."""
_BY_SET = {frozenset(name.split()): grants for name, grants in RESPONSE_TYPES.items()}
_CALLED = {"authorization_code": "authorization code", "implicit": "implicit", "hybrid": "hybrid"}


def check_response_type(request: AuthorizationRequest) -> None:
    response_type = request.parameters.get("response_type")
    if response_type is None:
        raise OAuthError("invalid_request", "The response_type is missing")
    asked = frozenset(response_type.split())
    needed = _BY_SET.get(asked)
    if needed is None or len(asked) != len(response_type.split()):
        raise OAuthError(
            "unsupported_response_type", "The authorization server does not support this response_type"
        )
    for grant_type in needed:
        if grant_type not in request.provider.grant_types:
            raise OAuthError(
                "unauthorized_client", f"The client is not allowed to use the {_CALLED[grant_type]} grant"
            )
    if "token" in asked and request.provider.dpop_bound_access_tokens:
        raise OAuthError("unauthorized_client", "The client's tokens are bound to a key: use the code flow")
    request.response_types = asked


def response_types_of(provider: Provider) -> list[str]:
    """Those that a client may use."""
    return [name for name, needed in RESPONSE_TYPES.items() if set(needed) <= set(provider.grant_types)]
