"""How the bytes of a TCP connection become payloads: as they come, cut at a delimiter, or all together at the end."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

MOST_GATHERED = 128 * 1024 * 1024
"""Bytes that may be gathered while the delimiter, or the end, does not come."""
MOST_GATHERED_TOGETHER = 4 * MOST_GATHERED
"""The same for all connections of a node."""
MOST_PIECES = 500
"""Payloads that are taken from the data at once: a single packet may hold ten thousands, each of which costs far more
memory as a message than its delimiter in the packet."""


class TooMuchError(ValueError):
    """More was gathered than may be."""

    def __init__(self) -> None:
        super().__init__(f"more than {MOST_GATHERED >> 20} MiB came without an end of the message")


class Gathered:
    """How many bytes the connections of a node have gathered together."""

    def __init__(self) -> None:
        self.size = 0


def _text(data: bytes | bytearray) -> str:
    return data.decode("utf-8", "replace")


def _base64(data: bytes | bytearray) -> str:
    return base64.b64encode(data).decode()


_DECODERS: dict[str, Callable[[bytes | bytearray], Any]] = {"buffer": bytes, "utf8": _text, "base64": _base64}


class Framing:
    """Takes the data of one connection; `single` gathers all of it, `delimiter` (text) cuts it into pieces.

    `trim` is Node-RED's name for the opposite: the delimiter stays at the end of each piece.
    """

    def __init__(
        self,
        datatype: str,
        *,
        single: bool = False,
        delimiter: str = "",
        trim: bool = False,
        together: Gathered | None = None,
    ) -> None:
        decoder = _DECODERS.get(datatype)
        if decoder is None:
            raise ValueError(f"unknown type of output {datatype!r}: expected one of {', '.join(_DECODERS)}")
        self._encode_first = bool(delimiter) and not single and datatype == "base64"
        self._decode = _text if self._encode_first else decoder
        self._single = single
        self._delimiter = b"" if single or datatype == "buffer" else delimiter.encode()
        self._tail = delimiter if trim else ""
        self._gathered = bytearray()
        self._together = together or Gathered()
        self._counted = 0
        self.has_more = False
        """Whether further payloads are complete: `feed(b"")` gives them."""

    def feed(self, data: bytes) -> list[Any]:
        """The payloads that are complete with this data, `MOST_PIECES` at most. Raises TooMuchError."""
        if not (self._single or self._delimiter):
            return [self._decode(data)]
        if self._encode_first:
            data = base64.b64encode(data)
        gathered = self._gathered
        seen = 0 if self.has_more else max(0, len(gathered) - len(self._delimiter) + 1)
        gathered += data
        if self._single or gathered.find(self._delimiter, seen) < 0:
            self.has_more = False
            self._count(len(gathered))
            if len(gathered) > MOST_GATHERED or self._together.size > MOST_GATHERED_TOGETHER:
                self.forget()
                raise TooMuchError
            return []
        *pieces, rest = gathered.split(self._delimiter, MOST_PIECES)
        self._gathered = rest
        self._count(len(rest))
        self.has_more = len(pieces) == MOST_PIECES
        return [self._decode(piece) + self._tail for piece in pieces]

    def end(self) -> Any:
        """What is left when the peer has sent everything; None when there is nothing."""
        gathered, self._gathered = self._gathered, bytearray()
        self._count(0)
        return self._decode(gathered) if gathered else None

    def forget(self) -> None:
        """Let go of what was gathered."""
        self._gathered.clear()
        self._count(0)

    def _count(self, size: int) -> None:
        self._together.size += size - self._counted
        self._counted = size


def unescaped(text: str | None, *, once: bool = False) -> str:
    """A delimiter as it is typed: `\\n`, `\\r` and `\\t` stand for the characters; `once`: the first of each only."""
    out = text or ""
    for typed, character in (("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t")):
        out = out.replace(typed, character, 1 if once else -1)
    return out
