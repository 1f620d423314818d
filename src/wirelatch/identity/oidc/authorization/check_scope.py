"""Scopes are a set: repetitions do not matter, and what the client may not have is left out.

https://www.rfc-editor.org/rfc/rfc6749#section-3.3
"""

from __future__ import annotations

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError

OFFLINE = "offline_access"
API_SCOPE = "goauthentik.io/api"


def check_scope(request: AuthorizationRequest) -> None:
    allowed = request.provider.scopes
    asked = request.parameters.get("scope")
    if asked is None:
        # Nothing asked means what is configured, but an unattended grant has to be asked for.
        request.scopes = tuple(scope for scope in allowed if scope != OFFLINE)
    else:
        request.scopes = tuple(scope for scope in dict.fromkeys(asked.split()) if scope in allowed)
    if "refresh_token" not in request.provider.grant_types or "code" not in request.response_types:
        request.scopes = tuple(scope for scope in request.scopes if scope != OFFLINE)
    if "id_token" in request.response_types and "openid" not in request.scopes:
        raise OAuthError("invalid_scope", "The scope openid is needed for an ID token")
