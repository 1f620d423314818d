"""Bearer tokens of tools: sessions of our own, API tokens of the identity half, access tokens of our client.

An answer is kept for a moment, so that a script that calls often does not ask the provider each time: for two seconds
where our own identity half is asked, so that deactivating a user ends what their tools do here; for half a minute where
a provider of somebody else is, which may count how often it is asked.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Mapping
from typing import Any

import httpx

from wirelatch.access.fetching import ProviderError, fetch, read_json
from wirelatch.access.groups import Refused, user_of
from wirelatch.access.id_token import (
    TokenError,
    check_audience,
    check_issuer,
    check_signature,
    check_subject,
    check_times,
)
from wirelatch.access.relying_party import RelyingParty
from wirelatch.access.users import User

log = logging.getLogger(__name__)

KEEP_SECONDS = 2.0
KEEP_OF_OTHERS_SECONDS = 30.0
KEEP_REFUSALS_SECONDS = 5.0
KEPT = 1000
LONGEST = 16_384


class BearerTokens:
    """Finds out whose token it is."""

    def __init__(
        self, http: httpx.AsyncClient, identity_url: str, permissions: Mapping[str, Any], groups_claim: str
    ) -> None:
        self.relying_party: RelyingParty | None = None
        self._http = http
        self._identity_url = identity_url
        self._permissions = permissions
        self._groups_claim = groups_claim
        self._kept: dict[str, tuple[float, User | None]] = {}

    async def user(self, token: str) -> User | None:
        """The user of a token, or None. Raises ProviderError when nobody can tell now."""
        if (
            not token
            or len(token) > LONGEST
            or not token.isascii()
            or not token.isprintable()
            or " " in token
        ):
            return None
        key = hashlib.sha256(token.encode()).hexdigest()
        found = self._kept.get(key)
        if found is not None and time.monotonic() < found[0]:
            return found[1]
        user = await self._ask(token)
        if len(self._kept) >= KEPT:
            self._kept.clear()
        keep = KEEP_SECONDS if self._identity_url else KEEP_OF_OTHERS_SECONDS
        self._kept[key] = (time.monotonic() + (keep if user else min(keep, KEEP_REFUSALS_SECONDS)), user)
        return user

    async def _ask(self, token: str) -> User | None:
        try:
            claims = await self._claims_of_access_token(token) if token.count(".") == 2 else None
            if claims is None and self._identity_url:
                claims = await self._claims_of_api_token(token)
            if claims is None and self.relying_party is not None and token.count(".") != 2:
                claims = await self._introspected(self.relying_party, token)
            return user_of(claims, self._permissions, self._groups_claim) if claims is not None else None
        except Refused as refusal:
            log.info("the token of %r gives no permissions here", refusal.username)
            return None

    async def _claims_of_api_token(self, token: str) -> dict[str, Any] | None:
        """The owner of an API token, as the identity half's API tells it."""
        url = f"{self._identity_url}/api/v3/core/users/me/"
        status, body = await fetch(self._http, "GET", url, headers={"Authorization": f"Bearer {token}"})
        if status >= 500:
            raise ProviderError(f"{url} answered with status {status}")
        user = read_json(body, "the answer about the token").get("user") if status == 200 else None
        if not isinstance(user, dict):
            return None
        groups = user.get("groups")
        names = (
            [item.get("name") for item in groups if isinstance(item, dict)]
            if isinstance(groups, list)
            else []
        )
        return {
            "sub": str(user.get("uid", "")),
            "preferred_username": user.get("username"),
            "name": user.get("name"),
            "email": user.get("email"),
            self._groups_claim: names,
        }

    async def _claims_of_access_token(self, token: str) -> dict[str, Any] | None:
        """RFC 9068: a signed access token that our client was given."""
        party = self.relying_party
        if party is None:
            return None
        try:
            _, claims = await check_signature(token, party.provider, party.client.client_secret)
            check_issuer(claims, party.client.issuer)
            check_subject(claims)
            check_times(claims)
            if claims.get("client_id") != party.client.client_id:
                check_audience(claims, party.client.client_id)
            if "nonce" in claims or "at_hash" in claims:
                raise TokenError("it is an ID token")
        except TokenError as error:
            log.info("an access token was refused: %s", error)
            return None
        return await self._with_userinfo(party, token, claims)

    async def _introspected(self, party: RelyingParty, token: str) -> dict[str, Any] | None:
        claims = await party.introspect(token)
        if not claims or claims.get("active") is not True or not isinstance(claims.get("sub"), str):
            return None
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if party.client.client_id not in (claims.get("client_id"), *audiences):
            return None
        return await self._with_userinfo(party, token, claims)

    async def _with_userinfo(
        self, party: RelyingParty, token: str, claims: dict[str, Any]
    ) -> dict[str, Any] | None:
        try:
            more = await party.userinfo(token)
        except ProviderError:
            return None
        if more is None:
            return claims
        return {**more, **claims} if more.get("sub") == claims["sub"] else None
