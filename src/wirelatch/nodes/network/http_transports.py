"""Connections for `http request`: pools per node, directly or through a proxy, checking certificates or not."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

if TYPE_CHECKING:
    from wirelatch.nodes.network.http_proxy import HttpProxy

_IDLE_SECONDS = 5.0
"""How long an unused connection is kept without `persist`; enough for a flow that polls in a loop."""


@lru_cache(maxsize=2)
def _shared_context(verify: bool) -> ssl.SSLContext:
    """Contexts are shared: loading the authorities takes tens of milliseconds."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class Transports:
    """The transports of one node, made when first needed."""

    def __init__(self, *, context: ssl.SSLContext | None, proxy: HttpProxy | None, keep: bool) -> None:
        self._context = context
        self._proxy = proxy
        self._limits = httpx.Limits(keepalive_expiry=None if keep else _IDLE_SECONDS)
        self._made: dict[tuple[bool, str | None], httpx.AsyncHTTPTransport] = {}

    def for_url(self, url: str, *, verify: bool) -> httpx.AsyncHTTPTransport:
        """The transport that reaches a URL."""
        key = (verify, self._proxy_for(url))
        transport = self._made.get(key)
        if transport is None:
            context = self._context or _shared_context(verify)
            transport = httpx.AsyncHTTPTransport(verify=context, limits=self._limits, proxy=key[1])
            self._made[key] = transport
        return transport

    async def close(self) -> None:
        """Close all connections."""
        made, self._made = list(self._made.values()), {}
        for transport in made:
            await transport.aclose()

    def _proxy_for(self, url: str) -> str | None:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        if self._proxy is not None:
            if not self._proxy.url or _is_exempt(host, port, self._proxy.noproxy or []):
                return None
            return self._proxy.address()
        exempt = _variable("no_proxy")
        if exempt and _is_exempt(host, port, exempt.replace(",", " ").split()):
            return None
        address = _variable(f"{parts.scheme}_proxy") or _variable("all_proxy")
        if not address:
            return None
        return address if "://" in address else f"http://{address}"


def _variable(name: str) -> str:
    return os.environ.get(name) or os.environ.get(name.upper()) or ""


def _is_exempt(host: str, port: int, patterns: list[str]) -> bool:
    for pattern in patterns:
        name, _, wanted = str(pattern).strip().partition(":")
        if not name or (wanted and wanted != str(port)):
            continue
        name = name.lstrip("*").lower()
        if (
            not name
            or host == name.lstrip(".")
            or host.endswith(name if name.startswith(".") else f".{name}")
        ):
            return True
    return False
