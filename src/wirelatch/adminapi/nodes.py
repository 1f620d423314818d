"""`/nodes`: which node types are installed, grouped as Node-RED groups them: modules that hold sets of types.

A module is a Python package, a set one Python file. Packages are installed with pip, not through this API.
https://nodered.org/docs/api/admin/methods/get/nodes/
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.webkit.errors import HttpError, json_response


class Nodes:
    """The palette, seen by tools."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def routes(self) -> list[Route]:
        """The routes with Node-RED's permissions."""
        return [
            Route("GET", "/nodes", "nodes.read", self.all),
            Route("POST", "/nodes", "nodes.write", self.change),
            Route("GET", "/nodes/messages", "nodes.read", self.messages),
            Route("GET", "/nodes/{module}/{set}/messages", "nodes.read", self.messages),
            Route("GET", "/nodes/{module}", "nodes.read", self.module),
            Route("PUT", "/nodes/{module}", "nodes.write", self.change),
            Route("DELETE", "/nodes/{module}", "nodes.write", self.change),
            Route("GET", "/nodes/{module}/{set}", "nodes.read", self.set),
            Route("PUT", "/nodes/{module}/{set}", "nodes.write", self.change),
            Route("GET", "/icons", "nodes.read", self.icons),
            Route("GET", "/plugins", "plugins.read", self.plugins),
            Route("GET", "/plugins/messages", "plugins.read", self.messages),
            Route("GET", "/locales/{name:path}", None, self.messages),
        ]

    async def all(self, request: Request) -> Response:
        """Every set; as HTML just their ids, since our editor builds its forms from `/api/v1/node-types`."""
        found = list(sets(self._service).values())
        if _wants_json(request):
            return json_response(found)
        return HTMLResponse("".join(f"<!-- --- [red-module:{item['id']}] --- -->\n" for item in found))

    async def module(self, request: Request) -> Response:
        """One module with its sets."""
        name = request.path_params["module"]
        found = [item for item in sets(self._service).values() if item["module"] == name]
        if not found:
            raise HttpError(404, "not_found", f"There is no module {name!r}")
        module = {"name": name, "version": found[0]["version"], "local": False, "user": False, "nodes": found}
        return json_response(module)

    async def set(self, request: Request) -> Response:
        """One set."""
        key = f"{request.path_params['module']}/{request.path_params['set']}"
        found = sets(self._service).get(key)
        if found is None:
            raise HttpError(404, "not_found", f"There is no node set {key!r}")
        return json_response(found) if _wants_json(request) else HTMLResponse("")

    async def change(self, request: Request) -> Response:
        """Installing, removing and switching off are refused."""
        raise HttpError(
            400, "not_supported", "Node modules are Python packages: install and remove them with pip"
        )

    async def icons(self, request: Request) -> Response:
        """The icons that node types use, by module."""
        icons: dict[str, list[str]] = {}
        for node_class in self._service.runtime.registry:
            of_module = icons.setdefault(_module_of(node_class.palette.module), [])
            if node_class.palette.icon not in of_module:
                of_module.append(node_class.palette.icon)
        return json_response(icons)

    async def plugins(self, request: Request) -> Response:
        """There are no editor plug-ins."""
        return json_response([]) if _wants_json(request) else PlainTextResponse("")

    async def messages(self, request: Request) -> Response:
        """Message catalogues: the texts are in the editor itself."""
        return json_response({})


def sets(service: Service) -> dict[str, dict[str, Any]]:
    """The sets of installed types by id, in Node-RED's shape."""
    found: dict[str, dict[str, Any]] = {}
    for node_class in service.runtime.registry:
        palette = node_class.palette
        module, name = _module_of(palette.module), palette.module.rpartition(".")[2]
        entry = found.setdefault(
            f"{module}/{name}",
            {
                "id": f"{module}/{name}",
                "name": name,
                "types": [],
                "enabled": True,
                "local": False,
                "user": False,
                "module": module,
                "version": palette.version,
            },
        )
        entry["types"].append(palette.type)
    return found


def _module_of(python_module: str) -> str:
    return python_module.partition(".")[0]


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
