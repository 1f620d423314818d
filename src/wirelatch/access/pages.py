"""The pages people see when signing in does not work: server-rendered, escaped, without JavaScript."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f4f5f7, #16181d); }
main { max-width: 30rem; margin: 1rem; padding: 2rem; border-radius: 12px; background: light-dark(#fff, #20232a);
  color: light-dark(#1c2024, #e8eaed); border: 1px solid light-dark(#e0e3e8, #33373f); }
h1 { font-size: 1.25rem; margin: 0 0 .75rem; }
p { margin: 0 0 1.25rem; overflow-wrap: anywhere; }
a { display: inline-block; padding: .5rem 1rem; border-radius: 8px; text-decoration: none; font-weight: 600;
  background: #b3261e; color: #fff; margin-right: .5rem; }
a:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
"""


def page(
    request: Request,
    title: str,
    text: str,
    *,
    status: int,
    links: tuple[tuple[str, str], ...] = (),
    refresh: int | None = None,
) -> Response:
    """A page with a heading, a paragraph and links (label, address); `refresh`: load it again after so many seconds."""
    nonce = request.scope.get("state", {}).get("csp_nonce", "")
    anchors = "".join(f'<a href="{escape(address)}">{escape(label)}</a>' for label, address in links)
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    content = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · Wirelatch</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{again}'
        f'<style nonce="{escape(nonce)}">{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p>{anchors}</main></body></html>"
    )
    return HTMLResponse(content, status, {"Cache-Control": "no-store"})
