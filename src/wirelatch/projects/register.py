"""`.config.projects.json`: which project is open, and what is kept of each outside of its repository.

The file is Node-RED's: `{"activeProject": name, "projects": {name: {"credentialSecret": …}}}`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from wirelatch.document.atomic import keep_aside, write_atomic

FILE_NAME = ".config.projects.json"


class Register:
    """The projects of one data directory, as far as the file tells of them."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE_NAME

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self._path.read_text("utf-8-sig"))
        except FileNotFoundError:
            return {}
        except ValueError:
            keep_aside(self._path)
            return {}
        return values if isinstance(values, dict) else {}

    def _write(self, values: dict[str, Any]) -> None:
        write_atomic(self._path, json.dumps(values, indent=4).encode(), mode=0o600)

    @property
    def active(self) -> str:
        """The name of the open project; empty when none is."""
        name = self._read().get("activeProject")
        return name if isinstance(name, str) else ""

    def open(self, name: str) -> None:
        """Remember that this one is open."""
        self._write({"projects": {}, **self._read(), "activeProject": name})

    def of(self, name: str) -> dict[str, Any]:
        """What is kept of a project."""
        projects = self._read().get("projects")
        entry = projects.get(name) if isinstance(projects, dict) else None
        return entry if isinstance(entry, dict) else {}

    def change(self, name: str, **values: Any) -> None:
        """Keep this of a project; None removes a value."""
        entry = {key: value for key, value in {**self.of(name), **values}.items() if value is not None}
        self._set(name, entry)

    def forget(self, name: str) -> None:
        """Keep nothing of a project any more."""
        self._set(name, None)

    def _set(self, name: str, entry: dict[str, Any] | None) -> None:
        everything = self._read()
        projects = everything.get("projects")
        projects = dict(projects) if isinstance(projects, dict) else {}
        projects.pop(name, None)
        if entry is not None:
            projects[name] = entry
        self._write({**everything, "projects": projects})

    def secret(self, name: str) -> str | Literal[False]:
        """The key that a project's credentials are encrypted with; False: they are not."""
        secret = self.of(name).get("credentialSecret")
        return secret if isinstance(secret, str) and secret else False
