"""Signing and verifying JSON Web Tokens off the event loop: the library lets go of the interpreter meanwhile."""

from __future__ import annotations

import asyncio
import warnings
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws, jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OctKey
from prometheus_client import Counter

from wirelatch.identity.keys.pair import JoseKey

T = TypeVar("T")
# RFC 9864 gives EdDSA another name, which clients do not know yet.
warnings.filterwarnings("ignore", message="EdDSA is deprecated", category=SecurityWarning)
ALGORITHMS = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "HS256"
]  # fmt: skip
"""What we sign with and accept back; `none` is not among them."""

SIGNATURES = Counter("wirelatch_identity_signatures", "Tokens signed.", ["algorithm"])
QUICK = frozenset({"ES256", "EdDSA", "HS256"})
"""A signature takes some 30 microseconds; with RSA it takes up to a hundred times as long."""

_SHA256 = ECDSA(SHA256())


class Signer:
    """A small thread pool for signatures."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="signer")

    async def run(self, work: Callable[[], T], *algorithms: str) -> T:
        """Run `work`, which signs with these algorithms, in the pool; at once where that takes less than going there."""
        if algorithms and all(algorithm in QUICK for algorithm in algorithms):
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False)


def sign(
    claims: Mapping[str, Any], *, key: JoseKey | OctKey, algorithm: str, kid: str | None, typ: str
) -> str:
    """A signed token (blocking; use :meth:`Signer.run`)."""
    _signatures(algorithm).inc()
    if algorithm == "ES256" and isinstance(key, ECKey):
        return _es256(claims, key, kid, typ)
    header = {"alg": algorithm, "typ": typ} | ({"kid": kid} if kid else {})
    return jwt.encode(header, dict(claims), key, algorithms=ALGORITHMS)


def _es256(claims: Mapping[str, Any], key: ECKey, kid: str | None, typ: str) -> str:
    """As the library does it, without the checks of what is known: it takes longer for those than for the signature."""
    signed = _header(kid, typ) + b"." + urlsafe_b64encode(orjson.dumps(claims)).rstrip(b"=")
    private = key.private_key
    if private is None:
        raise ValueError("only a private key signs")
    r, s = decode_dss_signature(private.sign(signed, _SHA256))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return (signed + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode()


@lru_cache(maxsize=20)
def _signatures(algorithm: str) -> Counter:
    return SIGNATURES.labels(algorithm)


@lru_cache(maxsize=100)
def _header(kid: str | None, typ: str) -> bytes:
    header = {"alg": "ES256", "typ": typ} | ({"kid": kid} if kid else {})
    return urlsafe_b64encode(orjson.dumps(header)).rstrip(b"=")


def symmetric(secret: str) -> OctKey:
    """The key of HS256 with a client secret (OpenID Connect Core 10.1)."""
    with warnings.catch_warnings():
        # An operator may have taken over a short secret; that is theirs to judge.
        warnings.simplefilter("ignore", SecurityWarning)
        return OctKey.import_key(secret.encode())


def header_of(token: str) -> Mapping[str, Any]:
    """The unverified header; empty when the text is no token."""
    try:
        return dict(jws.extract_compact(token.encode()).headers())
    except (JoseError, ValueError, TypeError):
        return {}


def verify(token: str, key: JoseKey | OctKey, algorithm: str) -> dict[str, Any] | None:
    """The claims when the signature fits, whatever their dates; None otherwise."""
    try:
        claims = jwt.decode(token, key, algorithms=[algorithm]).claims
    except (JoseError, ValueError, TypeError):
        return None
    return claims if isinstance(claims, dict) else None
