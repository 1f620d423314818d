"""What an application is in the API: its fields, how it is answered, found and named in the ledger."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.api.core.models import APPLICATION
from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.providers.serialize import BASE
from wirelatch.identity.api.providers.serialize import base as provider_base
from wirelatch.identity.api.recording import record_kind
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import RESERVED_SLUGS, SLUG, Application
from wirelatch.identity.directory.people import Person
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.fields import (
    ABSENT,
    Field,
    InvalidError,
    boolean,
    choice,
    integer,
    line,
    list_of,
    text,
    typed,
    url,
)
from wirelatch.identity.web.icons import icon
from wirelatch.identity.web.shapes import ANY, STRING, UUID, Shape, array, nullable

KIND = record_kind(APPLICATION)


@typed({"type": "string", "maxLength": 100, "pattern": "^[-a-zA-Z0-9_]+$"})
def slug(value: Any) -> str:
    """A slug that no address of ours needs."""
    checked: str = line(100, blank=False)(value)
    if not SLUG.fullmatch(checked):
        raise InvalidError("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.")
    if checked.lower() in RESERVED_SLUGS:
        raise InvalidError("This slug is reserved.")
    return checked


SCHEMA = {
    "name": Field(line(500, blank=False)),
    "slug": Field(slug),
    "provider": Field(integer(1), None, nullable=True),
    "group": Field(line(500), ""),
    "policy_engine_mode": Field(choice(("any", "all")), "any"),
    "open_in_new_tab": Field(boolean, False),
    "meta_launch_url": Field(url, ""),
    "meta_icon": Field(icon, ""),
    "meta_description": Field(text(5000), ""),
    "meta_publisher": Field(line(500), ""),
    "meta_hide": Field(boolean, False),
    "backchannel_providers": Field(list_of(integer(1)), ABSENT),
}
NO_COLUMNS = ("provider", "backchannel_providers")
SHAPE = Shape(
    "Application",
    {
        "pk": UUID,
        "pbm_uuid": UUID,
        **{name: field.json_type for name, field in SCHEMA.items()},
        "provider_obj": nullable(BASE),
        "backchannel_providers_obj": array(BASE),
        "launch_url": nullable(STRING),
        "meta_icon_url": nullable(STRING),
        "meta_icon_themed_urls": ANY,
    },
)


def full(application: Application, snapshot: Snapshot, person: Person | None = None) -> dict[str, Any]:
    """An application on its own; its provider without secrets."""
    provider = application.provider
    values = (
        None
        if person is None
        else {"username": person.username, "name": person.name, "email": person.email, "uuid": person.uuid}
    )
    return {
        "pk": application.id,
        "pbm_uuid": application.id,
        "name": application.name,
        "slug": application.slug,
        "provider": provider.id if provider else None,
        "provider_obj": provider_base(provider, snapshot) if provider else None,
        "backchannel_providers": [],
        "backchannel_providers_obj": [],
        "launch_url": application.launch_url(values),
        "open_in_new_tab": application.open_in_new_tab,
        "meta_launch_url": application.meta_launch_url,
        "meta_icon": application.meta_icon,
        "meta_icon_url": None if application.meta_icon.startswith("fa://") else application.meta_icon or None,
        "meta_icon_themed_urls": None,
        "meta_description": application.meta_description,
        "meta_publisher": application.meta_publisher,
        "policy_engine_mode": application.policy_engine_mode,
        "group": application.group,
        "meta_hide": application.meta_hide,
    }


def record(
    request: ApiRequest, connection: Connection, action: str, application: Application, **details: Any
) -> None:
    """Write an act on an application into the ledger, which knows it by its slug."""
    pk, name = application.id, application.name
    KIND.record(request, connection, action, pk, name, key=application.slug, **details)


def find(snapshot: Snapshot, request: ApiRequest) -> Application:
    """The application whose slug is in the address; raises ApiError 404."""
    application = snapshot.by_slug.get(request.arguments["slug"])
    if application is None:
        raise not_found("Application")
    return application
