"""The `http request` node: fetch something from an HTTP server."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import orjson

from wirelatch import __version__
from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, config_node, credential, rows, select, text, typed
from wirelatch.nodes.network.http import transports
from wirelatch.nodes.network.http.client import (
    Exchange,
    RequestError,
    exchange,
    request_cookies,
    response_cookies,
)
from wirelatch.nodes.network.http.digest import DigestAuth
from wirelatch.nodes.network.http.form import encode_form, encode_multipart
from wirelatch.nodes.network.http.header_fingerprint import NAME, drop_passed_through, fingerprint
from wirelatch.nodes.network.http_proxy import HttpProxy
from wirelatch.nodes.network.tls_config import tls_of
from wirelatch.scripting import mustache
from wirelatch.scripting.values import UNDEFINED, json_stringify, parse_float, to_string, type_of

_DEFAULT_TIMEOUT = 120.0
_NO_RESPONSE = "common.notification.errors.no-response"
_BARE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_HEADER_NAMES = ("Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Type", "Cache-Control", "User-Agent")  # fmt: skip


class HttpRequestNode(
    Node,
    type="http request",
    category="network",
    color="rgb(231, 231, 174)",
    icon="white-globe",
    label=("{name}", "http request"),
):
    """
    Sends an HTTP request and gives back the response.

    ### Input

    - `url`: the address, if none is set in the node. In the node's URL, Mustache tags such as `{{topic}}` are replaced.
    - `method`: the method, if the node's is *set by msg.method*.
    - `headers`: an object with request headers; those of the node win.
    - `payload`: the body. An object is sent as JSON, or as a form if the content type is
      `application/x-www-form-urlencoded` or `multipart/form-data`. With GET, it can be added to the query or be sent
      as the body.
    - `cookies`: an object with cookies to send.
    - `requestTimeout` (milliseconds), `followRedirects` (boolean), `rejectUnauthorized` (`false` accepts any
      certificate).

    ### Output

    - `payload`: the body as text, as a Buffer or as a parsed JSON object;
    - `statusCode`, `headers`, `responseUrl`, `responseCookies`;
    - `redirectList`: the redirects that were followed, each with `location` and `cookies`.

    *Disable strict HTTP parsing* accepts answers that break the rules of HTTP: wrong line ends, invalid characters in
    headers, contradicting lengths. It opens the door to attacks by servers, so use it only for those that need it.

    A proxy is used if one is chosen, or if the environment names one (`http_proxy`, `https_proxy`, `all_proxy`, and
    `no_proxy` for hosts without).

    If no response comes, it is an error at this node. Unless *Send failed requests only to Catch nodes* is ticked, the
    message goes on as well, with the error text as payload and its code as `statusCode`.
    """

    name: str = text(label="Name")
    method: str | None = select(
        "GET",
        {
            "GET": "GET", "POST": "POST", "PUT": "PUT", "DELETE": "DELETE", "HEAD": "HEAD", "PATCH": "PATCH",
            "OPTIONS": "OPTIONS", "use": "- set by msg.method -",
        },
        label="Method",
    )  # fmt: skip
    url: str | None = text(label="URL", placeholder="https://")
    paytoqs: bool | str | None = select(
        "ignore",
        {"ignore": "Ignore", "query": "Append to query-string parameters", "body": "Send as request body"},
        label="Payload", when={"method": ["GET", "use"]},
    )  # fmt: skip
    tls: str | None = config_node("tls-config", label="TLS configuration")
    authType: str | None = select(
        "",
        {"": "no authentication", "basic": "basic authentication", "digest": "digest authentication", "bearer": "bearer authentication"},
        label="Authentication",
    )  # fmt: skip
    user: str = credential(secret=False, label="User name", when={"authType": ["basic", "digest"]})
    password: str = credential(label="Password or token", when={"authType": ["basic", "digest", "bearer"]})
    persist: bool | None = checkbox(False, label="Keep the connection open (keep-alive)")
    proxy: str | None = config_node("http proxy", label="Proxy")
    senderr: bool | None = checkbox(False, label="Send failed requests only to Catch nodes")
    insecureHTTPParser: bool | None = checkbox(
        False, label="Disable strict HTTP parsing", help="for servers whose answers are malformed"
    )
    ret: str | None = select(
        "txt",
        {"txt": "a UTF-8 text", "bin": "a binary Buffer", "obj": "a parsed JSON object"},
        label="Return",
    )
    headers: list[dict[str, Any]] | None = rows(
        [],
        label="Headers",
        fields={
            "keyValue": typed("", ("other", "msg", *_HEADER_NAMES), "keyType", "other", label="Name"),
            "valueValue": typed("", ("other", "msg"), "valueType", "other", label="Value"),
        },
    )

    needs_start = True
    _transports: transports.Transports | None = None

    def start(self) -> None:
        """Prepare what is the same for every message."""
        self._templated = mustache.compile(self.url) if self.url and "{{" in self.url else None
        timeout = parse_float(to_string(self.runtime.settings.get("httpRequestTimeout") or ""))
        self._timeout = timeout / 1000 if timeout > 0 else _DEFAULT_TIMEOUT
        self._tls = tls_of(self, self.tls)
        proxy = self.config_node(self.proxy or "")
        context = self._tls.ssl_context() if self._tls is not None else None
        self._transports = transports.Transports(
            context=context,
            proxy=proxy if isinstance(proxy, HttpProxy) else None,
            keep=bool(self.persist),
            lenient=bool(self.insecureHTTPParser),
            proxy_options=self.runtime.settings.get("proxyOptions"),
        )
        self._open = 0

    async def close(self, removed: bool) -> None:
        self.status()
        if self._transports is not None:
            await self._transports.close()

    async def on_message(self, msg: Message) -> Output:
        assert self._transports is not None  # needs_start
        url = self._url(msg)
        if url is None:
            return None
        wanted = self._exchange(msg, url)
        self._open += 1
        self.status(fill="blue", shape="dot", text="httpin.status.requesting")
        try:
            transport = self._transports.for_url(wanted.url, verify=self._verifies(msg))
            answer = await exchange(transport, wanted)
        except RequestError as error:
            return self._failed(msg, error, wanted.url)
        finally:
            self._open -= 1
        msg["statusCode"] = answer.status
        msg["headers"] = answer.headers
        msg["responseUrl"] = answer.url
        msg["redirectList"] = wanted.redirects
        msg["retry"] = 0
        if "set-cookie" in answer.headers:
            msg["responseCookies"] = response_cookies(answer.headers["set-cookie"])
        answer.headers[NAME] = fingerprint(answer.headers)
        msg["payload"] = self._returned(answer.status, answer.body)
        if self._open == 0:
            self.status()
        return msg

    def _failed(self, msg: Message, error: RequestError, url: str) -> Output:
        shown = _NO_RESPONSE if error.code == "ETIMEDOUT" else error.code
        self.status(fill="red", shape="ring", text=shown)
        if self.senderr:
            raise error
        self.error(error, msg)
        name = "TimeoutError" if error.code == "ETIMEDOUT" else "RequestError"
        msg["payload"] = f"{name}: {error} : {url}"
        msg["statusCode"] = error.code
        return msg

    def _returned(self, status: int, body: bytes) -> Any:
        if self.ret == "bin":
            return body
        source = body.decode("utf-8", "replace")
        if self.ret != "obj":
            return source
        if status == 204:
            return {}
        try:
            return orjson.loads(source)
        except orjson.JSONDecodeError:
            self.warn("the response is not valid JSON: it is given as text")
            return source

    # The request -----------------------------------------------------------------------------------------------

    def _url(self, msg: Message) -> str | None:
        """The address for a message, complete with scheme; None, after a warning, when it cannot be used."""
        given = msg.get("url")
        if given and self.url and given != self.url:
            self.warn("msg.url is ignored, as the node has a URL of its own")
        url = self.url or given
        if self._templated is not None:
            url = self._templated.render(msg, self)
        if not url:
            raise ValueError("no URL: set it in the node, or in msg.url")
        url = to_string(url).strip()
        if "://" in url and not url.startswith("http"):
            self.warn(f"cannot fetch {url}: only http and https are possible")
            self.status(fill="red", shape="ring", text="not http or https")
            return None
        if not url.startswith(("http://", "https://")):
            url = ("https://" if self._tls is not None else "http://") + url
        path, question, query = url.partition("?")
        return path + question + _BARE_PERCENT.sub("%25", query)

    def _method(self, msg: Message) -> str:
        own = (self.method or "GET").upper()
        given = msg.get("method")
        if own == "USE":
            return to_string(given).upper() if given else "GET"
        if given and self.method:
            self.warn("msg.method is ignored, as the node has a method of its own")
        return own

    def _exchange(self, msg: Message, url: str) -> Exchange:
        method = self._method(msg)
        headers = self._headers(msg)
        timeout = self._timeout_of(msg)
        cookies = request_cookies(headers.pop("cookie")[1]) if "cookie" in headers else {}
        cookies |= _message_cookies(msg.get("cookies"))
        url, digest = self._authenticate(url, headers)
        body: bytes | None = None
        if "payload" in msg:
            if method not in ("GET", "HEAD"):
                body = _body(msg["payload"], headers)
            elif method == "GET":
                url, body = self._payload_of_get(msg["payload"], url)
        headers.setdefault("user-agent", ("User-Agent", f"Wirelatch/{__version__}"))
        wanted = Exchange(method, url, list(headers.values()), body, timeout, cookies=cookies, digest=digest)
        if "followRedirects" in msg:
            wanted.follow = bool(msg["followRedirects"])
        wanted.server_name = self._tls.server_name if self._tls is not None else None
        return wanted

    def _timeout_of(self, msg: Message) -> float:
        if "requestTimeout" in msg:
            milliseconds = parse_float(to_string(msg["requestTimeout"]))
            if milliseconds >= 1:
                return milliseconds / 1000
            wrong = (
                "not a number of milliseconds" if milliseconds != milliseconds else "below one millisecond"
            )
            self.warn(f"msg.requestTimeout is ignored: it is {wrong}")
        return self._timeout

    def _verifies(self, msg: Message) -> bool:
        """Whether the server's certificate is checked."""
        given = msg.get("rejectUnauthorized", UNDEFINED)
        if self._tls is not None or given is UNDEFINED:
            return True
        if isinstance(given, bool) or to_string(given).lower() in ("true", "false"):
            return to_string(given).lower() == "true"
        self.warn("msg.rejectUnauthorized is ignored: it is not a boolean")
        return True

    def _headers(self, msg: Message) -> dict[str, tuple[str, str]]:
        """Headers by their name in lower case, each with its name as given and its value."""
        headers: dict[str, tuple[str, str]] = {}
        drop_passed_through(msg)
        given = msg.get("headers")
        if isinstance(given, Mapping):
            for name, value in given.items():
                _put(headers, str(name), value)
        for row in self.headers or []:
            name = self._header_part(row.get("keyType"), row.get("keyValue"), msg)
            if name and name is not UNDEFINED:
                _put(
                    headers,
                    to_string(name),
                    self._header_part(row.get("valueType"), row.get("valueValue"), msg),
                )
        return headers

    def _header_part(self, kind: Any, value: Any, msg: Message) -> Any:
        if kind == "other":
            return value
        if kind == "msg":
            try:
                return self.evaluate(value, "msg", msg)
            except ValueError:
                return UNDEFINED
        return kind

    def _authenticate(self, url: str, headers: dict[str, tuple[str, str]]) -> tuple[str, DigestAuth | None]:
        """Add the credentials; the URL comes back without those that stood in it."""
        parts = urlsplit(url)
        user = self.user or unquote(parts.username or "")
        password = self.password or unquote(parts.password or "")
        if parts.username is not None or parts.password is not None:
            url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        kind = self.authType or "basic"
        if kind == "bearer" and password:
            headers["authorization"] = ("Authorization", f"Bearer {password}")
        elif kind == "digest" and (user or password):
            return url, DigestAuth(user, password)
        elif kind == "basic" and (user or password):
            token = b64encode(f"{user}:{password}".encode()).decode()
            headers["authorization"] = ("Authorization", f"Basic {token}")
        return url, None

    def _payload_of_get(self, payload: Any, url: str) -> tuple[str, bytes | None]:
        if self.paytoqs in (True, "query"):
            if type_of(payload) != "object" or isinstance(payload, (bytes, bytearray)):
                raise ValueError("the payload cannot be added to the query: it is not an object")
            query = encode_form(payload) if payload is not None else ""
            if "?" in url:
                return url + ("" if url.endswith("?") else "&") + query, None
            return f"{url}?{query}", None
        if self.paytoqs == "body":
            if isinstance(payload, (str, bytes, bytearray)):
                return url, payload.encode() if isinstance(payload, str) else bytes(payload)
            if type_of(payload) in ("object", "number"):
                return url, json_stringify(payload).encode()
        return url, None


def _put(headers: dict[str, tuple[str, str]], name: str, value: Any) -> None:
    """Set a header; an empty value removes it."""
    if value in (None, "", UNDEFINED):
        headers.pop(name.lower(), None)
        return
    text_ = ", ".join(map(to_string, value)) if isinstance(value, list) else to_string(value)
    headers[name.lower()] = (name, text_.replace("\r", "").replace("\n", ""))


def _message_cookies(cookies: Any) -> dict[str, str]:
    out: dict[str, str] = {}
    if isinstance(cookies, Mapping):
        for name, value in cookies.items():
            plain = isinstance(value, Mapping) and value.get("encode") is False
            content = value.get("value") if isinstance(value, Mapping) else value
            if content is not None:
                out[str(name)] = to_string(content) if plain else quote(to_string(content), safe="!'()*~-._")
    return out


def _body(payload: Any, headers: dict[str, tuple[str, str]]) -> bytes:
    """The payload as body, in the form that the content type asks for; sets the content type of JSON."""
    kind = headers.get("content-type", ("", ""))[1]
    if kind == "multipart/form-data" and isinstance(payload, Mapping):
        content, content_type = encode_multipart(payload)
        headers["content-type"] = (headers["content-type"][0], content_type)
        return content
    if isinstance(payload, (bytes, bytearray)):
        return bytes(payload)
    if isinstance(payload, str):
        return payload.encode("utf-8", "replace")
    if type_of(payload) == "number":
        return to_string(payload).encode()
    if kind == "application/x-www-form-urlencoded":
        return encode_form(payload).encode()
    headers.setdefault("content-type", ("Content-Type", "application/json"))
    return json_stringify(payload).encode("utf-8", "replace")
