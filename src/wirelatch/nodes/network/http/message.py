"""`msg.req` and `msg.res`: a request to a flow and the way to answer it, as nodes and scripts see them.

The readable properties are those of Express 4's request (https://expressjs.com/en/4x/api.html#req). Both are handles:
they are never copied with a message.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from wirelatch.scripting.values import to_string
from wirelatch.webkit.http_routes import HttpRequest

PROPERTIES = (
    "method", "url", "originalUrl", "baseUrl", "path", "hostname", "ip", "ips", "protocol", "secure", "xhr",
    "subdomains", "headers", "query", "params", "cookies", "body", "files",
)  # fmt: skip
"""What scripts can read of `msg.req`."""


class Request:
    """`msg.req`."""

    def __init__(self, request: HttpRequest, body: Any, files: list[dict[str, Any]] | None = None) -> None:
        self._request = request
        self.method = request.method
        self.body = body
        if files is not None:
            self.files = files
        self.params: dict[str, str] = request.params

    @property
    def url(self) -> str:
        """Path and query as sent."""
        return self._request.url

    @property
    def originalUrl(self) -> str:  # noqa: N802 - Express's name
        """Path and query as sent."""
        return self._request.url

    @property
    def baseUrl(self) -> str:  # noqa: N802 - Express's name
        """The path below which the flow's routes are mounted; always empty here."""
        return ""

    @property
    def path(self) -> str:
        """The path as sent."""
        return self._request.path

    @property
    def hostname(self) -> str:
        """The host the client asked for, without the port."""
        return self._request.hostname

    @property
    def ip(self) -> str:
        """The client's address."""
        return self._request.ip

    @property
    def ips(self) -> list[str]:
        """Addresses of proxies on the way; none is trusted here."""
        return []

    @property
    def protocol(self) -> str:
        """`http` or `https`."""
        return self._request.protocol

    @property
    def secure(self) -> bool:
        """Whether the connection is encrypted."""
        return self._request.protocol == "https"

    @property
    def xhr(self) -> bool:
        """Whether the client says that a script made the request."""
        return self.headers.get("x-requested-with", "").lower() == "xmlhttprequest"

    @cached_property
    def subdomains(self) -> list[str]:
        """The parts of the host name before the last two, the nearest first."""
        return self.hostname.split(".")[:-2][::-1]

    @property
    def headers(self) -> dict[str, str]:
        """The headers, names in lower case."""
        return self._request.headers

    @property
    def query(self) -> dict[str, Any]:
        """The query string's parameters."""
        return self._request.query

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies."""
        return self._request.cookies

    @property
    def connection(self) -> dict[str, Any]:
        """What scripts read of Node.js's socket."""
        return {"remoteAddress": self.ip, "encrypted": self.secure}

    @property
    def socket(self) -> dict[str, Any]:
        """The same under its newer name."""
        return self.connection

    def to_json(self) -> dict[str, Any]:
        """The readable properties, for the debug sidebar and for scripts in another process."""
        return {name: getattr(self, name) for name in PROPERTIES if hasattr(self, name)}


class Response:
    """`msg.res`: the handle that `http response` answers through."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def js_respond(self, status: Any, headers: dict[str, str | list[str]], body: Any) -> None:
        """Answer the request from a script; what comes after the first answer is dropped."""
        code = status if isinstance(status, int) and 100 <= status < 1000 else 500
        content = body if isinstance(body, bytes) else to_string(body).encode("utf-8", "replace")
        try:
            self.request.respond(code, headers, content)
        except ValueError as error:  # a header that is none
            self.request.respond(500, {"content-type": "text/plain; charset=utf-8"}, str(error).encode())

    def to_json(self) -> dict[str, Any]:
        """Nothing of it can be read."""
        return {"_res": {"__enc__": True, "type": "internal"}}
