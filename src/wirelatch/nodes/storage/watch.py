"""The `watch` node: tell when files or directories change.

Which changes count, how they are gathered and what they are called is as in the library that Node-RED uses,
https://github.com/yuanchuan/node-watch.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import checkbox, text
from wirelatch.nodes.storage.path_watcher import PathWatcher, Watched
from wirelatch.scripting.values import json_stringify, to_string


class Watch(
    Node,
    type="watch",
    category="storage",
    color="BurlyWood",
    icon="watch",
    inputs=0,
    label=("{name}", "{files}", "watch"),
):
    """
    Watches files and directories, and sends a message when one of them changes.

    **File(s)** is a list with commas in between. A file is watched also when it is replaced or made anew; in a
    directory, all files and directories are, and with *sub-directories* those below it, new ones too. What does not
    exist when the node starts cannot be watched: that is an error.

    ### Output

    - `payload` and `filename`: the file that changed, below the name that was given; `file`: its last part alone
    - `event`: `update` when it was made or changed (also its permissions and times), `remove` when it is gone
    - `type`: `file`, `directory`, `none` when it is gone, …; `size`: of a file, in bytes
    - `topic`: the name that was given, or the list of them as JSON

    Changes of a file within 0.2 seconds make one message.
    """

    files: str | None = text(
        "", label="File(s)", required=True, absent="",
        placeholder="Comma-separated list of files and/or directories",
        help="On Windows you must use double back-slashes \\\\ in any directory names.",
    )  # fmt: skip
    recursive: Any = checkbox("", label="Watch sub-directories recursively")
    name: str = text(label="Name")

    def start(self) -> None:
        """Begin to watch; names of what does not exist become errors that Catch nodes get."""
        names = [name.strip() for name in to_string(self.files or "").split(",")]
        self._topic = names[0] if len(names) == 1 else json_stringify(names)
        self._announced: dict[tuple[str, str], Message] = {}
        flat: list[Watched] = []
        deep: list[Watched] = []
        for name in dict.fromkeys(names):
            if os.path.isfile(name):  # noqa: PTH113  (says no, where `Path` raises)
                flat.append(Watched(name, is_file=True))
            elif not os.path.exists(name):  # noqa: PTH110
                self.call_later(0, self.error, f"{name} does not exist.", {"payload": ""})
            elif os.path.isdir(name):  # noqa: PTH112
                (deep if self.recursive else flat).append(Watched(name))
        self._watchers = [
            PathWatcher(watched, recursive=watched is deep, on_change=self._changed, on_failure=self.error)
            for watched in (flat, deep) if watched
        ]  # fmt: skip

    def close(self, removed: bool) -> None:
        for watcher in getattr(self, "_watchers", []):
            watcher.stop()

    def _changed(self, messages: list[Message]) -> None:
        """Send messages; what two entries of the list tell of the same file at the same time is sent once."""
        if not self._announced:
            asyncio.get_running_loop().call_soon(self._announce)
        for msg in messages:
            self._announced.setdefault((msg["event"], msg["payload"]), msg)

    def _announce(self) -> None:
        announced, self._announced = self._announced, {}
        for msg in announced.values():
            self.send({"payload": msg["payload"], "topic": self._topic, **msg})
