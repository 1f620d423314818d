"""`prompt`, `max_age` and `nonce`. https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest"""

from __future__ import annotations

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError

PROMPTS = frozenset({"none", "login", "consent", "select_account"})


def check_prompt(request: AuthorizationRequest) -> None:
    prompt = frozenset((request.parameters.get("prompt") or "").split())
    if prompt - PROMPTS:
        raise OAuthError("invalid_request", "The prompt is not supported")
    if "none" in prompt and len(prompt) > 1:
        raise OAuthError("invalid_request", "prompt=none cannot be combined with other values")
    request.prompt = prompt


def check_max_age(request: AuthorizationRequest) -> None:
    max_age = request.parameters.get("max_age")
    if max_age is None:
        return
    if not (max_age.isascii() and max_age.isdigit() and len(max_age) <= 10):
        raise OAuthError("invalid_request", "max_age must be a number of seconds")
    request.max_age = int(max_age)


def check_nonce(request: AuthorizationRequest) -> None:
    nonce = request.parameters.get("nonce")
    if nonce is not None and "\x00" in nonce:
        raise OAuthError("invalid_request", "The nonce holds a character that cannot be given back")
    if nonce is None and "id_token" in request.response_types:
        # Nothing else binds the token in the address to the browser that asked (Core 3.2.2.1, 3.3.2.1).
        raise OAuthError("invalid_request", "The nonce is missing: an ID token from this endpoint needs one")
    request.nonce = nonce
