"""How fast the messages of one connection are read: a burst at once, and so many a second after it.

Who sends more waits, and with it its TCP connection; nothing is lost.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.types import Receive


class Pacing:
    """The allowance of one connection."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = burst
        self._allowance = float(burst)
        self._last = time.monotonic()

    async def turn(self) -> None:
        """Wait until the next message may be read."""
        now = time.monotonic()
        self._allowance = min(self._burst, self._allowance + (now - self._last) * self._per_second) - 1
        self._last = now
        if self._allowance < 0:
            await asyncio.sleep(-self._allowance / self._per_second)


async def messages_of(receive: Receive, per_second: float, burst: int) -> AsyncIterator[str | bytes]:
    """The messages of a WebSocket, until it ends."""
    pacing = Pacing(per_second, burst)
    while (event := await receive())["type"] != "websocket.disconnect":
        await pacing.turn()
        yield event.get("text") or event.get("bytes") or ""
