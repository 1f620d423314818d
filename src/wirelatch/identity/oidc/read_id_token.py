"""Reading back an ID token of ours, as a hint: signature, issuer and audience count, the dates do not.

https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
"""

from __future__ import annotations

from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import JoseError

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.keys.signer import header_of, verify

LONGEST = 16_384


def audience_of(token: str) -> str | None:
    """Whom a token says to be for, which is not checked here."""
    try:
        payload = jws.extract_compact(token.encode()).payload if len(token) <= LONGEST else b""
        audience = orjson.loads(payload).get("aud")
    except (JoseError, ValueError, TypeError, AttributeError):
        return None
    return audience if isinstance(audience, str) else None


def read_id_token(token: str, provider: Provider, issuer: str) -> dict[str, Any] | None:
    """The claims of an ID token that this provider issued, also with a key that signs no more; None for others."""
    header = header_of(token) if len(token) <= LONGEST else {}
    if header.get("typ") != "JWT":
        return None  # an access token has the same key and audience, but other hands hold it
    claims = None
    if header.get("kid") is None and provider.signing_key is None:
        claims = verify(token, provider.secret_key, "HS256")
    for signing in (provider.signing_key, *provider.retired_keys):
        if (
            signing is not None
            and signing.kid == header.get("kid")
            and header.get("alg") in signing.algorithms
        ):
            claims = verify(token, signing.key, str(header["alg"]))
    if claims is None or claims.get("iss") != issuer or claims.get("aud") != provider.client_id:
        return None
    if "client_id" in claims:
        return None  # an access token, where those have the typ JWT too
    return claims if isinstance(claims.get("sub"), str) else None
