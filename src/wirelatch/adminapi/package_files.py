"""What packages of node types bring besides code: their folders `examples` and `resources`, and the debug window.

https://nodered.org/docs/creating-nodes/resources
"""

from __future__ import annotations

import importlib.util
import mimetypes
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.engine.palette import NodeRegistry
from wirelatch.webkit.errors import HttpError

DEBUG_VIEW = Path(__file__).with_name("debug_view.html")


class PackageFiles:
    """Files that anybody may read, as in Node-RED: they are the same in every installation."""

    def __init__(self, service: Service) -> None:
        self._registry = service.runtime.registry

    def routes(self) -> list[Route]:
        """The routes; none of them tells anything of flows or users."""
        return [
            Route("GET", "/resources/{module}/{path:path}", None, self.resource),
            Route("GET", "/debug/view/{file}", None, self.debug_view),
        ]

    async def resource(self, request: Request) -> Response:
        """A file of the folder `resources` of a package."""
        folder = folders(self._registry, "resources").get(request.path_params["module"])
        name = request.path_params["path"]
        if folder is None or "\0" in name:
            raise HttpError(404, "not_found", "There is no such file")
        try:
            file = (folder / name).resolve()
            is_there = file.is_relative_to(folder.resolve()) and file.is_file()
        except OSError:  # such as a name that is too long for one
            is_there = False
        if not is_there:
            raise HttpError(404, "not_found", "There is no such file")
        return FileResponse(file, media_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream")

    async def debug_view(self, request: Request) -> Response:
        """A window of debug messages only; it asks `/comms` for them with the editor's sign-in."""
        if request.path_params["file"] != "view.html":
            raise HttpError(404, "not_found", "There is no such file")
        page = DEBUG_VIEW.read_text("utf-8").replace("{nonce}", request.scope["state"]["csp_nonce"])
        return HTMLResponse(page)


def folders(registry: NodeRegistry, name: str) -> dict[str, Path]:
    """The folder of that name of every package that offers node types and has one, by the package's name."""
    packages = {node_class.palette.module.partition(".")[0] for node_class, _ in registry.installed()}
    found = {}
    for package in sorted(packages):
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec is not None else ():
            if (Path(place) / name).is_dir():
                found[package] = Path(place) / name
    return found
