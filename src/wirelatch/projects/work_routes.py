"""What is done with the files of the open project: listing, reading, staging, committing, merging, history."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import user_of
from wirelatch.adminapi.service import Service
from wirelatch.projects import naming
from wirelatch.projects.conflicts import resolved
from wirelatch.projects.git import GitError
from wirelatch.projects.project import PACKAGE, Project
from wirelatch.projects.projects import Projects
from wirelatch.webkit.errors import HttpError, json_response

READ, WRITE = "projects.read", "projects.write"
MOST_COMMITS = 500
_SIDES = {"ours": ":2", "theirs": ":3"}

Table = list[tuple[str, str, str, Callable[[Request], Awaitable[Response]]]]


class WorkRoutes:
    """Files and commits."""

    def __init__(self, service: Service, projects: Projects) -> None:
        self._service = service
        self._projects = projects

    def table(self) -> Table:
        """Method, path below `/projects`, permission, handler."""
        return [
            ("GET", "/{id}/status", READ, self.status),
            ("GET", "/{id}/files", READ, self.files),
            ("GET", "/{id}/files/{tree}/{path:path}", READ, self.file),
            ("DELETE", "/{id}/files/_/{path:path}", WRITE, self.revert),
            ("POST", "/{id}/stage", WRITE, self.stage_several),
            ("POST", "/{id}/stage/{path:path}", WRITE, self.stage),
            ("DELETE", "/{id}/stage", WRITE, self.unstage_all),
            ("DELETE", "/{id}/stage/{path:path}", WRITE, self.unstage),
            ("POST", "/{id}/commit", WRITE, self.commit),
            ("GET", "/{id}/diff/{type}/{path:path}", READ, self.diff),
            ("GET", "/{id}/commits", READ, self.commits),
            ("GET", "/{id}/commits/{sha:path}", READ, self.one_commit),
            ("DELETE", "/{id}/merge", WRITE, self.abort_merge),
            ("POST", "/{id}/resolve/{path:path}", WRITE, self.resolve),
        ]

    def _project(self, request: Request) -> Project:
        return self._projects.opened(request.path_params["id"])

    @staticmethod
    def _name(request: Request, project: Project) -> str:
        return naming.file_name(project.folder, request.path_params["path"])

    # Looking ---------------------------------------------------------------------------------------------------

    async def status(self, request: Request) -> Response:
        """Files, commits and branches; `?remote=true` asks the remote first."""
        project = self._project(request)
        failed: dict[str, str] | None = None
        if request.query_params.get("remote") == "true" and user_of(request).may(WRITE):
            failed = await self._ask_remote(request, project)
        found = await project.repository.status()
        if failed is not None:
            found["branches"]["remoteError"] = failed
        return json_response(found)

    async def _ask_remote(self, request: Request, project: Project) -> dict[str, str] | None:
        from wirelatch.projects.remote_routes import fetch, split

        status = await project.repository.status()
        followed = status["branches"].get("remote")
        if not followed:
            return None
        remote, _ = await split(project, followed)
        try:
            async with self._projects.lock:
                await fetch(self._projects, project, user_of(request), remote)
        except GitError as error:
            return {"remote": remote, "code": error.code}
        return None

    async def files(self, request: Request) -> Response:
        """All files, with their state."""
        return json_response((await self._project(request).repository.status())["files"])

    def _check_secret(self, request: Request, project: Project, name: str) -> None:
        """Credentials may not be encrypted; those who may only look are not shown the file."""
        is_secret = name == project.credentials_file or name.endswith("_cred.json")
        if is_secret and not user_of(request).may(WRITE):
            raise HttpError(
                403, "forbidden", "The file of credentials is for those who may change the project"
            )

    async def file(self, request: Request) -> Response:
        """A file's content: `_` as it is now, or in a commit, or on a side of a merge."""
        project = self._project(request)
        name, tree = self._name(request, project), request.path_params["tree"]
        self._check_secret(request, project, name)
        if tree == "_":
            return json_response({"content": project.text(name)})
        return json_response({"content": await project.repository.file(naming.tree(tree), name)})

    async def diff(self, request: Request) -> Response:
        """What has changed in a file: since it was staged (`tree`), or what is staged (`index`)."""
        project = self._project(request)
        name = self._name(request, project)
        self._check_secret(request, project, name)
        staged = request.path_params["type"] == "index"
        return json_response({"diff": await project.repository.diff(name, staged=staged)})

    async def commits(self, request: Request) -> Response:
        """The history, the newest first."""
        project, query = self._project(request), request.query_params
        limit = query.get("limit", "20")
        count = min(int(limit), MOST_COMMITS) if limit.isdigit() and len(limit) < 9 and int(limit) else 20
        before = naming.revision(query["before"]) if query.get("before") else ""
        return json_response(await project.repository.commits(count, before))

    async def one_commit(self, request: Request) -> Response:
        """A commit with what it changed."""
        project, sha = self._project(request), naming.revision(request.path_params["sha"])
        with_secrets = user_of(request).may(WRITE)
        return json_response({"commit": await project.repository.commit_text(sha, with_secrets=with_secrets)})

    # Changing --------------------------------------------------------------------------------------------------

    async def revert(self, request: Request) -> Response:
        """Bring a file back as it was committed, and run what it says."""
        project = self._project(request)
        name = self._name(request, project)

        async def change() -> None:
            await project.repository.revert(name)

        async with self._projects.lock:
            if name in (project.flow_file, project.credentials_file, project.in_root(PACKAGE)):
                await self._projects.reload("revert", user_of(request), change)
            else:
                await change()
                self._projects.tell("revert")
        await self._service.audit(request, "project.file.revert", project.name, {"file": name})
        return Response(status_code=204)

    async def _stage(self, request: Request, names: list[Any]) -> Response:
        project = self._project(request)
        checked = [naming.file_name(project.folder, name) for name in names]
        async with self._projects.lock:
            if checked:
                await project.repository.stage(checked)
        await self._service.audit(request, "project.stage", project.name, {"files": checked})
        return json_response(await project.repository.status())

    async def stage(self, request: Request) -> Response:
        """Have the next commit hold a file."""
        return await self._stage(request, [request.path_params["path"]])

    async def stage_several(self, request: Request) -> Response:
        """Have the next commit hold several files."""
        names = (await self._service.json_object(request)).get("files")
        if not isinstance(names, list):
            raise HttpError(400, "invalid_request", "`files` has to be a list of names")
        return await self._stage(request, names)

    async def _unstage(self, request: Request, name: str) -> Response:
        project = self._project(request)
        checked = naming.file_name(project.folder, name) if name else ""
        async with self._projects.lock:
            await project.repository.unstage(checked)
        await self._service.audit(request, "project.unstage", project.name, {"file": checked or "*"})
        return json_response(await project.repository.status())

    async def unstage(self, request: Request) -> Response:
        """Have the next commit leave a file."""
        return await self._unstage(request, request.path_params["path"])

    async def unstage_all(self, request: Request) -> Response:
        """Have the next commit hold nothing."""
        return await self._unstage(request, "")

    async def commit(self, request: Request) -> Response:
        """Commit what is staged; the end of a merge has its flows run."""
        project, user = self._project(request), user_of(request)
        message = (await self._service.json_object(request)).get("message")
        if not isinstance(message, str) or not message.strip():
            raise HttpError(400, "invalid_request", "A commit needs a message")
        repository = project.repository
        async with self._projects.lock:
            merging = repository.merging
            await repository.commit(message, await self._projects.authors.of(user, repository))
            if merging and not repository.merging:
                await self._projects.reload("merge-complete", user)
            else:
                self._projects.tell("committed")
        await self._service.audit(request, "project.commit", project.name, {"message": message[:200]})
        return json_response(await repository.status())

    # Merges ----------------------------------------------------------------------------------------------------

    async def abort_merge(self, request: Request) -> Response:
        """Give a merge up."""
        project = self._project(request)
        async with self._projects.lock:
            await self._projects.reload("merge-abort", user_of(request), project.repository.abort_merge)
        await self._service.audit(request, "project.merge.abort", project.name)
        return Response(status_code=204)

    async def resolve(self, request: Request) -> Response:
        """Say what a file with conflicts is: `resolutions` as Node-RED has them, or `side`: `ours` or `theirs`."""
        project = self._project(request)
        name = self._name(request, project)
        given = await self._service.json_object(request)
        choice, side = given.get("resolutions"), given.get("side")
        repository = project.repository
        async with self._projects.lock:
            if side in _SIDES:
                try:
                    project.write(name, await repository.file(_SIDES[side], name))
                except GitError:  # this side has deleted it
                    project.path(name).unlink(missing_ok=True)
            elif isinstance(choice, str):
                project.write(name, choice)
            elif isinstance(choice, dict):
                project.write(name, resolved(project.text(name), choice))
            else:
                raise HttpError(400, "invalid_request", "`resolutions` has to be a text or name lines")
            await repository.stage([name])
        await self._service.audit(request, "project.merge.resolve", project.name, {"file": name})
        return Response(status_code=204)
