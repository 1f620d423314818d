"""What the server-rendered pages of both halves share: style sheet and icon, as built, and the mark above each page."""

from __future__ import annotations

from wirelatch.webkit.assets import Assets

_ASSETS = Assets()

# The mark of web/src/ui/Logo.tsx, in the colours of web/src/ui/mark.css.
BRAND = (
    '<div class="brand"><svg class="wl-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
    '<path class="wl-mark-wire" d="M1.5 25C4.5 25 4.5 20 7.5 20M24.5 20C27.5 20 27.5 15 30.5 15"/>'
    '<path class="wl-mark-latch" d="M10.5 14V10.5A5.5 5.5 0 0 1 21.5 10.5V14"/>'
    '<rect class="wl-mark-node" x="7" y="13.5" width="18" height="13" rx="3.5"/>'
    '<path class="wl-mark-slot" d="M16 18.5v3"/></svg><span>Wirelatch</span></div>'
)


def head_links() -> str:
    """Elements for the head of a page; without the web part's build the page has neither style nor icon."""
    icon = _ASSETS.address("src/ui/favicon.svg")
    sheet = _ASSETS.address("src/pages/pages.css")
    return (f'<link rel="icon" type="image/svg+xml" href="{icon}">' if icon else "") + (
        f'<link rel="stylesheet" href="{sheet}">' if sheet else ""
    )
