"""uvicorn's WebSocket protocol with a bound on messages that the application sets for each connection.

One bound for all would have to be that of the flows, which may ask for large messages; strangers could send as much to
every other endpoint. An application gives it with `websocket.accept` as `wirelatch.max_size`, in bytes.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LARGEST_MESSAGE = 1_048_576
"""Bytes, where the application does not say."""


class BoundedWebSocket(WebSocketsSansIOProtocol):
    """One connection."""

    async def send(self, message: Any) -> None:
        """Pass on what the application sends; take its bound from the acceptance."""
        if message["type"] == "websocket.accept":
            self.conn.max_message_size = message.get("wirelatch.max_size", LARGEST_MESSAGE)
        await super().send(message)
