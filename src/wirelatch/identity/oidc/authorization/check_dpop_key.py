"""`dpop_jkt`: the key that the code must be redeemed with. https://www.rfc-editor.org/rfc/rfc9449#section-10"""

from __future__ import annotations

import re

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError

_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")


def check_dpop_key(request: AuthorizationRequest) -> None:
    thumbprint = request.parameters.get("dpop_jkt")
    if thumbprint is not None and not _THUMBPRINT.fullmatch(thumbprint):
        raise OAuthError("invalid_request", "dpop_jkt is not the SHA-256 thumbprint of a key")
    request.dpop_jkt = thumbprint
