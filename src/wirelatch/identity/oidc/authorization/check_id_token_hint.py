"""`id_token_hint` must be a token of ours for this client; it may have expired.

https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
"""

from __future__ import annotations

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.read_id_token import read_id_token


def check_id_token_hint(request: AuthorizationRequest) -> None:
    hint = request.parameters.get("id_token_hint")
    if hint is None:
        return
    claims = read_id_token(hint, request.provider, request.issuer)
    if claims is None:
        raise OAuthError("invalid_request", "The id_token_hint is not a valid token for this client")
    request.hinted_subject = str(claims["sub"])
