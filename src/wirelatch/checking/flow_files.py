"""The flow files below a path: of a Node-RED user directory its own, of any other folder all below it that hold flows."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

_PROJECTS = ".config.projects.json"


def find(path: Path) -> list[Path]:
    """The files to look at, sorted; a path to a file is that file. Empty when a folder holds none."""
    if not path.is_dir():
        return [path]
    own = [*_named(path), *_project_flows(path)]
    return sorted(own or (file for file in _json_files(path) if _holds_flows(file)))


def _json_files(folder: Path) -> Iterator[Path]:
    for directory, names, files in os.walk(folder):
        names[:] = [name for name in names if name != "node_modules" and not name.startswith(".")]
        yield from (Path(directory, name) for name in files if name.endswith(".json"))


def user_dir_of(file: Path) -> Path | None:
    """The Node-RED user directory that a flow file lies in, as its own files show; None elsewhere."""
    for folder in (file.parent, *file.parent.parents[1:2]):
        if (folder / ".config.nodes.json").exists() or (folder / ".config.runtime.json").exists():
            return folder
    return file.parent if (file.parent / "package.json").exists() else None


def _named(folder: Path) -> Iterator[Path]:
    for file in folder.glob("flows*.json"):
        if not file.stem.endswith("_cred") and (file.stem == "flows" or file.stem.startswith("flows_")):
            yield file


def _project_flows(folder: Path) -> Iterator[Path]:
    for about in folder.glob("projects/*/package.json"):
        try:
            settings = json.loads(about.read_text("utf-8")).get("node-red", {}).get("settings", {})
            file = about.parent / settings.get("flowFile", "flow.json")
        except (OSError, ValueError, AttributeError, TypeError):
            continue
        if file.is_file():
            yield file


def _holds_flows(file: Path) -> bool:
    try:
        value = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    records = value.get("flows") if isinstance(value, dict) else value
    return (
        isinstance(records, list)
        and bool(records)
        and all(isinstance(record, dict) and "id" in record and "type" in record for record in records)
    )
