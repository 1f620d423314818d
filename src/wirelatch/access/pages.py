"""The pages people see when signing in does not work: server-rendered, escaped, without JavaScript."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse, Response

from wirelatch.webkit.brand import BRAND, head_links


def page(
    title: str,
    text: str,
    *,
    status: int,
    links: tuple[tuple[str, str], ...] = (),
    refresh: int | None = None,
) -> Response:
    """A page with a heading, a paragraph and links (label, address); `refresh`: load it again after so many seconds."""
    anchors = "".join(
        f'<a class="button{" quiet" if place else ""}" href="{escape(address)}">{escape(label)}</a>'
        for place, (label, address) in enumerate(links)
    )
    actions = f'<div class="actions">{anchors}</div>' if anchors else ""
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    content = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · Wirelatch</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{again}{head_links()}</head>'
        f'<body><main>{BRAND}<div class="card"><h1>{escape(title)}</h1><p>{escape(text)}</p>{actions}</div>'
        "</main></body></html>"
    )
    return HTMLResponse(content, status, {"Cache-Control": "no-store"})
