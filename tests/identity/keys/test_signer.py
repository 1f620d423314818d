"""Signatures are those of the library, for every kind of key."""

from __future__ import annotations

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from wirelatch.identity.keys.signer import header_of, sign, verify

KEYS = {
    "RS256": RSAKey.generate_key(2048),
    "ES256": ECKey.generate_key("P-256"),
    "ES384": ECKey.generate_key("P-384"),
    "EdDSA": OKPKey.generate_key("Ed25519"),
}
CLAIMS = {"sub": "größe", "list": [1, None, True], "nested": {"a": 1.5}, "exp": 4_000_000_000}


@pytest.mark.parametrize("algorithm", list(KEYS))
def test_what_is_signed_is_what_the_library_reads(algorithm: str) -> None:
    key = KEYS[algorithm]
    for _ in range(20):  # a signature may begin with zeros
        token = sign(CLAIMS, key=key, algorithm=algorithm, kid="one", typ="at+jwt")
        assert jwt.decode(token, key, algorithms=[algorithm]).claims == CLAIMS
    assert header_of(token) == {"alg": algorithm, "typ": "at+jwt", "kid": "one"}
    assert verify(token, key, algorithm) == CLAIMS


@pytest.mark.parametrize("algorithm", list(KEYS))
def test_a_changed_token_is_refused(algorithm: str) -> None:
    head, _, signature = sign(CLAIMS, key=KEYS[algorithm], algorithm=algorithm, kid=None, typ="JWT").split(
        "."
    )
    other = sign({"sub": "eve"}, key=KEYS[algorithm], algorithm=algorithm, kid=None, typ="JWT").split(".")[1]
    assert verify(f"{head}.{other}.{signature}", KEYS[algorithm], algorithm) is None
