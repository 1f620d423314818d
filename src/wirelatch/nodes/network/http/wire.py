"""One HTTP/1.1 connection of an `http request` node, read with the parser that Node.js uses (llhttp).

So what Node-RED refuses as malformed is refused here too, and what its option *Disable strict HTTP parsing* lets pass
passes; but for what comes behind the end of an answer, which is ignored. https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

import asyncio
import errno
from dataclasses import dataclass, field
from typing import cast

import httptools

LARGEST_BODY = 512 * 1024 * 1024
"""Bytes of an answer: the longest text that Node.js can hold."""
LARGEST_HEAD = 16 * 1024
"""Bytes of the names and values of an answer's headers, as in Node.js."""

_LENIENCIES = dict.fromkeys(
    (
        "lenient_headers", "lenient_chunked_length", "lenient_keep_alive", "lenient_transfer_encoding", "lenient_version",
        "lenient_data_after_close", "lenient_optional_lf_after_cr", "lenient_optional_crlf_after_chunk",
        "lenient_optional_cr_before_lf", "lenient_spaces_after_chunk_size",
    ),
    True,
)  # fmt: skip


_CODES = {
    "Invalid response status": "HPE_INVALID_STATUS",
    "Invalid status code": "HPE_INVALID_STATUS",
    "Invalid header": "HPE_INVALID_HEADER_TOKEN",
    "Missing expected CR": "HPE_CR_EXPECTED",
    "Transfer-Encoding can't": "HPE_INVALID_TRANSFER_ENCODING",
    "Duplicate Content-Length": "HPE_UNEXPECTED_CONTENT_LENGTH",
    "Invalid character in Content-Length": "HPE_INVALID_CONTENT_LENGTH",
    "Content-Length overflow": "HPE_INVALID_CONTENT_LENGTH",
    "Expected HTTP/": "HPE_INVALID_CONSTANT",
    "Invalid HTTP version": "HPE_INVALID_VERSION",
    "Header overflow": "HPE_HEADER_OVERFLOW",
    "Invalid character in chunk size": "HPE_INVALID_CHUNK_SIZE",
    "Chunk size overflow": "HPE_INVALID_CHUNK_SIZE",
}
"""How the parser's reasons begin, and what Node.js calls them."""


class MalformedAnswerError(Exception):
    """What came is no HTTP answer; the text is the parser's."""

    @property
    def code(self) -> str:
        """The name that Node.js gives to it."""
        return next((code for text, code in _CODES.items() if str(self).startswith(text)), "HPE_STRICT")


class BrokenConnectionError(ConnectionResetError):
    """The connection ended before the answer did; `began` tells whether any of it had come."""

    def __init__(self, began: bool) -> None:
        super().__init__(errno.ECONNRESET, "socket hang up")
        self.began = began


@dataclass
class Reply:
    """An answer as it came."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


@dataclass
class _Parts:
    """What has come of an answer."""

    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: list[bytes] = field(default_factory=list)
    head_size: int = 0
    body_size: int = 0
    has_head: bool = False


class Wire(asyncio.Protocol):
    """Sends a request and reads its answer, one after the other."""

    transport: asyncio.Transport

    def __init__(self, *, lenient: bool) -> None:
        self._lenient = lenient
        self._parser: httptools.HttpResponseParser | None = None
        self._answer: asyncio.Future[Reply] | None = None
        self._parts = _Parts()
        self._bodiless = False
        self._began = False
        self.is_open = False
        self.reusable = True
        """Whether another request may follow."""

    async def request(self, data: bytes, *, bodiless: bool = False) -> Reply:
        """Send a request; `bodiless` for HEAD and CONNECT, whose answers have a head only. Raises
        BrokenConnectionError, MalformedAnswerError."""
        if not self.is_open:
            raise BrokenConnectionError(False)
        self._parser = httptools.HttpResponseParser(self)
        if self._lenient:
            self._parser.set_dangerous_leniencies(**_LENIENCIES)
        self._parts = _Parts()
        self._bodiless = bodiless
        self._began = False
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(data)
        try:
            return await self._answer
        finally:
            if self._answer is not None:  # cancelled
                self._answer = None
                self.abort()

    def abort(self) -> None:
        """Close at once."""
        self.reusable = False
        if self.is_open:
            self.transport.abort()

    def close(self) -> None:
        """Close."""
        self.reusable = False
        if self.is_open:
            self.transport.close()

    # What asyncio calls ----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        parser = self._parser
        if parser is None or self._answer is None:
            self.abort()  # nobody has asked
            return
        self._began = True
        try:
            parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._done()
        except httptools.HttpParserError as error:
            # An error of a callback of ours stands behind the parser's own.
            cause = error.__context__
            self._fail(cause if isinstance(cause, MalformedAnswerError) else MalformedAnswerError(str(error)))

    def eof_received(self) -> None:
        self._at_the_end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = self.reusable = False
        self._at_the_end(exc)

    # What the parser calls -------------------------------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        parts = self._parts
        parts.head_size += len(name) + len(value)
        if parts.head_size > LARGEST_HEAD:
            raise MalformedAnswerError("Header overflow")
        if not parts.has_head:  # else it is a trailer
            parts.headers.append((name, value))

    def on_headers_complete(self) -> None:
        assert self._parser is not None
        if 100 <= self._parser.get_status_code() < 200:
            self._parts.headers.clear()
            return
        self._parts.has_head = True
        if self._bodiless:
            self._done()

    def on_body(self, body: bytes) -> None:
        self._parts.body.append(body)
        self._parts.body_size += len(body)
        if self._parts.body_size > LARGEST_BODY:
            raise MalformedAnswerError(f"the answer has more than {LARGEST_BODY >> 20} MiB")

    def on_message_complete(self) -> None:
        if self._parts.has_head:
            self._done()

    # Inside ----------------------------------------------------------------------------------------------------

    def _done(self) -> None:
        answer, parser = self._answer, self._parser
        if answer is None or parser is None:
            return
        self._answer = self._parser = None
        self.reusable = self.reusable and parser.should_keep_alive() and not parser.should_upgrade()
        parts = self._parts
        body = parts.body[0] if len(parts.body) == 1 else b"".join(parts.body)
        if not answer.done():
            answer.set_result(Reply(parser.get_status_code(), parts.headers, body))

    def _fail(self, error: Exception) -> None:
        answer, self._answer, self._parser = self._answer, None, None
        if answer is not None and not answer.done():
            answer.set_exception(error)
        self.abort()

    def _at_the_end(self, error: Exception | None) -> None:
        """The peer sends nothing more: that may be how the answer ends."""
        if self._answer is None:
            return
        parts = self._parts
        lengths = (b"content-length", b"transfer-encoding")
        if error is None and parts.has_head and not any(name.lower() in lengths for name, _ in parts.headers):
            self.reusable = False
            self._done()
        else:
            self._fail(error if error is not None and self._began else BrokenConnectionError(self._began))
