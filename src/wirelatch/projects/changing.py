"""Changing what is said of a project: README, package.json, which files it uses, its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.access.users import User
from wirelatch.projects import naming
from wirelatch.projects.project import PACKAGE, README, Project
from wirelatch.projects.projects import Projects
from wirelatch.webkit.errors import HttpError

_OF_PACKAGE = {"dependencies": "dependencies", "summary": "description", "version": "version"}
"""A member of the request to that of package.json."""


async def change_project(
    projects: Projects, user: User, project: Project, wanted: Mapping[str, Any]
) -> list[str]:
    """Do what a request asks for; gives the names of what was changed. Raises HttpError."""
    known = {"credentialSecret", "description", "files", "git", *_OF_PACKAGE}
    changed = sorted(known & wanted.keys())
    if not changed:
        raise HttpError(400, "unexpected_error", "invalid_request")
    async with projects.lock:
        if "credentialSecret" in wanted:
            await projects.change_secret(user, project, wanted)
        written = []
        if "description" in wanted:
            project.write(project.in_root(README), _text(wanted, "description"))
            written.append(project.in_root(README))
        values = {_OF_PACKAGE[name]: wanted[name] for name in changed if name in _OF_PACKAGE}
        _check(values)
        if values:
            project.change_package(values, {})
            written.append(project.in_root(PACKAGE))
        if "files" in wanted:
            await _change_files(projects, user, project, wanted["files"])
            written.append(project.in_root(PACKAGE))
        if "git" in wanted:
            await _change_remotes(projects, user, project, wanted["git"])
    username = "_" if user.anonymous else user.username
    if written and await projects.commits_by_itself(username):
        names = sorted(set(written))
        await projects.commit_files(project, username, names, f"Update {', '.join(names)}")
    return changed


def _text(wanted: Mapping[str, Any], name: str) -> str:
    value = wanted[name]
    if not isinstance(value, str):
        raise HttpError(400, "invalid_request", f"`{name}` has to be a text")
    return value


def _check(values: Mapping[str, Any]) -> None:
    for name in ("description", "version"):
        if name in values:
            _text(values, name)
    dependencies = values.get("dependencies", {})
    if not isinstance(dependencies, dict) or not all(isinstance(item, str) for item in dependencies.values()):
        raise HttpError(400, "invalid_request", "`dependencies` has to name a version for each module")


async def _change_files(projects: Projects, user: User, project: Project, files: Any) -> None:
    if not isinstance(files, dict):
        raise HttpError(400, "invalid_request", "`files` has to be an object")
    root = project.root
    if "package" in files:
        package = naming.file_name(project.folder, files["package"])
        if package.rpartition("/")[2] != PACKAGE:
            raise HttpError(400, "invalid_request", f"The package file has to be called {PACKAGE}")
        root = package[: -len(PACKAGE)]
    names = {}
    for member, setting in (("flow", "flowFile"), ("credentials", "credentialsFile")):
        if member in files:
            name = naming.file_name(project.folder, files[member])
            if not name.startswith(root):
                raise HttpError(400, "invalid_file_name", f"{name} is not in the folder of {PACKAGE}")
            names[setting] = name[len(root) :]

    async def change() -> None:
        if root != project.root:
            projects.register.change(project.name, rootPath=root)
        moved = projects.existing(project.name)
        if names:
            moved.change_package({}, names)

    await projects.reload("updated", user, change)


async def _change_remotes(projects: Projects, user: User, project: Project, git: Any) -> None:
    remotes = git.get("remotes") if isinstance(git, dict) else None
    for name, remote in (remotes if isinstance(remotes, dict) else {}).items():
        naming.remote_name(name)
        if not isinstance(remote, dict):
            raise HttpError(400, "invalid_request", "A remote has to be an object")
        if remote.get("removed"):
            await project.repository.remove_remote(name)
            continue
        url = remote.get("url")
        if url:
            url = naming.remote_url(url, projects.protocols)
            await project.repository.add_remote(name, url)
        else:
            url = (await project.repository.remotes()).get(name, {}).get("fetch", "")
        projects.logins.keep(project.name, user, url, remote)
