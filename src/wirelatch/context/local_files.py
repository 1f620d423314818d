"""The context store that keeps scopes as JSON files, in Node-RED's layout of directories.

`global/global.json`, `<flow>/flow.json` and `<flow>/<node>.json` below the store's directory, written with four
spaces. Values live in memory; what changed is written some seconds later and when the store closes.
https://nodered.org/docs/api/context/store/localfilesystem
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import math
import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wirelatch.context.memory import Data, MemoryStore
from wirelatch.document.atomic import write_atomic

log = logging.getLogger(__name__)


class LocalFilesStore(MemoryStore):
    """A memory store with a copy on file."""

    module = "localfilesystem"

    def __init__(self, directory: Path, *, flush_interval: float = 30.0) -> None:
        super().__init__()
        self.directory = directory
        self.flush_interval = max(0.0, flush_interval)
        self._dirty: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._circular: set[str] = set()
        self._closed = False

    def open(self) -> None:
        """Read all files; one that holds no JSON object is set aside as `<name>.broken` and reported."""
        for path in sorted(self.directory.glob("*/*.json")):
            folder, name = path.parent.name, path.stem
            if folder.startswith("."):
                continue
            scope = "global" if folder == "global" else folder if name == "flow" else f"{name}:{folder}"
            try:
                text = path.read_text(encoding="utf-8")
                data = json.loads(text) if text.strip() else {}
                if not isinstance(data, dict):
                    raise ValueError("not a JSON object")
            except ValueError as error:
                broken = path.with_suffix(".json.broken")
                log.error("context file %s cannot be read (%s); it is kept as %s", path, error, broken.name)
                path.replace(broken)
                continue
            self.scopes[scope] = data

    def close(self) -> None:
        """Write what is still unwritten."""
        self._closed = True
        self.flush()

    def changed(self, scope: str) -> None:
        """Have the scope written at the next flush."""
        self._dirty.add(scope)
        if self._timer is None and not self._closed:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return
            self._timer = loop.call_later(self.flush_interval, self.flush)

    def flush(self) -> None:
        """Write the changed scopes now; one that cannot be written is reported and tried again at the next change."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        dirty, self._dirty = self._dirty, set()
        for scope in dirty:
            data = self.scopes.get(scope)
            try:
                if data is None:
                    continue
                path = self._path(scope)
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomic(path, self._text(scope, data).encode("utf-8", "surrogatepass"))
            except (OSError, ValueError) as error:
                log.error("cannot write the context of %s: %s", scope, error)
                self._dirty.add(scope)

    def delete(self, scope: str) -> None:
        """Forget a scope, on file too."""
        super().delete(scope)
        self._dirty.discard(scope)
        with contextlib.suppress(ValueError):  # such a scope never had a file
            self._path(scope).unlink(missing_ok=True)

    def keep(self, ids: Iterable[str]) -> None:
        """Forget what belongs to other nodes and flows, in memory and on file."""
        known = set(ids)
        super().keep(known)
        if not self.directory.is_dir():
            return
        for folder in self.directory.iterdir():
            if not folder.is_dir() or folder.name.startswith(".") or folder.name == "global":
                continue
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for path in folder.glob("*.json"):
                if path.name != "flow.json" and path.stem not in known:
                    with contextlib.suppress(OSError):
                        path.unlink()

    def _path(self, scope: str) -> Path:
        node_id, _, flow_id = scope.partition(":")
        parts = (
            (flow_id, node_id) if flow_id else ("global", "global") if scope == "global" else (scope, "flow")
        )
        if any(part in ("", ".", "..") or "/" in part or os.sep in part or "\0" in part for part in parts):
            raise ValueError(f"{scope!r} cannot name a file")
        return self.directory / parts[0] / f"{parts[1]}.json"

    def _text(self, scope: str, data: Data) -> str:
        circular: list[bool] = []
        plain = _plain(data, (), circular)
        if circular and scope not in self._circular:
            self._circular.add(scope)
            log.warning(
                "the context of %s holds values that contain themselves; they are cut off on file", scope
            )
        elif not circular:
            self._circular.discard(scope)
        return json.dumps(plain, ensure_ascii=False, indent=4)


def _plain(value: Any, around: tuple[int, ...], circular: list[bool]) -> Any:
    """The value as JSON can hold it, dates and Buffers in the form JavaScript gives them."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"type": "Buffer", "data": list(bytes(value))}
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, (dict, list, tuple)):
        if id(value) in around:
            circular.append(True)
            return "[Circular]"
        around = (*around, id(value))
        if isinstance(value, dict):
            return {str(key): _plain(item, around, circular) for key, item in value.items()}
        return [_plain(item, around, circular) for item in value]
    return {}
