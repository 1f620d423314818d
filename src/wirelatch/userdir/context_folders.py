"""Where the file stores of a context configuration keep their files, in a user directory and in ours.

https://nodered.org/docs/user-guide/context#saving-context-data-to-the-file-system
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

MODULE = "localfilesystem"


def folders(configuration: Any, home: Path) -> dict[str, Path]:
    """Name of each file store to the folder of its files; `home` is what relative ones start from."""
    found = {}
    for name, options in _file_stores(configuration).items():
        directory = options.get("dir")
        parent = Path(directory).expanduser() if isinstance(directory, str) and directory else home
        found[name] = (parent if parent.is_absolute() else home / parent) / _base(options)
    return found


def moved(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration with every file store in the data directory itself."""
    stores = _file_stores(configuration)
    out = dict(configuration)
    for name, options in stores.items():
        entry = {key: value for key, value in configuration[name].items() if key != "config"}
        rest = {key: value for key, value in options.items() if key != "dir"}
        out[name] = {**entry, "config": rest} if rest else entry
    return out


def _base(options: Mapping[str, Any]) -> str:
    base = options.get("base")
    return base if isinstance(base, str) and base and Path(base).name == base else "context"


def _file_stores(configuration: Any) -> dict[str, Mapping[str, Any]]:
    stores = {}
    for name, entry in configuration.items() if isinstance(configuration, Mapping) else ():
        if isinstance(entry, Mapping) and entry.get("module") == MODULE:
            options = entry.get("config")
            stores[name] = options if isinstance(options, Mapping) else {}
    return stores
