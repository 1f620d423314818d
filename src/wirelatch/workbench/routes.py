"""What our editor needs beyond Node-RED's Admin API, under `/api/v1/`. Further groups of routes are added here."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from wirelatch import __version__
from wirelatch.access.gate import COOKIE
from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.engine.palette_json import NodeTypeJson
from wirelatch.webkit.errors import json_response
from wirelatch.workbench.expressions import Expressions
from wirelatch.workbench.flow_tests import FlowTests
from wirelatch.workbench.palette_order import in_palette_order

LOGOUT = "/api/v1/session/logout"


class Workbench:
    """Node types and the session."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._types: dict[tuple[str, ...], list[NodeTypeJson]] = {}

    def routes(self) -> list[Route]:
        """The routes with their permissions."""
        return [
            Route("GET", "/api/v1/node-types", "nodes.read", self.node_types),
            Route("GET", "/api/v1/session", None, self.session),
            Route("POST", LOGOUT, "", self.logout),
            *Expressions(self._service).routes(),
            *FlowTests(self._service).routes(),
        ]

    async def node_types(self, request: Request) -> Response:
        """Every type that is switched on, in palette order: what the palette and the edit forms are built from."""
        palettes = [node_class.palette for node_class in self._service.runtime.registry]
        key = tuple(sorted(palette.type for palette in palettes))
        if key not in self._types:
            self._types = {key: [item.to_json() for item in in_palette_order(palettes)]}
        return json_response(self._types[key])

    async def session(self, request: Request) -> Response:
        """Who is signed in, if anybody."""
        user = await self._service.gate.identify(request.scope)
        shown = user.to_json() if user is not None else None
        session: dict[str, object] = {"user": shown, "version": __version__, "logout_url": LOGOUT}
        identity = self._service.settings.own_identity_url
        if shown is not None and identity:
            session["applications_url"] = f"{identity}/if/user/"
        return json_response(session)

    async def logout(self, request: Request) -> Response:
        """End the session here; the answer says where to go to end it at the provider too."""
        session_id = request.cookies.get(COOKIE, "")
        response = json_response({"redirect": await self._service.sign_in.sign_out(request, session_id)})
        response.delete_cookie(COOKIE, path="/")
        return response
