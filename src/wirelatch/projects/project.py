"""One project: the folder with `package.json`, `README.md`, the flows and the credentials."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

from wirelatch.document.atomic import write_atomic
from wirelatch.document.credentials_file import CredentialFormat, CredentialsFile
from wirelatch.document.encryption import Credentials
from wirelatch.document.errors import DocumentError, StorageError
from wirelatch.document.runtime_config import RuntimeConfig
from wirelatch.document.source import Source
from wirelatch.document.storage import FlowFiles, Stored
from wirelatch.projects import naming
from wirelatch.projects.repository import Repository
from wirelatch.webkit.errors import HttpError

PACKAGE = "package.json"
README = "README.md"
IGNORED = "*.backup\n*.$$$\n*.unusable-*\n"
LARGEST_TEXT = 5_000_000


class _NoConfig(RuntimeConfig):
    """A project's key is its own: the generated one of the data directory is neither used nor given up for it."""

    def read(self) -> dict[str, Any]:
        return {}

    def write(self, name: str, value: Any) -> None:
        return


class ProjectFiles(FlowFiles):
    """The flows and credentials of a project. As with Node-RED, nothing is run or deployed while it is being merged."""

    def __init__(
        self, data_dir: Path, project: Project, secret: str | Literal[False], form: CredentialFormat
    ) -> None:
        flows, credentials = project.flow_file, project.credentials_file
        self._project = project
        self.credentials_file = CredentialsFile(
            project.path(credentials),
            _NoConfig(data_dir),
            secret=secret,
            form="node-red" if form == "auto" else form,
        )
        super().__init__(data_dir, file_name=str(project.path(flows)), credentials=self.credentials_file)
        self.secret_invalid = False
        """Whether the credentials cannot be decrypted with the key that is known."""

    def load(self) -> Stored:
        """As `FlowFiles`. Raises DocumentError for a project that is incomplete or being merged, too."""
        where = f"project {self._project.name}"
        self.secret_invalid = False
        if not self._project.folder.is_dir():
            raise DocumentError("its folder is gone", where=where)
        if self._project.repository.merging:
            raise DocumentError("a merge has conflicts that have to be resolved first", where=where)
        if not self._project.flow_file_named:
            raise DocumentError("package.json does not name a flow file", where=where)
        stored = super().load()
        if stored.problem:
            self.secret_invalid = True
            raise DocumentError(f"the credentials need another key ({stored.problem})", where=where)
        if not stored.records:
            self._source = Source.empty()  # written readably from the first node on: people read what differs
        return stored

    def save(self, records: list[dict[str, Any]], credentials: dict[str, Credentials]) -> None:
        """As `FlowFiles`. Raises StorageError during a merge."""
        if self._project.repository.merging:
            raise StorageError(
                "the project has a merge that is not finished; nothing can be deployed until it is"
            )
        super().save(records, credentials)
        self.secret_invalid = False


class Project:
    """A project on file. What it says is read when it is asked for: git may change it at any time."""

    def __init__(self, repository: Repository, name: str, root: str = "") -> None:
        """`root`: the folder within the repository that holds package.json; empty: the repository itself."""
        self.repository = repository
        self.folder = repository.folder
        self.name = name
        self.root = root

    def path(self, name: str) -> Path:
        """Where a file of the project is. Raises HttpError for one that would be outside."""
        return self.folder.resolve() / naming.file_name(self.folder, name)

    def in_root(self, name: str) -> str:
        """A file beside package.json, by its path in the repository."""
        return f"{self.root}{name}"

    @property
    def package(self) -> dict[str, Any]:
        """What package.json says; nothing while it is missing or being merged."""
        try:
            values = json.loads(self.path(self.in_root(PACKAGE)).read_text("utf-8-sig"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}

    def _named(self, key: str) -> str:
        own = self.package.get("node-red")
        settings = own.get("settings") if isinstance(own, dict) else None
        named = settings.get(key) if isinstance(settings, dict) else None
        if not isinstance(named, str):
            return ""
        try:
            return naming.file_name(self.folder, self.in_root(named))
        except HttpError:
            return ""

    @property
    def flow_file_named(self) -> bool:
        """Whether package.json names a flow file that can be one."""
        return bool(self._named("flowFile"))

    @property
    def flow_file(self) -> str:
        """The flow file, by its path in the repository."""
        return self._named("flowFile") or self.in_root("flows.json")

    @property
    def credentials_file(self) -> str:
        """The credentials file, by its path in the repository."""
        return self._named("credentialsFile") or beside(self.flow_file)

    def files(self, data_dir: Path, secret: str | Literal[False], form: str) -> ProjectFiles:
        """What the runtime loads and saves."""
        return ProjectFiles(data_dir, self, secret, cast(CredentialFormat, form))

    @property
    def readme(self) -> str:
        """What README.md says."""
        return self.text(self.in_root(README), missing="")

    def text(self, name: str, missing: str | None = None) -> str:
        """The content of a file in the work tree. Raises HttpError."""
        try:
            path = self.path(name)
            if path.stat().st_size > LARGEST_TEXT:
                raise HttpError(400, "file_too_large", f"{name} is too large to be shown")
            return path.read_text("utf-8", "replace")
        except OSError:
            if missing is None:
                raise HttpError(404, "not_found", f"There is no file {name}") from None
            return missing

    def write(self, name: str, text: str) -> None:
        """Replace a file of the work tree."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, text.encode("utf-8", "replace"))

    def change_package(self, values: Mapping[str, Any], settings: Mapping[str, str]) -> None:
        """Lay values over those of package.json; `settings` are those of Node-RED in it."""
        package = {**self.package, **values}
        if settings:
            own = package.get("node-red")
            own = dict(own) if isinstance(own, dict) else {}
            before = own.get("settings")
            own["settings"] = {**(before if isinstance(before, dict) else {}), **settings}
            package["node-red"] = own
        self.write(self.in_root(PACKAGE), json.dumps(package, indent=4, ensure_ascii=False) + "\n")

    def fill(self, *, summary: str, flow: str, credentials: str, only_missing: bool = False) -> list[str]:
        """Write the files that every project has, but for flows and credentials; gives their names."""
        name = self.name
        package = {
            "name": name,
            "description": summary or "A Wirelatch project",
            "version": "0.0.1",
            "dependencies": {},
            "node-red": {"settings": {"flowFile": flow, "credentialsFile": credentials} if flow else {}},
        }
        texts = {
            self.in_root(PACKAGE): json.dumps(package, indent=4, ensure_ascii=False) + "\n",
            self.in_root(README): f"{name}\n{'=' * len(name)}\n" + (f"\n{summary}\n" if summary else ""),
            ".gitignore": IGNORED,
        }
        for file, text in texts.items():
            if not (only_missing and (self.folder / file).exists()):
                self.write(file, text)
        return list(texts)


def beside(flow_file: str) -> str:
    """`flows.json` -> `flows_cred.json`"""
    path = Path(flow_file)
    return path.with_name(f"{path.stem}_cred{path.suffix}").as_posix()
