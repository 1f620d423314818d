"""The HTTP and WebSocket endpoints of flows: Express-like routes as plain ASGI, without a framework in between.

Patterns are those of Express 4 that flows use: `/a/:id`, `/a/:id?`, `/a/*`; case-insensitive, with or without a slash
at the end. The route added first wins. https://expressjs.com/en/4x/api.html#path-examples
"""

from __future__ import annotations

import asyncio
import html
import itertools
import logging
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from wirelatch.webkit.metrics import RequestCounts
from wirelatch.webkit.query import parse as parse_query

log = logging.getLogger(__name__)

Handler = Callable[["HttpRequest"], None]
Headers = Mapping[str, str | Sequence[str]]

WATCH_AFTER = 2.0
"""Seconds an answer may take before we begin to watch whether the client is still there."""

OWN_COOKIES = ("wirelatch_", "authentik_csrf")
"""How names of our own cookies begin. Browsers send them to every port and path of a host; flows must not see them,
or whoever may read a debug message could pose as whoever made the request."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2"""
_PARAMETER = re.compile(r"(/?)(?::(\w+)(\?)?|\*)")


class HttpRequest:
    """One request to an endpoint of a flow: what `msg.req` offers, and the way to answer it."""

    __slots__ = ("_answer", "_answered", "_cookies", "_headers", "_query", "_scope", "body", "params")

    def __init__(self, scope: Scope, params: dict[str, str], body: bytes) -> None:
        self._scope = scope
        self._answer: tuple[int, Headers, bytes] | None = None
        self._answered: asyncio.Future[None] | None = None
        # Each is made when it is first asked for (functools.cached_property takes a lock every time).
        self._headers: dict[str, str] | None = None
        self._query: dict[str, Any] | None = None
        self._cookies: dict[str, str] | None = None
        self.params = params
        """Values of the pattern's parameters, percent-decoded; `*` gives "0", "1" …"""
        self.body = body
        """The whole body, as sent."""

    @property
    def method(self) -> str:
        """`GET`, `POST` …"""
        return str(self._scope["method"])

    @property
    def path(self) -> str:
        """The path, percent-encoded as sent."""
        raw: bytes | None = self._scope.get("raw_path")
        return raw.decode("latin-1") if raw is not None else str(self._scope["path"])

    @property
    def url(self) -> str:
        """Path and query as sent (Express's `originalUrl`)."""
        query = self._scope["query_string"].decode("latin-1")
        return f"{self.path}?{query}" if query else self.path

    @property
    def query(self) -> dict[str, Any]:
        """The query string's parameters, nested names resolved."""
        if self._query is None:
            self._query = parse_query(self._scope["query_string"].decode("latin-1"))
        return self._query

    @property
    def headers(self) -> dict[str, str]:
        """Header names in lower case; repeated ones joined as Node.js does."""
        if self._headers is None:
            out: dict[str, str] = {}
            for raw_name, raw_value in self._scope["headers"]:
                name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
                if name == "cookie":
                    value = _without_own(value)
                    if not value:
                        continue
                if name in out:
                    value = out[name] + ("; " if name == "cookie" else ", ") + value
                out[name] = value
            self._headers = out
        return self._headers

    @property
    def cookies(self) -> dict[str, str]:
        """The request's cookies, percent-decoded."""
        if self._cookies is None:
            jar: SimpleCookie = SimpleCookie()
            for part in self.headers.get("cookie", "").split(";"):
                try:
                    jar.load(part.strip())
                except CookieError:
                    continue
            self._cookies = {name: unquote(morsel.value) for name, morsel in jar.items()}
        return self._cookies

    @property
    def ip(self) -> str:
        """The client's address."""
        client = self._scope.get("client")
        return client[0] if client else ""

    @property
    def hostname(self) -> str:
        """The host the client asked for, without the port."""
        host = self.headers.get("host", "")
        return re.sub(r":\d+$", "", host)

    @property
    def protocol(self) -> str:
        """`http` or `https`."""
        return str(self._scope.get("scheme", "http"))

    def respond(self, status: int, headers: Headers, body: bytes) -> bool:
        """Answer the request; False when that has already happened or the client is gone. Call it on the event loop.

        Raises ValueError for a header whose name cannot be one.
        """
        if self._answer is not None or (self._answered is not None and self._answered.done()):
            return False
        for name in headers:
            if _TOKEN.fullmatch(name) is None:
                raise ValueError(f'Header name must be a valid HTTP token ["{name}"]')
        self._answer = (status, headers, body)
        if self._answered is not None:
            self._answered.set_result(None)
        return True

    async def _wait(self, receive: Receive) -> tuple[int, Headers, bytes] | None:
        """The answer, or None when the client went away first."""
        if self._answer is None:
            loop = asyncio.get_running_loop()
            answered = self._answered = loop.create_future()
            watcher: asyncio.Task[None] | None = None

            def watch() -> None:
                nonlocal watcher
                watcher = loop.create_task(_until_gone(receive, answered))

            timer = loop.call_later(WATCH_AFTER, watch)
            try:
                await answered
            finally:
                timer.cancel()
                if watcher is not None:
                    watcher.cancel()
        return self._answer


async def _until_gone(receive: Receive, answered: asyncio.Future[None]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    if not answered.done():
        answered.set_result(None)


@dataclass(eq=False)
class _Route:
    order: int
    pattern: str
    handler: Handler
    regex: re.Pattern[str] | None
    names: list[str]


@dataclass
class _Methods:
    """The routes of one method: fixed paths by name, the others in order."""

    fixed: dict[str, list[_Route]] = field(default_factory=dict)
    patterns: list[_Route] = field(default_factory=list)


class HttpRoutes:
    """The ASGI application for everything below `root` that belongs to flows."""

    def __init__(
        self, root: str = "/", max_body: int = 5_242_880, reserved_websockets: Collection[str] = ()
    ) -> None:
        """Everything below `root`; `reserved_websockets` are paths at which others answer WebSockets."""
        self._root = "/" + root.strip("/") if root.strip("/") else ""
        self._websockets: dict[str, ASGIApp] = {}
        self._reserved_websockets = frozenset(reserved_websockets)
        self._max_body = max_body
        self._methods: dict[str, _Methods] = {}
        self._order = itertools.count()
        self.requests = RequestCounts("wirelatch_http_requests", "Requests answered by flows")

    def add(self, method: str, pattern: str, handler: Handler) -> Callable[[], None]:
        """Add a route; returns what removes it again. The handler runs on the event loop and answers when it likes."""
        path = self._root + (pattern if pattern.startswith("/") else "/" + pattern)
        routes = self._methods.setdefault(method.upper(), _Methods())
        names: list[str] = []
        if ":" in path or "*" in path:
            route = _Route(next(self._order), path, handler, _compile(path, names), names)
            routes.patterns.append(route)
            siblings = routes.patterns
        else:
            route = _Route(next(self._order), path, handler, None, names)
            siblings = routes.fixed.setdefault(_normal(path), [])
            siblings.append(route)

        def remove() -> None:
            if route in siblings:
                siblings.remove(route)

        return remove

    def add_websocket(self, path: str, handler: ASGIApp) -> Callable[[], None]:
        """Take WebSocket connections at a path, exactly as it is written; returns what removes it again.

        Raises ValueError when the path is taken.
        """
        full = self._root + (path if path.startswith("/") else "/" + path)
        if full in self._websockets or full in self._reserved_websockets:
            raise ValueError(f"Cannot have two WebSocket listeners on the same path: {full}")
        self._websockets[full] = handler

        def remove() -> None:
            if self._websockets.get(full) is handler:
                del self._websockets[full]

        return remove

    def find(self, method: str, path: str) -> tuple[_Route, dict[str, str]] | None:
        """The route for a percent-encoded path, with its parameters."""
        routes = self._methods.get(method)
        if routes is None:
            return None
        fixed = routes.fixed.get(_normal(path))
        if fixed is None and "%" in path:
            fixed = routes.fixed.get(_normal(unquote(path)))
        best = fixed[0] if fixed else None
        for route in routes.patterns:
            if best is not None and best.order < route.order:
                break
            assert route.regex is not None
            match = route.regex.match(path)
            if match is not None:
                values = zip(route.names, match.groups(), strict=True)
                return route, {name: unquote(value) for name, value in values if value is not None}
        return (best, {}) if best is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await self._websocket(scope, receive, send)
            return
        method: str = scope["method"]
        raw: bytes | None = scope.get("raw_path")
        path = raw.decode("latin-1") if raw is not None else scope["path"]
        found = self.find(method, path)
        if found is None and method == "HEAD":
            found = self.find("GET", path)
        if found is None:
            await self._without_route(method, path, send)
            return
        route, params = found
        body = b""
        if _has_body(scope["headers"]):
            read = await self._read(scope["headers"], receive)
            if read is None:
                await _send(
                    send,
                    413,
                    {"content-type": "text/plain; charset=utf-8", "connection": "close"},
                    b"Payload Too Large",
                )
                return
            body = read
        request = HttpRequest(scope, params, body)
        try:
            route.handler(request)
        except Exception:
            log.exception("the handler of %s %s failed", method, path)
            request.respond(500, {"content-type": "text/plain; charset=utf-8"}, b"Internal Server Error")
        answer = await request._wait(receive)
        if answer is not None:
            self.requests.count(method, route.pattern, answer[0])
            await _send(send, *answer, head=method == "HEAD")

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw: bytes | None = scope.get("raw_path")
        handler = self._websockets.get(raw.decode("latin-1") if raw is not None else scope["path"])
        if handler is not None:
            await handler(scope, receive, send)
            return
        await receive()
        if "websocket.http.response" in scope.get("extensions", {}):
            await send({"type": "websocket.http.response.start", "status": 404, "headers": []})
            await send({"type": "websocket.http.response.body", "body": b""})
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _read(self, headers: Sequence[tuple[bytes, bytes]], receive: Receive) -> bytes | None:
        """The body, or None when it is larger than allowed.

        As much again is read and thrown away then: closing a connection with unread data would lose our answer.
        """
        chunks: list[bytes] = []
        size = 0
        for name, value in headers:
            if name == b"content-length" and value.isdigit() and int(value) > 2 * self._max_body:
                return None
        while True:
            message = await receive()
            chunk = message.get("body", b"")
            size += len(chunk)
            if size <= self._max_body:
                chunks.append(chunk)
            if not message.get("more_body") or size > 2 * self._max_body:
                break
        if size > self._max_body:
            return None
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    async def _without_route(self, method: str, path: str, send: Send) -> None:
        if method == "OPTIONS":
            allowed = [name for name in self._methods if self.find(name, path) is not None]
            if allowed:
                if "GET" in allowed:
                    allowed.append("HEAD")
                text = ",".join(sorted(allowed))
                await _send(
                    send, 200, {"allow": text, "content-type": "text/html; charset=utf-8"}, text.encode()
                )
                return
        shown = html.escape(f"Cannot {method} {path}")
        page = (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n'
            f"<body>\n<pre>{shown}</pre>\n</body>\n</html>\n"
        )
        headers = {
            "content-security-policy": "default-src 'none'",
            "x-content-type-options": "nosniff",
            "content-type": "text/html; charset=utf-8",
        }
        await _send(send, 404, headers, page.encode(), head=method == "HEAD")


def _normal(path: str) -> str:
    path = path.lower()
    return path[:-1] if len(path) > 1 and path[-1] == "/" else path


def _compile(path: str, names: list[str]) -> re.Pattern[str]:
    out, position, stars = "", 0, 0
    for match in _PARAMETER.finditer(path):
        out += re.escape(path[position : match.start()])
        slash, name, optional = match.groups()
        if name is None:
            out += re.escape(slash) + "(.*)"
            names.append(str(stars))
            stars += 1
        else:
            out += f"(?:{slash}([^/]+?))?" if optional else rf"{slash}([^/]+?)"
            names.append(name)
        position = match.end()
    out += re.escape(path[position:].rstrip("/"))
    return re.compile(rf"^{out}/?$", re.IGNORECASE)


def _without_own(cookies: str) -> str:
    """A Cookie header's value without the cookies that sign somebody in here."""
    pairs = cookies.split(";")
    kept = [pair for pair in pairs if not pair.strip().startswith(OWN_COOKIES)]
    return cookies if len(kept) == len(pairs) else ";".join(kept).strip()


def _has_body(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in headers)


async def _send(send: Send, status: int, headers: Headers, body: bytes, *, head: bool = False) -> None:
    raw: list[tuple[bytes, bytes]] = []
    has_length = False
    for name, value in headers.items():
        key = name.lower().encode("latin-1", "replace")
        if key == b"content-length" and head:
            has_length = True
        elif key in _FRAMING:
            continue
        if isinstance(value, str):
            raw.append((key, _header_value(value)))
        else:
            raw.extend((key, _header_value(str(item))) for item in value)
    bodiless = status in (204, 304)
    if not has_length and not bodiless and status >= 200:
        raw.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": b"" if head or bodiless else body})


def _header_value(text: str) -> bytes:
    """A line break would start another header; no control character but tab, and none beyond Latin-1, can be sent."""
    if not text.isprintable():
        text = text.translate(_NO_CONTROLS)
    return text.encode("latin-1", "replace")


_NO_CONTROLS = dict.fromkeys((*range(9), *range(10, 32), 127))
_FRAMING = (b"content-length", b"transfer-encoding")
"""How long the body is, we know: another length, or none, would make the client take part of it for the next answer."""
