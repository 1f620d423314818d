"""`request`: a request as a JWT of the client. https://www.rfc-editor.org/rfc/rfc9101

Of a request with a request object only what the object says counts; what the address says besides it is ignored, and the
client and the response type must not be others there. It is signed with a key that the client has registered, or with
its secret (HS256 and the like). `alg: none` is taken from clients that are registered so (`request_object_signing_alg`).
"""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Mapping
from typing import Any

import orjson

from wirelatch.identity.applications.models import ASSERTION_ALGORITHMS
from wirelatch.identity.keys.signer import verify
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.client_keys import candidates
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.parameters import Parameters
from wirelatch.identity.services import Services

LONGEST = 32_768
LEEWAY = 60.0
TYPES = (None, "jwt", "oauth-authz-req+jwt", "application/oauth-authz-req+jwt")
"""Anything else is a JWT that was made for another purpose (RFC 9101 10.8)."""
_OF_THE_JWT = frozenset({"iss", "aud", "exp", "nbf", "iat", "jti", "sub"})


async def read_request_object(request: AuthorizationRequest, services: Services) -> None:
    """Let the object take the place of the parameters; what is wrong with it is kept in `object_error`."""
    token = request.parameters.get("request")
    if token is None:
        return
    try:
        request.parameters = _parameters(request, await _claims(request, token, services))
    except OAuthError as error:
        request.object_error = error


async def _claims(request: AuthorizationRequest, token: str, services: Services) -> Mapping[str, Any]:
    provider = request.provider
    parts = token.split(".")
    if len(token) > LONGEST or len(parts) != 3:
        raise _invalid("The request object is not a signed JWT")
    header = _json(parts[0])
    algorithm, registered = header.get("alg"), provider.request_object_signing_alg
    typ = header.get("typ")
    if (typ.lower() if isinstance(typ, str) else typ) not in TYPES or "crit" in header:
        raise _invalid("The request object is a JWT of another type")
    if algorithm == "none":
        if registered != "none":
            raise OAuthError(
                "request_not_supported", "The client is not registered for unsigned request objects"
            )
        if parts[2]:
            raise _invalid("The request object is not signed, but has a signature")
        return _checked(_json(parts[1]), request)
    if algorithm not in ASSERTION_ALGORITHMS or registered not in ("", algorithm):
        raise _invalid("The request object is signed with an algorithm that is not registered for the client")
    keys: tuple[Any, ...]
    if algorithm.startswith("HS"):
        keys = () if provider.is_public else (provider.secret_key,)
    else:
        keys = await candidates(provider, header, services)
    for key in keys:
        claims = verify(token, key, algorithm)
        if claims is not None:
            return _checked(claims, request)
    raise _invalid("The signature of the request object does not fit a key of the client")


def _checked(claims: Mapping[str, Any], request: AuthorizationRequest) -> Mapping[str, Any]:
    client_id, moment = request.provider.client_id, time.time()
    if claims.get("iss", client_id) != client_id:
        raise _invalid("The request object was issued by somebody else")
    audience = claims.get("aud", request.issuer)
    if request.issuer not in (audience if isinstance(audience, list) else [audience]):
        raise _invalid("The request object is for another audience")
    for name, default in (("exp", moment), ("nbf", moment), ("iat", moment)):
        value = claims.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _invalid(f"The request object is malformed ({name})")
        if value + LEEWAY <= moment if name == "exp" else value - LEEWAY > moment:
            raise _invalid(f"The request object is not valid now ({name})")
    if "request" in claims or "request_uri" in claims:
        raise _invalid("A request object cannot hold another one")
    for name in ("client_id", "response_type"):
        if name in claims and request.parameters.get(name) not in (None, claims[name]):
            raise _invalid(f"The request object and the parameters differ in {name}")
    return claims


def _parameters(request: AuthorizationRequest, claims: Mapping[str, Any]) -> Parameters:
    values: dict[str, str] = {"client_id": request.provider.client_id}
    resources: tuple[str, ...] = ()
    for name, value in claims.items():
        if name in _OF_THE_JWT:
            continue
        if name == "resource":
            found = value if isinstance(value, list) else [value]
            if not all(isinstance(uri, str) for uri in found):
                raise _invalid("The resource of the request object is no text")
            resources = tuple(found)
        elif isinstance(value, str):
            if value:
                values[name] = value
        elif isinstance(value, int) and not isinstance(value, bool):
            values[name] = str(value)
        elif isinstance(value, dict):
            try:
                values[name] = orjson.dumps(value).decode()
            except TypeError:
                raise _invalid(f"The request object is nested too deeply ({name})") from None
    if resources:
        values["resource"] = resources[0]
    return Parameters(values, frozenset(), resources)


def _json(part: str) -> dict[str, Any]:
    try:
        value = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error):
        raise _invalid("The request object is not a JWT") from None
    if not isinstance(value, dict):
        raise _invalid("The request object is not a JWT")
    return value


def _invalid(description: str) -> OAuthError:
    return OAuthError("invalid_request_object", description)
