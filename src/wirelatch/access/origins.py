"""Where a request comes from: protection of cookie sessions against requests that other sites make a browser send.

https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from wirelatch.webkit.loopback import is_loopback

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_same_origin(scope: Scope, public_urls: Iterable[str]) -> bool:
    """Whether our own page sent the request. Browsers say so in Sec-Fetch-Site, all of them in Origin."""
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    if origin is None:
        return site == "same-origin"
    return origin in own_origins(scope, public_urls)


def own_origins(scope: Scope, public_urls: Iterable[str]) -> set[str]:
    """The origin this request was sent to, and those we are known to have."""
    scheme = {"ws": "http", "wss": "https"}.get(scope.get("scheme", "http"), scope.get("scheme", "http"))
    host = Headers(scope=scope).get("host", "")
    known = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, public_urls)}
    return {f"{scheme}://{host}", *known} if host else known


def names_this_machine(scope: Scope) -> bool:
    """Whether the request was sent to a loopback name: with a name of its own, a foreign site could pose as us."""
    host = re.sub(r":\d+$", "", Headers(scope=scope).get("host", "")).strip("[]")
    return is_loopback(host)
