"""`/library`: flows and functions kept for import, and the examples that come with packages of node types.

https://nodered.org/docs/user-guide/editor/workspace/import-export#importing-and-exporting-flows
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi import library_files as files
from wirelatch.adminapi.package_files import folders
from wirelatch.adminapi.service import Service
from wirelatch.engine.palette import NodeRegistry
from wirelatch.webkit.errors import HttpError, json_response

LOCAL, EXAMPLES = "local", "examples"
TYPES = frozenset({files.FLOWS, "functions", "templates"})
"""What there are libraries of, besides what is found on file."""


class Library:
    """Reading and writing library entries."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._root = service.settings.data / "lib"

    def routes(self) -> list[Route]:
        """The routes with Node-RED's permissions."""
        return [
            Route("GET", "/library/{library}/{type}", "library.read", self.read),
            Route("GET", "/library/{library}/{type}/{path:path}", "library.read", self.read),
            Route("POST", "/library/{library}/{type}/{path:path}", "library.write", self.write),
        ]

    async def read(self, request: Request) -> Response:
        """A folder as a list of folders (text) and files (objects), or the content of a file."""
        library, kind, path = self._where(request)
        try:
            found = await asyncio.to_thread(self._read, library, kind, path)
        except files.ForbiddenError as error:
            raise HttpError(403, "forbidden", str(error)) from None
        except files.EntryError as error:
            raise HttpError(404, "not_found", str(error)) from None
        except OSError as error:  # such as a name that is too long for one
            raise HttpError(404, "not_found", f"That cannot be read: {error.strerror}") from None
        if isinstance(found, str):
            return PlainTextResponse(
                found, media_type="application/json" if kind == files.FLOWS else "text/plain"
            )
        return json_response(found)

    async def write(self, request: Request) -> Response:
        """Keep an entry: flows are the JSON body itself, other types `text` with further properties about it."""
        library, kind, path = self._where(request)
        if library != LOCAL:
            raise HttpError(400, "unexpected_error", f"Library {library} is read-only")
        body = await self._service.json(request)
        try:
            written = await asyncio.to_thread(files.write, self._root, kind, path, body)
        except files.ForbiddenError as error:
            raise HttpError(403, "forbidden", str(error)) from None
        except files.EntryError as error:
            raise HttpError(400, "unexpected_error", str(error)) from None
        except OSError as error:
            raise HttpError(400, "unexpected_error", f"That cannot be written: {error.strerror}") from None
        await self._service.audit(request, "library.set", f"{kind}/{written}")
        return Response(status_code=204)

    def _where(self, request: Request) -> tuple[str, str, str]:
        library, kind = request.path_params["library"], request.path_params["type"]
        is_known = kind in TYPES or (kind.isidentifier() and len(kind) < 50 and (self._root / kind).is_dir())
        if not is_known:
            raise HttpError(400, "unexpected_error", f"Unknown library type: {kind}")
        if library not in (LOCAL, EXAMPLES):
            raise HttpError(400, "unexpected_error", f"Unknown library: {library}")
        return library, kind, request.path_params.get("path", "")

    def _read(self, library: str, kind: str, path: str) -> files.Entry:
        if library == LOCAL:
            return files.read(self._root, kind, path)
        if kind != files.FLOWS:
            return []
        found = folders(self._service.runtime.registry, EXAMPLES)
        module, _, rest = path.strip("/").partition("/")
        if not module:
            return list(found)
        if module not in found:
            raise files.EntryError(f"There are no examples of {module}")
        return files.read(found[module].parent, found[module].name, rest)


def libraries(registry: NodeRegistry) -> list[dict[str, Any]]:
    """The libraries as `/settings` lists them; examples only where there are any."""
    listed: list[dict[str, Any]] = [
        {"id": LOCAL, "label": "Local", "user": False, "icon": "font-awesome/fa-hdd-o"}
    ]
    if folders(registry, EXAMPLES):
        about = {"id": EXAMPLES, "label": "Examples", "user": False, "icon": "font-awesome/fa-life-ring"}
        listed.append({**about, "types": [files.FLOWS], "readOnly": True})
    return listed
