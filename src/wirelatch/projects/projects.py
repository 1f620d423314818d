"""The projects of a data directory, and the one that is open: its flows are the ones that run.

https://nodered.org/docs/user-guide/projects/ describes Node-RED's; folders and files are the same.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from wirelatch.access.users import User
from wirelatch.adminapi.user_settings import UserSettings
from wirelatch.document.errors import StorageError
from wirelatch.engine.operation import Deployment
from wirelatch.engine.runtime import Runtime
from wirelatch.projects import naming
from wirelatch.projects.authors import Authors, Logins
from wirelatch.projects.git import Git
from wirelatch.projects.project import PACKAGE, Project, ProjectFiles, beside
from wirelatch.projects.register import Register
from wirelatch.projects.repository import Repository
from wirelatch.settings import Settings
from wirelatch.webkit.errors import HttpError

log = logging.getLogger(__name__)

FOLDER = "projects"


def git_is_there() -> bool:
    """Whether there is the program `git`; without it, there are no projects."""
    if shutil.which("git"):
        return True
    log.warning("projects are switched on, but the program git is missing: they stay off")
    return False


class Projects:
    """One per flows half, when the setting `projects` is on."""

    def __init__(
        self,
        settings: Settings,
        runtime: Runtime,
        users: UserSettings,
        before_open: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        """`before_open` is told who opens another project, while what runs is still the old one."""
        self._settings = settings
        self._runtime = runtime
        self._before_open = before_open
        self.data = Path(settings.data)
        self.folder = self.data / FOLDER
        wanted = settings.projects_protocols.replace(",", " ").split()
        self.protocols = [name for name in naming.PROTOCOLS if name in wanted]
        self._git = Git(self.protocols, runtime.process_environment(), self.folder)
        self.register = Register(self.data)
        self.authors = Authors(users)
        self.logins = Logins()
        self.lock = asyncio.Lock()
        """Held while a repository is changed."""
        self.active: Project | None = None
        self._files: ProjectFiles | None = None
        self._committing: set[asyncio.Task[None]] = set()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._open_what_was_open()
        runtime.operation.after_store.append(self._deployed)

    # Which there are -------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """The names of all projects."""
        found = (
            path.name
            for path in self.folder.iterdir()
            if not path.name.startswith(".") and path.is_dir() and not path.is_symlink()
        )
        return sorted(found, key=str.lower)

    def _project(self, name: str) -> Project:
        root = self.register.of(name).get("rootPath")
        repository = Repository(self._git, self.folder / name)
        return Project(repository, name, root if isinstance(root, str) else "")

    def existing(self, name: str) -> Project:
        """A project by its name. Raises HttpError when there is none."""
        if naming.project_name(name) not in self.names():
            raise HttpError(404, "project_not_found", f"There is no project {name}")
        return self._project(name)

    def opened(self, name: str) -> Project:
        """The open project, which has to be this one. Raises HttpError."""
        if self.active is None or self.active.name != name:
            raise HttpError(400, "unexpected_error", f"{name} is not the project that is open")
        return self.active

    def files_of(self, project: Project) -> ProjectFiles:
        """What the runtime loads and saves of a project."""
        secret = self.register.secret(project.name)
        return project.files(self.data, secret, self._settings.credential_format)

    def _open_what_was_open(self) -> None:
        name = self.register.active
        if not name:
            log.warning("no project is open; the flows are those of the data directory")
            return
        try:
            self._use(self._project(naming.project_name(name)))
        except HttpError as error:
            log.error("the project %r cannot be opened: %s", name, error.message)
            return
        assert self._files is not None
        self._runtime.deployed.files = self._files
        log.info("project %s is open", name)

    def _use(self, project: Project) -> ProjectFiles:
        files = self.files_of(project)
        self.active, self._files = project, files
        return files

    async def shown(self, project: Project) -> dict[str, Any]:
        """A project as Node-RED's API shows it."""
        status = await project.repository.status()
        package = project.package
        about: dict[str, Any] = {
            "name": project.name,
            "summary": package.get("description"),
            "version": package.get("version"),
            "description": project.readme,
            "dependencies": package.get("dependencies") or {},
            "settings": {"credentialsEncrypted": self.register.secret(project.name) is not False},
            "files": {},
            "git": {"remotes": await project.repository.remotes(), "branches": status["branches"]},
        }
        if package:
            about["files"]["package"] = project.in_root(PACKAGE)
        if project.flow_file_named:
            about["files"] |= {"flow": project.flow_file, "credentials": project.credentials_file}
        if self._files is not None and self._files.secret_invalid:
            about["settings"]["credentialSecretInvalid"] = True
        if not status["commits"]["total"] and not status["files"]:
            about["empty"] = True
        return about

    # Opening ---------------------------------------------------------------------------------------------------

    async def open(self, name: str, user: User, *, clear_context: bool = True) -> None:
        """Stop the flows that run, and run those of this project."""
        project = self.existing(name)

        async def prepare() -> ProjectFiles:
            if self._before_open is not None:
                await self._before_open(user.username)
            await asyncio.to_thread(self.register.open, name)
            return self._use(project)

        await self._replace("loaded", prepare, user, clear_context=clear_context)

    async def reload(
        self, action: str, user: User, change: Callable[[], Awaitable[Any]] | None = None
    ) -> None:
        """Change files of the open project, and run what they say then; what `change` raises leaves all as it is."""
        project = self.active
        assert project is not None

        async def prepare() -> ProjectFiles:
            if change is not None:
                await change()
            return self._use(self._project(project.name))

        await self._replace(action, prepare, user)

    async def _replace(
        self,
        action: str,
        prepare: Callable[[], Awaitable[ProjectFiles]],
        user: User,
        *,
        clear_context: bool = False,
    ) -> None:
        named = f" {self.active.name}" if self.active and action != "loaded" else ""
        await self._runtime.operation.replace_files(
            prepare, user=user.username, comment=f"project{named}: {action}", clear_context=clear_context
        )
        self.tell(action)

    def tell(self, action: str) -> None:
        """Tell the editors what has happened to the open project."""
        assert self.active is not None
        payload = {"project": self.active.name, "action": action}
        self._runtime.events.publish("notification/project-update", payload)

    # Making and deleting ---------------------------------------------------------------------------------------

    async def create(self, user: User, wanted: Mapping[str, Any]) -> Project:
        """Make a project, from nothing, from the flows that run or from another repository, and open it."""
        name = naming.project_name(wanted.get("name"))
        origin = _origin(wanted)
        if origin is not None:
            naming.remote_url(origin.get("url"), self.protocols)
        if wanted.get("migrateFiles") and self.active is not None:
            raise HttpError(400, "unexpected_error", "Another project is open: its flows are its own")
        folder = self.folder / name
        try:
            folder.mkdir()
        except FileExistsError:
            raise HttpError(400, "project_exists", f"There is a project {name} already") from None
        try:
            if "credentialSecret" in wanted:
                self.register.change(name, credentialSecret=_secret(wanted["credentialSecret"]))
            else:
                self.register.change(name)
            project = self._project(name)
            if origin is not None:
                await self._clone(user, project, origin)
            else:
                await self._make(user, project, wanted)
            await self.open(name, user)
        except BaseException:
            if self.active is None or self.active.name != name:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
                self.register.forget(name)
            raise
        return project

    async def _clone(self, user: User, project: Project, origin: Mapping[str, Any]) -> None:
        url = naming.remote_url(origin.get("url"), self.protocols)
        remote = naming.remote_name(origin.get("name") or "origin")
        branch = naming.branch_name(origin["branch"]) if origin.get("branch") else ""
        login = self.logins.keep(project.name, user, url, origin)
        await project.repository.clone(url, remote=remote, branch=branch, login=login)

    async def _make(self, user: User, project: Project, wanted: Mapping[str, Any]) -> None:
        files = wanted.get("files")
        files = files if isinstance(files, dict) else {}
        flow = naming.file_name(project.folder, files.get("flow") or "flows.json")
        credentials = naming.file_name(project.folder, files.get("credentials") or beside(flow))
        await project.repository.begin()
        summary = wanted.get("summary")
        names = project.fill(
            summary=summary if isinstance(summary, str) else "", flow=flow, credentials=credentials
        )
        if wanted.get("migrateFiles"):
            deployed = self._runtime.deployed
            own = self.files_of(project)
            project.write(flow, "[]")
            own.load()
            await asyncio.to_thread(own.save, deployed.records, deployed.credentials)
            if not project.path(credentials).exists():
                project.write(credentials, "{}")
        else:
            project.write(flow, "[]")
            project.write(credentials, "{}")
        author = await self.authors.of(user, project.repository)
        await project.repository.stage([*names, flow, credentials])
        await project.repository.commit("Create project", author)

    async def initialise(self, user: User, project: Project, wanted: Mapping[str, Any]) -> None:
        """Give an empty repository, which was cloned, the files that a project has."""
        files = wanted.get("files")
        files = files if isinstance(files, dict) else {}
        flow = naming.file_name(project.folder, files.get("flow") or "flows.json")
        credentials = naming.file_name(project.folder, files.get("credentials") or beside(flow))

        async def change() -> None:
            if "credentialSecret" in wanted:
                self.register.change(project.name, credentialSecret=_secret(wanted["credentialSecret"]))
            names = project.fill(summary="", flow=flow, credentials=credentials, only_missing=True)
            if not project.flow_file_named:
                project.change_package({}, {"flowFile": flow, "credentialsFile": credentials})
            for name, text in ((flow, "[]"), (credentials, "{}")):
                if not project.path(name).exists():
                    project.write(name, text)
            await project.repository.stage([*names, flow, credentials])
            author = await self.authors.of(user, project.repository)
            await project.repository.commit("Create project files", author)

        await self.reload("updated", user, change)

    async def delete(self, name: str) -> None:
        """Delete a project with all of its history here."""
        if self.active is not None and self.active.name == name:
            raise HttpError(400, "cannot_delete_active_project", "The project that is open cannot be deleted")
        folder = self.existing(name).folder
        await asyncio.to_thread(shutil.rmtree, folder)
        self.register.forget(name)
        self.logins.forget(name)

    # The key ---------------------------------------------------------------------------------------------------

    async def change_secret(self, user: User, project: Project, wanted: Mapping[str, Any]) -> None:
        """Give the credentials another key. Raises HttpError when the present one is not named."""
        secret = _secret(wanted.get("credentialSecret"))
        current, invalid = (
            self.register.secret(project.name),
            bool(self._files and self._files.secret_invalid),
        )
        reset = bool(wanted.get("resetCredentialSecret"))
        if secret == current and not reset:
            return
        protected = current is not False and not reset and not invalid
        if protected and wanted.get("currentCredentialSecret") != current:
            raise HttpError(400, "missing_current_credential_key", "The present key is needed to change it")
        if invalid and not reset:

            async def known() -> None:
                self.register.change(project.name, credentialSecret=secret)

            await self.reload("updated", user, known)
            return
        files, deployed = self._files, self._runtime.deployed
        assert files is not None

        def rewrite() -> None:
            self.register.change(project.name, credentialSecret=secret)
            files.credentials_file.rekey(secret, {} if reset else deployed.credentials)

        try:
            await self._runtime.operation.undisturbed(rewrite)
        except OSError as error:
            raise StorageError(f"the credentials cannot be stored: {error}") from error
        if reset:
            await self.reload("updated", user)

    # Committing each deploy ------------------------------------------------------------------------------------

    def _deployed(self, deployment: Deployment) -> None:
        if self.active is None or deployment.kind == "reload":
            return
        task = asyncio.create_task(self._commit_deploy(self.active, deployment.user or "_"))
        self._committing.add(task)
        task.add_done_callback(self._committing.discard)

    async def _commit_deploy(self, project: Project, username: str) -> None:
        try:
            if await self.commits_by_itself(username):
                names = [project.flow_file, project.credentials_file]
                await self.commit_files(project, username, names, "Update flow files")
        except Exception as error:
            log.error("the deploy cannot be committed in project %s: %s", project.name, error)

    async def commits_by_itself(self, username: str) -> bool:
        """Whether what this user does is committed without asking."""
        workflow = (await self.authors.git_settings(username)).get("workflow")
        mode = workflow.get("mode") if isinstance(workflow, dict) else None
        return (mode or self._settings.projects_workflow) == "auto"

    async def commit_files(self, project: Project, username: str, names: list[str], message: str) -> None:
        """Stage and commit files, as far as they are there; not during a merge."""
        async with self.lock:
            if project.repository.merging:
                return
            there = [name for name in names if project.path(name).exists()]
            await project.repository.stage(there)
            author = await self.authors.named(username, project.repository)
            if await project.repository.commit(message, author):
                self.tell("committed")

    async def settled(self) -> None:
        """Wait until deploys are committed that have to be."""
        if self._committing:
            await asyncio.gather(*self._committing, return_exceptions=True)


def _origin(wanted: Mapping[str, Any]) -> Mapping[str, Any] | None:
    git = wanted.get("git")
    remotes = git.get("remotes") if isinstance(git, dict) else None
    origin = remotes.get("origin") if isinstance(remotes, dict) else None
    return origin if isinstance(origin, dict) else None


def _secret(value: Any) -> str | Literal[False]:
    if value is None or value is False or value == "":
        return False
    if not isinstance(value, str) or len(value) > 1000:
        raise HttpError(400, "invalid_request", "A key is a text")
    return value
