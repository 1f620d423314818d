"""Which npm package brings a node type: from the user directory's own records, else from a table of known packages.

The table `npm_types.json` is written by `tools/npm_types.py`. `.config.nodes.json` is Node-RED's list of what it
found installed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).with_name("npm_types.json")
_OWN = ("node-red", "@node-red/nodes")


class NpmTypes:
    """Looks types up; `user_dir` is the Node-RED user directory that a flow file comes from, if there is one."""

    def __init__(self, user_dir: Path | None = None) -> None:
        self._installed = dict(_installed(user_dir)) if user_dir else {}
        self._wanted = _dependencies(user_dir) if user_dir else set()

    def packages(self, node_type: str) -> list[str]:
        """The packages that bring a type; several when more than one registers a type of that name."""
        here = self._installed.get(node_type)
        if here:
            return [here]
        known = _known().get(node_type, [])
        return [package for package in known if package in self._wanted] or known


@cache
def _known() -> dict[str, list[str]]:
    table: dict[str, list[str]] = json.loads(_TABLE.read_text("utf-8"))
    packages: dict[str, list[str]] = {}
    for package, types in table.items():
        for node_type in types:
            packages.setdefault(node_type, []).append(package)
    return packages


def _installed(user_dir: Path) -> Iterator[tuple[str, str]]:
    for module, about in _object(user_dir / ".config.nodes.json", "nodes").items():
        if module in _OWN or not isinstance(about, dict):
            continue
        sets = about.get("nodes")
        for entry in sets.values() if isinstance(sets, dict) else ():
            types = entry.get("types") if isinstance(entry, dict) else None
            for node_type in types if isinstance(types, list) else ():
                yield str(node_type), module


def _dependencies(user_dir: Path) -> set[str]:
    return set(_object(user_dir / "package.json", "dependencies"))


def _object(file: Path, key: str) -> dict[str, Any]:
    """One object of a JSON file; empty when there is no such file or object."""
    try:
        value = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
