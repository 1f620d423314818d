"""uvicorn's WebSocket protocol with a bound on messages for each connection, and a short way for busy ones.

One bound for all would have to be that of the flows, which may ask for large messages; strangers could send as much to
every other endpoint. An application gives it with `websocket.accept` as `wirelatch.max_size`, in bytes.

ASGI has a queue and two tasks between the socket and the application, for every message. An application may take messages
by a call instead and write them itself: the connection is in the scope's extensions as `wirelatch.straight`.
"""

from __future__ import annotations

from asyncio import Handle
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

PIECE = 4096
"""Bytes that are read at once: a packet may hold ten thousands of messages."""
TURN_SECONDS = 0.002
"""How long the messages of one connection may be read before others get their turn."""

Receiver = Callable[[str | bytes], None]


class BoundedWebSocket(WebSocketsSansIOProtocol):
    """One connection."""

    _receiver: Receiver | None = None

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._pending: list[bytes] = []
        self._pending_size = 0
        self._unread: deque[memoryview] = deque()
        self._held = False
        self._next_turn: Handle | None = None

    # The short way ---------------------------------------------------------------------------------------------

    def receive_with(self, receiver: Receiver) -> None:
        """Hand messages to a function from now on; `receive` only tells of the end."""
        self._receiver = receiver

    def write(self, data: str | bytes) -> None:
        """Send a message, together with others that are sent in the same turn of the event loop."""
        if self.disconnected or self.close_sent:
            return
        payload = data.encode("utf-8", "replace") if isinstance(data, str) else data
        opcode, length = 0x81 if isinstance(data, str) else 0x82, len(payload)
        if length < 126:
            head = bytes((opcode, length))
        elif length < 65_536:
            head = bytes((opcode, 126)) + length.to_bytes(2, "big")
        else:
            head = bytes((opcode, 127)) + length.to_bytes(8, "big")
        if not self._pending:
            self.loop.call_soon(self._flush)
        self._pending += (head, payload)
        self._pending_size += length

    @property
    def unsent(self) -> int:
        """Bytes that the peer has left waiting."""
        return self._pending_size + self.transport.get_write_buffer_size()

    def hold(self, held: bool) -> None:
        """Read nothing more for now, or go on reading."""
        self._held = held
        if self.transport.is_closing():
            return
        if held:
            self.transport.pause_reading()
        elif self._unread:
            self._go_on()
        else:
            self.transport.resume_reading()

    def _flush(self) -> None:
        pending, self._pending, self._pending_size = self._pending, [], 0
        if pending and not self.transport.is_closing():
            self.transport.write(b"".join(pending))

    # Reading in turns ------------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Read messages; those of a large packet by and by, so that one peer cannot keep the process to itself."""
        if len(data) <= PIECE and not self._unread:
            super().data_received(data)
            return
        self._unread.append(memoryview(data))
        if self._next_turn is None:
            self._take_turn()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more is read."""
        self._unread.clear()
        super().connection_lost(exc)

    async def receive(self) -> Any:
        """Give the application the next event; when it has had all of them, go on reading."""
        message = await super().receive()
        if self._unread and not self.read_paused:
            self._go_on()
        return message

    def _go_on(self) -> None:
        if self._next_turn is None:
            self._next_turn = self.loop.call_soon(self._take_turn)
            self.transport.pause_reading()

    def _take_turn(self) -> None:
        self._read_for_a_turn()
        self._next_turn = None
        if self.transport.is_closing():
            self._unread.clear()
        elif not (self._held or self.read_paused):
            if self._unread:
                self._go_on()
            else:
                self.transport.resume_reading()

    def _read_for_a_turn(self) -> None:
        end = monotonic() + TURN_SECONDS
        while self._unread and not (self._held or self.read_paused or self.transport.is_closing()):
            data = self._unread.popleft()
            if len(data) > PIECE:
                self._unread.appendleft(data[PIECE:])
            super().data_received(bytes(data[:PIECE]))
            if monotonic() > end:
                return

    # What uvicorn calls ----------------------------------------------------------------------------------------

    def handle_connect(self, event: Request) -> None:
        """Let the application find the short way."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions["wirelatch.straight"] = self

    def send_receive_event_to_app(self) -> None:
        """A message is complete."""
        receiver = self._receiver
        if receiver is None:
            super().send_receive_event_to_app()
            return
        data = bytes(self.frames[0]) if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if self.close_sent:
            return
        if self.curr_msg_data_type == "bytes":
            receiver(data)
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.conn.send_close(1007)
            self.handle_parser_exception()
            return
        receiver(text)

    def handle_close(self, event: Frame) -> None:
        """The peer says good-bye: what was sent before goes out first."""
        self._flush()
        super().handle_close(event)

    async def send(self, message: Any) -> None:
        """Pass on what the application sends; take its bound from the acceptance."""
        if message["type"] == "websocket.accept":
            self.conn.max_message_size = message.get("wirelatch.max_size", self.config.ws_max_size)
        self._flush()
        await super().send(message)
