"""`/projects`: Node-RED's API of projects. There is none of it while the setting is off.

Paths and answers are those of Node-RED 5, so that scripts and `node-red-admin projects` find what they know. Reading
needs `projects.read`, everything else `projects.write`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route, user_of
from wirelatch.adminapi.service import Service
from wirelatch.document.errors import StorageError
from wirelatch.projects import naming
from wirelatch.projects.changing import change_project
from wirelatch.projects.projects import Projects
from wirelatch.projects.remote_routes import RemoteRoutes
from wirelatch.projects.work_routes import WorkRoutes
from wirelatch.webkit.errors import HttpError, json_response

READ, WRITE = "projects.read", "projects.write"


class ProjectRoutes:
    """Projects as a whole; what is done inside of one stands in `WorkRoutes` and `RemoteRoutes`."""

    def __init__(self, service: Service, projects: Projects) -> None:
        self._service = service
        self._projects = projects
        self._work = WorkRoutes(service, projects)
        self._remote = RemoteRoutes(service, projects)
        service.told_to_editors.append(self._told)

    def routes(self) -> list[Route]:
        """All routes."""
        table: list[tuple[str, str, str, Callable[[Request], Awaitable[Response]]]] = [
            ("GET", "", READ, self.list),
            ("POST", "", WRITE, self.create),
            ("GET", "/{id}", READ, self.read),
            ("PUT", "/{id}", WRITE, self.change),
            ("DELETE", "/{id}", WRITE, self.delete),
            *self._work.table(),
            *self._remote.table(),
        ]
        return [
            Route(method, f"/projects{path}", permission, _answering(handler))
            for method, path, permission, handler in table
        ]

    def _told(self) -> dict[str, Any]:
        active = self._projects.active
        mode = self._service.settings.projects_workflow
        told: dict[str, Any] = {"editorTheme": {"projects": {"enabled": True, "workflow": {"mode": mode}}}}
        if active is not None:
            told["project"] = {"name": active.name}
            told["files"] = {"flow": active.flow_file, "credentials": active.credentials_file}
        return told

    async def list(self, request: Request) -> Response:
        """The names of all projects, and which is open."""
        found: dict[str, Any] = {"projects": self._projects.names()}
        if self._projects.active is not None:
            found["active"] = self._projects.active.name
        return json_response(found)

    async def create(self, request: Request) -> Response:
        """Make a project and open it."""
        wanted = await self._service.json_object(request)
        async with self._projects.lock:
            project = await self._projects.create(user_of(request), wanted)
        cloned = isinstance(wanted.get("git"), dict)
        await self._service.audit(
            request, "project.create", project.name, {"cloned": True} if cloned else None
        )
        return json_response(await self._projects.shown(project))

    async def read(self, request: Request) -> Response:
        """The open project."""
        return json_response(await self._projects.shown(self._projects.opened(request.path_params["id"])))

    async def change(self, request: Request) -> Response:
        """Open a project (`active`), fill an empty one (`initialise`), or change what is said of the open one."""
        name, user = request.path_params["id"], user_of(request)
        wanted = await self._service.json_object(request)
        if wanted.get("active"):
            async with self._projects.lock:
                await self._projects.open(
                    name, user, clear_context=wanted.get("clearContext", True) is not False
                )
            await self._service.audit(request, "project.open", name)
            return await self.list(request)
        project = self._projects.opened(name)
        if wanted.get("initialise"):
            async with self._projects.lock:
                await self._projects.initialise(user, project, wanted)
            await self._service.audit(request, "project.initialise", name)
        else:
            changed = await change_project(self._projects, user, project, wanted)
            await self._service.audit(request, "project.update", name, {"changed": changed})
        return await self.read(request)

    async def delete(self, request: Request) -> Response:
        """Delete a project that is not open."""
        name = naming.project_name(request.path_params["id"])
        async with self._projects.lock:
            await self._projects.delete(name)
        await self._service.audit(request, "project.delete", name)
        return Response(status_code=204)


def _answering(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except (StorageError, OSError) as error:
            raise HttpError(500, "storage_error", str(error)) from error

    return answer
