"""The application that a sign-in or consent page leads to, read from where the page will go on."""

from __future__ import annotations

from urllib.parse import urlsplit

from wirelatch.identity.oidc.authorization.parse import identify
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.authorization.require_login import AUTHORIZE
from wirelatch.identity.oidc.errors import OAuthError, RequestRefusedError
from wirelatch.identity.oidc.parameters import read_parameters
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call


async def pending_request(call: Call, services: Services, target: str) -> AuthorizationRequest | None:
    """The authorization request in `target`, with client and redirect URI checked; None when it is no such thing."""
    parts = urlsplit(target)
    if parts.path != AUTHORIZE:
        return None
    try:
        return await identify(read_parameters(parts.query), services, call.base_url)
    except (OAuthError, RequestRefusedError):
        return None
