"""Rendering pages, with the headers that protect them.

Each page brings its own Content-Security-Policy. Chromium applies `form-action` to the redirects that follow a form
post as well, so pages whose form ends at a client name that client's origin (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from wirelatch.identity.pages.branding import look
from wirelatch.identity.web.call import NO_STORE
from wirelatch.identity.web.language import language, strong, translate

if TYPE_CHECKING:
    from jinja2 import Environment

Page = Response

STATIC = Path(__file__).parent / "static"
STATIC_PATH = "/static/identity/"
_FILES = {file.name: file.read_bytes() for file in STATIC.iterdir() if file.is_file()}
_VERSIONS = {name: hashlib.sha256(body).hexdigest()[:12] for name, body in _FILES.items()}
_TYPES = {".js": "text/javascript; charset=utf-8"}


def static_url(name: str) -> str:
    """The address of a static file; it changes with its content."""
    return f"{STATIC_PATH}{_VERSIONS[name]}/{name}"


@cache
def _templates() -> Environment:
    from jinja2 import (  # 2 MB, for the first page
        Environment,
        PackageLoader,
        StrictUndefined,
        select_autoescape,
    )

    templates = Environment(
        loader=PackageLoader("wirelatch.identity", "pages/templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["static_url"] = static_url
    templates.globals |= {"look": look, "_": translate, "strong": strong, "language": language}
    return templates


def page(
    template: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    form_action: tuple[str, ...] = (),
    script: bool = False,
    frames: tuple[str, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Page:
    """A page; `form_action`: where else than here its form may lead, as policy sources; `frames`: what it may frame."""
    policy = {
        "default-src": "'none'",
        "style-src": f"'self' {look().style_source}".rstrip(),
        "img-src": "'self' data: https:",
        "script-src": "'self'" if script else "'none'",
        "form-action": " ".join(dict.fromkeys(["'self'", *form_action])),
        "frame-src": " ".join(dict.fromkeys(frames)) or "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return HTMLResponse(
        _templates().get_template(template).render(values),
        status,
        {
            "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            # A client may have opened us in a popup that must be able to talk to it again afterwards.
            "Cross-Origin-Opener-Policy": "unsafe-none",
            **NO_STORE,
            **(headers or {}),
        },
    )


def redirect(url: str, status: int = 302) -> Page:
    """A redirect; what cannot stand in a header is percent-encoded. After a POST use 303 (RFC 9700 4.12)."""
    location = quote(url, safe="!#$%&'()*+,/:;=?@[]~")
    return Response(status_code=status, headers={"Location": location, **NO_STORE})


def refused(title: str, message: str, details: tuple[tuple[str, str], ...] = (), status: int = 400) -> Page:
    """A page that says what was wrong and leads nowhere else."""
    return page("error.html", {"title": title, "message": message, "details": details}, status=status)


def static_file(version: str, name: str) -> Response:
    """A static file of the pages."""
    body = _FILES.get(name)
    if body is None:
        return Response(status_code=404)
    caching = "public, max-age=31536000, immutable" if version == _VERSIONS[name] else "no-cache"
    headers = {"Cache-Control": caching, "X-Content-Type-Options": "nosniff"}
    return Response(
        body, media_type=_TYPES.get(Path(name).suffix, "application/octet-stream"), headers=headers
    )
