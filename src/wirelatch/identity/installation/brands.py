"""Brands: what pages look like and which flows are the default, by the host name that a visitor came to.

A brand applies to its domain and to every name below it; of several the longest wins, of none the default brand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select

from wirelatch.identity.installation.tables import brands
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.web.call import Call

TITLE = "Wirelatch"
DEFAULT_DOMAIN = "wirelatch-default"
"""What the default brand is called, which applies where no other does."""


@dataclass(frozen=True)
class Brand:
    """Flows are named by id; None: the installation's default flow of that designation."""

    brand_uuid: str
    domain: str
    default: bool = False
    branding_title: str = TITLE
    branding_logo: str = ""
    branding_favicon: str = ""
    branding_custom_css: str = ""
    branding_default_flow_background: str = ""
    flow_authentication: str | None = None
    flow_user_switch: str | None = None
    flow_invalidation: str | None = None
    flow_recovery: str | None = None
    flow_unenrollment: str | None = None
    flow_user_settings: str | None = None
    flow_device_code: str | None = None
    flow_lockdown: str | None = None
    flow_request: str | None = None
    default_application: str | None = None
    """Where users of type external are taken."""
    web_certificate: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def locale(self) -> str:
        """The language of pages for who says none."""
        settings = self.attributes.get("settings")
        return str(settings.get("locale") or "") if isinstance(settings, Mapping) else ""

    @property
    def theme(self) -> str:
        """automatic, light or dark."""
        settings = self.attributes.get("settings")
        theme = settings.get("theme") if isinstance(settings, Mapping) else None
        base = theme.get("base") if isinstance(theme, Mapping) else None
        return base if base in ("automatic", "light", "dark") else "automatic"


FALLBACK = Brand("00000000-0000-0000-0000-000000000000", "fallback", branding_title=TITLE)


def read(connection: Connection) -> tuple[Brand, ...]:
    """Every brand, as the caller's transaction sees them."""
    return tuple(
        Brand(**row._mapping) for row in connection.execute(select(brands).order_by(brands.c.domain))
    )


def of_host(known: Sequence[Brand], host: str) -> Brand:
    """The brand for a host name, with or without a port."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    name = name.strip("[]").rstrip(".").lower()
    fitting = [
        brand
        for brand in known
        if not brand.default and (name == brand.domain.lower() or name.endswith("." + brand.domain.lower()))
    ]
    if fitting:
        return max(fitting, key=lambda brand: len(brand.domain))
    return next((brand for brand in known if brand.default), FALLBACK)


def brand_of(call: Call, known: Sequence[Brand]) -> Brand:
    """The brand for the name that a visitor came to: `brand_of(call, snapshot.brands)`."""
    return of_host(known, call.headers.get("host", ""))


def prepare(connection: Connection) -> bool:
    """Make the default brand if there is none; whether it was made."""
    if connection.execute(select(brands.c.brand_uuid).where(brands.c.default)).first() is not None:
        return False
    connection.execute(
        insert(brands).values(
            brand_uuid=new_uuid(),
            domain=DEFAULT_DOMAIN,
            default=True,
            branding_title=TITLE,
            branding_logo="",
            branding_favicon="",
            branding_custom_css="",
            branding_default_flow_background="",
            attributes={},
        )
    )
    return True
