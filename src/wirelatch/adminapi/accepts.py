"""Which form of an answer a request asks for."""

from __future__ import annotations

from starlette.requests import Request


def wants_json(request: Request) -> bool:
    """Whether JSON is asked for by name; everything else gets the editor's HTML, as in Node-RED."""
    return "application/json" in request.headers.get("accept", "")
