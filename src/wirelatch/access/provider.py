"""What the relying party knows of its provider: metadata and keys, fetched when needed and kept for a while.

https://openid.net/specs/openid-connect-discovery-1_0.html
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from wirelatch.access.fetching import ProviderError, fetch, read_json

if TYPE_CHECKING:
    from joserfc.jwk import Key

METADATA_SECONDS = 3600.0
KEYS_SECONDS = 3600.0
REFETCH_PAUSE = 5.0
"""Tokens with made-up key ids must not make us ask for the keys more often than this."""


class Provider:
    """One OpenID provider, by its issuer."""

    def __init__(self, issuer: str, client: httpx.AsyncClient) -> None:
        self.issuer = issuer
        self._client = client
        self._metadata: dict[str, Any] = {}
        self._metadata_until = 0.0
        self._keys: list[Key] = []
        self._keys_until = 0.0
        self._keys_fetched = -REFETCH_PAUSE
        self._lock = asyncio.Lock()

    async def metadata(self) -> dict[str, Any]:
        """The provider's metadata. Raises ProviderError."""
        async with self._lock:
            if time.monotonic() >= self._metadata_until:
                url = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
                status, body = await fetch(self._client, "GET", url)
                if status != 200:
                    raise ProviderError(f"{url} answered with status {status}")
                self._metadata = _check(read_json(body, "the provider's metadata"), self.issuer)
                self._metadata_until = time.monotonic() + METADATA_SECONDS
            return self._metadata

    async def keys(self, *, unknown: bool = False) -> list[Key]:
        """The provider's public keys; `unknown` asks again, because a token names a key that is not among them."""
        metadata = await self.metadata()
        async with self._lock:
            now = time.monotonic()
            if now >= self._keys_until or (unknown and now - self._keys_fetched >= REFETCH_PAUSE):
                self._keys_fetched = now
                status, body = await fetch(self._client, "GET", metadata["jwks_uri"])
                if status != 200:
                    raise ProviderError(f"{metadata['jwks_uri']} answered with status {status}")
                self._keys = _import_keys(read_json(body, "the provider's key set"))
                self._keys_until = now + KEYS_SECONDS
            return self._keys


def _check(metadata: dict[str, Any], issuer: str) -> dict[str, Any]:
    """Discovery 4.3: the issuer must be exactly the one that was asked for."""
    if metadata.get("issuer") != issuer:
        raise ProviderError(
            f"the provider calls itself {str(metadata.get('issuer'))[:200]!r}, not {issuer!r}"
        )
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not _is_url(metadata.get(name)):
            raise ProviderError(f"the provider's metadata has no usable {name}")
    for name in ("userinfo_endpoint", "end_session_endpoint", "introspection_endpoint"):
        if name in metadata and not _is_url(metadata[name]):
            del metadata[name]
    return metadata


def _is_url(value: Any) -> bool:
    return (
        isinstance(value, str)
        and urlsplit(value).scheme in {"http", "https"}
        and bool(urlsplit(value).hostname)
    )


def _import_keys(jwks: dict[str, Any]) -> list[Key]:
    """The signing keys of a set; those we cannot use are left out (RFC 7517, 5)."""
    from joserfc.errors import JoseError  # here, because starts go without it
    from joserfc.jwk import import_key

    keys: list[Key] = []
    entries = jwks.get("keys")
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict) or entry.get("use", "sig") != "sig" or entry.get("kty") == "oct":
            continue
        try:
            keys.append(import_key(entry))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return keys
