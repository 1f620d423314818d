"""`/nodes`: which node types are installed, in modules and sets, and switching them on and off.

https://nodered.org/docs/api/admin/methods/get/nodes/
"""

from __future__ import annotations

from typing import Any, NoReturn

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.accepts import wants_json
from wirelatch.adminapi.definitions import set_definition
from wirelatch.adminapi.node_sets import set_of
from wirelatch.adminapi.service import Service
from wirelatch.webkit.errors import HttpError, json_response
from wirelatch.workbench.palette_order import in_palette_order

NO_NPM = (
    "{what} is not supported: packages from npm do not run here. Node types come in Python packages: install and "
    "remove them with pip, and start Wirelatch again"
)


class Nodes:
    """The palette, seen by editors and tools."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._sets = service.node_sets

    def routes(self) -> list[Route]:
        """The routes with Node-RED's permissions; a module may have a scope in front (`@scope/name`)."""
        paths = ("/nodes/{module}", "/nodes/{module}/{set}", "/nodes/{scope}/{module}/{set}")
        return [
            Route("GET", "/nodes", "nodes.read", self.all),
            Route("POST", "/nodes", "nodes.write", self.install),
            *(Route("GET", path, "nodes.read", self.read) for path in paths),
            *(Route("PUT", path, "nodes.write", self.switch) for path in paths),
            *(Route("DELETE", path, "nodes.write", self.remove) for path in paths[:2]),
        ]

    async def all(self, request: Request) -> Response:
        """Every set: as a list, or as the definitions from which the stock editor builds palette and forms."""
        found = self._sets.all()
        if wants_json(request):
            return json_response(list(found.values()))
        order = in_palette_order(node_class.palette for node_class in self._service.runtime.registry)
        shown = dict.fromkeys(set_of(palette) for palette in order)
        return HTMLResponse("\n".join(set_definition(key, self._sets.types(key)) for key in shown))

    async def read(self, request: Request) -> Response:
        """One module, or one set as JSON or HTML."""
        module, name = _named(request)
        if name is None:
            return json_response(self._module(module, 404))
        found = self._set(module, name, 404)
        if wants_json(request):
            return json_response(found)
        return HTMLResponse(set_definition(found["id"], self._sets.types(found["id"])))

    async def switch(self, request: Request) -> Response:
        """Switch a set, or all sets of a module, on or off. What is in use stays on."""
        body = await self._service.json(request)
        if not isinstance(body, dict) or "enabled" not in body:
            raise HttpError(400, "invalid_request", "Invalid request")
        module, name = _named(request)
        on = bool(body["enabled"])
        # Node-RED answers 400 here, not 404.
        sets = self._module(module, 400)["nodes"] if name is None else [self._set(module, name, 400)]
        changing = [entry for entry in sets if entry["enabled"] is not on]
        if not on:
            self._check_unused(changing)
        for entry in changing:
            await self._switch(request, entry, on)
        if name is None:
            return json_response(self._module(module, 400))
        return json_response(self._set(module, name, 400))

    async def _switch(self, request: Request, entry: dict[str, Any], on: bool) -> None:
        try:
            changed = await self._sets.switch(entry["id"], on=on)
        except OSError as error:
            raise HttpError(400, "unexpected_error", f"That cannot be stored: {error.strerror}") from None
        if on:
            await self._service.runtime.types_changed()
        state = "enabled" if on else "disabled"
        self._service.runtime.events.publish(f"notification/node/{state}", changed)
        await self._service.audit(request, "nodes.info.set", entry["id"], {"enabled": on})

    def _check_unused(self, sets: list[dict[str, Any]]) -> None:
        used = {str(record.get("type")) for record in self._service.runtime.flows}
        in_use = [name for entry in sets for name in entry["types"] if name in used]
        if in_use:
            raise HttpError(400, "type_in_use", f"Type in use: {', '.join(in_use)}")

    async def install(self, request: Request) -> Response:
        """Refused, with the reason."""
        if "multipart/form-data" not in request.headers.get("content-type", ""):
            body = await self._service.json(request)
            module = body.get("module") if isinstance(body, dict) else None
            if not isinstance(module, str) or not module:
                raise HttpError(400, "invalid_request", "Invalid request")
            if self._sets.module(module) is not None:
                raise HttpError(400, "module_already_loaded", "Module already loaded")
        return _refuse("Installing a module")

    async def remove(self, request: Request) -> Response:
        """Refused, with the reason."""
        module, name = _named(request)
        if name is not None or self._sets.module(module) is None:
            raise HttpError(404, "not_found", "Module not found")
        return _refuse("Removing a module")

    def _module(self, name: str, otherwise: int) -> dict[str, Any]:
        found = self._sets.module(name)
        if found is None:
            raise HttpError(otherwise, "not_found", "Module not found")
        return found

    def _set(self, module: str, name: str, otherwise: int) -> dict[str, Any]:
        found = self._sets.all().get(f"{module}/{name}")
        if found is None:
            raise HttpError(otherwise, "not_found", "Node not found")
        return found


def _named(request: Request) -> tuple[str, str | None]:
    """The module and the set that a path names."""
    scope, module, name = (request.path_params.get(key) for key in ("scope", "module", "set"))
    if scope is not None:
        return f"{scope}/{module}", name
    if name is not None and str(module).startswith("@"):
        return f"{module}/{name}", None
    return str(module), name


def _refuse(what: str) -> NoReturn:
    raise HttpError(400, "not_supported", NO_NPM.format(what=what))
