"""The `file in` node: read a file, whole or in pieces."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, select, text, typed
from wirelatch.nodes.storage import filenames
from wirelatch.nodes.storage.encodings import ENCODINGS, decode
from wirelatch.nodes.storage.file_work import FileError, FileWork
from wirelatch.scripting.values import clone

_CHUNK = 64 * 1024
_PIECES = {"format": ["lines", "stream"]}


class FileIn(
    Node,
    type="file in",
    category="storage",
    palette_label="read file",
    color="BurlyWood",
    icon="file-in",
    label=(
        "{name}",
        ("read file", filenames.NOT_NAMED),
        ("env.{filename}", {"filenameType": ["env"]}),
        "{filename}",
        "read file",
    ),
):
    """
    Reads a file when a message comes.

    ### Output

    - **a single text** or **a single Buffer**: the whole file in `payload`;
    - **a message per line**: each line without its end;
    - **a stream of Buffers**: pieces of 64 KiB.

    The pieces of a file have `msg.parts`, so that a join node can put them together. They carry `topic` and
    `filename` only, unless *Include all existing properties* is ticked.

    If the file cannot be read, it is an error at this node. In flows of old versions of Node-RED the message goes on
    as well, without a payload and with the error in `msg.error`.
    """

    name: str = text(label="Name")
    filename: Any = typed("", filenames.TYPES, "filenameType", "str", label="Filename", absent="")
    filenameType: str | None = hidden("str", absent="")
    format: str = select(
        "utf8",
        {
            "utf8": "a single utf8 string", "lines": "a msg per line", "": "a single Buffer object",
            "stream": "a stream of Buffers",
        },
        label="Output", absent="",
    )  # fmt: skip
    encoding: str | None = select("none", ENCODINGS, label="Encoding", when={"format": ["utf8", "lines"]})
    allProps: bool | None = checkbox(False, label="Include all existing properties in each msg", when=_PIECES)
    sendError: bool | None = checkbox(False, label="Send message on error (legacy mode)", absent=None)
    chunk: bool = hidden(False)

    def start(self) -> None:
        """Prepare the queue of reads."""
        self._work = FileWork()
        self._shows_name = filenames.shows_name(self.filename, self.filenameType)
        self._encoding = self.encoding or "none"
        self._sends_errors = "sendError" not in self.config or bool(self.sendError)

    async def on_message(self, msg: Message) -> Output:
        try:
            name = filenames.filename_of(self, self.filename, self.filenameType, msg)
        except ValueError as error:
            self.error(error, msg)
            return None
        name = name.translate(_NO_BREAKS)
        if self._shows_name:
            self.status(fill="grey", shape="dot", text=name)
        if not name:
            self.warn("no filename given: nothing is read")
            return None
        msg["filename"] = name
        path = filenames.full_path(self, name)
        try:
            if self.format in ("lines", "stream"):
                await self._send_pieces(path, msg)
                return None
            data: bytes = await self._work.submit(lambda: _read(path))
        except FileError as error:
            self.error(error, msg)
            if not self._sends_errors:
                return None
            copy = clone(msg)
            copy.pop("payload", None)
            copy["error"] = error.as_value()
            return copy  # type: ignore[no-any-return]
        msg["payload"] = decode(data, self._encoding) if self.format == "utf8" else data
        return msg

    async def close(self, removed: bool) -> None:
        if hasattr(self, "_work"):
            await self._work.finish()
        self.status()

    async def _send_pieces(self, path: Path, msg: Message) -> None:
        """Read piece by piece, never more than a piece ahead of what was sent."""
        file: BinaryIO = await self._work.submit(lambda: _open(path))
        try:
            pieces = _Lines(self._encoding) if self.format == "lines" else _Chunks()
            index = 0
            while True:
                data: bytes = await self._work.submit(lambda: file.read(_CHUNK))
                for payload, is_last in pieces.take(data):
                    piece: Message = {}
                    if payload is not None:
                        piece = clone(msg) if self.allProps else self._brief(msg)
                        piece["payload"] = payload
                    piece["parts"] = {
                        "index": index,
                        "ch": pieces.separator,
                        "type": pieces.kind,
                        "id": msg["_msgid"],
                    }
                    index += payload is not None
                    if is_last:
                        piece["parts"]["count"] = index
                    self.send(piece)
                if not data:
                    return
        finally:
            file.close()

    @staticmethod
    def _brief(msg: Message) -> Message:
        return {key: msg[key] for key in ("topic", "filename") if key in msg}


_NO_BREAKS = {9: None, 10: None, 13: None}


class _Lines:
    """The lines of a file as they become complete."""

    separator, kind = "\n", "string"

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        multi_byte = encoding.lower() in ("none", "", "utf8", "utf-8")
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace") if multi_byte else None
        self._rest = ""

    def take(self, data: bytes) -> Iterator[tuple[Any, bool]]:
        """Lines that `data` completes; without data, the last line."""
        text_ = self._decoder.decode(data, not data) if self._decoder else decode(data, self._encoding)
        *lines, self._rest = (self._rest + text_).split("\n")
        for line in lines:
            yield line, False
        if not data:
            yield self._rest, True


class _Chunks:
    """The file as it is read; a piece shorter than the others is the last, else an empty one says so."""

    separator, kind = "", "buffer"

    def __init__(self) -> None:
        self._ended = True

    def take(self, data: bytes) -> Iterator[tuple[Any, bool]]:
        """The piece, and whether it is the last."""
        if data:
            self._ended = len(data) < _CHUNK
            yield data, self._ended
        elif not self._ended:
            yield None, True


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise FileError("read", path, error) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError("read", path, error) from None
