"""Sending the answer to the client: by redirect or by a form that posts itself; with `iss` (RFC 9207) and `state`.

`state` goes back exactly as it came, and not at all when there was none.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.pages.render import Page, page, redirect


def respond(request: AuthorizationRequest, answer: Mapping[str, str]) -> Page:
    """The response that takes `answer` to the client."""
    values, uri = answer_of(request, answer), request.redirect_uri
    if request.response_mode == "form_post":
        return page(
            "form_post.html",
            {"action": uri, "values": values, "application": request.application},
            form_action=(form_action_source(uri),),
            script=True,
        )
    return redirect(response_url(request, values))


def answer_of(request: AuthorizationRequest, answer: Mapping[str, str]) -> dict[str, str]:
    """The answer with what every one holds."""
    values = dict(answer)
    if request.state is not None:
        values["state"] = request.state
    values["iss"] = request.issuer
    return values


def response_url(request: AuthorizationRequest, values: Mapping[str, str]) -> str:
    """The address of the client that takes these values, in its query or its fragment."""
    uri, encoded = request.redirect_uri, urlencode(values)
    if request.response_mode == "fragment":
        return f"{uri}#{encoded}"
    return f"{uri}{'&' if urlsplit(uri).query else '' if uri.endswith('?') else '?'}{encoded}"


def respond_error(request: AuthorizationRequest, error: OAuthError) -> Page:
    """The response that tells the client what went wrong."""
    return respond(request, error.to_json())


def form_action_source(uri: str) -> str:
    """A Content-Security-Policy source that allows going to `uri`: its origin, or its scheme where that has none."""
    parts = urlsplit(uri)
    if parts.scheme in ("http", "https") and parts.hostname and ":" not in parts.hostname:
        host = parts.netloc.rpartition("@")[2]
        if all(character.isalnum() or character in ".-:_" for character in host) and host.isascii():
            return f"{parts.scheme}://{host}"
    return f"{parts.scheme}:"
