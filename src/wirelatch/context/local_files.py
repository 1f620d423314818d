"""The context store that keeps scopes as JSON files, in Node-RED's layout of directories.

`global/global.json`, `<flow>/flow.json` and `<flow>/<node>.json` below the store's directory, written with four
spaces. With the cache (as is the default), values live in memory, and what changed is written some seconds later and
when the store closes; without it, every access reads or writes a file.
https://nodered.org/docs/api/context/store/localfilesystem
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wirelatch.context.memory import Data, MemoryStore, is_kept
from wirelatch.context.write_behind import Work, WriteBehind
from wirelatch.document.atomic import write_atomic
from wirelatch.scripting.serialization import json_stringify

log = logging.getLogger(__name__)

_LEFT_OVER = re.compile(r"\.json\.(\d+\.tmp|\$\$\$)\Z")
"""Names of files that a crash between writing and renaming left: Node-RED's and ours."""


class LocalFilesStore(MemoryStore):
    """A memory store with a copy on file, or without `cache` the files alone."""

    module = "localfilesystem"

    def __init__(
        self,
        directory: Path,
        *,
        name: str = "localfilesystem",
        flush_interval: float = 30.0,
        cache: bool = True,
    ) -> None:
        super().__init__()
        self.directory = directory
        self.cached = cache
        self._dirty: set[str] = set()
        self._taken: set[str] = set()
        self._circular: set[str] = set()
        self._writing = WriteBehind(name, max(0.0, flush_interval), self._collect, self._put_back)

    def open(self) -> None:
        """Read all files; one that holds no JSON object is set aside as `<name>.broken` and reported."""
        self._writing.open()
        for path in sorted(self.directory.glob("*/*.json.*")):
            if _LEFT_OVER.search(path.name) and not path.parent.name.startswith("."):
                with contextlib.suppress(OSError):
                    path.unlink()
        if not self.cached:
            return
        for path in sorted(self.directory.glob("*/*.json")):
            folder, name = path.parent.name, path.stem
            if folder.startswith("."):
                continue
            scope = "global" if folder == "global" else folder if name == "flow" else f"{name}:{folder}"
            try:
                data = _read(path)
            except ValueError as error:
                broken = path.with_suffix(".json.broken")
                log.error("context file %s cannot be read (%s); it is kept as %s", path, error, broken.name)
                path.replace(broken)
                continue
            self.scopes.setdefault(scope, {}).update(data)

    def close(self) -> None:
        """Write what is still unwritten."""
        self._writing.close()

    def flush(self) -> None:
        """Write the changed scopes now; one that cannot be written is reported and tried again."""
        self._writing.flush()

    def data(self, scope: str) -> Data:
        """The values of a scope. Without the cache: read from its file; raises OSError, or ValueError for no JSON."""
        if self.cached:
            return super().data(scope)
        try:
            return _read(self._path(scope))
        except FileNotFoundError:
            return {}

    def changed(self, scope: str, key: str, data: Data) -> None:
        """Have the scope written at the next flush; without the cache, at once: raises OSError when it cannot be."""
        if not self.cached:
            self._write(scope, self._text(scope, data))
            return
        self._dirty.add(scope)
        self._writing.wake()

    def _collect(self) -> Work | None:
        self._taken, self._dirty = self._dirty, set()
        texts = []
        for scope in self._taken & self.scopes.keys():
            try:
                texts.append((scope, self._text(scope, self.scopes[scope])))
            except ValueError as error:
                log.error("the context of %s is not on file: %s", scope, error)
        if not texts:
            return None

        def work() -> None:
            problem: OSError | None = None
            for scope, text in texts:
                try:
                    self._write(scope, text)
                except ValueError as error:
                    log.error("the context of %s is not on file: %s", scope, error)
                except OSError as error:
                    problem = error
            if problem is not None:
                raise problem

        return work

    def _put_back(self) -> None:
        self._dirty |= self._taken & self.scopes.keys()

    def _write(self, scope: str, text: str) -> None:
        path = self._path(scope)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, text.encode("utf-8", "surrogatepass"))

    def delete(self, scope: str) -> None:
        """Forget a scope, on file too."""
        super().delete(scope)
        self._dirty.discard(scope)
        self._writing.wait()
        with contextlib.suppress(ValueError):  # such a scope never had a file
            self._path(scope).unlink(missing_ok=True)

    def keep(self, ids: Iterable[str]) -> None:
        """Forget what belongs to other nodes and flows, in memory and on file."""
        known = set(ids)
        self._circular.clear()
        for scope in [scope for scope in self.scopes if not is_kept(scope, known)]:
            del self.scopes[scope]
            self._dirty.discard(scope)
        if not self.directory.is_dir():
            return
        self._writing.wait()
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
        try:
            plain = _without_cycles(data, (), circular)
        except RecursionError:
            raise ValueError("it holds values that are nested too deep") from None
        if circular and scope not in self._circular:
            self._circular.add(scope)
            log.warning("Context %s contains a circular reference that cannot be persisted", scope)
        elif not circular:
            self._circular.discard(scope)
        return json_stringify(plain, 4)


def _read(path: Path) -> Data:
    text = path.read_text(encoding="utf-8", errors="surrogatepass")
    data = json.loads(text) if text.strip() else {}
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")
    return data


_CUT = object()


def _without_cycles(value: Any, around: tuple[int, ...], circular: list[bool]) -> Any:
    """The value as JSON can hold it: a container within itself is left out (in a list: null), as Node-RED does."""
    if not isinstance(value, (dict, list, tuple)):
        return int(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if id(value) in around:
        circular.append(True)
        return _CUT
    around = (*around, id(value))
    if isinstance(value, dict):
        members = ((str(key), _without_cycles(item, around, circular)) for key, item in value.items())
        return {key: item for key, item in members if item is not _CUT}
    items = (_without_cycles(item, around, circular) for item in value)
    return [None if item is _CUT else item for item in items]
