"""The redirect URI must be registered, compared as a string (RFC 9700 2.1); nothing is ever sent to another one.

The port of a public client's loopback URI may vary (RFC 8252 7.3). Regular expressions match the whole URI.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from wirelatch.identity.applications.models import FORBIDDEN_SCHEMES, RedirectUri
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import RequestRefusedError

LONGEST = 2000
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\#]")
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?=[/?]|$)")


def check_redirect_uri(request: AuthorizationRequest) -> None:
    received = request.parameters.get("redirect_uri") or ""
    registered = request.provider.uris("authorization")
    if "redirect_uri" in request.parameters.repeated or not any(
        matches(uri, received, native=request.provider.is_public) for uri in registered
    ):
        raise RequestRefusedError(
            "Redirect URI Error",
            "The request fails due to a missing, invalid, or mismatching redirection URI (redirect_uri).",
            (
                ("Application", request.application.name),
                ("Received redirect URI", received or "(none)"),
                *(("Registered redirect URI", f"{uri.url} ({uri.matching_mode})") for uri in registered),
            ),
            unregistered=(request.application.slug, received),
        )
    request.redirect_uri = received


def matches(registered: RedirectUri, received: str, *, native: bool = False) -> bool:
    """Whether a received URI is the registered one."""
    if not is_acceptable(received):
        return False
    if registered.matching_mode == "regex":
        from wirelatch.identity.expressions.patterns import matches_whole  # most providers have none

        return matches_whole(registered.url, received)
    if registered.url == received:
        return True
    return native and _without_port(registered.url) == _without_port(received) is not None


def is_acceptable(uri: str) -> bool:
    """Absolute, without fragment, of a scheme that cannot run script."""
    if not uri or len(uri) > LONGEST or _UNSAFE.search(uri):
        return False
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        # What stands before an @ looks like the host, to people and to patterns, and is not.
        return bool(parts.hostname) and "@" not in parts.netloc
    return bool(parts.scheme) and parts.scheme not in FORBIDDEN_SCHEMES


def _without_port(uri: str) -> str | None:
    match = _LOOPBACK.match(uri)
    return None if match is None else f"{match[1]}{uri[match.end() :]}"
