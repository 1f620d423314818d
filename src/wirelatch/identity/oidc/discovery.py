"""Metadata and keys of a provider: computed once per catalogue version and host name.

Providers whose issuer is the installation share one set of metadata and one of keys, under `/.well-known/`: what any of
them can do is in it. https://openid.net/specs/openid-connect-discovery-1_0.html, https://www.rfc-editor.org/rfc/rfc8414,
https://www.rfc-editor.org/rfc/rfc7517#section-5
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

import orjson

from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import SIGNING_ALGORITHMS, Application, Provider
from wirelatch.identity.directory.people import Person
from wirelatch.identity.oidc.authentication_context import SUPPORTED
from wirelatch.identity.oidc.authorization.check_prompt import PROMPTS
from wirelatch.identity.oidc.authorization.check_response_mode import RESPONSE_MODES
from wirelatch.identity.oidc.authorization.check_response_type import response_types_of
from wirelatch.identity.oidc.claims import mapped_claims
from wirelatch.identity.oidc.id_token import ENCRYPTION_ALGORITHM, ENCRYPTION_METHOD
from wirelatch.identity.oidc.issuer import endpoints_of
from wirelatch.identity.oidc.token.metadata import token_metadata
from wirelatch.identity.oidc.userinfo import signing_algorithms_of
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call, Reply, json_reply
from wirelatch.identity.web.language import LANGUAGES

MOST_CACHED = 1000
METADATA_SECONDS = 60
KEYS_SECONDS = 300
"""How long clients may keep them; keys that sign no more are published for longer."""
_NOBODY = Person(0, "", "nobody", "", "", False, False, "internal", {}, None, (), frozenset(), False)


class _Document(NamedTuple):
    body: bytes
    etag: str


async def discovery(call: Call, services: Services, slug: str) -> Reply:
    """The provider's metadata."""
    return await _of_provider(call, services, slug, "metadata", _metadata, METADATA_SECONDS)


async def jwks(call: Call, services: Services, slug: str) -> Reply:
    """The keys that verify what the provider signs."""
    return await _of_provider(call, services, slug, "jwks", _keys, KEYS_SECONDS)


async def global_discovery(call: Call, services: Services) -> Reply:
    """The metadata of the issuer that providers in the issuer mode `global` share."""
    return await _of_all(call, services, "metadata", _shared_metadata, METADATA_SECONDS)


async def global_jwks(call: Call, services: Services) -> Reply:
    """The keys of those providers."""
    return await _of_all(call, services, "jwks", _shared_keys, KEYS_SECONDS)


_Making = Callable[[str, Snapshot, Application, Provider], dict[str, Any]]
_MakingShared = Callable[[str, Snapshot, list[tuple[Application, Provider]]], dict[str, Any]]


async def _of_provider(
    call: Call, services: Services, slug: str, kind: str, making: _Making, seconds: int
) -> Reply:
    snapshot = await services.catalog.current()
    application = snapshot.by_slug.get(slug)
    provider = application.provider if application else None
    if application is None or provider is None:
        return _none()
    found = _cached(
        snapshot, (kind, slug, call.base_url), lambda: making(call.base_url, snapshot, application, provider)
    )
    return _reply(call, found, seconds)


async def _of_all(call: Call, services: Services, kind: str, making: _MakingShared, seconds: int) -> Reply:
    snapshot = await services.catalog.current()
    members = [
        (application, application.provider)
        for application in snapshot.applications
        if application.provider is not None and application.provider.issuer_mode == "global"
    ]
    if not members:
        return _none()
    key = (kind, None, call.base_url)
    return _reply(call, _cached(snapshot, key, lambda: making(call.base_url, snapshot, members)), seconds)


def _cached(snapshot: Snapshot, key: tuple[Any, ...], make: Callable[[], dict[str, Any]]) -> _Document:
    found = snapshot.cache.get(key)
    if found is None:
        body = orjson.dumps(make(), option=orjson.OPT_INDENT_2)
        found = _Document(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        if len(snapshot.cache) < MOST_CACHED:  # the Host header is the client's to choose
            snapshot.cache[key] = found
    document: _Document = found
    return document


def _reply(call: Call, document: _Document, seconds: int) -> Reply:
    if call.method not in ("GET", "HEAD"):
        return json_reply({"error": "invalid_request"}, 405, {"Allow": "GET, HEAD, OPTIONS"})
    headers = [
        ("Content-Type", "application/json"),
        ("Access-Control-Allow-Origin", "*"),
        ("Cache-Control", f"public, max-age={seconds}"),
        ("ETag", document.etag),
    ]
    known = call.headers.get("if-none-match")
    if known is not None and (known.strip() == "*" or document.etag in known):
        return Reply(304, b"", headers)
    return Reply(200, document.body, headers)


def _none() -> Reply:
    return json_reply({"error": "not_found", "error_description": "There is no such application"}, 404)


def _keys(base_url: str, snapshot: Snapshot, application: Application, provider: Provider) -> dict[str, Any]:
    # Without a key of its own a provider signs ID tokens with the client secret, and access tokens with the key of the
    # installation.
    present = provider.signing_key or snapshot.token_key
    by_id = {key.kid: dict(key.public_jwk) for key in (present, *provider.retired_keys)}
    by_id[present.kid] = dict(present.public_jwk)
    return {"keys": list(by_id.values())}


def _shared_keys(
    base_url: str, snapshot: Snapshot, members: list[tuple[Application, Provider]]
) -> dict[str, Any]:
    by_id: dict[str, Any] = {}
    for application, provider in members:
        for key in _keys(base_url, snapshot, application, provider)["keys"]:
            by_id.setdefault(key["kid"], key)
    return {"keys": list(by_id.values())}


def _metadata(
    base_url: str, snapshot: Snapshot, application: Application, provider: Provider
) -> dict[str, Any]:
    urls = endpoints_of(base_url, provider, application)
    methods = ["S256", "plain"] if provider.pkce_plain else ["S256"]
    claims = [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "acr",
        "amr",
        "nonce",
        "at_hash",
        "c_hash",
        "sid",
    ]
    claims += [name for name in mapped_claims(provider, _NOBODY, provider.scopes) if name not in claims]
    token = token_metadata(base_url, provider, application.slug)
    grant_types = list(token["grant_types_supported"])
    if {"implicit", "hybrid"} & set(provider.grant_types):
        grant_types.append("implicit")
    encryption: dict[str, Any] = {}
    if provider.encryption_key is not None:
        encryption = {
            "id_token_encryption_alg_values_supported": [ENCRYPTION_ALGORITHM],
            "id_token_encryption_enc_values_supported": [ENCRYPTION_METHOD],
        }
    return {
        "issuer": urls.issuer,
        "authorization_endpoint": urls.authorize,
        "pushed_authorization_request_endpoint": urls.push,
        "token_endpoint": urls.token,
        "userinfo_endpoint": urls.user_info,
        "end_session_endpoint": urls.logout,
        "introspection_endpoint": urls.introspect,
        "revocation_endpoint": urls.revoke,
        "jwks_uri": urls.jwks,
        "response_types_supported": response_types_of(provider),
        "response_modes_supported": list(RESPONSE_MODES),
        **token,
        "grant_types_supported": grant_types,
        "id_token_signing_alg_values_supported": [provider.id_token_algorithm],
        **encryption,
        "userinfo_signing_alg_values_supported": signing_algorithms_of(provider),
        "request_object_signing_alg_values_supported": _request_object_algorithms(provider),
        "subject_types_supported": ["pairwise" if provider.sector_identifier else "public"],
        "claim_types_supported": ["normal"],
        "acr_values_supported": list(SUPPORTED),
        "scopes_supported": list(dict.fromkeys(["openid", *provider.scopes])),
        "claims_supported": claims,
        "claims_parameter_supported": True,
        "request_parameter_supported": True,
        "request_uri_parameter_supported": False,
        "require_pushed_authorization_requests": provider.require_pushed_authorization_requests,
        "prompt_values_supported": sorted(PROMPTS),
        "display_values_supported": ["page", "popup"],
        "ui_locales_supported": list(LANGUAGES),
        "code_challenge_methods_supported": []
        if provider.pkce == "off" and not provider.is_public
        else methods,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "frontchannel_logout_supported": True,
        "frontchannel_logout_session_supported": True,
    }


def _shared_metadata(
    base_url: str, snapshot: Snapshot, members: list[tuple[Application, Provider]]
) -> dict[str, Any]:
    """Lists hold what any member can do; what is demanded is demanded of all."""
    shared: dict[str, Any] = {}
    for application, provider in members:
        for name, value in _metadata(base_url, snapshot, application, provider).items():
            if isinstance(value, list):
                shared[name] = list(dict.fromkeys([*shared.get(name, []), *value]))
            elif name.startswith("require_"):
                shared[name] = value and shared.get(name, True)
            else:
                shared.setdefault(name, value)
    common = f"{base_url}/application/o/"
    return {**shared, "jwks_uri": f"{common}jwks/", "end_session_endpoint": f"{common}end-session/"}


def _request_object_algorithms(provider: Provider) -> list[str]:
    if provider.request_object_signing_alg:
        return [provider.request_object_signing_alg]
    symmetric = [] if provider.is_public else ["HS256", "HS384", "HS512"]
    return [*SIGNING_ALGORITHMS, *symmetric]
