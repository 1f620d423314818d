"""How the answer travels: `query` (default), `fragment` or `form_post`.

https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html
https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html
"""

from __future__ import annotations

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError

RESPONSE_MODES = ("query", "fragment", "form_post")


def check_response_mode(request: AuthorizationRequest) -> None:
    asked = request.parameters.get("response_mode")
    types = (request.parameters.get("response_type") or "").split()
    # Tokens never travel in a query string, nor do the errors of requests for them.
    brings_tokens = bool({"token", "id_token"} & set(types))
    request.response_mode = "fragment" if brings_tokens else "query"
    if asked is None or "response_mode" in request.parameters.repeated:
        return
    if asked not in RESPONSE_MODES:
        raise OAuthError("invalid_request", "The response_mode is not supported")
    if asked == "query" and brings_tokens:
        raise OAuthError("invalid_request", "Tokens cannot be sent in the query: use fragment or form_post")
    request.response_mode = asked
