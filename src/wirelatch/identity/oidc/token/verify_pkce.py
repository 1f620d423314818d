"""The verifier must fit the challenge; neither may come without the other, or PKCE could be stripped off.

https://www.rfc-editor.org/rfc/rfc7636#section-4.6, https://www.rfc-editor.org/rfc/rfc9700#section-4.8.2
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.oidc.errors import OAuthError

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def verify_pkce(provider: Provider, challenge: str | None, method: str | None, verifier: str | None) -> None:
    """Raises invalid_grant; nothing is checked for clients with PKCE switched off."""
    if provider.pkce == "off" and not provider.is_public:
        return
    if challenge is None:
        if verifier is not None:
            raise OAuthError(
                "invalid_grant", "A code_verifier is given, but the request had no code_challenge"
            )
        return
    if verifier is None:
        raise OAuthError("invalid_grant", "The code_verifier is missing")
    if not _VERIFIER.fullmatch(verifier):
        raise OAuthError("invalid_grant", "The code_verifier is malformed")
    computed = verifier
    if method == "S256":
        computed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if not hmac.compare_digest(computed, challenge):
        raise OAuthError("invalid_grant", "The code_verifier does not fit the code_challenge")
