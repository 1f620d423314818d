"""DPoP: tokens that only the holder of a key can use. https://www.rfc-editor.org/rfc/rfc9449

With each request the client sends a proof, signed with its key, for that method, address and (at resources) token.
Each proof is taken once. The nonces of section 8 are not asked for: a proof is good for two minutes, and only once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from wirelatch.identity.applications.models import SIGNING_ALGORITHMS
from wirelatch.identity.keys.signer import header_of, verify
from wirelatch.identity.oidc.client_keys import ClientKeysError, parse_keys
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.token.use_once import LONGEST_JTI, use_once
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

ALGORITHMS = SIGNING_ALGORITHMS
LONGEST = 8192
OLDEST = 120
"""Seconds after which a proof is too old."""
SKEW = 60
"""Seconds by which a client's clock may be fast."""
_PORTS = {"http": 80, "https": 443}


async def read_proof(call: Call, services: Services, *, access_token: str | None = None) -> str | None:
    """The thumbprint (`jkt`) of the key that the request proves; None without a proof.

    `access_token`: the token that the proof must be for. Raises invalid_dpop_proof.
    """
    proofs = [value for name, value in call.scope["headers"] if name == b"dpop"]
    if not proofs:
        return None
    if len(proofs) > 1:
        raise _refused("There is more than one DPoP header")
    proof = proofs[0].decode("latin-1")
    header = header_of(proof) if len(proof) <= LONGEST else {}
    if header.get("typ") != "dpop+jwt" or header.get("alg") not in ALGORITHMS or "crit" in header:
        raise _refused("The DPoP proof must have typ dpop+jwt and be signed with a supported algorithm")
    try:
        key = parse_keys({"keys": [header.get("jwk")]})[0]
    except ClientKeysError as error:
        raise _refused(f"The jwk of the DPoP proof cannot be used: {error}") from None
    claims = verify(proof, key, str(header["alg"]))
    if claims is None:
        raise _refused("The DPoP proof is not signed by its key")
    _check_request(claims, call)
    if access_token is not None and not _is_hash_of(claims.get("ath"), access_token):
        raise _refused("The ath of the DPoP proof is not the hash of the access token")
    jkt = key.thumbprint()
    jti, issued = _check_time(claims)
    until = datetime.fromtimestamp(issued + OLDEST + SKEW, UTC)
    if not await use_once(services, "dpop", jkt, jti, until=until):
        raise _refused("The DPoP proof was used before")
    return jkt


async def check_bound(
    call: Call, services: Services, claims: Mapping[str, Any], token: str, scheme: str
) -> None:
    """Raise unless the request may use this access token: a bound one comes with a proof by its key.

    `scheme`: that of the Authorization header in lower case, or `bearer` where the token came otherwise.
    """
    wanted = bound_to(claims)
    if wanted is None:
        if scheme == "dpop":
            raise challenge(
                "invalid_token", "The access token is not bound to a key: use it as a bearer token"
            )
        return
    if scheme != "dpop":
        raise challenge("invalid_token", "The access token is bound to a key: use the DPoP scheme")
    try:
        jkt = await read_proof(call, services, access_token=token)
    except OAuthError as error:
        raise challenge(error.error, error.description) from None
    if jkt is None:
        raise challenge("invalid_dpop_proof", "The DPoP header is missing")
    if not hmac.compare_digest(jkt, wanted):
        raise challenge("invalid_token", "The access token is bound to another key")


def bound_to(claims: Mapping[str, Any]) -> str | None:
    """The thumbprint of the key that a token is bound to."""
    confirmation = claims.get("cnf")
    jkt = confirmation.get("jkt") if isinstance(confirmation, Mapping) else None
    return jkt if isinstance(jkt, str) else None


def challenge(error: str, description: str) -> OAuthError:
    """https://www.rfc-editor.org/rfc/rfc9449#section-7.1"""
    told = f'DPoP error="{error}", error_description="{description}", algs="{" ".join(ALGORITHMS)}"'
    return OAuthError(error, description, 401, {"WWW-Authenticate": told})


def _check_request(claims: Mapping[str, Any], call: Call) -> None:
    if claims.get("htm") != call.method:
        raise _refused("The htm of the DPoP proof is not the method of the request")
    htu = claims.get("htu")
    if not isinstance(htu, str) or _normal(htu) != _normal(call.base_url + call.path):
        raise _refused("The htu of the DPoP proof is not the address of the request")


def _check_time(claims: Mapping[str, Any]) -> tuple[str, float]:
    issued, jti = claims.get("iat"), claims.get("jti")
    if not isinstance(issued, int | float) or isinstance(issued, bool):
        raise _refused("The DPoP proof has no iat")
    if not -SKEW <= time.time() - issued <= OLDEST:
        raise _refused("The DPoP proof is too old, or not valid yet")
    if not isinstance(jti, str) or not jti or len(jti) > LONGEST_JTI:
        raise _refused("The DPoP proof has no jti")
    return jti, float(issued)


def _normal(url: str) -> tuple[str, str | None, int | None, str] | None:
    """Without query and fragment, and however host and port are written."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return parts.scheme, parts.hostname, port, parts.path or "/"


def _is_hash_of(value: Any, token: str) -> bool:
    digest = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
    return isinstance(value, str) and hmac.compare_digest(value.encode("utf-8", "replace"), digest.encode())


def _refused(description: str) -> OAuthError:
    return OAuthError("invalid_dpop_proof", description)
