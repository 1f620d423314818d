"""`core/applications/`: by slug. Users see those they may use, administrators all when they ask so."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, update

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.errors import forbidden, invalid, not_found
from wirelatch.identity.api.fields import (
    Field,
    InvalidError,
    boolean,
    choice,
    integer,
    line,
    parse,
    text,
    url,
)
from wirelatch.identity.api.listing import items_equal, list_items
from wirelatch.identity.api.lookup import check_exist, check_free
from wirelatch.identity.api.providers import LINK_SLUG
from wirelatch.identity.api.providers import base as provider_base
from wirelatch.identity.api.recording import APPLICATION, difference
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.access import check_access, context_of
from wirelatch.identity.applications.catalog import Snapshot, count_up
from wirelatch.identity.applications.models import RESERVED_SLUGS, SLUG, Application
from wirelatch.identity.applications.tables import applications, oauth2_providers
from wirelatch.identity.directory import people
from wirelatch.identity.directory.people import Person
from wirelatch.identity.policies import PolicyRequest
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()


def slug(value: Any) -> str:
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
    "meta_icon": Field(url, ""),
    "meta_description": Field(text(5000), ""),
    "meta_publisher": Field(line(500), ""),
    "meta_hide": Field(boolean, False),
}


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


@endpoints.on("GET", "core/applications/", Permission.SIGNED_IN)
async def list_applications(request: ApiRequest) -> Reply:
    snapshot, asked = await request.services.catalog.current(), request.query
    person = await _for_user(request)
    items = list(snapshot.applications)
    if not (request.principal.is_superuser and asked.get("superuser_full_list") == "true"):
        items = [item for item in items if check_access(item, person).passing]
    exact = ("name", "slug", "group", "meta_publisher", "meta_description", "meta_launch_url")
    items = items_equal(items, request, exact)
    if asked.get("only_with_launch_url") == "true":
        items = [item for item in items if item.launch_url() and not item.meta_hide]
    page = list_items(
        request,
        items,
        lambda item: full(item, snapshot, person),
        search=("name", "slug", "group", "meta_description", "meta_publisher"),
        ordering=("name", "slug", "group", "meta_publisher"),
        default="name",
    )
    return answer(page)


@endpoints.on("POST", "core/applications/", Permission.SUPERUSER)
async def create_application(request: ApiRequest) -> Reply:
    values = parse(SCHEMA, await request.json())

    def work(connection: Connection) -> None:
        pk = create_in(connection, values)
        APPLICATION.record(request, connection, "model_created", pk, values["name"], key=values["slug"])

    await request.change_catalog(work)
    return answer(await _shown(request, values["slug"]), 201)


def create_in(connection: Connection, values: dict[str, Any]) -> str:
    """Store an application within the caller's transaction."""
    check(connection, values, None)
    columns = {name: value for name, value in values.items() if name != "provider"}
    return provisioning.insert_application(connection, {**columns, "provider_id": values["provider"]})


@endpoints.on("GET", "core/applications/{slug}/", Permission.SIGNED_IN_OR_LINK)
async def get_application(request: ApiRequest) -> Reply:
    snapshot = await request.services.catalog.current()
    application = _find(snapshot, request)
    person = request.principal.person
    if request.principal.is_link:
        if application.slug != LINK_SLUG:
            raise forbidden()
    elif not request.principal.is_superuser and (
        person is None or not check_access(application, person).passing
    ):
        raise not_found("Application")
    return answer(full(application, snapshot, person))


@endpoints.on("PUT", "core/applications/{slug}/", Permission.SUPERUSER)
@endpoints.on("PATCH", "core/applications/{slug}/", Permission.SUPERUSER)
async def change_application(request: ApiRequest) -> Reply:
    values = parse(SCHEMA, await request.json(), partial=request.is_partial)
    snapshot = await request.services.catalog.current()
    application = _find(snapshot, request)
    before = full(application, snapshot)

    def work(connection: Connection) -> None:
        check(connection, values, application.id)
        columns = dict(values)
        if "provider" in columns:
            columns["provider_id"] = columns.pop("provider")
        if columns:
            connection.execute(
                update(applications).where(applications.c.id == application.id).values(**columns)
            )
        count_up(connection)
        changes = difference(before, values, values)
        record(request, connection, "model_updated", application, changes=changes)

    await request.change_catalog(work)
    return answer(await _shown(request, values.get("slug", application.slug)))


@endpoints.on("DELETE", "core/applications/{slug}/", Permission.SUPERUSER)
async def delete_application(request: ApiRequest) -> Reply:
    application = _find(await request.services.catalog.current(), request)

    def work(connection: Connection) -> None:
        connection.execute(delete(applications).where(applications.c.id == application.id))
        count_up(connection)
        record(request, connection, "model_deleted", application)

    await request.change_catalog(work)
    return nothing()


@endpoints.on("GET", "core/applications/{slug}/check_access/", Permission.SIGNED_IN)
async def check_access_of(request: ApiRequest) -> Reply:
    """Whether a user may use the application; administrators are told why."""
    application = _find(await request.services.catalog.current(), request)
    person = await _for_user(request)
    asked = PolicyRequest.of(request.call, person, context=context_of(application))
    access = await request.read(
        lambda connection: check_access(application, person, connection, request=asked, explain=True)
    )
    trace = access.explanation() if request.principal.is_superuser else ()
    logs = [{"log_level": "info", "logger": "policies", "event": text, "attributes": {}} for text in trace]
    return answer({"passing": access.passing, "messages": list(access.messages), "log_messages": logs})


def check(connection: Connection, values: dict[str, Any], application_id: str | None) -> None:
    """What only the database can tell about the values of an application; raises ApiError."""
    if "slug" in values:
        message = "Application with this slug already exists."
        check_free(connection, applications.c.slug, values["slug"], application_id, message=message)
    provider_id = values.get("provider")
    if provider_id is not None:
        check_exist(connection, oauth2_providers.c.id, [provider_id], "provider")
        message = "This provider already belongs to another application."
        column = applications.c.provider_id
        check_free(connection, column, provider_id, application_id, field="provider", message=message)


async def _for_user(request: ApiRequest) -> Person:
    person = request.principal.person
    assert person is not None
    asked = request.query.get("for_user", "")
    if not asked or asked == str(person.id):
        return person
    if not request.principal.is_superuser:
        raise forbidden()
    found = None
    if asked.isdigit() and len(asked) < 10:
        found = await request.read(lambda connection: people.find(connection, int(asked)))
    if found is None:
        raise invalid("for_user", "There is no such user.")
    return found


def record(
    request: ApiRequest, connection: Connection, action: str, application: Application, **details: Any
) -> None:
    """Write an act on an application into the ledger, which knows it by its slug."""
    pk, name = application.id, application.name
    APPLICATION.record(request, connection, action, pk, name, key=application.slug, **details)


def _find(snapshot: Snapshot, request: ApiRequest) -> Application:
    application = snapshot.by_slug.get(request.arguments["slug"])
    if application is None:
        raise not_found("Application")
    return application


async def _shown(request: ApiRequest, wanted: str) -> dict[str, Any]:
    snapshot = await request.services.catalog.current()
    return full(snapshot.by_slug[wanted], snapshot, request.principal.person)
