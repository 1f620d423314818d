"""Proof Key for Code Exchange: required of public clients, and of others as configured; S256 unless `plain` is allowed.

https://www.rfc-editor.org/rfc/rfc7636#section-4.3, https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1
"""

from __future__ import annotations

import re

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError

_S256 = re.compile(r"[A-Za-z0-9_-]{43}")
_PLAIN = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def check_pkce(request: AuthorizationRequest) -> None:
    if "code" not in request.response_types:
        return
    provider = request.provider
    challenge = request.parameters.get("code_challenge")
    method = request.parameters.get("code_challenge_method")
    required = provider.is_public or provider.pkce == "required"
    if provider.pkce == "off" and not required:
        return
    if challenge is None:
        if required:
            raise OAuthError("invalid_request", "PKCE is required: code_challenge is missing")
        if method is not None:
            raise OAuthError("invalid_request", "code_challenge_method is given without code_challenge")
        return
    method = method or "plain"
    if method not in ("S256", "plain") or (method == "plain" and not provider.pkce_plain):
        raise OAuthError("invalid_request", "The code_challenge_method is not supported: use S256")
    if not (_S256 if method == "S256" else _PLAIN).fullmatch(challenge):
        raise OAuthError("invalid_request", "The code_challenge is malformed")
    request.code_challenge, request.code_challenge_method = challenge, method
