"""Metadata and keys of a provider: computed once per catalogue version and host name.

https://openid.net/specs/openid-connect-discovery-1_0.html, https://www.rfc-editor.org/rfc/rfc8414,
https://www.rfc-editor.org/rfc/rfc7517#section-5
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.directory.people import Person
from wirelatch.identity.oidc.authorization.check_prompt import PROMPTS
from wirelatch.identity.oidc.authorization.check_response_mode import RESPONSE_MODES
from wirelatch.identity.oidc.claims import mapped_claims
from wirelatch.identity.oidc.issuer import endpoints_of
from wirelatch.identity.oidc.token.issue_tokens import ACR
from wirelatch.identity.oidc.token.metadata import token_metadata
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call, Reply, json_reply

MOST_CACHED = 1000
_HEADERS = [("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*")]
_NOBODY = Person(0, "", "nobody", "", "", False, False, "internal", {}, None, (), frozenset(), False)


async def discovery(call: Call, services: Services, slug: str) -> Reply:
    """The provider's metadata."""
    return await _cached(call, services, slug, "metadata", _metadata)


async def jwks(call: Call, services: Services, slug: str) -> Reply:
    """The keys that verify what the provider signs."""
    return await _cached(call, services, slug, "jwks", _keys)


_Document = Callable[[str, Snapshot, Application, Provider], dict[str, Any]]


async def _cached(call: Call, services: Services, slug: str, kind: str, document: _Document) -> Reply:
    snapshot = await services.catalog.current()
    application = snapshot.by_slug.get(slug)
    if application is None or application.provider is None:
        return json_reply({"error": "not_found", "error_description": "There is no such application"}, 404)
    if call.method not in ("GET", "HEAD"):
        return json_reply({"error": "invalid_request"}, 405, {"Allow": "GET, HEAD, OPTIONS"})
    key = (kind, slug, call.base_url)
    body = snapshot.cache.get(key)
    if body is None:
        body = orjson.dumps(
            document(call.base_url, snapshot, application, application.provider), option=orjson.OPT_INDENT_2
        )
        if len(snapshot.cache) < MOST_CACHED:  # the Host header is the client's to choose
            snapshot.cache[key] = body
    return Reply(200, body, _HEADERS)


def _keys(base_url: str, snapshot: Snapshot, application: Application, provider: Provider) -> dict[str, Any]:
    keys = [provider.signing_key] if provider.signing_key else []
    if not keys:
        # ID tokens are signed with the client secret then, access tokens with the key of the installation.
        keys = [snapshot.token_key]
    by_id = {key.kid: dict(key.public_jwk) for key in (*keys, *provider.retired_keys)}
    for key in keys:
        by_id[key.kid] = dict(key.public_jwk)
    return {"keys": list(by_id.values())}


def _metadata(
    base_url: str, snapshot: Snapshot, application: Application, provider: Provider
) -> dict[str, Any]:
    urls = endpoints_of(base_url, provider, application)
    methods = ["S256", "plain"] if provider.pkce_plain else ["S256"]
    claims = ["sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "at_hash", "sid"]
    claims += [name for name in mapped_claims(provider, _NOBODY, provider.scopes) if name not in claims]
    return {
        "issuer": urls.issuer,
        "authorization_endpoint": urls.authorize,
        "token_endpoint": urls.token,
        "userinfo_endpoint": urls.user_info,
        "end_session_endpoint": urls.logout,
        "introspection_endpoint": urls.introspect,
        "revocation_endpoint": urls.revoke,
        "jwks_uri": urls.jwks,
        "response_types_supported": ["code"],
        "response_modes_supported": list(RESPONSE_MODES),
        "id_token_signing_alg_values_supported": [provider.id_token_algorithm],
        "subject_types_supported": ["public"],
        **token_metadata(base_url, provider),
        "acr_values_supported": [ACR],
        "scopes_supported": list(dict.fromkeys(["openid", *provider.scopes])),
        "claims_supported": claims,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "prompt_values_supported": sorted(PROMPTS),
        "code_challenge_methods_supported": []
        if provider.pkce == "off" and not provider.is_public
        else methods,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
