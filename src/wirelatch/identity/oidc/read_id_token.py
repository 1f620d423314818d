"""Reading back an ID token of ours, as a hint: signature, issuer and audience count, the dates do not.

https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
"""

from __future__ import annotations

from typing import Any

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.keys.signer import header_of, verify

LONGEST = 16_384


def read_id_token(token: str, provider: Provider, issuer: str) -> dict[str, Any] | None:
    """The claims of an ID token that this provider issued; None for anything else."""
    if len(token) > LONGEST or header_of(token).get("typ") != "JWT":
        return None  # an access token has the same key and audience, but other hands hold it
    key = provider.signing_key.key if provider.signing_key else provider.secret_key
    claims = verify(token, key, provider.id_token_algorithm)
    if claims is None or claims.get("iss") != issuer or claims.get("aud") != provider.client_id:
        return None
    return claims if isinstance(claims.get("sub"), str) else None
