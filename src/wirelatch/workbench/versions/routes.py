"""`/api/v1/versions`: the version history of the flows."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.document.json_text import stringify
from wirelatch.webkit.errors import HttpError, json_response
from wirelatch.workbench.versions.json_types import VersionContentJson, VersionListJson
from wirelatch.workbench.versions.recorder import VersionRecorder

_MOST = 200
_LONGEST_NAME = 255
_LONGEST_COMMENT = 10_000


class VersionRoutes:
    """Listing versions, reading one, naming it."""

    def __init__(self, service: Service, recorder: VersionRecorder) -> None:
        self._service = service
        self._recorder = recorder

    def routes(self) -> list[Route]:
        """The routes with their permissions."""
        return [
            Route("GET", "/api/v1/versions", "flows.read", self.list),
            Route("GET", "/api/v1/versions/{number}", "flows.read", self.read),
            Route("GET", "/api/v1/versions/{number}/flows.json", "flows.read", self.download),
            Route("PATCH", "/api/v1/versions/{number}", "flows.write", self.describe),
        ]

    async def _database(self) -> Any:
        await self._recorder.settled()
        return (await self._service.gate.store()).database

    async def list(self, request: Request) -> Response:
        """Versions, the newest first, `limit` of them; `before` a number continues the list."""
        from wirelatch.workbench.versions import store

        limit = _number(request.query_params.get("limit", "50"))
        given = request.query_params.get("before")
        before = _number(given) if given is not None else None
        database = await self._database()
        found = await database.read(
            lambda connection: store.listed(connection, before=before, limit=min(limit, _MOST) + 1)
        )
        shown = found[: min(limit, _MOST)]
        answer: VersionListJson = {
            "versions": [version.to_json() for version in shown],
            "has_more": len(found) > len(shown),
            "revision": self._service.runtime.revision,
        }
        return json_response(answer)

    async def read(self, request: Request) -> Response:
        """One version with its records."""
        version, records = await self._found(request)
        answer: VersionContentJson = {"version": version.to_json(), "flows": records}
        return json_response(answer)

    async def download(self, request: Request) -> Response:
        """The records alone, as a file that can be imported."""
        version, records = await self._found(request)
        return Response(
            stringify(records, "    ") + "\n",
            media_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="flows-version-{version.number}.json"'},
        )

    async def _found(self, request: Request) -> tuple[Any, Any]:
        from wirelatch.workbench.versions import store

        number = _number(request.path_params["number"])
        database = await self._database()
        version, records = await database.read(
            lambda connection: (store.get(connection, number), store.records_of(connection, number))
        )
        if version is None or records is None:
            raise HttpError(404, "not_found", f"There is no version {number}")
        return version, records

    async def describe(self, request: Request) -> Response:
        """Give a version a name or a comment. Versions with a name are kept for ever."""
        from wirelatch.workbench.versions import store

        number = _number(request.path_params["number"])
        body = await self._service.json_object(request)
        name, comment = (
            _text(body, "name", _LONGEST_NAME),
            _text(body, "comment", _LONGEST_COMMENT),
        )
        database = await self._database()
        version = await database.write(
            lambda connection: store.describe(connection, number, name=name, comment=comment)
        )
        if version is None:
            raise HttpError(404, "not_found", f"There is no version {number}")
        changes = {key: text for key, text in (("name", name), ("comment", comment)) if text is not None}
        await self._service.audit(request, "version.describe", str(number), changes)
        return json_response(version.to_json())


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15 or int(text) == 0:
        raise HttpError(400, "invalid_request", f"{text[:20]!r} is not a number of a version")
    return int(text)


def _text(body: dict[str, Any], key: str, longest: int) -> str | None:
    value = body.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > longest:
        raise HttpError(400, "invalid_request", f"`{key}` has to be text of at most {longest} characters")
    return value.strip()
