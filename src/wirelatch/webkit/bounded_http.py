"""uvicorn's HTTP protocol with bounds on the head of a request, which neither it nor httptools has.

Without them any stranger can fill the memory with one endless header, or the table of connections with requests that
never come to their end (https://www.rfc-editor.org/rfc/rfc9110#section-5.4 leaves the bounds to the server). Bodies
are bounded by whoever reads them.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from wirelatch.webkit.joined_writes import JoinedWrites

LARGEST_HEAD = 65_536
"""Bytes of request line and headers; what arrives together with the end of the head does not count."""
MOST_HEADERS = 2000
"""Those after a chunked body included."""
HEAD_SECONDS = 30.0
"""How long a connection may take to send the head of a request."""

# Codes that mean nothing may be sent as well (RFC 9110, 15); Node.js gives them this reason.
STATUS_LINE.update({code: b"HTTP/1.1 %d unknown\r\n" % code for code in range(600, 1000)})


class BoundedHttp(HttpToolsProtocol):
    """One connection."""

    _head_bytes = 0
    _in_head = True
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(JoinedWrites(transport, self.loop))
        self._timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_timer()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Go over to WebSocket, whose messages are single writes."""
        joined = self.transport
        if isinstance(joined, JoinedWrites):
            joined.flush()
            self.transport = joined.plain
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """A head begins."""
        self._in_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is here."""
        self._in_head = False
        self._stop_timer()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Hand data to the parser; refuse the request when its head grows beyond the bounds."""
        super().data_received(data)
        if self.headers is not None and len(self.headers) > MOST_HEADERS:
            self.transport.close()
        if not self._in_head:
            return
        self._head_bytes += len(data)
        if self._head_bytes > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The request's headers are too large.")
        if self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _too_slow(self) -> None:
        self._timer = None
        self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
