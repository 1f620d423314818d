"""`resource`: what the access token is for. Only what is registered for the client. https://www.rfc-editor.org/rfc/rfc8707

A token for a resource names nothing else as its audience, so that who receives it cannot use it elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError

LONGEST = 2000
_UNSAFE = re.compile(r"[\x00-\x20\x7f#]")


def check_resource(request: AuthorizationRequest) -> None:
    request.resources = acceptable_resources(request.provider, request.parameters.resources)


def acceptable_resources(provider: Provider, asked: Sequence[str]) -> tuple[str, ...]:
    """The resources that were asked for, once each; raises invalid_target for one that the client may not have."""
    wanted = tuple(dict.fromkeys(asked))
    for uri in wanted:
        if not is_resource(uri):
            raise OAuthError("invalid_target", "The resource must be an absolute URI without fragment")
        if uri not in provider.allowed_resources:
            raise OAuthError("invalid_target", "The resource is not registered for this client")
    return wanted


def is_resource(uri: str) -> bool:
    """Whether this is an absolute URI without fragment."""
    if not uri or len(uri) > LONGEST or _UNSAFE.search(uri):
        return False
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return bool(parts.scheme) and bool(parts.netloc or parts.path)
