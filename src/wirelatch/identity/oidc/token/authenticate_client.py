"""Who the client is: by its secret (`client_secret_basic`, `client_secret_post`), by a signed assertion
(`client_secret_jwt`, `private_key_jwt`), or, for public clients, by name alone (`none`).

https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 (also for the percent-encoding within Basic), #section-5.2
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.issuer import endpoints_of
from wirelatch.identity.oidc.token.client_assertion import TYPE, check_assertion, unverified_claims
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

CHALLENGE = {"WWW-Authenticate": 'Basic realm="wirelatch", charset="UTF-8"'}


class Credentials(NamedTuple):
    """What the client sent; `basic`: by the Authorization header."""

    client_id: str
    secrets: tuple[str, ...]
    basic: bool
    assertion: str | None = None

    @property
    def names_itself(self) -> bool:
        """Whether the assertion is the client's own, rather than one of an issuer that vouches for somebody."""
        return self.assertion is not None and unverified_claims(self.assertion).get("iss") == self.client_id


def read_credentials(headers: Mapping[str, str], form: Mapping[str, str]) -> Credentials:
    """The credentials of a request; raises OAuthError when there are none, or two kinds at once."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    assertion, secret = form.get("client_assertion"), form.get("client_secret")
    if scheme.lower() == "basic":
        client_id, secrets = _read_basic(encoded.strip())
        if secret is not None or form.get("client_id", client_id) != client_id:
            raise OAuthError("invalid_request", "The client used more than one way to authenticate")
        return Credentials(client_id, secrets, True, _typed(assertion, form))
    if assertion is not None:
        if secret is not None:
            raise OAuthError("invalid_request", "The client used more than one way to authenticate")
        named = form.get("client_id") or unverified_claims(assertion).get("sub")
        if not isinstance(named, str):
            raise OAuthError("invalid_client", "The client assertion cannot be read", 401)
        return Credentials(named, (), False, _typed(assertion, form))
    if "client_id" not in form:
        raise OAuthError("invalid_client", "Client authentication failed", 401, CHALLENGE)
    return Credentials(form["client_id"], () if secret is None else (secret,), False)


def _typed(assertion: str | None, form: Mapping[str, str]) -> str | None:
    if assertion is not None and form.get("client_assertion_type") != TYPE:
        raise OAuthError("invalid_client", f"The client_assertion_type must be {TYPE}", 401)
    return assertion


def identify_client(credentials: Credentials, snapshot: Snapshot) -> Provider:
    """The client that these credentials name; it is the provider of an application."""
    provider = snapshot.by_client_id.get(credentials.client_id)
    if provider is None or provider.id not in snapshot.by_provider:
        raise _failed(credentials)
    return provider


def is_secret_of(credentials: Credentials, provider: Provider) -> bool:
    """Whether what was sent is the client's secret, in time that tells nothing about it."""
    matching = False
    for wanted in provider.secrets():
        for secret in credentials.secrets:
            matching |= hmac.compare_digest(secret.encode("utf-8", "replace"), wanted.encode())
    return matching


def check_secret(credentials: Credentials, provider: Provider) -> None:
    """The secret must be the client's, sent by its registered method where it has one."""
    method = "client_secret_basic" if credentials.basic else "client_secret_post"
    if not is_secret_of(credentials, provider) or provider.token_endpoint_auth_method not in ("", method):
        raise _failed(credentials)


async def check_client(
    call: Call, credentials: Credentials, provider: Provider, snapshot: Snapshot, services: Services
) -> None:
    """A confidential client must prove itself, by its registered method where it has one; raises invalid_client."""
    if provider.is_public:
        return
    if credentials.assertion is None:
        check_secret(credentials, provider)
        return
    if credentials.basic:
        raise OAuthError("invalid_request", "The client used more than one way to authenticate")
    audiences = audiences_of(call, provider, snapshot)
    method = await check_assertion(credentials.assertion, provider, audiences, services)
    if provider.token_endpoint_auth_method not in ("", method):
        raise _failed(credentials)


def audiences_of(call: Call, provider: Provider, snapshot: Snapshot) -> frozenset[str]:
    """What an assertion for this request may be made for: the issuer, the token endpoint, the endpoint asked."""
    urls = endpoints_of(call.base_url, provider, snapshot.by_provider[provider.id])
    return frozenset((urls.issuer, urls.token, call.base_url + call.path))


async def authenticate_client(
    call: Call, form: Mapping[str, str], snapshot: Snapshot, services: Services
) -> Provider:
    """All of the above, for an endpoint that asks nothing else first."""
    credentials = read_credentials(call.headers, form)
    provider = identify_client(credentials, snapshot)
    await check_client(call, credentials, provider, snapshot, services)
    return provider


def _read_basic(encoded: str) -> tuple[str, tuple[str, ...]]:
    try:
        client_id, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise OAuthError("invalid_client", "The Authorization header is malformed", 401, CHALLENGE) from None
    if not colon:
        raise OAuthError("invalid_client", "The Authorization header is malformed", 401, CHALLENGE)
    # Clients differ in whether they encode; a secret may be meant either way.
    return unquote(client_id), tuple(dict.fromkeys((unquote(secret), secret)))


def _failed(credentials: Credentials) -> OAuthError:
    headers = CHALLENGE if credentials.basic else {}
    return OAuthError("invalid_client", "Client authentication failed", 401, headers)
