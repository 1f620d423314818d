"""`/inject`, `/debug` and `/credentials`: what the buttons of nodes and the edit forms call."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.engine.node import Node
from wirelatch.webkit.errors import HttpError, json_response

STATES = {"enable": 200, "disable": 201}
"""Node-RED's answers; its editor tells the states apart by them."""


class Buttons:
    """Inject, debug, and the credentials of forms."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._runtime = service.runtime

    def routes(self) -> list[Route]:
        """The routes with Node-RED's permissions."""
        return [
            Route("POST", "/inject/{id}", "inject.write", self.inject),
            Route("POST", "/debug/{state}", "debug.write", self.set_many),
            Route("POST", "/debug/{id}/{state}", "debug.write", self.set_one),
            Route("GET", "/credentials/{type}/{id}", "credentials.read", self.credentials),
        ]

    async def inject(self, request: Request) -> Response:
        """Press a node's button; `__user_inject_props__` overrules what it sends."""
        node = self._node(request.path_params["id"])
        body = await self._service.json(request)
        props = body.get("__user_inject_props__") if isinstance(body, dict) else None
        node.receive({"__user_inject_props__": props} if props else None)
        return PlainTextResponse("OK")

    async def set_one(self, request: Request) -> Response:
        """Switch one debug node on or off, until the next deploy of it."""
        status = self._status(request)
        _set_active(self._node(request.path_params["id"]), request.path_params["state"] == "enable")
        return _answered(status)

    async def set_many(self, request: Request) -> Response:
        """Switch several debug nodes; unknown ones are left out."""
        status = self._status(request)
        nodes = (await self._service.json_object(request)).get("nodes")
        if not isinstance(nodes, list):
            raise HttpError(400, "invalid_request", "`nodes` has to be a list of ids")
        for node_id in nodes:
            node = self._runtime.node(str(node_id))
            if node is not None:
                _set_active(node, request.path_params["state"] == "enable")
        return _answered(status)

    async def credentials(self, request: Request) -> Response:
        """A node's credentials: what is secret only as `has_<name>`."""
        return json_response(
            self._runtime.credentials_for(request.path_params["type"], request.path_params["id"])
        )

    def _node(self, node_id: str) -> Node:
        node = self._runtime.node(node_id)
        if node is None:
            raise HttpError(404, "not_found", f"There is no running node {node_id!r}")
        return node

    @staticmethod
    def _status(request: Request) -> int:
        status = STATES.get(request.path_params["state"])
        if status is None:
            raise HttpError(404, "not_found", "The state has to be enable or disable")
        return status


def _answered(status: int) -> Response:
    return PlainTextResponse(HTTPStatus(status).phrase, status)


def _set_active(node: Any, active: bool) -> None:
    setter = getattr(node, "set_active", None)
    if setter is not None:
        setter(active)
    else:
        node.active = active
