"""Reading an access token of ours: signature, type and expiry first, then the row that can revoke it.

https://www.rfc-editor.org/rfc/rfc9068#section-4
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from wirelatch.database import now
from wirelatch.identity.applications.access import check_access
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import ACCESS_TOKEN_TYPES, Provider
from wirelatch.identity.directory import people
from wirelatch.identity.directory.people import Person
from wirelatch.identity.keys.pair import SigningKey
from wirelatch.identity.keys.signer import header_of, verify
from wirelatch.identity.oidc.tables import access_tokens, grants

LONGEST = 65_536
MOST_VERIFIED = 1000
"""Tokens remembered as signed by us."""
_TOKEN = (
    select(
        access_tokens,
        grants.c.provider_id,
        grants.c.user_id,
        grants.c.requested_claims,
        grants.c.revoked_at.label("grant_revoked_at"),
    )
    .join(grants, grants.c.id == access_tokens.c.grant_id)
    .where(access_tokens.c.jti == bindparam("jti"))
)


@dataclass(frozen=True)
class LiveToken:
    """A token that is valid now, with the user it speaks for."""

    claims: dict[str, Any]
    scopes: frozenset[str]
    grant_id: str
    provider: Provider
    person: Person
    requested_claims: Mapping[str, Any] | None = None


def verified_claims(token: str, snapshot: Snapshot) -> dict[str, Any] | None:
    """The claims when the token is signed by a key of ours as an access token, and has not expired."""
    if len(token) > LONGEST or token.count(".") != 2:
        return None
    # The same token comes again and again, and its signature stays what it was as long as our keys do.
    verified: dict[bytes, dict[str, Any]] = snapshot.cache.setdefault("verified tokens", {})
    digest = hashlib.sha256(token.encode(errors="replace")).digest()
    claims = verified.get(digest)
    if claims is None:
        claims = _signed_claims(token, snapshot)
        if claims is None:
            return None
        if len(verified) >= MOST_VERIFIED:
            verified.clear()
        verified[digest] = claims
    return dict(claims) if claims["exp"] > time.time() else None


def _signed_claims(token: str, snapshot: Snapshot) -> dict[str, Any] | None:
    header = header_of(token)
    signing = signing_keys(snapshot).get(header.get("kid"))
    algorithm = header.get("alg")
    if signing is None or header.get("typ") not in ACCESS_TOKEN_TYPES or algorithm not in signing.algorithms:
        return None
    claims = verify(token, signing.key, str(algorithm))
    if claims is None or not isinstance(claims.get("jti"), str) or not isinstance(claims.get("exp"), int):
        return None
    if "client_id" not in claims:
        return None  # an ID token, which has the typ JWT too
    return claims


def find_live(connection: Connection, claims: dict[str, Any], snapshot: Snapshot) -> LiveToken | None:
    """The token behind verified claims; None when it was revoked, or its user is deactivated or may no longer."""
    row = connection.execute(_TOKEN, {"jti": claims["jti"]}).first()
    if row is None or row.revoked_at is not None or row.grant_revoked_at is not None or row.expires <= now():
        return None
    application = snapshot.by_provider.get(row.provider_id)
    person = people.find(connection, row.user_id)
    if application is None or application.provider is None or person is None:
        return None
    if not check_access(
        application, person, connection, decided_before=True
    ).passing:  # also refuses who is not active
        return None
    scopes = frozenset(row.scope.split())
    return LiveToken(claims, scopes, row.grant_id, application.provider, person, row.requested_claims)


def is_for(claims: dict[str, Any], provider: Provider) -> bool:
    """Whether a token is for us, at the provider's own endpoints, and not for another resource only (RFC 8707)."""
    audience = claims.get("aud")
    return provider.client_id in (audience if isinstance(audience, list) else [audience])


def signing_keys(snapshot: Snapshot) -> dict[Any, SigningKey]:
    """By key id, every key that may have signed an access token."""
    if "signing_keys" not in snapshot.cache:
        snapshot.cache["signing_keys"] = {
            pair.signing.kid: pair.signing for pair in snapshot.pairs if pair.signing is not None
        }
    found: dict[Any, SigningKey] = snapshot.cache["signing_keys"]
    return found
