"""Who the client is: `client_secret_basic`, `client_secret_post`, or `none` for public clients.

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

CHALLENGE = {"WWW-Authenticate": 'Basic realm="wirelatch", charset="UTF-8"'}


class Credentials(NamedTuple):
    """What the client sent; `basic`: by the Authorization header."""

    client_id: str
    secrets: tuple[str, ...]
    basic: bool


def read_credentials(headers: Mapping[str, str], form: Mapping[str, str]) -> Credentials:
    """The credentials of a request; raises OAuthError when there are none, or two kinds at once."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        client_id, secrets = _read_basic(encoded.strip())
        if "client_secret" in form or form.get("client_id", client_id) != client_id:
            raise OAuthError("invalid_request", "The client used more than one way to authenticate")
        return Credentials(client_id, secrets, True)
    if "client_id" not in form:
        raise OAuthError("invalid_client", "Client authentication failed", 401, CHALLENGE)
    secret = form.get("client_secret")
    return Credentials(form["client_id"], () if secret is None else (secret,), False)


def identify_client(credentials: Credentials, snapshot: Snapshot) -> Provider:
    """The client that these credentials name; it is the provider of an application."""
    provider = snapshot.by_client_id.get(credentials.client_id)
    if provider is None or provider.id not in snapshot.by_provider:
        raise _failed(credentials)
    return provider


def check_secret(credentials: Credentials, provider: Provider) -> None:
    """A confidential client must prove itself, in time that tells nothing about its secret."""
    if provider.is_public:
        return
    wanted = provider.client_secret.encode()
    if not any(
        hmac.compare_digest(secret.encode("utf-8", "replace"), wanted) for secret in credentials.secrets
    ):
        raise _failed(credentials)


def authenticate_client(headers: Mapping[str, str], form: Mapping[str, str], snapshot: Snapshot) -> Provider:
    """All of the above."""
    credentials = read_credentials(headers, form)
    provider = identify_client(credentials, snapshot)
    check_secret(credentials, provider)
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
