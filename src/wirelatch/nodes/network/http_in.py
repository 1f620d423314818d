"""The `http in` node: an HTTP endpoint; `webkit.http_routes` takes the requests in."""

from __future__ import annotations

from wirelatch.engine.node import Node
from wirelatch.engine.properties import checkbox, hidden, select, text
from wirelatch.nodes.network.http.body import BodyError, parse_body
from wirelatch.nodes.network.http.message import Request, Response
from wirelatch.scripting.values import json_stringify
from wirelatch.webkit.http_routes import HttpRequest

_JSON = {"content-type": "application/json; charset=utf-8"}


class HttpIn(
    Node,
    type="http in",
    category="network",
    color="rgb(231, 231, 174)",
    icon="white-globe",
    inputs=0,
    label=("{name}", "[{method}] {url}", "http"),
):
    """
    Creates an HTTP endpoint. Each request starts a message, which an **http response** node must answer.

    ### Output

    - `payload`: for a GET request the parameters of the query, otherwise the body;
    - `req`: the request, with `body`, `headers`, `query`, `params`, `cookies`, `files`, `ip`, `url` and more;
    - `res`: the handle by which the response is sent; leave it in the message.

    ### URL

    `/items/:id` takes any value in the place of `:id` and puts it into `msg.req.params.id`; `:id?` may be missing; `*`
    takes anything. The URL is relative to the address of the flows.

    ### Body

    JSON and form data become objects, text types become text, everything else a Buffer. *Accept file uploads* takes
    multipart forms: files are in `msg.req.files`, each with `fieldname`, `originalname`, `mimetype`, `size` and
    `buffer`; the other fields are the payload. *Do not parse the body* gives the bytes as they came.
    """

    name: str = text(label="Name")
    method: str | None = select(
        "get", {"get": "GET", "post": "POST", "put": "PUT", "delete": "DELETE", "patch": "PATCH"},
        label="Method", required=True,
    )  # fmt: skip
    upload: bool | None = checkbox(False, label="Accept file uploads", when={"method": ["post"]})
    url: str | None = text(label="URL", required=True, placeholder="/url")
    skipBodyParsing: bool | None = checkbox(
        False, label="Do not parse the body", when={"method": ["post", "put", "delete", "patch"]}
    )
    swaggerDoc: str = hidden("", absent="")

    def start(self) -> None:
        """Add the route."""
        self._remove = None
        if self.runtime.settings.get("httpNodeRoot") is False:
            self.warn("HTTP endpoints are switched off (setting httpNodeRoot)")
            return
        if not self.url:
            self.warn("the URL is missing: no endpoint is created")
            return
        self._get = (self.method or "get").lower() == "get"
        pattern = self.url if self.url.startswith("/") else "/" + self.url
        self._remove = self.runtime.http.add((self.method or "get").upper(), pattern, self._answer)

    def close(self, removed: bool) -> None:
        remove = getattr(self, "_remove", None)
        if remove is not None:
            remove()

    def _answer(self, request: HttpRequest) -> None:
        if self._get:
            self.send({"req": Request(request, {}), "res": Response(request), "payload": request.query})
            return
        if self.skipBodyParsing:
            body, files = request.body, None
        else:
            try:
                body, files = parse_body(request, upload=bool(self.upload) and self.method == "post")
            except BodyError as error:
                self.warn(str(error))
                answer = json_stringify({"code": "invalid_body", "message": str(error)})
                request.respond(400, _JSON, answer.encode())
                return
        self.send({"req": Request(request, body, files), "res": Response(request), "payload": body})
