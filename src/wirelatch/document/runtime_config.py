"""`.config.runtime.json`: small things the runtime remembers about itself, in the file that Node-RED keeps its own in."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from wirelatch.document.atomic import keep_aside, write_atomic
from wirelatch.document.json_text import stringify

log = logging.getLogger(__name__)

FILE_NAME = ".config.runtime.json"


class RuntimeConfig:
    """The values of one data directory."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE_NAME
        self._broken = False

    def read(self) -> dict[str, Any]:
        """All values; empty when there is no file, or none that can be read."""
        try:
            values = json.loads(self._path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError, OSError) as error:
            if not self._broken:
                log.warning("%s cannot be read: %s", self._path, error)
            self._broken = True
            return {}
        self._broken = False
        return values if isinstance(values, dict) else {}

    def write(self, name: str, value: Any) -> None:
        """Set one value; None removes it."""
        values = self.read()
        if values.get(name) == value:
            return
        if self._broken:
            keep_aside(self._path)
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
        write_atomic(self._path, stringify(values, "    ").encode("utf-8"), mode=0o600)
