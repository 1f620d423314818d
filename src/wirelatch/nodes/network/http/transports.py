"""Connections for `http request`: kept per node for the next request, directly or through a proxy."""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import httpx

from wirelatch.nodes.network.http.proxy_choice import proxy_for
from wirelatch.nodes.network.http.wire import BrokenConnectionError, Reply, Wire

if TYPE_CHECKING:
    from wirelatch.nodes.network.http_proxy import HttpProxy

_IDLE_SECONDS = 5.0
"""How long an unused connection is kept without `persist`; enough for a flow that polls in a loop."""
_MOST_KEPT = 20
_MANY_SERVERS = 100
_PORTS = {"http": 80, "https": 443}
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_CLOSE_SECONDS = 1.0

_Key = tuple[str, str, int, bool, str | None]


@lru_cache(maxsize=2)
def _shared_context(verify: bool) -> ssl.SSLContext:
    """Contexts are shared: loading the authorities takes tens of milliseconds."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class ProxyRefusalError(ConnectionError):
    """The proxy does not connect us to the server."""


class Transports:
    """The transports of one node."""

    def __init__(
        self,
        *,
        context: ssl.SSLContext | None,
        proxy: HttpProxy | None,
        keep: bool,
        lenient: bool = False,
        proxy_options: Mapping[str, Any] | None = None,
    ) -> None:
        self._context = context
        self._proxy = proxy
        self._idle_seconds = None if keep else _IDLE_SECONDS
        self._lenient = lenient
        self._proxy_options: dict[str, Any] = dict(proxy_options or {})
        if proxy is not None:
            address = proxy.url or ""
            exempt = ",".join(str(host) for host in proxy.noproxy or [])
            self._proxy_options["env"] = {"no_proxy": exempt, "http_proxy": address, "https_proxy": address}
        self._kept: dict[_Key, list[tuple[float, Wire]]] = {}
        self._closed = False

    def for_url(self, url: str, *, verify: bool) -> Transport:
        """The transport that reaches a URL; redirects go the same way."""
        chosen = proxy_for(url, self._proxy_options)
        if chosen and self._proxy is not None:
            chosen = self._proxy.with_credentials(chosen)
        return Transport(self, chosen or None, verify)

    async def close(self) -> None:
        """Close all connections that are not in use."""
        self._closed = True
        kept, self._kept = self._kept, {}
        for wires in kept.values():
            for _, wire in wires:
                wire.close()

    async def exchange(
        self, key: _Key, method: str, data: bytes, server_name: str | None
    ) -> tuple[Reply, Wire]:
        """Send a request over a kept or a new connection. Raises OSError, MalformedAnswerError."""
        wire = self._take(key)
        if wire is not None:
            try:
                return await wire.request(data, bodiless=method == "HEAD"), wire
            except BrokenConnectionError as error:
                # The server closed it while we sent. Nothing was answered: what may be repeated is.
                if error.began or method not in _REPEATABLE:
                    raise
        wire = await self._connect(key, server_name)
        return await wire.request(data, bodiless=method == "HEAD"), wire

    def give_back(self, key: _Key, wire: Wire) -> None:
        """Keep a connection for the next request, if it can take one."""
        if len(self._kept) > _MANY_SERVERS and key not in self._kept:
            self._forget_dead()
        kept = self._kept.setdefault(key, [])
        if self._closed or not wire.reusable or not wire.is_open or len(kept) >= _MOST_KEPT:
            wire.close()
            return
        now = asyncio.get_running_loop().time()
        kept.append((now, wire))
        if self._idle_seconds is not None:
            asyncio.get_running_loop().call_later(self._idle_seconds, self._expire, key, wire)

    def _forget_dead(self) -> None:
        """Drop what servers have closed meanwhile: a node may have asked thousands of them."""
        alive = {key: [entry for entry in wires if entry[1].is_open] for key, wires in self._kept.items()}
        self._kept = {key: wires for key, wires in alive.items() if wires}

    def _take(self, key: _Key) -> Wire | None:
        kept = self._kept.get(key)
        while kept:
            _, wire = kept.pop()
            if wire.is_open and wire.reusable:
                return wire
        return None

    def _expire(self, key: _Key, wire: Wire) -> None:
        now = asyncio.get_running_loop().time()
        seconds = self._idle_seconds or 0.0
        kept = self._kept.get(key, [])
        for entry in kept:
            if entry[1] is wire and entry[0] + seconds <= now + 0.01:
                kept.remove(entry)
                wire.close()
                break
        if not kept:
            self._kept.pop(key, None)

    async def _connect(self, key: _Key, server_name: str | None) -> Wire:
        scheme, host, port, verify, proxy = key
        loop = asyncio.get_running_loop()
        context = (self._context or _shared_context(verify)) if scheme == "https" else None
        options: dict[str, Any] = {}
        if context is not None:
            options = {
                "ssl": context,
                "server_hostname": server_name or host,
                "ssl_shutdown_timeout": _CLOSE_SECONDS,
            }
        wire = Wire(lenient=self._lenient)
        if proxy is None:
            await loop.create_connection(lambda: wire, host, port, **options)
            return wire
        address = urlsplit(proxy)
        if address.scheme not in _PORTS:
            raise ProxyRefusalError(f"the proxy {address.hostname} has the scheme {address.scheme!r}: only http and https are possible")  # fmt: skip
        near: dict[str, Any] = {}
        if address.scheme == "https":
            near = {"ssl": _shared_context(True), "server_hostname": address.hostname}
        await loop.create_connection(
            lambda: wire, address.hostname or "", address.port or _PORTS[address.scheme], **near
        )
        if context is not None:
            await _tunnel(wire, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", proxy)
            far = await loop.start_tls(
                wire.transport, wire, context, server_hostname=server_name or host,
                ssl_shutdown_timeout=_CLOSE_SECONDS,
            )  # fmt: skip
            assert far is not None
            wire.transport = far
        return wire


async def _tunnel(wire: Wire, target: str, proxy: str) -> None:
    """Have a proxy connect us to a server (https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6)."""
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if authorization := proxy_authorization(proxy):
        lines.append(f"Proxy-Authorization: {authorization}")
    reply = await wire.request("\r\n".join([*lines, "", ""]).encode("latin-1", "replace"), bodiless=True)
    if not 200 <= reply.status < 300:
        wire.abort()
        raise ProxyRefusalError(f"the proxy answers {reply.status} to CONNECT {target}")
    wire.reusable = True


def proxy_authorization(proxy: str) -> str | None:
    """The header that tells a proxy the credentials in its URL."""
    parts = urlsplit(proxy)
    if not (parts.username or parts.password):
        return None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


class Transport(httpx.AsyncBaseTransport):
    """What sends the requests of one exchange."""

    def __init__(self, pool: Transports, proxy: str | None, verify: bool) -> None:
        self._pool = pool
        self._proxy = proxy
        self._verify = verify

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read the whole answer."""
        url, method = request.url, request.method
        scheme = url.scheme
        port = url.port or _PORTS.get(scheme, 80)
        key: _Key = (scheme, url.host, port, self._verify, self._proxy)
        headers = request.headers.raw
        target = url.raw_path
        if self._proxy is not None and scheme == "http":
            target = b"http://" + url.netloc + target
            if authorization := proxy_authorization(self._proxy):
                headers = [*headers, (b"Proxy-Authorization", authorization.encode())]
        head = b"%s %s HTTP/1.1\r\n" % (method.encode(), target)
        head += b"".join(b"%s: %s\r\n" % header for header in headers)
        body = b"".join([chunk async for chunk in _chunks(request)])
        server_name = request.extensions.get("sni_hostname")
        reply, wire = await self._pool.exchange(key, method, head + b"\r\n" + body, server_name)
        self._pool.give_back(key, wire)
        return httpx.Response(reply.status, headers=reply.headers, stream=httpx.ByteStream(reply.body))


async def _chunks(request: httpx.Request) -> AsyncIterator[bytes]:
    assert isinstance(request.stream, httpx.AsyncByteStream)
    async for chunk in request.stream:
        yield chunk
