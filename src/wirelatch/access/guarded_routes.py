"""The routes of the editor and its APIs: one table in which each names the permission it needs.

Paths are matched like Express does it: case-insensitive, a slash at the end is optional. What no route matches goes to
the endpoints of flows, as in Node-RED.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from wirelatch.access.gate import Gate, address_of
from wirelatch.access.users import User
from wirelatch.webkit.errors import HttpError, on_http_error, on_unexpected_error
from wirelatch.webkit.metrics import RequestCounts

log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Route:
    """One route. `{name}` in the path is one segment, `{name:path}` the rest, slashes and all."""

    method: str
    path: str
    permission: str | None
    """None: everybody may; empty: every signed-in user may."""
    handler: Handler


@dataclass(frozen=True)
class _Compiled:
    route: Route
    regex: re.Pattern[str]


class GuardedRoutes:
    """ASGI application over a table of routes; `otherwise` gets what no route matches, `requests` counts."""

    def __init__(
        self, routes: Iterable[Route], gate: Gate, otherwise: ASGIApp, requests: RequestCounts
    ) -> None:
        self.table = tuple(routes)
        self._gate = gate
        self._otherwise = otherwise
        self._requests = requests
        self._by_segment: dict[str, list[_Compiled]] = {}
        for route in self.table:
            segment = first_segment(route.path)
            self._by_segment.setdefault(segment, []).append(_Compiled(route, _compile(route.path)))

    @property
    def segments(self) -> frozenset[str]:
        """The first path segments, in lower case, that any route begins with."""
        return frozenset(self._by_segment)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        route = self._find(scope)
        if route is None:
            await self._otherwise(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await self._answer(route, request)
        except ClientDisconnect:  # nobody is there to be answered
            return
        except HttpError as error:
            response = await on_http_error(request, error)
        except Exception as error:
            response = await on_unexpected_error(request, error)
        self._requests.count(route.method, route.path, response.status_code)
        response.headers.setdefault("cache-control", "no-store")
        await response(scope, receive, send)

    def _find(self, scope: Scope) -> Route | None:
        raw = scope.get("raw_path")
        path = raw.decode("latin-1") if raw is not None else scope["path"]
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        for compiled in self._by_segment.get(first_segment(path), ()):
            if compiled.route.method == method:
                match = compiled.regex.match(path)
                if match is not None:
                    found = match.groupdict().items()
                    scope["path_params"] = {
                        name: unquote(value) for name, value in found if value is not None
                    }
                    return compiled.route
        return None

    async def _answer(self, route: Route, request: Request) -> Response:
        if route.permission is None:
            return await route.handler(request)
        user = await self._gate.identify(request.scope)
        if user is None:
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        if not user.may(route.permission):
            address = address_of(request.scope)
            await self._gate.note_refusal(user, route.permission, address, request.url.path)
            # RFC 6750, 3.1: tells clients that signing in again will not help.
            challenge = f'Bearer error="insufficient_scope", scope="{route.permission}"'
            return Response(status_code=401, headers={"WWW-Authenticate": challenge})
        request.state.user = user
        return await route.handler(request)


def user_of(request: Request) -> User:
    """The user of a request to a guarded route."""
    user = request.state.user
    assert isinstance(user, User)
    return user


def first_segment(path: str) -> str:
    """`/flow/abc` -> `flow`; `/` -> the empty text. In lower case."""
    end = path.find("/", 1)
    return (path[1:] if end < 0 else path[1:end]).lower()


def _compile(path: str) -> re.Pattern[str]:
    out, position = "", 0
    for match in re.finditer(r"\{(\w+)(:path)?\}", path):
        out += re.escape(path[position : match.start()])
        out += f"(?P<{match[1]}>.*)" if match[2] else f"(?P<{match[1]}>[^/]+)"
        position = match.end()
    out += re.escape(path[position:].rstrip("/"))
    return re.compile(rf"^{out}/?$", re.IGNORECASE)
