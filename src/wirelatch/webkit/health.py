"""Liveness and readiness, at authentik's paths."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wirelatch.webkit.errors import json_response


def health_routes(ready: Callable[[], bool]) -> list[Route]:
    """`/-/health/live/` answers 200 as soon as the process serves; `/-/health/ready/` 503 until `ready()` holds."""

    async def live(request: Request) -> Response:
        return json_response({"status": "live"})

    async def is_ready(request: Request) -> Response:
        return json_response({"status": "ready"}) if ready() else json_response({"status": "starting"}, 503)

    return [Route("/-/health/live/", live), Route("/-/health/ready/", is_ready)]
