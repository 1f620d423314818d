"""The `file` node: write messages to a file, or delete one."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, select, text, typed
from wirelatch.nodes.storage import filenames
from wirelatch.nodes.storage.encodings import ENCODINGS, encode
from wirelatch.nodes.storage.file_work import FileError, FileWork
from wirelatch.scripting.values import json_stringify, to_string, type_of


class File(
    Node,
    type="file",
    category="storage",
    palette_label="write file",
    color="BurlyWood",
    icon="file-out",
    label=(
        "{name}",
        ("delete file", {"overwriteFile": ["delete"], **filenames.NOT_NAMED}),
        ("delete {filename}", {"overwriteFile": ["delete"]}),
        ("write file", filenames.NOT_NAMED),
        ("env.{filename}", {"filenameType": ["env"]}),
        "{filename}",
        "write file",
    ),
):
    """
    Writes `msg.payload` to a file: at its end, or in the place of what it held. Or deletes the file.

    Each payload is followed by a line end, unless it is a Buffer, *Add newline* is off, or the message is the last one
    of a sequence of texts (`msg.parts`). Objects are written as JSON.

    The file's name may come from the message; relative names are below the setting `fileWorkingDirectory`. The
    message goes on when the file is written, in the order in which the messages came, with the name in
    `msg.filename`.

    With the encoding *set by msg.encoding*, each message names its own.
    """

    name: str = text(label="Name")
    filename: Any = typed("", filenames.TYPES, "filenameType", "str", label="Filename", absent="")
    filenameType: str | None = hidden("str", absent="")
    overwriteFile: Any = select(
        "false", {"false": "append to file", "true": "overwrite file", "delete": "delete file"}, label="Action",
        absent="false",
    )  # fmt: skip
    appendNewline: bool | None = checkbox(
        True, label="Add newline (\\n) to each payload?", when={"overwriteFile": ["false", "true"]}
    )
    createDir: bool | None = checkbox(
        False, label="Create directory if it doesn't exist?", when={"overwriteFile": ["false", "true"]}
    )
    encoding: str | None = select(
        "none", {**ENCODINGS, "setbymsg": "set by msg.encoding"}, label="Encoding",
        when={"overwriteFile": ["false", "true"]},
    )  # fmt: skip

    def start(self) -> None:
        """Prepare the queue of writes."""
        self._work = FileWork()
        self._mode = to_string(self.overwriteFile)
        self._shows_name = filenames.shows_name(self.filename, self.filenameType)
        self._status_timer: Any = None

    def on_message(self, msg: Message) -> Output | asyncio.Future[Output]:
        try:
            name = filenames.filename_of(self, self.filename, self.filenameType, msg)
        except ValueError as error:
            self.error(error, msg)
            return None
        msg["filename"] = name
        if self._shows_name and self._status_timer is None:
            self._status_timer = self.call_later(1 / 3, self._show, name)
        if not name:
            self.warn("no filename given: nothing is written")
            return None
        path = filenames.full_path(self, name)
        if self._mode == "delete":
            return self._then_send(self._work.submit(lambda: _delete(path)), msg)
        if "payload" not in msg:
            return None
        data = self._data(msg)
        create, overwrite = bool(self.createDir), self._mode == "true"
        return self._then_send(
            self._work.submit(lambda: _write(path, data, create=create, overwrite=overwrite)), msg
        )

    async def close(self, removed: bool) -> None:
        if hasattr(self, "_work"):
            await self._work.finish()
        self.status()

    def _then_send(self, done: asyncio.Future[Any], msg: Message) -> asyncio.Future[Output]:
        """A future that gives the message when the work is done, nothing when it failed."""
        result: asyncio.Future[Output] = asyncio.get_running_loop().create_future()

        def finish(future: asyncio.Future[Any]) -> None:
            if result.done():
                return
            error = future.exception()
            if error is None:
                result.set_result(msg)
            else:
                # Done with the message all the same: Complete nodes fire besides Catch nodes.
                self.error(error, msg)
                result.set_result(None)

        done.add_done_callback(finish)
        return result

    def _show(self, name: str) -> None:
        self._status_timer = None
        self.status(fill="grey", shape="dot", text=name)

    def _data(self, msg: Message) -> bytes:
        payload = msg["payload"]
        encoding = self.encoding or "none"
        if encoding == "setbymsg":
            encoding = to_string(msg.get("encoding") or "none")
        if isinstance(payload, (bytes, bytearray)):
            return (
                bytes(payload) if encoding == "none" else encode(payload.decode("utf-8", "replace"), encoding)
            )
        content = json_stringify(payload) if type_of(payload) == "object" else to_string(payload)
        if self.appendNewline and not _is_last_text(msg.get("parts")):
            content += os.linesep
        return encode(content, encoding)


def _is_last_text(parts: Any) -> bool:
    """Whether a message is the last one of a sequence of texts: what ended the last line need not be added."""
    if not isinstance(parts, dict) or parts.get("type") != "string":
        return False
    index, count = parts.get("index"), parts.get("count")
    return isinstance(index, (int, float)) and count == index + 1


def _write(path: Path, data: bytes, *, create: bool, overwrite: bool) -> None:
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError("create the directory of", path, error) from None
    try:
        with path.open("wb" if overwrite else "ab") as file:
            file.write(data)
    except OSError as error:
        raise FileError("write to" if overwrite else "append to", path, error) from None


def _delete(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise FileError("delete", path, error) from None
