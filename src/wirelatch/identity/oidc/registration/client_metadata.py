"""What a client says of itself, checked and turned into the settings of a provider.

https://www.rfc-editor.org/rfc/rfc7591#section-2, https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from wirelatch.identity.applications.models import (
    ASSERTION_ALGORITHMS,
    CLIENT_AUTHENTICATION_METHODS,
    GRANT_TYPES,
    SIGNING_ALGORITHMS,
)
from wirelatch.identity.oidc.authorization.check_redirect_uri import is_acceptable
from wirelatch.identity.oidc.client_keys import ClientKeysError, parse_keys
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.registration.logo import fetch_logo
from wirelatch.identity.web.fetch import FetchError, Network, check_url, fetch_json

OPEN_GRANT_TYPES = (
    "authorization_code",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
)
"""What may be registered where the administrator has not said otherwise: nothing that acts without a user."""
MOST_URIS = 20
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PAGES = ("client_uri", "logo_uri", "policy_uri", "tos_uri", "initiate_login_uri")
_NEED_REDIRECT = {"authorization_code", "implicit", "hybrid"}


@dataclass(frozen=True)
class ClientMetadata:
    """`columns`: settings of the provider; `told`: what the client said, as it is given back; `logo`: a data address."""

    columns: dict[str, Any]
    told: dict[str, Any]
    logo: str = ""

    @property
    def name(self) -> str:
        return str(self.told.get("client_name", ""))


async def read_metadata(
    body: Mapping[str, Any], *, allowed_grant_types: Collection[str], networks: tuple[Network, ...]
) -> ClientMetadata:
    """Check client metadata; raises OAuthError invalid_redirect_uri or invalid_client_metadata.

    Members that are not known are left out, as the specification asks.
    """
    if "software_statement" in body:
        raise OAuthError("invalid_software_statement", "Software statements are not supported")
    grant_types = _grant_types(body, allowed_grant_types)
    _check_response_types(body, grant_types)
    redirect_uris = _uris(body, "redirect_uris", "invalid_redirect_uri")
    if not redirect_uris and _NEED_REDIRECT & set(grant_types):
        raise OAuthError("invalid_redirect_uri", "redirect_uris is missing")
    logout_uris = _uris(body, "post_logout_redirect_uris", "invalid_client_metadata")
    native = _choice(body, "application_type", ("web", "native"), "web") == "native"
    for uri in redirect_uris:
        _check_redirect_uri(uri, native, "invalid_redirect_uri")
    for uri in logout_uris:
        _check_redirect_uri(uri, native, "invalid_client_metadata")
    told: dict[str, Any] = {
        "redirect_uris": redirect_uris,
        "grant_types": grant_types,
        "response_types": ["code"] if "authorization_code" in grant_types else [],
        "application_type": "native" if native else "web",
    }
    if logout_uris:
        told["post_logout_redirect_uris"] = logout_uris
    columns: dict[str, Any] = {
        "grant_types": grant_types,
        "redirect_uris": [
            {"matching_mode": "strict", "url": uri, "redirect_uri_type": kind}
            for kind, uris in (("authorization", redirect_uris), ("logout", logout_uris))
            for uri in uris
        ],
    }
    _read_authentication(body, columns, told)
    _read_keys(body, columns, told)
    by_key = columns["token_endpoint_auth_method"] == "private_key_jwt"  # noqa: S105 - a method
    if by_key and not {"jwks", "jwks_uri"} & set(told):
        raise _invalid("private_key_jwt needs jwks or jwks_uri")
    _read_algorithms(body, columns, told)
    _read_logout(body, columns, told)
    _read_description(body, told)
    columns["sector_identifier"] = await _read_sector(body, redirect_uris, told, networks)
    return ClientMetadata(columns, told, await fetch_logo(told, networks))


def _grant_types(body: Mapping[str, Any], allowed: Collection[str]) -> list[str]:
    asked = _texts(body, "grant_types") if "grant_types" in body else ["authorization_code"]
    may = set(allowed or OPEN_GRANT_TYPES)
    found = [name for name in dict.fromkeys(asked) if name in GRANT_TYPES and name in may]
    if not found:
        raise _invalid("None of the grant_types may be registered here")
    return found


def _check_response_types(body: Mapping[str, Any], grant_types: list[str]) -> None:
    if "response_types" not in body:
        return
    asked = _texts(body, "response_types")
    if any(name != "code" for name in asked):
        raise _invalid("The only response_type that can be registered is code")
    if asked and "authorization_code" not in grant_types:
        raise _invalid("The response_type code needs the grant_type authorization_code")


def _check_redirect_uri(uri: str, native: bool, error: str) -> None:
    parts = urlsplit(uri) if is_acceptable(uri) else None
    if parts is None or parts.username is not None or "*" in uri:
        raise OAuthError(
            error, f"Not a redirect URI: {_shown(uri)}. It is absolute, without fragment or wildcard"
        )
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return
    if parts.scheme == "http":
        raise OAuthError(error, f"Use https, or http with a loopback address: {_shown(uri)}")
    # A scheme of one's own is the reverse of a domain name (RFC 8252 7.1); others belong to other programs.
    if not native or "." not in parts.scheme:
        raise OAuthError(error, f"The scheme cannot be used: {_shown(uri)}")


def _read_authentication(body: Mapping[str, Any], columns: dict[str, Any], told: dict[str, Any]) -> None:
    method = _choice(body, "token_endpoint_auth_method", CLIENT_AUTHENTICATION_METHODS, "client_secret_basic")
    columns["client_type"] = "public" if method == "none" else "confidential"
    columns["pkce"] = "required" if method == "none" else "optional"
    told["token_endpoint_auth_method"] = method
    # Who asked for none may send the secret either way: some clients take no notice of the default they are told.
    columns["token_endpoint_auth_method"] = method if "token_endpoint_auth_method" in body else ""
    if "client_credentials" in columns["grant_types"] and method == "none":
        raise _invalid("client_credentials needs a client that authenticates")
    algorithm = _choice(body, "token_endpoint_auth_signing_alg", ASSERTION_ALGORITHMS, "")
    if algorithm:
        if method not in ("private_key_jwt", "client_secret_jwt") or (
            (method == "client_secret_jwt") != algorithm.startswith("HS")
        ):
            raise _invalid("token_endpoint_auth_signing_alg does not fit token_endpoint_auth_method")
        columns["token_endpoint_auth_signing_alg"] = told["token_endpoint_auth_signing_alg"] = algorithm


def _read_keys(body: Mapping[str, Any], columns: dict[str, Any], told: dict[str, Any]) -> None:
    if "jwks" in body and "jwks_uri" in body:
        raise _invalid("Give jwks or jwks_uri, not both")
    columns["jwks"], columns["jwks_uri"] = None, ""
    if "jwks" in body:
        try:
            parse_keys(body["jwks"])
        except ClientKeysError as error:
            raise _invalid(f"jwks: {error}") from None
        columns["jwks"] = told["jwks"] = {"keys": body["jwks"]["keys"]}
    if "jwks_uri" in body:
        columns["jwks_uri"] = told["jwks_uri"] = _address(body, "jwks_uri", ("https",))


def _read_algorithms(body: Mapping[str, Any], columns: dict[str, Any], told: dict[str, Any]) -> None:
    for name in (
        "id_token_signed_response_alg",
        "userinfo_signed_response_alg",
        "request_object_signing_alg",
    ):
        algorithm = _choice(body, name, SIGNING_ALGORITHMS, "")
        if algorithm:
            told[name] = columns[name] = algorithm
    for name in ("dpop_bound_access_tokens", "require_pushed_authorization_requests"):
        if name in body:
            if not isinstance(body[name], bool):
                raise _invalid(f"{name} must be true or false")
            told[name] = columns[name] = body[name]
    for name in ("id_token_encrypted_response_alg", "userinfo_encrypted_response_alg"):
        if name in body:
            raise _invalid(f"{name} is not supported")


def _read_logout(body: Mapping[str, Any], columns: dict[str, Any], told: dict[str, Any]) -> None:
    for name, method in (
        ("frontchannel_logout_uri", "frontchannel"),
        ("backchannel_logout_uri", "backchannel"),
    ):
        if name in body:
            told[name] = columns["logout_uri"] = _address(body, name, ("https", "http"))
            columns["logout_method"] = method


def _read_description(body: Mapping[str, Any], told: dict[str, Any]) -> None:
    for name, longest in (("client_name", 200), ("software_id", 255), ("software_version", 255)):
        if name in body:
            value = body[name]
            if not isinstance(value, str) or len(value) > longest or not value.isprintable():
                raise _invalid(f"{name} must be a text of at most {longest} characters")
            if value.strip():
                told[name] = value.strip()
    for name in _PAGES:
        if name in body:
            told[name] = _address(
                body, name, ("https",) if name == "initiate_login_uri" else ("https", "http")
            )
    if "contacts" in body:
        told["contacts"] = _texts(body, "contacts")
    if "default_max_age" in body:
        value = body["default_max_age"]
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise _invalid("default_max_age must be a number of seconds")
        told["default_max_age"] = value


async def _read_sector(
    body: Mapping[str, Any], redirect_uris: list[str], told: dict[str, Any], networks: tuple[Network, ...]
) -> str:
    """The sector whose clients share pairwise subjects; empty where subjects are public.

    https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg
    """
    if "subject_type" in body:
        told["subject_type"] = _choice(body, "subject_type", ("public", "pairwise"), "public")
    await _check_sector(body, redirect_uris, told, networks)
    if told.get("subject_type") != "pairwise":
        return ""
    listed = [told["sector_identifier_uri"]] if "sector_identifier_uri" in told else redirect_uris
    hosts = {urlsplit(uri).hostname for uri in listed}
    host = hosts.pop() if len(hosts) == 1 else None
    if not host:
        raise _invalid(
            "subject_type pairwise with redirect URIs of several hosts needs sector_identifier_uri"
        )
    return host


async def _check_sector(
    body: Mapping[str, Any], redirect_uris: list[str], told: dict[str, Any], networks: tuple[Network, ...]
) -> None:
    """https://openid.net/specs/openid-connect-registration-1_0.html#SectorIdentifierValidation"""
    if "sector_identifier_uri" not in body:
        return
    uri = _address(body, "sector_identifier_uri", ("https",))
    try:
        listed = await fetch_json(uri, allowed=networks)
    except FetchError as error:
        raise _invalid(f"sector_identifier_uri cannot be read: {error}") from None
    if not isinstance(listed, list) or not set(redirect_uris) <= {
        entry for entry in listed if isinstance(entry, str)
    }:
        raise _invalid("The document at sector_identifier_uri does not list every redirect URI")
    told["sector_identifier_uri"] = uri


def _uris(body: Mapping[str, Any], name: str, error: str) -> list[str]:
    value = body.get(name, [])
    if (
        not isinstance(value, list)
        or len(value) > MOST_URIS
        or not all(isinstance(uri, str) for uri in value)
    ):
        raise OAuthError(error, f"{name} must be a list of at most {MOST_URIS} addresses")
    return list(dict.fromkeys(value))


def _texts(body: Mapping[str, Any], name: str) -> list[str]:
    value = body[name]
    if (
        not isinstance(value, list)
        or len(value) > MOST_URIS
        or not all(isinstance(entry, str) for entry in value)
    ):
        raise _invalid(f"{name} must be a list of texts")
    return value


def _choice(body: Mapping[str, Any], name: str, choices: Collection[str], default: str) -> str:
    value = body.get(name, default)
    if value != default and value not in choices:
        raise _invalid(f"The {name} is not supported: use one of {', '.join(choices)}")
    return str(value)


def _address(body: Mapping[str, Any], name: str, schemes: tuple[str, ...]) -> str:
    value = body[name]
    if (
        not isinstance(value, str)
        or len(value) > 2000
        or not value.isascii()
        or not value.isprintable()
        or " " in value
    ):
        raise _invalid(f"{name} must be an address")
    try:
        scheme, _, _ = check_url(value)
    except FetchError:
        raise _invalid(f"{name} must be an address with {' or '.join(schemes)}") from None
    if scheme not in schemes:
        raise _invalid(f"{name} must be an address with {' or '.join(schemes)}")
    return value


def _shown(uri: str) -> str:
    return uri[:200] if uri.isprintable() else "(unprintable)"


def _invalid(description: str) -> OAuthError:
    return OAuthError("invalid_client_metadata", description)
