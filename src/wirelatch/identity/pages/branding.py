"""How pages look to who came to this host name: the brand's title, logo, favicon, styles and background, and footer links.

Pages are made in many places, deep below the request, so what belongs to all of them is kept beside the request
(`contextvars`) and read where a page is rendered. Without a request a page looks as Wirelatch does.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape

from wirelatch.identity.installation.brands import FALLBACK, Brand
from wirelatch.webkit.brand import BRAND, head_links

_UNQUOTED = re.compile(r"[\"'\\<>\s\x00-\x1f]")
_ICON = re.compile(r'<link rel="icon"[^>]*>')


@dataclass(frozen=True)
class Look:
    """A brand as pages show it; what it leaves out is Wirelatch's own."""

    brand: Brand = FALLBACK
    footer_links: Sequence[Mapping[str, str | None]] = ()

    @property
    def title(self) -> str:
        """What stands after a page's own title."""
        return self.brand.branding_title or FALLBACK.branding_title

    @property
    def mark(self) -> str:
        """Logo, or mark and name, as HTML; it stands above every page."""
        if self.brand.branding_logo:
            source = escape(self.brand.branding_logo)
            return f'<div class="brand"><img class="logo" src="{source}" alt="{escape(self.title)}"></div>'
        return BRAND.replace(f"<span>{FALLBACK.branding_title}</span>", f"<span>{escape(self.title)}</span>")

    @property
    def head(self) -> str:
        """Icon and style sheets, as HTML."""
        styles = self.styles
        links = self.icon_in(head_links())
        return links + (f"<style>{styles}</style>" if styles else "")

    def icon_in(self, head: str) -> str:
        """A head with the brand's icon in place of Wirelatch's."""
        if not self.brand.branding_favicon:
            return head
        link = f'<link rel="icon" href="{escape(self.brand.branding_favicon)}">'
        return _ICON.sub(lambda _: link, head, count=1) if _ICON.search(head) else link + head

    @property
    def styles(self) -> str:
        """The brand's own styles for server-rendered pages: neither they nor an address can end the element."""
        rules = []
        if self.brand.theme != "automatic":
            rules.append(f":root{{color-scheme:{self.brand.theme}}}")
        if self.brand.branding_default_flow_background:
            address = _quoted(self.brand.branding_default_flow_background)
            rules.append(f'body{{background:center/cover fixed url("{address}")}}')
        return "".join([*rules, self.brand.branding_custom_css])

    @property
    def style_source(self) -> str:
        """What the content security policy has to allow for `styles`."""
        styles = self.styles
        if not styles:
            return ""
        return f"'sha256-{base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()}'"

    def in_interface(self, html: str, nonce: str) -> str:
        """A built page of the browser applications, with icon and styles, and what their header shows."""
        shown = {"title": self.title, "logo": self.brand.branding_logo}
        head = f'<meta name="wirelatch-brand" content="{escape(json.dumps(shown))}">'
        if self.brand.branding_custom_css:
            head += f'<style nonce="{escape(nonce)}">{self.brand.branding_custom_css}</style>'
        branded = re.sub(
            rf"(<title>[^<]*){re.escape(FALLBACK.branding_title)}",
            lambda match: match[1] + escape(self.title),
            self.icon_in(html),
            count=1,
        )
        return branded.replace("</head>", f"{head}</head>", 1)


_PLAIN = Look()
_look: ContextVar[Look] = ContextVar("look", default=_PLAIN)


def use(brand: Brand, footer_links: Sequence[Mapping[str, str | None]]) -> None:
    """Show this brand on the pages that answer the current request."""
    _look.set(Look(brand, footer_links))


def look() -> Look:
    """How the pages of the current request look."""
    return _look.get()


def _quoted(address: str) -> str:
    """An address inside quotes of CSS."""
    return _UNQUOTED.sub(lambda match: f"%{ord(match[0]):02X}", address)
