"""The `http response` node: answer a request that came in through `http in`, as Express 4 would."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from collections.abc import Mapping
from email.utils import formatdate
from hashlib import sha1
from typing import Any
from urllib.parse import quote

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import Property, number, text
from wirelatch.nodes.network.http.header_fingerprint import drop_passed_through
from wirelatch.nodes.network.http.message import Response
from wirelatch.scripting.values import json_stringify, parse_float, to_string, type_of

Headers = dict[str, str | list[str]]

_CALLBACK = re.compile(r"[^\[\]\w$.]")
_TEXT_TYPES = re.compile(r"(?:text/|application/(?:json|javascript|[\w.+-]*\+json))", re.IGNORECASE)
_HOP_BY_HOP = ("connection", "transfer-encoding", "keep-alive", "content-length")
"""Not taken over from a message: they belong to one connection, and the length is that of the body we send."""
_COOKIE_SAFE = "!'()*~-._"


class HttpResponse(
    Node,
    type="http response",
    category="network",
    color="rgb(231, 231, 174)",
    icon="white-globe",
    outputs=0,
    align="right",
    label=("{name}", "http ({statusCode})", "http"),
):
    """
    Sends the response to a request that an **http in** node received.

    - `payload`: the body. Text and Buffers are sent as they are, everything else as JSON.
    - `statusCode`: the status, `200` if there is none.
    - `headers`: an object with response headers.
    - `cookies`: an object with cookies: a text sets one, an object `{value, domain, path, expires, maxAge, httpOnly,
      secure, sameSite}` sets one with options, `null` deletes one.

    Status and headers that are set in this node win over those of the message. `msg.res` must be the one that the
    *http in* node made.
    """

    name: str = text(label="Name")
    statusCode: str | None = number(
        "", label="Status code", placeholder="msg.statusCode", minimum=100, maximum=999
    )
    headers: Any = Property(
        widget="rows",
        default={},
        label="Headers",
        fields={"name": text(label="Name"), "value": text(label="Value")},
    )

    def start(self) -> None:
        """Read the settings."""
        self._status = status_of(self.statusCode)
        own = self.headers if isinstance(self.headers, dict) else {}
        self._headers = {name.lower(): to_string(value) for name, value in own.items()}

    def on_message(self, msg: Message) -> Output:
        response = msg.get("res")
        if not isinstance(response, Response):
            self.warn("there is no request to answer: msg.res is not the one of an http in node")
            return None
        headers = self._headers_of(msg)
        cookies = _cookies(msg.get("cookies"))
        if cookies:
            given = headers.get("set-cookie", [])
            headers["set-cookie"] = [*([given] if isinstance(given, str) else given), *cookies]
        status = self._status or status_of(msg.get("statusCode")) or 200
        body = _body(msg, response, headers)
        if "payload" in msg:
            status = _finish(status, response, headers, body)
        response.request.respond(status, headers, body)
        return None

    def _headers_of(self, msg: Message) -> Headers:
        headers: Headers = dict(self._headers)
        drop_passed_through(msg)
        given = msg.get("headers")
        if isinstance(given, Mapping):
            for name, value in given.items():
                key = str(name).lower()
                if key not in headers and key not in _HOP_BY_HOP:
                    headers[key] = (
                        [to_string(item) for item in value] if isinstance(value, list) else to_string(value)
                    )
        kind = headers.get("content-type")
        if isinstance(kind, str) and "charset" not in kind.lower() and _TEXT_TYPES.match(kind):
            headers["content-type"] = f"{kind}; charset=utf-8"
        return headers


def status_of(value: Any) -> int | None:
    """A status code given as number or text; None when it is none."""
    number_ = parse_float(to_string(value)) if value not in (None, "") else 0
    return int(number_) if 100 <= number_ < 1000 else None


def _body(msg: Message, response: Response, headers: Headers) -> bytes:
    """The payload as bytes; sets the content type when there is none."""
    if "payload" not in msg:
        return b""
    payload = msg["payload"]
    if isinstance(payload, (bytes, bytearray)):
        headers.setdefault("content-type", "application/octet-stream")
        return bytes(payload)
    if isinstance(payload, str) or type_of(payload) == "number":
        headers.setdefault("content-type", "text/html; charset=utf-8")
        kind = headers["content-type"]
        if isinstance(kind, str) and "charset" not in kind.lower():
            headers["content-type"] = f"{kind}; charset=utf-8"
        return to_string(payload).encode("utf-8", "replace")
    return _jsonp(json_stringify(payload), response, headers)


def _jsonp(source: str, response: Response, headers: Headers) -> bytes:
    """JSON; wrapped in a call when the query names a `callback`, for scripts of other sites."""
    callback = response.request.query.get("callback")
    if isinstance(callback, list):
        callback = callback[0] if callback else None
    if "content-type" not in headers:
        headers["content-type"] = "application/json; charset=utf-8"
        headers["x-content-type-options"] = "nosniff"
    if isinstance(callback, str) and callback:
        headers["x-content-type-options"] = "nosniff"
        headers["content-type"] = "text/javascript; charset=utf-8"
        name = _CALLBACK.sub("", callback)
        source = source.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        source = f"/**/ typeof {name} === 'function' && {name}({source});"
    return source.encode("utf-8", "replace")


def _finish(status: int, response: Response, headers: Headers, body: bytes) -> int:
    """Add the entity tag, answer 304 where the client has this version; gives the final status."""
    if "etag" not in headers:
        digest = sha1(body, usedforsecurity=False).digest()
        headers["etag"] = f'W/"{len(body):x}-{b64encode(digest).decode()[:27]}"'
    request = response.request
    wanted = request.headers.get("if-none-match") if request.method in ("GET", "HEAD") else None
    if (
        wanted
        and (200 <= status < 300 or status == 304)
        and "no-cache" not in request.headers.get("cache-control", "")
    ):
        own = str(headers["etag"]).removeprefix("W/")
        tags = [tag.strip().removeprefix("W/") for tag in wanted.split(",")]
        if "*" in tags or own in tags:
            status = 304
    if status in (204, 304):
        headers.pop("content-type", None)
    return status


def _cookies(cookies: Any) -> list[str]:
    """`Set-Cookie` headers for `msg.cookies`."""
    if not isinstance(cookies, Mapping):
        return []
    out = []
    for name, value in cookies.items():
        if value is None or (isinstance(value, Mapping) and value.get("value", "") is None):
            options = {**(value or {}), "expires": 0}
            options.pop("maxAge", None)
            out.append(_cookie(str(name), "", options))
        elif isinstance(value, Mapping):
            out.append(_cookie(str(name), value.get("value", ""), value))
        else:
            out.append(_cookie(str(name), value, {}))
    return out


def _cookie(name: str, value: Any, options: Mapping[str, Any]) -> str:
    source = "j:" + json_stringify(value) if isinstance(value, (dict, list)) else to_string(value)
    parts = [f"{name}={source if options.get('encode') is False else quote(source, safe=_COOKIE_SAFE)}"]
    expires = options.get("expires")
    if options.get("maxAge") is not None:
        seconds = parse_float(to_string(options["maxAge"])) / 1000
        if seconds == seconds:
            parts.append(f"Max-Age={int(seconds)}")
            expires = (time.time() + seconds) * 1000
    if options.get("domain"):
        parts.append(f"Domain={options['domain']}")
    parts.append(f"Path={options.get('path') or '/'}")
    if expires is not None:
        parts.append(f"Expires={_http_date(expires)}")
    if options.get("httpOnly"):
        parts.append("HttpOnly")
    if options.get("secure"):
        parts.append("Secure")
    same_site = options.get("sameSite")
    if same_site:
        parts.append(f"SameSite={'Strict' if same_site is True else str(same_site).capitalize()}")
    return "; ".join(parts)


def _http_date(value: Any) -> str:
    """A date, milliseconds since 1970 or a text as the date of a header."""
    if isinstance(value, (int, float)):
        return formatdate(value / 1000, usegmt=True)
    if hasattr(value, "timestamp"):
        return formatdate(value.timestamp(), usegmt=True)
    return to_string(value)
