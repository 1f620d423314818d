"""The pages people see when signing in does not work: server-rendered, escaped, without JavaScript."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse, Response

from wirelatch.webkit.assets import PAGES, Assets

_ASSETS = Assets()
# The mark of web/src/ui/Logo.tsx; web/src/pages/pages.css draws it.
_BRAND = (
    '<div class="brand"><svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
    '<path class="wire" d="M1.5 25C4.5 25 4.5 20 7.5 20M24.5 20C27.5 20 27.5 15 30.5 15"/>'
    '<path class="latch" d="M10.5 14V10.5A5.5 5.5 0 0 1 21.5 10.5V14"/>'
    '<rect class="node" x="7" y="13.5" width="18" height="13" rx="3.5"/>'
    '<path class="slot" d="M16 18.5v3"/></svg><span>Wirelatch</span></div>'
)


def page(
    title: str,
    text: str,
    *,
    status: int,
    links: tuple[tuple[str, str], ...] = (),
    refresh: int | None = None,
) -> Response:
    """A page with a heading, a paragraph and links (label, address); `refresh`: load it again after so many seconds."""
    sheet = _ASSETS.style_sheet(PAGES)
    style = f'<link rel="stylesheet" href="{escape(sheet)}">' if sheet else ""
    anchors = "".join(
        f'<a class="button{" quiet" if place else ""}" href="{escape(address)}">{escape(label)}</a>'
        for place, (label, address) in enumerate(links)
    )
    actions = f'<div class="actions">{anchors}</div>' if anchors else ""
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    content = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · Wirelatch</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{again}{style}</head>'
        f'<body><main>{_BRAND}<div class="card"><h1>{escape(title)}</h1><p>{escape(text)}</p>{actions}</div>'
        "</main></body></html>"
    )
    return HTMLResponse(content, status, {"Cache-Control": "no-store"})
