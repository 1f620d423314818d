"""Liveness and readiness, at authentik's paths."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wirelatch.webkit.errors import json_response


def health_routes(
    ready: Callable[[], bool], reachable: Callable[[], Awaitable[bool]] | None = None
) -> list[Route]:
    """`/-/health/live/` answers 200 as soon as the process serves; `/-/health/ready/` 503 until `ready()` holds.

    And whenever what it needs is not `reachable`, such as its database: a proxy then sends requests elsewhere.
    """

    async def live(request: Request) -> Response:
        return json_response({"status": "live"})

    async def is_ready(request: Request) -> Response:
        if not ready():
            return json_response({"status": "starting"}, 503)
        if reachable is not None and not await reachable():
            return json_response({"status": "the database cannot be reached"}, 503)
        return json_response({"status": "ready"})

    return [Route("/-/health/live/", live), Route("/-/health/ready/", is_ready)]
