"""When the answer to a `tcp request` is complete: at a character, after a number of bytes, after a time, or never."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from wirelatch.nodes.network.tcp.framing import MOST_GATHERED, Framing, TooMuchError
from wirelatch.scripting.values import to_number, to_string

if TYPE_CHECKING:
    from wirelatch.nodes.network.tcp_request import TcpRequest

_ESCAPES = {"\\n": 10, "\\r": 13, "\\t": 9, "\\e": 27, "\\f": 12, "\\0": 0}
_HEX = re.compile(r"0x([0-9a-fA-F]+)")


class Answer(Protocol):
    """What has come of an answer."""

    complete: bool
    """Whether the connection is to be closed."""
    seconds: float | None
    """How long to wait after the first data, if time decides."""

    def feed(self, data: bytes) -> list[Any]:
        """Take data; the payloads to send on. Raises TooMuchError."""

    def end(self) -> Any:
        """What has come so far, as payload."""


def answer_of(node: TcpRequest) -> Answer:
    """A fresh answer for the settings of a node. Raises ValueError when they make no sense."""
    is_text = node.ret == "string"
    kind = node.out
    if kind == "sit":
        return _Stream(is_text, node.delimiter if is_text else "", trim=node.trim is True)
    if kind == "immed":
        return _Gathered(is_text, None)
    if kind == "time":
        milliseconds = to_number(node.splitc)
        return _Gathered(is_text, max(0.001, milliseconds / 1000 if milliseconds == milliseconds else 0.001))
    if kind == "count":
        count = to_number(node.splitc)
        if count != count:
            raise ValueError(f"{node.splitc!r} is no number of characters")
        return _Count(is_text, max(1, int(count)))
    return _Until(is_text, character_code(node.splitc))


def character_code(typed: Any) -> int | None:
    """The byte that a setting stands for: a character, an escape such as `\\n`, or a number such as `0x0A`; None if
    none can match."""
    if isinstance(typed, (int, float)):
        return int(typed) if 0 <= typed < 256 else None
    written = to_string(typed)
    if written in _ESCAPES:
        return _ESCAPES[written]
    if match := _HEX.match(written):
        code = int(match[1], 16)
    else:
        code = ord(written[0]) if written and not written.startswith("\\") else 256
    return code if code < 256 else None


class _Gathered:
    """Everything until somebody says that it is enough."""

    def __init__(self, is_text: bool, seconds: float | None) -> None:
        self.complete = False
        self.seconds = seconds
        self._is_text = is_text
        self._data = bytearray()

    def feed(self, data: bytes) -> list[Any]:
        self._data += data
        if len(self._data) > MOST_GATHERED:
            raise TooMuchError
        return []

    def end(self) -> Any:
        return self._payload(len(self._data))

    def _payload(self, length: int) -> Any:
        data = bytes(self._data[:length])
        return data.decode("utf-8", "replace") if self._is_text else data


class _Count(_Gathered):
    """A fixed number of bytes."""

    def __init__(self, is_text: bool, count: int) -> None:
        super().__init__(is_text, None)
        self._count = count

    def feed(self, data: bytes) -> list[Any]:
        super().feed(data)
        if len(self._data) < self._count:
            return []
        self.complete = True
        return [self._payload(self._count)]


class _Until(_Gathered):
    """All up to a byte, that included."""

    def __init__(self, is_text: bool, code: int | None) -> None:
        super().__init__(is_text, None)
        self._code = code

    def feed(self, data: bytes) -> list[Any]:
        place = -1 if self._code is None else data.find(self._code)
        length = len(self._data) + place + 1
        super().feed(data)
        if place < 0:
            return []
        self.complete = True
        return [self._payload(length)]


class _Stream:
    """What comes is sent on at once, text perhaps cut at a delimiter."""

    complete = False
    seconds: float | None = None

    def __init__(self, is_text: bool, delimiter: str, *, trim: bool) -> None:
        self._framing = Framing("utf8" if is_text else "buffer", delimiter=delimiter, trim=trim)

    def feed(self, data: bytes) -> list[Any]:
        payloads = self._framing.feed(data)
        while self._framing.has_more:
            payloads += self._framing.feed(b"")
        return payloads

    def end(self) -> Any:
        return None
