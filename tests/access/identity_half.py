"""The identity half, as far as the flows half asks it about API tokens."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Identity:
    """What of the identity half's API matters here."""

    def __init__(self) -> None:
        self.asked = 0
        self.up = True
        self.tokens = {"an-api-token"}
        self.app = Starlette(routes=[Route("/api/v3/core/users/me/", self.me)])

    async def me(self, request: Request) -> Response:
        self.asked += 1
        if not self.up:
            return Response(status_code=503)
        if request.headers["authorization"].removeprefix("Bearer ") not in self.tokens:
            return JSONResponse({"detail": "Token invalid/expired"}, 403)
        groups = [{"pk": "1", "name": "Wirelatch Viewers"}]
        return JSONResponse(
            {"user": {"pk": 1, "username": "bot", "name": "Bot", "email": "", "groups": groups}}
        )
