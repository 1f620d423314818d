"""The fields of an OAuth2 provider, with authentik's names and defaults."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from wirelatch.identity import flows
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.models import (
    ACCESS_TOKEN_TYPES,
    ASSERTION_ALGORITHMS,
    CLIENT_AUTHENTICATION_METHODS,
    CLIENT_TYPES,
    DEFAULT_GRANT_TYPES,
    GRANT_TYPES,
    ISSUER_MODES,
    LOGOUT_METHODS,
    PKCE_MODES,
    REQUEST_OBJECT_ALGORITHMS,
    SIGNING_ALGORITHMS,
    SUB_MODES,
    USERINFO_ALGORITHMS,
)
from wirelatch.identity.oidc.authorization.check_redirect_uri import is_acceptable
from wirelatch.identity.oidc.authorization.check_resource import is_resource
from wirelatch.identity.web.fields import (
    ABSENT,
    Field,
    InvalidError,
    boolean,
    choice,
    duration,
    duration_up_to,
    integer,
    line,
    list_of,
    typed,
    url,
    uuid,
)
from wirelatch.identity.web.shapes import STRING, Shape, one_of

LONGEST_CODE = timedelta(minutes=10)
"""What RFC 6749 4.1.2 allows at most for an authorization code."""

LONGEST_DEVICE_CODE = timedelta(hours=1)


REDIRECT_URI = Shape(
    "RedirectURI",
    {
        "matching_mode": one_of(("strict", "regex")),
        "url": STRING,
        "redirect_uri_type": one_of(("authorization", "logout")),
    },
)


@typed(REDIRECT_URI)
def redirect_uri(value: Any) -> dict[str, str]:
    """One entry of `redirect_uris`."""
    if not isinstance(value, dict):
        raise InvalidError("Invalid data. Expected a dictionary.")
    mode = value.get("matching_mode", "strict")
    kind = value.get("redirect_uri_type") or "authorization"
    address = value.get("url")
    if (
        mode not in ("strict", "regex")
        or kind not in ("authorization", "logout")
        or not isinstance(address, str)
    ):
        raise InvalidError("matching_mode, url or redirect_uri_type is not valid.")
    address = address.strip()
    if mode == "regex":
        try:
            re.compile(address)
        except re.error:
            raise InvalidError(f"Invalid regular expression: {address}") from None
    elif not is_acceptable(address):
        raise InvalidError(f"Not a redirect URI: {address}. It is absolute, without fragment or script.")
    if not address or len(address) > 2000:
        raise InvalidError("A redirect URI cannot be empty or longer than 2000 characters.")
    return {"matching_mode": mode, "url": address, "redirect_uri_type": kind}


@typed({"type": "object", "additionalProperties": True})
def key_set(value: Any) -> dict[str, Any]:
    """A JSON Web Key Set (RFC 7517) of public keys."""
    try:
        keys = KeySet.import_key_set(value).keys
        public = {"keys": [key.as_dict(private=False) for key in keys]}
    except (JoseError, KeyError, TypeError, ValueError, AttributeError):
        raise InvalidError('Not a JSON Web Key Set of public keys: {"keys": [...]}.') from None
    if any(key.key_type == "oct" or key.is_private for key in keys):
        raise InvalidError("Only public keys belong here.")
    return public


@typed({"type": "string", "format": "uri"})
def resource(value: Any) -> str:
    """A resource that access tokens can be for: an absolute URI without fragment (RFC 8707 2)."""
    if not isinstance(value, str) or not is_resource(value):
        raise InvalidError("Not an absolute URI without fragment.")
    return value


@typed({"type": "string", "format": "uuid"})
def flow(value: Any) -> str:
    """A flow that every installation has."""
    pk = uuid(value)
    if flows.by_id(pk) is None:
        raise InvalidError(f'Invalid pk "{pk}" - object does not exist.')
    return str(pk)


_SECTOR = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


@typed(STRING)
def sector_identifier(value: Any) -> str:
    """A host name; clients with the same one know users by the same subjects (OpenID Connect Core 8.1)."""
    name = value.strip().lower() if isinstance(value, str) else None
    if name is None or (name and (len(name) > 253 or not _SECTOR.fullmatch(name))):
        raise InvalidError("Enter a host name such as example.com, or nothing.")
    return name


_visible_ascii = line(
    255, blank=False, pattern=r"[\x21-\x7e]+", message="Use visible ASCII characters without spaces."
)
SCHEMA = {
    "name": Field(line(255, blank=False)),
    "authentication_flow": Field(uuid, None, nullable=True),
    "authorization_flow": Field(uuid, flows.IMPLICIT_CONSENT.pk),
    "invalidation_flow": Field(uuid, flows.PROVIDER_INVALIDATION.pk),
    "property_mappings": Field(list_of(uuid), ABSENT),
    "client_type": Field(choice(CLIENT_TYPES), "confidential"),
    "client_id": Field(_visible_ascii, provisioning.new_client_id),
    "client_secret": Field(line(255), provisioning.new_client_secret),
    "grant_types": Field(list_of(choice(GRANT_TYPES)), lambda: list(DEFAULT_GRANT_TYPES)),
    "redirect_uris": Field(list_of(redirect_uri, 200)),
    "pkce": Field(choice(PKCE_MODES), "optional"),
    "pkce_plain": Field(boolean, False),
    "access_code_validity": Field(duration_up_to(LONGEST_CODE), "minutes=1"),
    "access_token_validity": Field(duration, "hours=1"),
    "refresh_token_validity": Field(duration, "days=30"),
    "refresh_token_threshold": Field(duration, "seconds=0"),
    "include_claims_in_id_token": Field(boolean, True),
    "signing_key": Field(uuid, ABSENT, nullable=True),
    "sub_mode": Field(choice(SUB_MODES), "hashed_user_id"),
    "issuer_mode": Field(choice(ISSUER_MODES), "per_provider"),
    "logout_uri": Field(url, ""),
    "logout_method": Field(choice(LOGOUT_METHODS), "backchannel"),
    "encryption_key": Field(uuid, None, nullable=True),
    "jwks": Field(key_set, None, nullable=True),
    "jwks_uri": Field(url, ""),
    "require_pushed_authorization_requests": Field(boolean, False),
    "request_object_signing_alg": Field(choice(REQUEST_OBJECT_ALGORITHMS), ""),
    "userinfo_signed_response_alg": Field(choice(USERINFO_ALGORITHMS), ""),
    "allowed_resources": Field(list_of(resource, 100), list),
    "token_endpoint_auth_method": Field(choice(("", *CLIENT_AUTHENTICATION_METHODS)), ""),
    "token_endpoint_auth_signing_alg": Field(choice(("", *ASSERTION_ALGORITHMS)), ""),
    "id_token_signed_response_alg": Field(choice(("", *SIGNING_ALGORITHMS)), ""),
    "access_token_typ": Field(choice(ACCESS_TOKEN_TYPES), ACCESS_TOKEN_TYPES[0]),
    "device_code_validity": Field(duration_up_to(LONGEST_DEVICE_CODE), "minutes=10"),
    "dpop_bound_access_tokens": Field(boolean, False),
    "jwt_federation_sources": Field(list_of(uuid, 100), list),
    "jwt_federation_providers": Field(list_of(integer(1), 100), list),
    "sector_identifier": Field(sector_identifier, ""),
}
