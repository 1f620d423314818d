"""Signing and encrypting what clients are told of a sign-in. https://openid.net/specs/openid-connect-core-1_0.html#IDToken

A provider with a signing key signs with it; one without signs with its client secret (HS256), as authentik does. With an
encryption key the signed token is encrypted for the client besides (RFC 7516).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from joserfc import jwe

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.keys.signer import sign

ENCRYPTION_ALGORITHM = "RSA-OAEP-256"
ENCRYPTION_METHOD = "A256CBC-HS512"


def sign_for(provider: Provider, claims: Mapping[str, Any], *, typ: str = "JWT") -> str:
    """A token of the provider, signed (blocking; use `Signer.run`)."""
    signing = provider.signing_key
    if signing is None:
        return sign(claims, key=provider.secret_key, algorithm="HS256", kid=None, typ=typ)
    return sign(claims, key=signing.key, algorithm=signing.algorithm, kid=signing.kid, typ=typ)


def encrypt_for(provider: Provider, token: str) -> str:
    """The token as the client gets it: encrypted when the provider has a key for that (blocking)."""
    key = provider.encryption_key
    if key is None:
        return token
    header = {
        "alg": ENCRYPTION_ALGORITHM,
        "enc": ENCRYPTION_METHOD,
        "cty": "JWT",
        "typ": "JWT",
        "kid": key.thumbprint(),
    }
    return jwe.encrypt_compact(
        header, token.encode(), key, algorithms=[ENCRYPTION_ALGORITHM, ENCRYPTION_METHOD]
    )


def half_hash(value: str, algorithm: str) -> str:
    """`at_hash` and `c_hash`: the left half of the hash. https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken"""
    digest = "sha512" if algorithm in ("EdDSA", "ES512", "RS512", "PS512", "HS512") else "sha256"
    digest = "sha384" if algorithm.endswith("384") else digest
    raw = hashlib.new(digest, value.encode()).digest()
    return base64.urlsafe_b64encode(raw[: len(raw) // 2]).rstrip(b"=").decode()
