"""`/api/v1/draft`: the draft that a user works on, over HTTP; its changes go over the WebSocket (`live.py`)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route, user_of
from wirelatch.adminapi.refusals import refusals
from wirelatch.adminapi.service import Service
from wirelatch.webkit.errors import HttpError, json_response
from wirelatch.workbench.drafts.drafts import Drafts
from wirelatch.workbench.drafts.live import summary

LIVE = "/api/v1/draft/live"
"""Where the WebSocket is."""


class DraftRoutes:
    """Reading a draft, discarding it, leaving the shared one and coming back."""

    def __init__(self, service: Service, drafts: Drafts) -> None:
        self._service = service
        self._drafts = drafts

    def routes(self) -> list[Route]:
        """The routes with their permissions."""
        return [
            Route("GET", "/api/v1/draft", "flows.read", self.read),
            Route("POST", "/api/v1/draft/discard", "flows.write", self.discard),
            Route("POST", "/api/v1/draft/private", "flows.write", self.leave),
            Route("DELETE", "/api/v1/draft/private", "flows.write", self.abandon),
            Route("POST", "/api/v1/draft/merge", "flows.write", self.merge),
        ]

    async def read(self, request: Request) -> Response:
        """The draft as patches of the deployed document."""
        room = await self._drafts.room_of(user_of(request))
        return json_response({**summary(room), "ops": room.draft.difference()})

    async def discard(self, request: Request) -> Response:
        """Take everything back that is not deployed, by whomever it is."""
        user = user_of(request)
        room = await self._drafts.room_of(user)
        count = len(room.draft.difference())
        room.change(lambda draft: draft.discard(user.username))
        with refusals():
            await room.stored()
        await self._service.audit(request, "draft.discard", room.name, {"patches": count})
        return Response(status_code=204)

    async def leave(self, request: Request) -> Response:
        """Go on with a copy that nobody else changes."""
        with refusals():
            await self._drafts.leave(user_of(request))
        return Response(status_code=204)

    async def abandon(self, request: Request) -> Response:
        """Throw the private draft away."""
        await self._come_back(request, merging=False)
        return Response(status_code=204)

    async def merge(self, request: Request) -> Response:
        """Put what was done in the private draft into the shared one."""
        await self._come_back(request, merging=True)
        return Response(status_code=204)

    async def _come_back(self, request: Request, *, merging: bool) -> None:
        user = user_of(request)
        with refusals():
            there_is_one = await self._drafts.come_back(user, merging=merging)
        if not there_is_one:
            raise HttpError(404, "not_found", "You have no private draft")
        await self._service.audit(request, "draft.merge" if merging else "draft.abandon")
