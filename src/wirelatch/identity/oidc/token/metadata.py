"""What a provider's metadata says of the token endpoint and those beside it. https://www.rfc-editor.org/rfc/rfc8414#section-2"""

from __future__ import annotations

from typing import Any

from wirelatch.identity.applications.models import ASSERTION_ALGORITHMS, SIGNING_ALGORITHMS, Provider
from wirelatch.identity.oidc.token.endpoint import GRANTS
from wirelatch.identity.oidc.token.redeem_device_code import DEVICE_CODE

_SYMMETRIC = [name for name in ASSERTION_ALGORITHMS if name not in SIGNING_ALGORITHMS]


def token_metadata(base_url: str, provider: Provider, slug: str) -> dict[str, Any]:
    """The members for client authentication, grants, device codes, DPoP and registration."""
    methods = authentication_methods(provider)
    algorithms = _assertion_algorithms(provider, methods)
    confidential = [method for method in methods if method != "none"]
    found: dict[str, Any] = {
        "grant_types_supported": [name for name in GRANTS if name in provider.grant_types],
        "dpop_signing_alg_values_supported": list(SIGNING_ALGORITHMS),
    }
    endpoints = {"token": methods, "revocation": methods}
    if confidential:
        endpoints["introspection"] = confidential
    for endpoint, supported in endpoints.items():
        found[f"{endpoint}_endpoint_auth_methods_supported"] = supported
        if algorithms:
            found[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = algorithms
    if DEVICE_CODE in provider.grant_types:
        found["device_authorization_endpoint"] = f"{base_url}/application/o/device/"
    if provider.registers_clients:
        found["registration_endpoint"] = f"{base_url}/application/o/{slug}/register/"
    return found


def authentication_methods(provider: Provider) -> list[str]:
    """How the client may authenticate."""
    if provider.is_public:
        return ["none"]
    if provider.token_endpoint_auth_method:
        return [provider.token_endpoint_auth_method]
    methods = ["client_secret_post", "client_secret_basic", "client_secret_jwt"]
    return [*methods, "private_key_jwt"] if provider.jwks is not None or provider.jwks_uri else methods


def _assertion_algorithms(provider: Provider, methods: list[str]) -> list[str]:
    if provider.token_endpoint_auth_signing_alg:
        return [provider.token_endpoint_auth_signing_alg]
    found = _SYMMETRIC if "client_secret_jwt" in methods else []
    return [*found, *(SIGNING_ALGORITHMS if "private_key_jwt" in methods else [])]
