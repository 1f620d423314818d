"""The public keys of a client, from its `jwks` or its `jwks_uri`: for its assertions and request objects.

Documents are kept for a while; a key id that is not in one has it fetched again, since clients change their keys, but
not more often than `AGAIN_SECONDS`. https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.keys.pair import JoseKey
from wirelatch.identity.services import Services
from wirelatch.identity.web.fetch import FetchError, fetch_json, networks

log = logging.getLogger(__name__)

FRESH_SECONDS = 300.0
AGAIN_SECONDS = 10.0
MOST_KEYS = 50
MOST_CACHED = 1000
_ALGORITHM_KEYS = {
    "RS": ("RSA", None), "PS": ("RSA", None), "ES256": ("EC", "P-256"), "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"), "EdDSA": ("OKP", "Ed25519"),
}  # fmt: skip
_parsed: dict[int, tuple[Mapping[str, Any], tuple[JoseKey, ...]]] = {}
_fetched: dict[str, tuple[float, tuple[JoseKey, ...]]] = {}


class ClientKeysError(ValueError):
    """A key set that cannot be used; the text says why."""


def parse_keys(document: Any, *, lenient: bool = False) -> tuple[JoseKey, ...]:
    """The public keys of a JWK set; raises ClientKeysError for private or symmetric keys and for none at all.

    `lenient`: keys of kinds and curves that are not known here are passed over.
    """
    keys = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(keys, list) or not keys or len(keys) > MOST_KEYS:
        raise ClientKeysError('A JWK set is {"keys": [...]} with at least one key.')
    found = []
    for entry in keys:
        if not isinstance(entry, Mapping):
            raise ClientKeysError("A key must be an object.")
        if entry.get("kty") not in ("RSA", "EC", "OKP"):
            if lenient:
                continue
            raise ClientKeysError("A key must be of kty RSA, EC or OKP.")
        if any(member in entry for member in ("d", "p", "q", "k")):
            raise ClientKeysError("A private key must not leave the client: send the public key.")
        try:
            key = JWKRegistry.import_key(dict(entry))
        except (JoseError, ValueError, TypeError, KeyError):
            if lenient:
                continue
            raise ClientKeysError("A key cannot be read.") from None
        if not isinstance(key, RSAKey | ECKey | OKPKey):
            raise ClientKeysError("A key must be of kty RSA, EC or OKP.")
        if isinstance(key, RSAKey) and key.public_key.key_size < 2048:
            raise ClientKeysError("RSA keys need at least 2048 bits.")
        found.append(key)
    return tuple(found)


async def candidates(
    provider: Provider, header: Mapping[str, Any], services: Services
) -> tuple[JoseKey, ...]:
    """The client's keys that may have signed a token with this header; empty when there are none."""
    algorithm, kid = str(header.get("alg")), header.get("kid")
    if provider.jwks is not None:
        return fitting(_registered(provider.id, provider.jwks), algorithm, kid)
    if not provider.jwks_uri:
        return ()
    found = fitting(await published(provider.jwks_uri, services, FRESH_SECONDS), algorithm, kid)
    if not found:
        found = fitting(await published(provider.jwks_uri, services, AGAIN_SECONDS), algorithm, kid)
    return found


def _registered(provider_id: int, jwks: Mapping[str, Any]) -> tuple[JoseKey, ...]:
    """The keys of a provider's `jwks`, parsed once for each version of the catalogue."""
    known = _parsed.get(provider_id)
    if known is None or known[0] is not jwks:
        try:
            known = (jwks, parse_keys(jwks))
        except ClientKeysError:
            known = (jwks, ())
        if provider_id not in _parsed and len(_parsed) >= MOST_CACHED:
            _parsed.pop(next(iter(_parsed)))
        _parsed[provider_id] = known
    return known[1]


async def published(uri: str, services: Services, fresh: float) -> tuple[JoseKey, ...]:
    """The keys at an address, from memory while they are no older than `fresh` seconds; empty when there are none."""
    moment = time.monotonic()
    known = _fetched.get(uri)
    if known is not None and moment - known[0] < fresh:
        return known[1]
    try:
        document = await fetch_json(uri, allowed=networks(services.settings.fetch_networks))
        keys = parse_keys(document, lenient=True)
    except (FetchError, ClientKeysError) as error:
        log.warning("the keys at %s cannot be used: %s", uri, error)
        keys = known[1] if known is not None else ()  # a short outage there must not lock the client out
    if uri not in _fetched and len(_fetched) >= MOST_CACHED:
        _fetched.pop(next(iter(_fetched)))
    _fetched[uri] = (moment, keys)
    return keys


def fitting(keys: tuple[JoseKey, ...], algorithm: str, kid: Any) -> tuple[JoseKey, ...]:
    """Keys of the algorithm's type, for signatures, and with the key id where one is named."""
    wanted = _ALGORITHM_KEYS.get(algorithm) or _ALGORITHM_KEYS.get(algorithm[:2])
    if wanted is None:
        return ()
    kind, curve = wanted
    return tuple(
        key
        for key in keys
        if key.key_type == kind
        and (curve is None or key.get("crv") == curve)
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") in (None, kid))
    )
