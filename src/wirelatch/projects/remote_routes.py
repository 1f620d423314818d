"""Branches and remotes of the open project: switching, pushing, pulling."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import user_of
from wirelatch.access.users import User
from wirelatch.adminapi.service import Service
from wirelatch.projects import naming
from wirelatch.projects.git import GitError, Login
from wirelatch.projects.project import Project
from wirelatch.projects.projects import Projects
from wirelatch.projects.repository import remote_and_branch
from wirelatch.projects.work_routes import READ, WRITE, Table
from wirelatch.webkit.errors import HttpError, json_response


class RemoteRoutes:
    """Branches and remotes."""

    def __init__(self, service: Service, projects: Projects) -> None:
        self._service = service
        self._projects = projects

    def table(self) -> Table:
        """Method, path below `/projects`, permission, handler."""
        return [
            ("GET", "/{id}/branches", READ, self.branches),
            ("POST", "/{id}/branches", WRITE, self.switch),
            ("GET", "/{id}/branches/remote", READ, self.remote_branches),
            ("GET", "/{id}/branches/remote/{branch:path}/status", READ, self.branch_status),
            ("DELETE", "/{id}/branches/{branch:path}", WRITE, self.delete_branch),
            ("GET", "/{id}/remotes", READ, self.remotes),
            ("POST", "/{id}/remotes", WRITE, self.add_remote),
            ("PUT", "/{id}/remotes/{remote}", WRITE, self.change_remote),
            ("DELETE", "/{id}/remotes/{remote}", WRITE, self.remove_remote),
            ("POST", "/{id}/push", WRITE, self.push),
            ("POST", "/{id}/push/{branch:path}", WRITE, self.push),
            ("POST", "/{id}/pull", WRITE, self.pull),
            ("POST", "/{id}/pull/{branch:path}", WRITE, self.pull),
        ]

    def _project(self, request: Request) -> Project:
        return self._projects.opened(request.path_params["id"])

    # Branches --------------------------------------------------------------------------------------------------

    async def branches(self, request: Request) -> Response:
        """The branches here."""
        return json_response(await self._project(request).repository.branches(remote=False))

    async def remote_branches(self, request: Request) -> Response:
        """The branches of all remotes, which are asked first."""
        project, user = self._project(request), user_of(request)
        if user.may(WRITE):
            async with self._projects.lock:
                for remote in await project.repository.remotes():
                    try:
                        await fetch(self._projects, project, user, remote)
                    except GitError as error:
                        return _failed(error, remote)
        return json_response(await project.repository.branches(remote=True))

    async def branch_status(self, request: Request) -> Response:
        """How far the current branch and one of a remote are apart."""
        branch = naming.branch_name(request.path_params["branch"])
        return json_response(await self._project(request).repository.branch_status(branch))

    async def switch(self, request: Request) -> Response:
        """Go to another branch, or begin one, and run its flows."""
        project = self._project(request)
        given = await self._service.json_object(request)
        branch, create = naming.branch_name(given.get("name")), bool(given.get("create"))

        async def change() -> None:
            await project.repository.switch(branch, create=create)

        async with self._projects.lock:
            await self._projects.reload("change-branch", user_of(request), change)
        await self._service.audit(
            request, "project.branch.set", project.name, {"branch": branch, "create": create}
        )
        return json_response({})

    async def delete_branch(self, request: Request) -> Response:
        """Delete a branch here; `?force=true` one that is not merged, too."""
        project, branch = self._project(request), naming.branch_name(request.path_params["branch"])
        force = request.query_params.get("force", "") not in ("", "false")
        async with self._projects.lock:
            await project.repository.delete_branch(branch, force=force)
        await self._service.audit(request, "project.branch.delete", project.name, {"branch": branch})
        return Response(status_code=204)

    # Remotes ---------------------------------------------------------------------------------------------------

    async def remotes(self, request: Request) -> Response:
        """The remotes with their addresses."""
        found = await self._project(request).repository.remotes()
        return json_response({"remotes": [{**remote, "name": name} for name, remote in found.items()]})

    async def add_remote(self, request: Request) -> Response:
        """Add a remote."""
        project, given = self._project(request), await self._service.json_object(request)
        name = naming.remote_name(given.get("name"))
        url = naming.remote_url(given.get("url"), self._projects.protocols)
        async with self._projects.lock:
            await project.repository.add_remote(name, url)
        self._projects.logins.keep(project.name, user_of(request), url, given)
        await self._service.audit(request, "project.remote.add", project.name, {"remote": name, "url": url})
        return await self.remotes(request)

    async def change_remote(self, request: Request) -> Response:
        """Take user name and password (`auth`) for a remote; they are kept until the process ends."""
        project, name = self._project(request), naming.remote_name(request.path_params["remote"])
        given = await self._service.json_object(request)
        url = await _url(project, name)
        self._projects.logins.keep(project.name, user_of(request), url, given.get("auth"))
        await self._service.audit(request, "project.remote.update", project.name, {"remote": name})
        return Response(status_code=204)

    async def remove_remote(self, request: Request) -> Response:
        """Remove a remote."""
        project, name = self._project(request), naming.remote_name(request.path_params["remote"])
        async with self._projects.lock:
            await project.repository.remove_remote(name)
        await self._service.audit(request, "project.remote.delete", project.name, {"remote": name})
        return await self.remotes(request)

    # Pushing and pulling ---------------------------------------------------------------------------------------

    async def push(self, request: Request) -> Response:
        """Send the current branch to the branch named, or to the one it follows; `?u=true` follows it from now on."""
        project, user = self._project(request), user_of(request)
        async with self._projects.lock:
            remote, branch, _ = await self._where(request, project)
            login = await login_of(self._projects, project, user, remote)
            follow = request.query_params.get("u") == "true"
            try:
                await project.repository.push(remote, branch, follow=follow, login=login)
            except GitError as error:
                return _failed(error, remote)
        await self._service.audit(request, "project.push", project.name, {"to": f"{remote}/{branch}"})
        return Response(status_code=204)

    async def pull(self, request: Request) -> Response:
        """Merge what is new at a remote, and run it; conflicts leave the merge begun, and what runs, running."""
        project, user, query = self._project(request), user_of(request), request.query_params
        repository = project.repository
        unrelated = query.get("allowUnrelatedHistories") == "true"
        async with self._projects.lock:
            remote, branch, name = await self._where(request, project)
            try:
                await fetch(self._projects, project, user, remote)
            except GitError as error:
                return _failed(error, remote)
            if query.get("setUpstream") == "true":
                await repository.upstream(name)
            author = await self._projects.authors.of(user, repository)

            async def change() -> None:
                await repository.merge(name, author, unrelated=unrelated)

            try:
                await self._projects.reload("pull", user, change)
            except GitError:
                if repository.merging:
                    self._projects.tell("merge")
                raise
        await self._service.audit(request, "project.pull", project.name, {"from": f"{remote}/{branch}"})
        return Response(status_code=204)

    async def _where(self, request: Request, project: Project) -> tuple[str, str, str]:
        """Remote, branch there, and both as one name."""
        named = request.path_params.get("branch") or ""
        if named:
            naming.branch_name(named)
        else:
            named = (await project.repository.status())["branches"].get("remote", "")
        remote, branch = await split(project, named)
        if not remote or not branch:
            raise HttpError(400, "git_no_upstream", "Name a branch of a remote: the current one follows none")
        return remote, branch, named


async def split(project: Project, name: str) -> tuple[str, str]:
    """The remote and the branch of `origin/main`; the remote is empty when there is none of that name."""
    return remote_and_branch(name, await project.repository.remotes())


async def _url(project: Project, remote: str) -> str:
    found = (await project.repository.remotes()).get(remote)
    if found is None:
        raise HttpError(404, "not_found", f"There is no remote {remote}")
    return found.get("fetch", "")


async def login_of(projects: Projects, project: Project, user: User, remote: str) -> Login | None:
    """What opens a remote for a user. Raises HttpError for an address that is not allowed any more."""
    url = naming.remote_url(await _url(project, remote), projects.protocols)
    return projects.logins.of(project.name, user, url)


async def fetch(projects: Projects, project: Project, user: User, remote: str) -> None:
    """Get what is new at a remote. Raises GitError."""
    await project.repository.fetch(remote, await login_of(projects, project, user, remote))


def _failed(error: GitError, remote: str) -> Response:
    """As Node-RED says it: the editor asks for a password of that remote."""
    answer: dict[str, Any] = {"code": error.code, "message": error.message, "remote": remote}
    return json_response(answer, error.status)
