"""`admin/settings/`: system settings. Each one here is in effect; what could not be is refused, not ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.permissions import system
from wirelatch.identity.api.recording import difference
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.directory.avatars import is_way
from wirelatch.identity.installation import system_settings
from wirelatch.identity.installation.system_settings import DEFAULTS, FLAGS, SystemSettings
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fields import (
    ABSENT,
    Field,
    InvalidError,
    boolean,
    duration,
    integer,
    line,
    list_of,
    parse,
    typed,
    url,
)
from wirelatch.identity.web.shapes import BOOLEAN, STRING, JsonType, Shape, array, nullable

endpoints = Endpoints()
LINK = Shape("FooterLink", {"name": STRING, "href": nullable(STRING)})


@typed({"type": "string"})
def _avatars(value: Any) -> str:
    checked: str = line(1000, blank=False)(value)
    for way in checked.split(","):
        if not is_way(way.strip()):
            raise InvalidError(
                f"“{way.strip()}” is not known: none, initials, gravatar, attributes.… or https://…"
            )
    return checked


@typed(LINK)
def _footer_link(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidError("A link has a name, and an href or none.")
    href = value.get("href")
    return {"name": line(100, blank=False)(value.get("name")), "href": url(href) if href else None}


FLAGS_SHAPE = Shape(
    "PatchedSettingsRequestFlags",
    {**dict.fromkeys(FLAGS, BOOLEAN), "enterprise_audit_include_expanded_diff": BOOLEAN},
    optional=frozenset({*FLAGS, "enterprise_audit_include_expanded_diff"}),
)


@typed(FLAGS_SHAPE)
def _flags(value: Any) -> dict[str, bool]:
    if not isinstance(value, Mapping):
        raise InvalidError("Value must be a dictionary.")
    return {name: boolean(value[name]) for name in FLAGS if name in value}


FIELDS = {
    "avatars": Field(_avatars, ABSENT),
    "base_url": Field(url, ABSENT, description="Set by WIRELATCH_IDENTITY_URL."),
    "default_user_change_name": Field(boolean, ABSENT),
    "default_user_change_email": Field(boolean, ABSENT),
    "default_user_change_username": Field(boolean, ABSENT),
    "event_retention": Field(
        duration, ABSENT, description="How far back events are shown; the ledger itself keeps all."
    ),
    "reputation_lower_limit": Field(integer(-2_147_483_648, 0), ABSENT),
    "reputation_upper_limit": Field(integer(0), ABSENT),
    "footer_links": Field(list_of(_footer_link, 20), ABSENT),
    "gdpr_compliance": Field(
        boolean, ABSENT, description="Cannot be on: what the ledger holds cannot be changed afterwards."
    ),
    "impersonation": Field(boolean, ABSENT),
    "impersonation_require_reason": Field(boolean, ABSENT),
    "default_token_duration": Field(duration, ABSENT),
    "default_token_length": Field(integer(32, 500), ABSENT),
    "pagination_default_page_size": Field(integer(1, 1000), ABSENT),
    "pagination_max_page_size": Field(integer(1, 1000), ABSENT),
    "flags": Field(_flags, ABSENT),
}
_TYPES: dict[str, JsonType] = {name: field.json_type for name, field in FIELDS.items()}
SETTINGS = Shape("Settings", {**_TYPES, "footer_links": array(LINK)})


def serialize(values: SystemSettings, base_url: str) -> dict[str, Any]:
    """The settings as they are answered."""
    shown = {name: getattr(values, name) for name in FIELDS if hasattr(DEFAULTS, name)}
    return {
        **shown,
        "base_url": base_url,
        "footer_links": list(values.footer_links),
        "gdpr_compliance": False,
        "flags": {
            **{name: getattr(values, name) for name in FLAGS},
            "enterprise_audit_include_expanded_diff": False,
        },
    }


@endpoints.on("GET", "admin/settings/", system("view_system_settings"), answers=SETTINGS)
async def get_settings(request: ApiRequest) -> Reply:
    """The system settings."""
    return answer(serialize(request.system, request.services.settings.identity_url or ""))


@endpoints.on(
    "PUT",
    "admin/settings/",
    system("edit_system_settings"),
    body=FIELDS,
    body_name="Settings",
    answers=SETTINGS,
)
@endpoints.on(
    "PATCH",
    "admin/settings/",
    system("edit_system_settings"),
    body=FIELDS,
    body_name="Settings",
    answers=SETTINGS,
)
async def change_settings(request: ApiRequest) -> Reply:
    """Change settings; those that are not given stay as they are."""
    values = parse(FIELDS, await request.json(), partial=True)
    base_url = request.services.settings.identity_url or ""
    if values.pop("base_url", base_url).rstrip("/") != base_url.rstrip("/"):
        raise invalid("base_url", "The address is set by WIRELATCH_IDENTITY_URL.")
    if values.pop("gdpr_compliance", False):
        raise invalid("gdpr_compliance", "The ledger cannot be changed afterwards, so this cannot be on.")
    values |= values.pop("flags", {})
    merged = {
        name: values.get(name, getattr(request.system, name))
        for name in ("pagination_default_page_size", "pagination_max_page_size")
    }
    if merged["pagination_default_page_size"] > merged["pagination_max_page_size"]:
        raise invalid("pagination_default_page_size", "This is more than the largest page may have.")

    def work(connection: Connection) -> SystemSettings:
        before = system_settings.read(connection)
        system_settings.write(connection, values)
        count_up(connection)
        after = system_settings.read(connection)
        old, new = serialize(before, base_url), serialize(after, base_url)
        changes = difference(old, new, FIELDS)
        if changes:
            model = {"app": "authentik_tenants", "model_name": "tenant", "pk": "", "name": "System settings"}
            request.record(
                connection, "model_updated", "system_settings", {"model": model, "changes": changes}
            )
        return after

    return answer(serialize(await request.change_catalog(work), base_url))
