"""What a Node-RED user directory holds: its settings, flow file, credentials and their key, context and library."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from wirelatch.document.credentials_file import GENERATED_SECRET
from wirelatch.document.runtime_config import FILE_NAME as RUNTIME_CONFIG
from wirelatch.userdir import settings_js
from wirelatch.userdir.settings_js import SettingsFileError

_PROJECTS = ".config.projects.json"


class UserDirectoryError(ValueError):
    """A directory that cannot be taken over, or handed back to; the text says why."""


@dataclass
class UserDirectory:
    """A user directory that was looked through; nothing in it is changed."""

    path: Path
    settings: dict[str, Any]
    """What settings.js exports; empty when there is none, or when it cannot be evaluated."""
    flow_file: Path
    credentials_file: Path
    secret: str | Literal[False] | None
    """The key of the credentials: set by the user, `False` for a plain file, or None when Node-RED made one itself."""
    generated_secret: str | None
    """The key that Node-RED made itself."""
    project: str = ""
    """Name of the active project, when projects are on."""
    problems: list[str] = field(default_factory=list)
    """What could not be read, in sentences."""

    @property
    def has_flows(self) -> bool:
        """Whether there is a flow file."""
        return self.flow_file.is_file()


def look_through(path: Path) -> UserDirectory:
    """Find the parts of a user directory. Raises UserDirectoryError when the path is no directory."""
    if not path.is_dir():
        raise UserDirectoryError(f"{path} is no directory")
    settings, problems = _settings(path)
    generated = _object(path / RUNTIME_CONFIG).get(GENERATED_SECRET)
    secret = settings.get("credentialSecret")
    found = UserDirectory(
        path,
        settings,
        flow_file=_flow_file(path, settings),
        credentials_file=path,
        secret=secret if isinstance(secret, str) or secret is False else None,
        generated_secret=generated if isinstance(generated, str) else None,
        problems=problems,
    )
    found.credentials_file = _beside(found.flow_file)
    _enter_project(found)
    return found


def _settings(path: Path) -> tuple[dict[str, Any], list[str]]:
    try:
        return settings_js.read(path / "settings.js"), []
    except FileNotFoundError:
        return {}, []
    except SettingsFileError as error:
        return {}, [f"settings.js cannot be evaluated, so nothing in it is used: {_brief(error)}"]


def _brief(error: Exception) -> str:
    """What JavaScript says, without the files that led there."""
    return str(error).split("\nRequire stack:")[0].strip()


def _flow_file(path: Path, settings: Mapping[str, Any]) -> Path:
    named = settings.get("flowFile")
    if isinstance(named, str) and named:
        return path / named
    for name in ("flows.json", f"flows_{socket.gethostname()}.json"):
        if (path / name).is_file():
            return path / name
    others = flow_file_candidates(path)
    return others[0] if len(others) == 1 else path / "flows.json"


def flow_file_candidates(path: Path) -> list[Path]:
    """Files that may be the flow file, where no setting tells: named after some host, or with what stands beside one."""
    return sorted(
        file
        for file in path.glob("*.json")
        if not file.stem.endswith("_cred")
        and (
            file.stem.startswith("flows_")
            or _beside(file).is_file()
            or file.with_name(f".{file.name}.backup").is_file()
        )
    )


def _beside(flow_file: Path) -> Path:
    return flow_file.with_name(f"{flow_file.stem}_cred{flow_file.suffix}")


def _enter_project(found: UserDirectory) -> None:
    """With projects switched on, flows, credentials and their key are those of the active project."""
    theme = found.settings.get("editorTheme")
    projects = theme.get("projects") if isinstance(theme, dict) else None
    if not (isinstance(projects, dict) and projects.get("enabled") is True):
        return
    config = _object(found.path / _PROJECTS)
    active = config.get("activeProject")
    if not isinstance(active, str) or not active or Path(active).name != active:
        return
    folder = found.path / "projects" / active
    about = _object(folder / "package.json").get("node-red")
    own = about.get("settings") if isinstance(about, dict) else None
    own = own if isinstance(own, dict) else {}
    flow_file = folder / str(own.get("flowFile") or "flow.json")
    credentials_file = folder / str(own.get("credentialsFile") or _beside(flow_file).name)
    if not all(file.resolve().is_relative_to(folder.resolve()) for file in (flow_file, credentials_file)):
        found.problems.append(f"the project {active} names files outside of its folder; it is left alone")
        return
    all_projects = config.get("projects")
    entry = all_projects.get(active) if isinstance(all_projects, dict) else None
    secret = entry.get("credentialSecret") if isinstance(entry, dict) else None
    found.project, found.flow_file, found.credentials_file = active, flow_file, credentials_file
    found.secret = secret if isinstance(secret, str) else found.secret


def _object(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
