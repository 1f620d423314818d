"""One system call for the head and the body of a response, which uvicorn writes one after the other.

A write waits for the next one, with which it goes out, or for the end of this turn of the event loop. For the small
answers of flows the second system call, and the second packet, would cost more than everything else uvicorn does.
"""

from __future__ import annotations

import asyncio
from typing import Any

_LARGE = 65_536
"""Bytes above which joining costs more than it saves."""


class JoinedWrites(asyncio.Transport):
    """A transport that puts pairs of writes together."""

    __slots__ = ("_held", "_loop", "plain")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.plain = transport
        self._loop = loop
        self._held: bytes | None = None

    def write(self, data: Any) -> None:
        """Hold the first write back; send the second one with it."""
        held = self._held
        if held is None:
            self._held = data
            self._loop.call_soon(self.flush)
            return
        self._held = None
        if len(data) < _LARGE:
            self.plain.write(held + data)
        else:
            self.plain.write(held)
            self.plain.write(data)

    def flush(self) -> None:
        """Send what was held back."""
        held = self._held
        if held is not None:
            self._held = None
            self.plain.write(held)

    def close(self) -> None:
        """Close when everything is sent."""
        self.flush()
        self.plain.close()

    def abort(self) -> None:
        """Close at once."""
        self._held = None
        self.plain.abort()

    def is_closing(self) -> bool:
        """Whether the connection is closed or about to be."""
        return self.plain.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What is known about the connection."""
        return self.plain.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Take no more data for now."""
        self.plain.pause_reading()

    def resume_reading(self) -> None:
        """Take data again."""
        self.plain.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Hand the connection to another protocol."""
        self.flush()
        self.plain.set_protocol(protocol)
