"""`client_secret_jwt` and `private_key_jwt`: the client signs a short-lived statement instead of sending a secret.

https://www.rfc-editor.org/rfc/rfc7523#section-3, https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication
"""

from __future__ import annotations

import base64
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from wirelatch.identity.applications.models import ASSERTION_ALGORITHMS, Provider
from wirelatch.identity.keys.signer import header_of, symmetric, verify
from wirelatch.identity.oidc.client_keys import candidates
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.token.use_once import LONGEST_JTI, use_once
from wirelatch.identity.services import Services

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST = 16_384
SKEW = 60
"""Seconds by which the clocks may differ."""
LONGEST_LIFETIME = 600
"""Seconds: an assertion is made for one request, and its `jti` has to be remembered until it expires."""


def unverified_claims(assertion: str) -> dict[str, Any]:
    """What an assertion says of itself, to find the client it names; nothing here is proved."""
    parts = assertion.split(".")
    if len(assertion) > LONGEST or len(parts) != 3:
        return {}
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


async def check_assertion(
    assertion: str, provider: Provider, audiences: Collection[str], services: Services
) -> str:
    """The method that was used; raises invalid_client when the assertion does not prove the client.

    `audiences`: what this server may be called: its issuer, the token endpoint, the endpoint that is asked.
    """
    header = header_of(assertion) if len(assertion) <= LONGEST else {}
    algorithm = header.get("alg")
    if algorithm not in ASSERTION_ALGORITHMS or "crit" in header:
        raise _refused("is not signed with a supported algorithm")
    if provider.token_endpoint_auth_signing_alg not in ("", algorithm):
        raise _refused("is not signed with the registered algorithm")
    claims: dict[str, Any] | None = None
    if algorithm.startswith("HS"):
        method = "client_secret_jwt"
        for secret in provider.secrets():
            claims = claims or verify(assertion, symmetric(secret), algorithm)
    else:
        method = "private_key_jwt"
        for key in await candidates(provider, header, services):
            claims = claims or verify(assertion, key, algorithm)
    if claims is None:
        raise _refused("is not signed by the client")
    jti, until = _check_claims(claims, provider, audiences)
    if not await use_once(services, "client_assertion", provider.client_id, jti, until=until):
        raise _refused("was used before")
    return method


def _check_claims(
    claims: Mapping[str, Any], provider: Provider, audiences: Collection[str]
) -> tuple[str, datetime]:
    moment = time.time()
    if claims.get("iss") != provider.client_id or claims.get("sub") != provider.client_id:
        raise _refused("must have the client_id as iss and sub")
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    # Every audience must be this server: one that also names another could be passed on by it.
    if not isinstance(named, list) or not named or not all(entry in audiences for entry in named):
        raise _refused("is meant for another audience: use the issuer")
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or not _is_number(expires):
        raise _refused("has no exp")
    if expires <= moment - SKEW:
        raise _refused("has expired")
    if expires > moment + LONGEST_LIFETIME + SKEW:
        raise _refused(f"is valid for longer than {LONGEST_LIFETIME} seconds")
    for name in ("nbf", "iat"):
        value = claims.get(name)
        if value is not None and (not _is_number(value) or value > moment + SKEW):
            raise _refused(f"is not valid yet: {name}")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti or len(jti) > LONGEST_JTI:
        raise _refused("has no jti")
    return jti, datetime.fromtimestamp(expires + SKEW, UTC)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


def _refused(what: str) -> OAuthError:
    return OAuthError("invalid_client", f"The client assertion {what}", 401)
