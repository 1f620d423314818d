"""Protection of forms and of the API against requests that another site makes the browser send.

A token in the form (or in the header `X-authentik-CSRF`) must equal that of the session, or, before signing in, that
of the cookie. Besides, the browser's own word on where the request comes from must not say "elsewhere".
Cookies are shared by all ports of a host, so after sign-in the cookie alone proves nothing: the token is derived
from the session. https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from urllib.parse import urlsplit

from starlette.responses import Response

from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

COOKIE = "authentik_csrf"
HEADER = "x-authentik-csrf"
FIELD = "csrf_token"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")


def token_for(call: Call, session: Session | None, services: Services) -> str:
    """The token that a form shown now must bring back."""
    if session is not None:
        return hmac.new(services.marker_key, b"csrf\n" + session.uuid.encode(), hashlib.sha256).hexdigest()
    cookie = call.cookies.get(COOKIE, "")
    if _TOKEN.fullmatch(cookie):
        return cookie
    # The same for all who ask during this request: what they make is compared when the cookie comes back.
    new: str = call.scope.setdefault("wirelatch.csrf", secrets.token_urlsafe(32))
    return new


def keep(response: Response, call: Call, token: str) -> None:
    """Give the browser the token, if it does not have it yet. Scripts of our own pages may read the cookie."""
    if call.cookies.get(COOKIE) != token:
        response.set_cookie(COOKIE, token, path="/", secure=call.is_secure, httponly=False, samesite="lax")


def is_genuine(call: Call, session: Session | None, services: Services, given: str | None) -> bool:
    """Whether an unsafe request comes from a page of ours."""
    if not comes_from_here(call) or not given:
        return False
    if session is None and not _TOKEN.fullmatch(call.cookies.get(COOKIE, "")):
        return False
    return hmac.compare_digest(given.encode("utf-8", "replace"), token_for(call, session, services).encode())


def comes_from_here(call: Call) -> bool:
    """What Origin and Sec-Fetch-Site say; a request with neither is not refused for it."""
    origin = call.headers.get("origin")
    if origin is not None:
        # Only the host is compared: a proxy that ends TLS but says nothing of it must not lock everybody out.
        return urlsplit(origin).netloc.lower() in {
            call.headers.get("host", "").lower(),
            urlsplit(call.base_url).netloc.lower(),
        }
    return call.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
