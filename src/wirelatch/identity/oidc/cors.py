"""Cross-origin requests: single-page applications call from the origins of their redirect URIs.

https://www.rfc-editor.org/rfc/rfc9700#section-2.6 — the authorization endpoint has none.
"""

from __future__ import annotations

from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call


async def cors_headers(call: Call, services: Services) -> list[tuple[str, str]]:
    """The headers that let the origin of a registered redirect URI read the answer."""
    origin = call.headers.get("origin")
    if origin is None:
        return []
    headers = [("Vary", "Origin")]
    if origin.lower() in (await services.catalog.current()).origins:
        headers += [
            ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Allow-Headers", "Authorization, Content-Type, DPoP"),
            ("Access-Control-Expose-Headers", "WWW-Authenticate"),
            ("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
            ("Access-Control-Max-Age", "600"),
        ]
    return headers
