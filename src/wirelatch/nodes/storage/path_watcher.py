"""Watching files and directories in a thread beside the event loop, which `watchfiles` does for all systems."""

from __future__ import annotations

import asyncio
import os
import stat
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from watchfiles import watch

_STEP_MS = 50
"""How often is looked whether there are changes; those that come together are told together."""
_GATHER = 0.1
"""Seconds for which changes are gathered when one has been seen, which takes up to 0.1 seconds itself."""
_TYPES = (
    (stat.S_ISREG, "file"), (stat.S_ISBLK, "blockdevice"), (stat.S_ISCHR, "characterdevice"),
    (stat.S_ISSOCK, "socket"), (stat.S_ISFIFO, "fifo"), (stat.S_ISDIR, "directory"),
)  # fmt: skip


class Watched:
    """A file or directory to watch, by the name that the user gave it."""

    def __init__(self, name: str, *, is_file: bool = False) -> None:
        self._name = name
        self._is_file = is_file
        self._path = os.path.abspath(name)  # noqa: PTH100  (resolving links would change the names of what is below)
        self.root = os.path.dirname(self._path) if is_file else self._path  # noqa: PTH120
        """The directory that must be watched: a file is found again in its own when it is replaced."""

    def name_of(self, path: str, *, deep: bool) -> str | None:
        """What a changed path is called below the name that was given; None when it is none of it."""
        if self._is_file:
            return os.path.normpath(self._name) if path == self._path else None
        if path == self._path:
            # Of the directory itself, only its end counts.
            return None if os.path.lexists(path) else os.path.normpath(self._name)
        above, below = self.root.rstrip(os.sep) + os.sep, path
        if not path.startswith(above) or (not deep and os.sep in path[len(above) :]):
            return None
        return os.path.normpath(os.path.join(self._name, below[len(above) :]))  # noqa: PTH118


class PathWatcher:
    """Tells on the event loop, in messages without a topic, what changes of some files or directories."""

    def __init__(
        self,
        watched: list[Watched],
        *,
        recursive: bool,
        on_change: Callable[[list[dict[str, Any]]], None],
        on_failure: Callable[[BaseException], None],
    ) -> None:
        self._watched = watched
        self._recursive = recursive
        self._on_change, self._on_failure = on_change, on_failure
        self._loop = asyncio.get_running_loop()
        self._stopped = threading.Event()
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Say nothing more."""
        self._stopped.set()

    def _run(self) -> None:
        try:
            self._watch()
        except Exception as error:
            self._tell(self._on_failure, error)

    def _watch(self) -> None:
        gathered: list[str] = []
        since = 0.0
        for changes in watch(
            *dict.fromkeys(watched.root for watched in self._watched), watch_filter=None, debounce=_STEP_MS,
            step=_STEP_MS, rust_timeout=_STEP_MS, yield_on_timeout=True, recursive=self._recursive,
            stop_event=self._stopped, raise_interrupt=False, ignore_permission_denied=True,
        ):  # fmt: skip
            if changes and not gathered:
                since = time.monotonic()
            gathered += sorted(path for _, path in changes)
            if gathered and time.monotonic() - since >= _GATHER:
                names = [name for watched in self._watched for name in self._names(watched, gathered)]
                gathered = []
                if messages := [_message(name) for name in dict.fromkeys(_without_temporary(names))]:
                    self._tell(self._on_change, messages)

    def _names(self, watched: Watched, paths: Iterable[str]) -> Iterable[str]:
        found = (watched.name_of(path, deep=self._recursive) for path in paths)
        return [name for name in found if name is not None]

    def _tell(self, callback: Callable[..., None], *args: Any) -> None:
        def call() -> None:
            if not self._stopped.is_set():
                callback(*args)

        try:
            self._loop.call_soon_threadsafe(call)
        except RuntimeError:  # the loop has been closed
            self._stopped.set()


def _without_temporary(names: list[str]) -> list[str]:
    """The names without those of files, gone already, that an editor made to save another one of them safely."""
    if any(name.endswith("~") for name in names):
        plain = [name.removesuffix("~") for name in names]
        if len(set(plain)) < len(plain):
            return [name for name in names if os.path.exists(name)]  # noqa: PTH110
    return names


def _message(name: str) -> dict[str, Any]:
    msg: dict[str, Any] = {"payload": name, "file": Path(name).name, "filename": name}
    try:
        found = os.stat(name)  # noqa: PTH116
    except OSError:
        return {**msg, "event": "remove", "type": "none"}
    msg["event"] = "update"
    if stat.S_ISREG(found.st_mode):
        msg["size"] = found.st_size
    msg["type"] = next((kind for matches, kind in _TYPES if matches(found.st_mode)), "n/a")
    return msg
