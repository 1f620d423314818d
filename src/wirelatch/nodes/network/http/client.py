"""One HTTP exchange for the `http request` node: redirects, cookies, digest authentication and a time limit.

Works on an httpx transport, below httpx's client, which would keep cookies between messages, decompress bodies and
hide the redirects. Like Node-RED's client, it repeats method and body after every redirect but 303.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin

import httpx

from wirelatch.nodes.network.http.digest import DigestAuth
from wirelatch.nodes.network.http.wire import MalformedAnswerError

MAX_REDIRECTS = 21
_REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
_SINGLE = frozenset(
    {
        "age", "authorization", "content-length", "content-type", "etag", "expires", "from", "host",
        "if-modified-since", "if-unmodified-since", "last-modified", "location", "max-forwards",
        "proxy-authorization", "referer", "retry-after", "server", "user-agent",
    }
)  # fmt: skip
"""Headers of which Node.js keeps the first when they are repeated; others are joined."""


_CERTIFICATE_CODES = {
    10: "CERT_HAS_EXPIRED",
    18: "DEPTH_ZERO_SELF_SIGNED_CERT",
    19: "SELF_SIGNED_CERT_IN_CHAIN",
    20: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    21: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    62: "ERR_TLS_CERT_ALTNAME_INVALID",
    64: "ERR_TLS_CERT_ALTNAME_INVALID",
}
"""OpenSSL's numbers (`openssl verify`) and the names that Node.js gives them."""


class RequestError(Exception):
    """A request that got no answer; `code` is the name that Node.js gives to such an error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Exchange:
    """What is to be sent, and what came back."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes | None
    timeout: float
    follow: bool = True
    cookies: dict[str, str] = field(default_factory=dict)
    """Cookies for the first host."""
    digest: DigestAuth | None = None
    server_name: str | None = None
    redirects: list[dict[str, Any]] = field(default_factory=list)
    """`{location, cookies}` of every redirect that was followed."""


@dataclass
class Answer:
    """The last response of an exchange."""

    status: int
    headers: dict[str, Any]
    body: bytes
    url: str


async def exchange(transport: httpx.AsyncBaseTransport, wanted: Exchange) -> Answer:
    """Send a request and follow its redirects. Raises RequestError."""
    try:
        async with asyncio.timeout(wanted.timeout):
            return await _follow(transport, wanted)
    except (TimeoutError, httpx.TimeoutException):
        raise RequestError("ETIMEDOUT", f"no response from the server within {wanted.timeout:g} s") from None
    except MalformedAnswerError as error:
        raise RequestError(error.code, f"Parse Error: {error}") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        code = _code(error)
        raise RequestError(code, f"{code}: {_reason(error, wanted.url)}") from error


async def _follow(transport: httpx.AsyncBaseTransport, wanted: Exchange) -> Answer:
    jar = httpx.Cookies()
    method, url, headers, body = wanted.method, httpx.URL(wanted.url), list(wanted.headers), wanted.body
    digest = wanted.digest
    for name, value in wanted.cookies.items():
        jar.set(name, value, domain=_cookie_domain(url))
    while True:
        request = _request(method, url, headers, body, jar, wanted)
        response = await _send(transport, request, digest)
        try:
            jar.extract_cookies(response)
            location = response.headers.get("location")
            if not (wanted.follow and location and response.status_code in _REDIRECTS):
                content = b"".join([chunk async for chunk in response.aiter_raw()])
                shown = str(
                    url.copy_with(raw_path=url.raw_path)
                )  # a path where there is none, as in JavaScript
                return Answer(response.status_code, header_object(response.headers), content, shown)
        finally:
            await response.aclose()
        if len(wanted.redirects) >= MAX_REDIRECTS:
            raise RequestError("ERR_TOO_MANY_REDIRECTS", f"Redirected {MAX_REDIRECTS} times. Aborting.")
        redirect: dict[str, Any] = {"location": location}
        if "set-cookie" in response.headers:
            redirect["cookies"] = response_cookies(response.headers.get_list("set-cookie"))
        wanted.redirects.append(redirect)
        target = httpx.URL(urljoin(str(url), location))
        if response.status_code == 303 and method not in ("GET", "HEAD"):
            method, body = "GET", None
            headers = _without(headers, "content-length", "content-type")
        if (target.host, target.port, target.scheme) != (url.host, url.port, url.scheme):
            headers, digest = _without(headers, "host", "cookie", "authorization"), None
        url = target


def _without(headers: list[tuple[str, str]], *names: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in names]


def _cookie_domain(url: httpx.URL) -> str:
    """The name under which the cookie jar looks for a host: names without a dot get `.local`."""
    return url.host if "." in url.host else f"{url.host}.local"


def _request(
    method: str,
    url: httpx.URL,
    headers: list[tuple[str, str]],
    body: bytes | None,
    jar: httpx.Cookies,
    wanted: Exchange,
) -> httpx.Request:
    request = httpx.Request(method, url, headers=[], content=body)
    own = {name.lower() for name, _ in headers}
    raw = [(name, value) for name, value in request.headers.multi_items() if name.lower() not in own]
    if method in ("GET", "HEAD") and body is None:
        raw = [(name, value) for name, value in raw if name != "content-length"]
    request.headers = httpx.Headers(
        [(name.encode(), str(value).encode("utf-8")) for name, value in [*raw, *headers]]
    )
    jar.set_cookie_header(request)
    seconds = wanted.timeout
    request.extensions["timeout"] = {"connect": seconds, "read": seconds, "write": seconds, "pool": seconds}
    if wanted.server_name:
        request.extensions["sni_hostname"] = wanted.server_name
    return request


async def _send(
    transport: httpx.AsyncBaseTransport, request: httpx.Request, digest: DigestAuth | None
) -> httpx.Response:
    response = await transport.handle_async_request(request)
    response.request = request
    attempts: list[httpx.DigestAuth] = []
    if digest is not None:
        other = digest.otherwise(response.headers.get("www-authenticate", ""))
        attempts = [digest, other] if other is not None else [digest]
    for attempt in attempts:
        if response.status_code != 401:
            break
        flow = attempt.auth_flow(request)
        next(flow)
        try:
            again = flow.send(response)
        except (StopIteration, httpx.ProtocolError):
            break
        await response.aclose()
        response = await transport.handle_async_request(again)
        response.request = again
    return response


def header_object(headers: httpx.Headers) -> dict[str, Any]:
    """Response headers as Node.js gives them: lower case, repeated ones joined, `set-cookie` always a list."""
    out: dict[str, Any] = {}
    for name, value in headers.multi_items():
        key = name.lower()
        if key == "set-cookie":
            out.setdefault(key, []).append(value)
        elif key not in out:
            out[key] = value
        elif key not in _SINGLE:
            out[key] += f", {value}"
    return out


def response_cookies(lines: list[str]) -> dict[str, dict[str, Any]]:
    """`Set-Cookie` lines as `{name: {value, Path, …}}`; what cannot be read is left out."""
    out: dict[str, dict[str, Any]] = {}
    for line in lines:
        first, *attributes = (part.strip() for part in line.split(";"))
        name, equals, value = first.partition("=")
        if not equals or not name.strip():
            continue
        cookie: dict[str, Any] = {}
        for attribute in attributes:
            key, has_value, text = attribute.partition("=")
            if has_value:
                cookie[key.strip()] = text.strip().strip('"')
        cookie["value"] = unquote(value.strip().strip('"'))
        out[name.strip()] = cookie
    return out


def request_cookies(header: str) -> dict[str, str]:
    """The cookies of a `Cookie` header, as they stand there."""
    out: dict[str, str] = {}
    for part in header.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals and name:
            out[name] = value.strip('"')
    return out


def _code(error: BaseException) -> str:
    """The name that Node.js gives to the failure behind an exception."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, socket.gaierror):
            return "ENOTFOUND" if seen.errno in (socket.EAI_NONAME, socket.EAI_NODATA) else "EAI_AGAIN"
        if isinstance(seen, ssl.SSLCertVerificationError):
            return _CERTIFICATE_CODES.get(seen.verify_code, "UNABLE_TO_VERIFY_LEAF_SIGNATURE")
        if isinstance(seen, ssl.SSLError):
            return "EPROTO"
        if isinstance(seen, OSError) and seen.errno:
            return errno.errorcode.get(seen.errno, "EIO")
        if isinstance(seen, BaseExceptionGroup):
            return _code(seen.exceptions[0])
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError)):
        return "ECONNRESET"
    if isinstance(error, UnicodeError):
        return "ENOTFOUND"
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return "ERR_INVALID_URL"
    return "ECONNREFUSED" if isinstance(error, httpx.ConnectError) else "EPROTO"


def _reason(error: BaseException, url: str) -> str:
    text = (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
    return f"{text} ({url})"
