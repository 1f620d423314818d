"""Validation of ID tokens: one check a function, in the order of OpenID Connect Core 3.1.3.7.

https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from wirelatch.access.provider import Provider

if TYPE_CHECKING:
    from joserfc.jwk import Key

# Providers go on naming Ed25519 signatures `EdDSA`, although RFC 9864 has new names for them.
warnings.filterwarnings("ignore", message="EdDSA is deprecated")

ALGORITHMS = ("RS256", "ES256", "EdDSA", "PS256")
"""The signatures that are believed. HS256 comes in only when the provider's metadata names it."""
LEEWAY = 60
"""Seconds by which clocks may differ."""
OLDEST = 86_400
"""Seconds after which a fresh login's token is too old whatever its `exp` says."""
LONGEST = 65_536
KEY_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
CURVES = {"ES256": ("P-256",), "EdDSA": ("Ed25519", "Ed448")}
HASHES = {"RS256": "sha256", "PS256": "sha256", "ES256": "sha256", "HS256": "sha256", "EdDSA": "sha512"}


class TokenError(Exception):
    """The token is not to be believed; the text says why."""


@dataclass(frozen=True)
class Expected:
    """What a token has to fit."""

    issuer: str
    client_id: str
    client_secret: str
    nonce: str | None
    access_token: str | None = None


async def validate(token: str, provider: Provider, expected: Expected) -> dict[str, Any]:
    """The claims of an ID token from the token endpoint. Raises TokenError, or ProviderError when the keys are not to be had."""
    header, claims = await check_signature(token, provider, expected.client_secret)
    check_issuer(claims, expected.issuer)
    check_subject(claims)
    check_audience(claims, expected.client_id)
    check_times(claims)
    check_nonce(claims, expected.nonce)
    check_access_token_hash(claims, header["alg"], expected.access_token)
    return claims


async def check_signature(
    token: Any, provider: Provider, client_secret: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token with a valid signature by one of the provider's keys (or by the client secret)."""
    from joserfc import jws  # here, because starts go without it
    from joserfc.errors import JoseError
    from joserfc.jwk import OctKey

    header = _read_header(token)
    algorithm = header.get("alg")
    allowed = _allowed(
        (await provider.metadata()).get("id_token_signing_alg_values_supported"), client_secret
    )
    if not isinstance(algorithm, str) or algorithm not in allowed:
        raise TokenError(
            f"its signature algorithm is {str(algorithm)[:20]!r}; allowed are {', '.join(allowed)}"
        )
    if "crit" in header:
        raise TokenError("it has critical header parameters that are not understood")
    if algorithm == "HS256":
        key: Key = OctKey.import_key(client_secret)
    else:
        key = await _find_key(header, algorithm, provider)
    try:
        # The key set's `alg` and `use` are advice to us; what counts is the allow-list above.
        signed = jws.deserialize_compact(token, key, algorithms=[algorithm])
    except (JoseError, ValueError, TypeError):
        raise TokenError("its signature is wrong") from None
    try:
        claims = orjson.loads(signed.payload)
    except orjson.JSONDecodeError:
        raise TokenError("its content is not JSON") from None
    if not isinstance(claims, dict):
        raise TokenError("its content is not a JSON object")
    return header, claims


def _read_header(token: Any) -> dict[str, Any]:
    if not isinstance(token, str) or not token.isascii() or len(token) > LONGEST or token.count(".") != 2:
        raise TokenError("it is not a signed token")
    part = token.split(".", 1)[0]
    try:
        header = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        raise TokenError("its header cannot be read") from None
    if not isinstance(header, dict):
        raise TokenError("its header cannot be read")
    return header


def _allowed(advertised: Any, client_secret: str) -> Sequence[str]:
    named = (
        [item for item in advertised if isinstance(item, str)] if isinstance(advertised, list) else ["RS256"]
    )
    allowed = [algorithm for algorithm in ALGORITHMS if algorithm in named]
    if "HS256" in named and client_secret:
        allowed.append("HS256")
    return allowed


async def _find_key(header: dict[str, Any], algorithm: str, provider: Provider) -> Key:
    """The key the token names; without a name, the only one that fits (Core 10.1)."""
    kid = header.get("kid")

    def fitting(keys: Sequence[Key]) -> list[Key]:
        return [key for key in keys if _fits(key, algorithm) and (kid is None or key.kid == kid)]

    found = fitting(await provider.keys()) or fitting(await provider.keys(unknown=True))
    if not found:
        raise TokenError("it is signed with a key that the provider does not publish")
    if len(found) > 1:
        raise TokenError("it does not say which of the provider's keys it is signed with")
    return found[0]


def _fits(key: Key, algorithm: str) -> bool:
    if key.key_type != KEY_TYPES[algorithm] or key.get("alg", algorithm) not in (
        algorithm,
        "Ed25519",
        "Ed448",
    ):
        return False
    return algorithm not in CURVES or key.get("crv") in CURVES[algorithm]


def check_issuer(claims: dict[str, Any], issuer: str) -> None:
    """`iss` is exactly the provider that was asked."""
    if claims.get("iss") != issuer:
        raise TokenError(f"its issuer is {str(claims.get('iss'))[:200]!r}, not {issuer!r}")


def check_subject(claims: dict[str, Any]) -> None:
    """`sub` is text of 1 to 255 ASCII characters."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject or len(subject) > 255 or not subject.isascii():
        raise TokenError("it has no usable subject")


def check_audience(claims: dict[str, Any], client_id: str) -> None:
    """`aud` names us, and `azp` nobody else."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if not all(isinstance(item, str) for item in audiences) or client_id not in audiences:
        raise TokenError("it is meant for another client")
    if len(audiences) > 1 and "azp" not in claims:
        raise TokenError("it is meant for several clients and does not say which one asked for it")
    if "azp" in claims and claims["azp"] != client_id:
        raise TokenError("it was asked for by another client")


def check_times(claims: dict[str, Any]) -> None:
    """`exp` is ahead, `iat` and `nbf` are not, all within the leeway."""
    now = time.time()
    for name in ("exp", "iat"):
        if not _is_time(claims.get(name)):
            raise TokenError(f"its {name} is missing or not a number")
    if claims["exp"] <= now - LEEWAY:
        raise TokenError("it has expired")
    if claims["iat"] > now + LEEWAY:
        raise TokenError("it was issued in the future; compare the clocks of both machines")
    if claims["iat"] < now - OLDEST:
        raise TokenError("it was issued long ago")
    if "nbf" in claims and (not _is_time(claims["nbf"]) or claims["nbf"] > now + LEEWAY):
        raise TokenError("it is not valid yet")


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12


def check_nonce(claims: dict[str, Any], nonce: str | None) -> None:
    """`nonce` is the one of this login."""
    if nonce is None:
        return
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise TokenError("it belongs to another login")


def check_access_token_hash(claims: dict[str, Any], algorithm: str, access_token: str | None) -> None:
    """`at_hash`, if present, fits the access token that came with it (Core 3.1.3.6)."""
    given = claims.get("at_hash")
    if given is None or access_token is None:
        return
    digest = hashlib.new(HASHES[algorithm], access_token.encode()).digest()
    expected = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected):
        raise TokenError("it does not fit the access token it came with")
