"""The address of ours that goes into e-mails: never one that only a request's Host header claims.

Whoever asks for somebody else's recovery mail chooses the Host; a link in it must not lead to them.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


async def own_base_url(call: Call, services: Services) -> str:
    """`scheme://host[:port]`: as the client sees us where we know that name, else as the settings have it."""
    configured = services.settings.identity_base_url.rstrip("/")
    seen = call.base_url
    host = (urlsplit(seen).hostname or "").lower()
    if host in _HERE or seen == configured:
        return seen
    for brand in (await services.catalog.current()).brands:
        domain = brand.domain.lower()
        if not brand.default and domain and (host == domain or host.endswith("." + domain)):
            return seen
    return configured
