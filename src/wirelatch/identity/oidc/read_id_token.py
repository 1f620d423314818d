"""Reading back an ID token of ours, as a hint: signature, issuer and audience count, the dates do not.

https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
"""

from __future__ import annotations

from typing import Any

import orjson
from joserfc import jwe, jws
from joserfc.errors import JoseError

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.keys.signer import header_of, verify
from wirelatch.identity.oidc.id_token import ENCRYPTION_ALGORITHM, ENCRYPTION_METHOD

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
    """The claims of an ID token that this provider issued, also with a key that signs no more; None for others.

    Clients should take an encrypted token out of its envelope before they send it back; one that does not is understood
    where the key that opens it is here.
    """
    if len(token) > LONGEST:
        return None
    token = _opened(token, provider)
    header = header_of(token)
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


def _opened(token: str, provider: Provider) -> str:
    """What is inside an encrypted token; any other text as it is."""
    key = provider.encryption_key
    if key is None or not key.is_private or token.count(".") != 4:
        return token
    try:
        found = jwe.decrypt_compact(
            token, key, algorithms=[ENCRYPTION_ALGORITHM, ENCRYPTION_METHOD]
        ).plaintext
        return (found or b"").decode("ascii")
    except (JoseError, ValueError, TypeError):
        return ""
