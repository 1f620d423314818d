"""Whom passkeys are for: the host name of this provider, and the origins of its pages.

https://www.w3.org/TR/webauthn-3/#relying-party-identifier. The host comes from `identity_url` where that is set, else from
the request, as all our addresses do. A browser only uses passkeys over HTTPS, or on localhost, and never for an IP address;
so `https://` is expected even where a proxy that ends TLS does not say so.
"""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit

from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

NAME = "Wirelatch"


class RelyingParty(NamedTuple):
    """`id`: the host name; `origins`: of the pages; `problem`: why passkeys cannot be used here, for the user."""

    id: str
    origins: tuple[str, ...]
    problem: str = ""


def relying_party(call: Call, services: Services) -> RelyingParty:
    """Whom a passkey that is made or used in this request is for."""
    parts = urlsplit(call.base_url)
    host = (parts.hostname or "").lower()
    port = f":{parts.port}" if parts.port not in (None, 443 if parts.scheme == "https" else 80) else ""
    origins = [f"https://{host}{port}"]
    if is_local(host):
        origins.append(f"http://{host}{port}")
    return RelyingParty(
        host,
        (*origins, *related_origins(services)),
        "Passkeys do not work at an IP address. Open this page by its host name"
        + (" (localhost instead of 127.0.0.1)." if host in ("127.0.0.1", "::1") else ".")
        if _is_address(host)
        else "",
    )


def related_origins(services: Services) -> tuple[str, ...]:
    """Further origins whose pages may use our passkeys (`webauthn_origins`)."""
    return tuple(
        filter(None, (each.strip().rstrip("/") for each in services.settings.webauthn_origins.split(",")))
    )


def is_local(host: str) -> bool:
    """Names that browsers trust without HTTPS."""
    return host == "localhost" or host.endswith(".localhost")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
