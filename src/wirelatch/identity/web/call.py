"""One HTTP request to the identity half, read straight from ASGI, and what is answered.

Endpoints that must be fast take a :class:`Call` and return a :class:`Reply`, without a framework between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson
from starlette.requests import cookie_parser
from starlette.types import Receive, Scope, Send

BODY_LIMIT = 1_048_576
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class BadRequestError(Exception):
    """The request cannot be understood as HTTP; answered with `status`."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Reply:
    """An answer: `headers` may repeat a name."""

    status: int = 200
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, send: Send, *, head_only: bool = False) -> None:
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers]
        raw.append((b"content-length", str(len(self.body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": b"" if head_only else self.body})


def json_reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A JSON answer."""
    return Reply(
        status,
        orjson.dumps(value, default=str),
        [("Content-Type", "application/json"), *(headers or {}).items()],
    )


class Call:
    """A request. Addresses come from the server's own view: it applies X-Forwarded-* of trusted proxies only."""

    def __init__(self, scope: Scope, receive: Receive, *, public_url: str = "") -> None:
        """`public_url`: the address that was set as the half's own; otherwise the request's Host is believed."""
        self.scope = scope
        self._receive = receive
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: str = scope["query_string"].decode("latin-1")
        self.headers: dict[str, str] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])
        }
        """By lower-case name; of a repeated header the first."""
        self._base_url = public_url.rstrip("/")

    @cached_property
    def cookies(self) -> dict[str, str]:
        """All cookies of this host name, whose other ports may have set some that no standard allows."""
        return cookie_parser(self.headers.get("cookie", ""))

    @property
    def base_url(self) -> str:
        """`scheme://host[:port]` under which the client sees us; raises BadRequestError for a malformed Host."""
        if not self._base_url:
            host = self.headers.get("host", "")
            if not _HOST.fullmatch(host):
                raise BadRequestError("The Host header is missing or malformed")
            self._base_url = f"{self.scope.get('scheme', 'http')}://{host}"
        return self._base_url

    @property
    def is_secure(self) -> bool:
        """Whether the address that the browser sees is HTTPS."""
        return self.base_url.startswith("https:")

    @property
    def address(self) -> str:
        """The client's address, for the ledger and for rate limits."""
        client = self.scope.get("client")
        return str(client[0]) if client else ""

    @property
    def user_agent(self) -> str:
        """What the client calls itself; empty when it does not."""
        return self.headers.get("user-agent", "")

    async def body(self, limit: int = BODY_LIMIT) -> bytes:
        """The whole body; raises BadRequestError 413 when it is larger than `limit` bytes."""
        parts, size = [], 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise BadRequestError("The client went away")
            part = message.get("body", b"")
            size += len(part)
            if size > limit:
                raise BadRequestError("The request body is too large", 413)
            parts.append(part)
            if not message.get("more_body"):
                return b"".join(parts)
