"""What a client that has a key of its own makes: assertions (RFC 7523) and DPoP proofs (RFC 9449)."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ["ES256", "ES384", "ES512", "RS256", "PS256", "EdDSA", "HS256", "HS384", "HS512", "none"]
Key = ECKey | RSAKey | OKPKey | OctKey


def key_pair(kid: str = "key-1") -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


def key_set(*keys: Key) -> dict[str, Any]:
    """The public keys, as a client publishes them."""
    return {"keys": [key.as_dict(private=False) for key in keys]}


def assertion(
    key: Key, client_id: str, audience: Any, *, algorithm: str = "ES256", header: Any = None, **changes: Any
) -> str:
    """A client assertion; a change to None leaves a claim out."""
    now = int(time.time())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": now,
        "exp": now + 60,
        "jti": secrets.token_hex(8),
    }
    given = {name: value for name, value in (claims | changes).items() if value is not None}
    kid = {"kid": key.kid} if key.kid else {}
    return jwt.encode({"alg": algorithm, **kid, **(header or {})}, given, key, algorithms=ALGORITHMS)


def signed_by(token: str) -> dict[str, str]:
    """The parameters that go with an assertion."""
    return {"client_assertion": token, "client_assertion_type": ASSERTION_TYPE}


def proof(
    key: ECKey, method: str, url: str, *, token: str | None = None, header: Any = None, **changes: Any
) -> str:
    """A DPoP proof; a change to None leaves a claim out."""
    claims: dict[str, Any] = {
        "htm": method,
        "htu": url,
        "iat": int(time.time()),
        "jti": secrets.token_hex(8),
    }
    if token is not None:
        digest = hashlib.sha256(token.encode()).digest()
        claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    given = {name: value for name, value in (claims | changes).items() if value is not None}
    fields = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False), **(header or {})}
    return jwt.encode(fields, given, key, algorithms=ALGORITHMS)
