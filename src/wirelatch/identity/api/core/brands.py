"""`core/brands/`: what pages look like, and which flows they start, by host name."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, Row, select, update

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import Permission
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.applications.tables import applications
from wirelatch.identity.flows.tables import flows
from wirelatch.identity.installation.brands import brand_of
from wirelatch.identity.installation.tables import brands as table
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import refused
from wirelatch.identity.web.fields import Field, InvalidError, boolean, json_object, line, text, typed, uuid
from wirelatch.identity.web.icons import icon
from wirelatch.identity.web.shapes import ANY, BOOLEAN, STRING, UUID, Shape, array, nullable, one_of

endpoints = Endpoints()
FLOWS = (
    "authentication", "user_switch", "invalidation", "recovery", "unenrollment", "user_settings", "device_code",
)  # fmt: skip
UNUSED = ("flow_lockdown", "flow_request", "web_certificate")
"""Nothing here would use them: accounts are locked at once, access is not requested, the reverse proxy has the certificate."""
_HOST = r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"
_OUTWARD = re.compile(
    r"@import|\b(url|src|image|image-set|cross-fade|element|paint|expression)\s*\(|javascript:|</|\\",
    re.IGNORECASE,
)


@typed({"type": "string", "maxLength": 50000})
def css(value: Any) -> str:
    """Styles that fetch nothing, so that they can neither run nor tell anybody what is typed (no `url()`, `@import`)."""
    checked: str = text(50_000)(value)
    if _OUTWARD.search(checked):
        raise InvalidError("Styles may not fetch anything: no @import, url(), backslashes or markup.")
    return checked


@typed({"type": "string"})
def picture(value: Any) -> str:
    """An address, a path here, or a picture as data address; nothing that runs."""
    checked = str(icon(value))
    if checked.startswith("fa://"):
        raise InvalidError("Enter a valid URL.")
    return checked


BRAND = Model(
    "authentik_brands",
    "brand",
    "Brand",
    "Brands",
    table=table,
    key="brand_uuid",
    label="domain",
)


class Brands(Resource):
    """A brand applies to its domain and all names below; the default brand where none does."""

    path = "core/brands/"
    model = BRAND
    shape_name = "Brand"
    pk_name = "brand_uuid"
    argument = "brand_uuid"
    schema = {
        "domain": Field(line(253, blank=False, pattern=_HOST, message="Enter a host name.")),
        "default": Field(boolean, False),
        "branding_title": Field(line(200), "Wirelatch"),
        "branding_logo": Field(picture, ""),
        "branding_favicon": Field(picture, ""),
        "branding_custom_css": Field(css, ""),
        "branding_default_flow_background": Field(picture, ""),
        **{f"flow_{name}": Field(uuid, None, nullable=True) for name in FLOWS},
        "default_application": Field(uuid, None, nullable=True),
        "attributes": Field(json_object, dict),
    }
    read = {
        "branding_map_tiles": STRING,
        "client_certificates": array(UUID),
        **dict.fromkeys(UNUSED, nullable(UUID)),
    }
    unique = ("domain",)
    references = {
        "default_application": applications.c.id,
        **{f"flow_{name}": flows.c.id for name in FLOWS},
    }
    search = ("domain", "branding_title")
    ordering = ("domain", "default", "branding_title")
    default_order = "domain"
    filters = (
        "brand_uuid", "domain", "default", "branding_title", "branding_logo", "branding_favicon",
        "branding_default_flow_background", *(f"flow_{name}" for name in FLOWS),
    )  # fmt: skip
    in_catalog = True
    keeps_way_in = True

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        """What we have no use for."""
        return {"branding_map_tiles": "", "client_certificates": [], **dict.fromkeys(UNUSED)}

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        """There is one default brand."""
        if values["default"]:
            connection.execute(update(table).values(default=False))
        return super().insert(connection, request, values)

    def update(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> None:
        """There is one default brand: it ceases to be when another one begins."""
        if values.get("default"):
            connection.execute(update(table).values(default=False))
        elif values.get("default") is False and row._mapping[table.c.default]:
            raise refused("Make another brand the default; there has to be one.")
        super().update(connection, request, row, values)

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        """The default brand stays."""
        if row._mapping[table.c.default]:
            raise refused("The default brand cannot be deleted; make another one the default first.")
        super().delete(connection, request, row)


BRANDS = Brands()
BRANDS.register(endpoints)
_FLAGS = Shape("CurrentBrandFlags", {"flows_continuous_login": BOOLEAN, "flows_refresh_others": BOOLEAN})
CURRENT = Shape(
    "CurrentBrand",
    {
        "matched_domain": STRING,
        "branding_title": STRING,
        "branding_logo": STRING,
        "branding_logo_themed_urls": ANY,
        "branding_favicon": STRING,
        "branding_favicon_themed_urls": ANY,
        "branding_custom_css": STRING,
        "branding_map_tiles": STRING,
        "ui_footer_links": array(Shape("FooterLink", {"name": STRING, "href": nullable(STRING)})),
        "ui_theme": one_of(("automatic", "light", "dark")),
        **{f"flow_{name}": STRING for name in FLOWS},
        "default_locale": STRING,
        "flags": _FLAGS,
    },
    optional=frozenset(f"flow_{name}" for name in FLOWS),
)


@endpoints.on("GET", "core/brands/current/", Permission.ANYONE, answers=CURRENT)
async def current(request: ApiRequest) -> Reply:
    """The brand of the host name that you came to. Flows are named by slug."""
    snapshot = await request.services.catalog.current()
    brand = brand_of(request.call, snapshot.brands)
    query = select(flows.c.id, flows.c.slug)
    slugs = await request.read(lambda connection: {row.id: row.slug for row in connection.execute(query)})
    chosen = {name: slugs.get(getattr(brand, f"flow_{name}")) for name in FLOWS}
    return answer(
        {
            "matched_domain": brand.domain,
            "branding_title": brand.branding_title,
            "branding_logo": brand.branding_logo,
            "branding_logo_themed_urls": None,
            "branding_favicon": brand.branding_favicon,
            "branding_favicon_themed_urls": None,
            "branding_custom_css": brand.branding_custom_css,
            "branding_map_tiles": "",
            "ui_footer_links": list(request.system.footer_links),
            "ui_theme": brand.theme,
            **{f"flow_{name}": slug for name, slug in chosen.items() if slug is not None},
            "default_locale": brand.locale,
            "flags": {
                "flows_continuous_login": request.system.flows_continuous_login,
                "flows_refresh_others": request.system.flows_refresh_others,
            },
        }
    )
