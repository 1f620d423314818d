"""Installed node types in Node-RED's order of things: modules that hold sets of types, each set switched on or off.

A module is a Python package, a set one Python file. What is switched off is kept in `.config.nodes.json`, as Node-RED
keeps it: the sets of a directory that comes from there stay off, and those found there again are written back.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wirelatch.document.atomic import write_atomic
from wirelatch.engine.palette import NodeRegistry, NodeType

log = logging.getLogger(__name__)

FILE = ".config.nodes.json"
OWN_MODULE = "wirelatch"
THEIR_MODULE = "node-red"
"""The module of the core types in a directory that comes from Node-RED."""

Set = dict[str, Any]


class NodeSets:
    """The sets of one registry, and the file that remembers which of them are off."""

    def __init__(self, data_dir: Path, registry: NodeRegistry) -> None:
        self._path = data_dir / FILE
        self.registry = registry
        self._lock = asyncio.Lock()

    def load(self) -> None:
        """Switch off what is off on file. Blocks; for start-up."""
        off = self._types_off()
        for name in off:
            self.registry.switch(name, on=False)
        if off:
            log.info("node types that are switched off: %s", ", ".join(sorted(off)))

    def all(self) -> dict[str, Set]:
        """Every set by its id, in Node-RED's shape."""
        found: dict[str, Set] = {}
        for node_class, is_on in self.registry.installed():
            palette = node_class.palette
            set_id = set_of(palette)
            module, _, name = set_id.partition("/")
            entry = found.setdefault(
                set_id,
                {
                    "id": set_id,
                    "name": name,
                    "types": [],
                    "enabled": is_on,
                    "local": False,
                    "user": module != OWN_MODULE,
                    "module": module,
                    "version": palette.version,
                },
            )
            entry["types"].append(palette.type)
        return found

    def types(self, set_id: str) -> Iterator[NodeType]:
        """The types of a set that are switched on."""
        return (
            item.palette
            for item, is_on in self.registry.installed()
            if is_on and set_of(item.palette) == set_id
        )

    def module(self, name: str) -> dict[str, Any] | None:
        """One module with its sets; None when it is not installed."""
        sets = [entry for entry in self.all().values() if entry["module"] == name]
        if not sets:
            return None
        first = sets[0]
        return {
            "name": name,
            "version": first["version"],
            "local": False,
            "user": first["user"],
            "nodes": sets,
            "plugins": [],
        }

    async def switch(self, set_id: str, *, on: bool) -> Set:
        """Switch a set on or off and remember it; gives the set. Raises OSError when that cannot be written."""
        async with self._lock:
            entry = self.all()[set_id]
            await asyncio.to_thread(self._write, entry, on)
            for name in entry["types"]:
                self.registry.switch(name, on=on)
        return {**entry, "enabled": on}

    # The file --------------------------------------------------------------------------------------------------

    def _read(self) -> dict[str, Any]:
        try:
            modules = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.error("%s cannot be read: %s", self._path, error)
            return {}
        return modules if isinstance(modules, dict) else {}

    def _types_off(self) -> set[str]:
        """What is off by the file; what we wrote overrules what Node-RED wrote."""
        modules, state = self._read(), dict[str, bool]()
        for name in sorted(modules, key=lambda name: name != THEIR_MODULE):
            for entry in _sets(modules[name]):
                types = entry.get("types")
                for kind in types if isinstance(types, list) else ():
                    state[str(kind)] = entry.get("enabled") is not False
        return {kind for kind, is_on in state.items() if not is_on}

    def _write(self, changed: Set, on: bool) -> None:
        modules = self._read()
        own = modules.setdefault(
            changed["module"],
            {key: changed[key] for key in ("version", "local", "user")}
            | {"name": changed["module"], "nodes": {}},
        )
        entry = {key: changed[key] for key in ("name", "types", "local", "user", "module")}
        own.setdefault("nodes", {})[changed["name"]] = {**entry, "enabled": on}
        for other in _sets(modules.get(THEIR_MODULE)):
            if other.get("types") == changed["types"]:
                other["enabled"] = on
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(self._path, json.dumps(modules, indent=4, ensure_ascii=False).encode("utf-8"))


def set_of(palette: NodeType) -> str:
    """The id of the set that a type belongs to: its package, and its file."""
    package, _, rest = palette.module.partition(".")
    return f"{package}/{(rest or package).rpartition('.')[2].rstrip('_')}"


def _sets(module: Any) -> list[dict[str, Any]]:
    nodes = module.get("nodes") if isinstance(module, dict) else None
    return [entry for entry in nodes.values() if isinstance(entry, dict)] if isinstance(nodes, dict) else []
