"""Verifying an upstream ID token: signature with a pinned algorithm, then issuer, audience, times, nonce and hashes.

https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence
from typing import Any

from wirelatch.identity.keys.pair import JoseKey
from wirelatch.identity.keys.signer import header_of, symmetric, verify
from wirelatch.identity.oidc.client_keys import (
    AGAIN_SECONDS,
    FRESH_SECONDS,
    ClientKeysError,
    fitting,
    parse_keys,
    published,
)
from wirelatch.identity.services import Services
from wirelatch.identity.sources.source import Endpoints, Source, UpstreamError

LONGEST = 32_768
SKEW = 60
"""Seconds by which the clocks may differ."""
OLDEST = 600
"""Seconds since an ID token was issued: it was made for this very exchange."""
ASYMMETRIC = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
_HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}


async def verify_id_token(
    token: Any, source: Source, endpoints: Endpoints, services: Services, *, nonce: str, access_token: str
) -> dict[str, Any]:
    """The claims; raises UpstreamError."""
    if not isinstance(token, str):
        raise UpstreamError(f"source {source.slug}: there is no ID token; is the scope openid asked for?")
    claims = await verified_claims(token, source, endpoints, services)
    check_issuer(claims, source, endpoints)
    check_audience(claims, source.consumer_key)
    check_times(claims, oldest=OLDEST)
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(
        given.encode("utf-8", "replace"), nonce.encode()
    ):
        raise UpstreamError("the ID token's nonce is not that of this sign-in")
    _check_at_hash(claims, str(header_of(token).get("alg")), access_token)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise UpstreamError("the ID token has no usable sub")
    return claims


async def verified_claims(
    token: str, source: Source, endpoints: Endpoints, services: Services
) -> dict[str, Any]:
    """The claims of a token whose signature fits a key of the provider, nothing else checked; raises UpstreamError."""
    header = header_of(token) if len(token) <= LONGEST else {}
    algorithm = header.get("alg")
    if "crit" in header or algorithm not in allowed_algorithms(endpoints):
        raise UpstreamError(f"the token is signed with {str(algorithm)[:20]!r}, which is not expected")
    if algorithm == "HS256":
        claims = verify(token, symmetric(source.consumer_secret), "HS256") if source.consumer_secret else None
        if claims is None:
            raise UpstreamError("the token's signature is wrong")
        return claims
    for key in await _candidates(source, endpoints, header, services):
        claims = verify(token, key, str(algorithm))
        if claims is not None:
            return claims
    raise UpstreamError("the token's signature fits none of the provider's keys")


def allowed_algorithms(endpoints: Endpoints) -> Sequence[str]:
    """What may have signed: what the provider says, never `none`; the secret only where it says nothing else."""
    if not endpoints.algorithms:
        return ASYMMETRIC
    own = [algorithm for algorithm in ASYMMETRIC if algorithm in endpoints.algorithms]
    return own or (["HS256"] if "HS256" in endpoints.algorithms else [])


async def _candidates(
    source: Source, endpoints: Endpoints, header: Mapping[str, Any], services: Services
) -> tuple[JoseKey, ...]:
    algorithm, kid = str(header.get("alg")), header.get("kid")
    if source.oidc_jwks:
        try:
            return fitting(parse_keys(source.oidc_jwks, lenient=True), algorithm, kid)
        except ClientKeysError as error:
            raise UpstreamError(f"source {source.slug}: oidc_jwks cannot be used: {error}") from None
    if not endpoints.jwks_url:
        raise UpstreamError(f"source {source.slug}: its keys are neither set nor told")
    found = fitting(await published(endpoints.jwks_url, services, FRESH_SECONDS), algorithm, kid)
    # A key that is not known yet: the provider may have changed its keys.
    return found or fitting(await published(endpoints.jwks_url, services, AGAIN_SECONDS), algorithm, kid)


def check_issuer(claims: Mapping[str, Any], source: Source, endpoints: Endpoints) -> None:
    """Raise UpstreamError unless the provider issued the token."""
    expected = endpoints.issuer
    if source.kind.issuer_has_tenant and "{tenantid}" in expected:
        tenant = claims.get("tid")
        if not isinstance(tenant, str) or not tenant or "/" in tenant:
            raise UpstreamError("the ID token does not say which tenant it is of")
        expected = expected.replace("{tenantid}", tenant)
    if not expected or claims.get("iss") != expected:
        raise UpstreamError(f"the token's issuer is {str(claims.get('iss'))[:200]!r}, not {expected!r}")


def check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    """Raise UpstreamError unless the token was made for us (Core 3.1.3.7, 3 to 5)."""
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or client_id not in named:
        raise UpstreamError("the ID token is meant for another client")
    authorized = claims.get("azp")
    if authorized is None and len(named) > 1:
        raise UpstreamError("the ID token is meant for several clients, and does not say which one asked")
    if authorized is not None and authorized != client_id:
        raise UpstreamError("the ID token was issued to another client")


def check_times(claims: Mapping[str, Any], *, oldest: int | None = None) -> None:
    """Raise UpstreamError for a token that is over, not valid yet, or older than `oldest` seconds."""
    moment = time.time()
    expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    if expires is None or expires <= moment - SKEW:
        raise UpstreamError("the token has expired")
    if oldest is not None and (issued is None or issued <= moment - oldest - SKEW):
        raise UpstreamError("the ID token was issued too long ago")
    before = _seconds(claims, "nbf")
    if max(issued or 0, before or 0) > moment + SKEW:
        raise UpstreamError("the token is not valid yet: do the clocks differ?")


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12
    return float(value) if usable and value is not None else None


def _check_at_hash(claims: Mapping[str, Any], algorithm: str, access_token: str) -> None:
    given = claims.get("at_hash")
    if given is None:
        return
    digest = _HASHES.get(algorithm[-3:], hashlib.sha512 if algorithm == "EdDSA" else hashlib.sha256)
    whole = digest(access_token.encode()).digest()
    expected = base64.urlsafe_b64encode(whole[: len(whole) // 2]).rstrip(b"=").decode()
    if given != expected:
        raise UpstreamError("the access token is not the one that the ID token came with")
