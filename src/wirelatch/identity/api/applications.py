"""`core/applications/`: by slug. Users see those they may use, administrators all when they ask so."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update

from wirelatch.identity.api import initial
from wirelatch.identity.api.core.icons import data_address, icon
from wirelatch.identity.api.core.models import APPLICATION as MODEL
from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.errors import forbidden, invalid, not_found
from wirelatch.identity.api.fields import (
    ABSENT,
    Field,
    InvalidError,
    boolean,
    choice,
    integer,
    line,
    list_of,
    parse,
    text,
    typed,
    url,
)
from wirelatch.identity.api.listing import items_equal, list_items
from wirelatch.identity.api.lookup import check_exist, check_free
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.policies.trial import TEST_RESULT, log_event
from wirelatch.identity.api.providers import BASE, LINK_SLUG, OAUTH2_PROVIDER
from wirelatch.identity.api.providers import base as provider_base
from wirelatch.identity.api.recording import difference, record_kind
from wirelatch.identity.api.shapes import (
    ANY,
    BOOLEAN,
    INTEGER,
    OBJECT,
    STRING,
    USED_BY,
    UUID,
    Parameter,
    Shape,
    array,
    nullable,
    page_of_shape,
)
from wirelatch.identity.api.upload import read_upload
from wirelatch.identity.api.used_by import used_by
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.access import check_access, context_of
from wirelatch.identity.applications.catalog import Snapshot, count_up
from wirelatch.identity.applications.models import RESERVED_SLUGS, SLUG, Application
from wirelatch.identity.applications.tables import applications, oauth2_providers
from wirelatch.identity.directory import people, roles
from wirelatch.identity.directory.people import Person
from wirelatch.identity.policies import PolicyRequest
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()
APPLICATION = record_kind(MODEL)


@typed({"type": "string", "maxLength": 100, "pattern": "^[-a-zA-Z0-9_]+$"})
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
    "meta_icon": Field(icon, ""),
    "meta_description": Field(text(5000), ""),
    "meta_publisher": Field(line(500), ""),
    "meta_hide": Field(boolean, False),
    "backchannel_providers": Field(list_of(integer(1)), ABSENT),
}
_NO_COLUMNS = ("provider", "backchannel_providers")
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


@endpoints.on(
    "GET",
    "core/applications/",
    Permission.SIGNED_IN,
    answers=page_of_shape(SHAPE),
    is_list=True,
    query={
        **{
            name: Parameter()
            for name in ("name", "slug", "group", "meta_publisher", "meta_description", "meta_launch_url")
        },
        "for_user": Parameter(INTEGER, "As this user sees them."),
        "superuser_full_list": Parameter(BOOLEAN, "All that you may administer, not those you may use."),
        "only_with_launch_url": Parameter(BOOLEAN),
    },
)
async def list_applications(request: ApiRequest) -> Reply:
    """List the applications that you, or another user, may use; or those that you may administer."""
    snapshot, asked = await request.services.catalog.current(), request.query
    person = await _for_user(request)
    items = list(snapshot.applications)
    if asked.get("superuser_full_list") == "true" and _may_administer(request):
        items = [item for item in items if request.may("view", MODEL, item.id)]
    else:
        items = await request.read(
            lambda connection: [item for item in items if _may_use(request, item, person, connection)]
        )
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


@endpoints.on(
    "POST",
    "core/applications/",
    may("add", MODEL),
    body=SCHEMA,
    body_name="Application",
    answers=SHAPE,
    status=201,
)
async def create_application(request: ApiRequest) -> Reply:
    """Create one."""
    values = parse(SCHEMA, await request.json())

    def work(connection: Connection) -> None:
        pk = create_in(connection, request, values)
        APPLICATION.record(request, connection, "model_created", pk, values["name"], key=values["slug"])

    await request.change_catalog(work)
    return answer(await _shown(request, values["slug"]), 201)


def create_in(
    connection: Connection, request: ApiRequest, values: dict[str, Any], *, own_provider: bool = False
) -> str:
    """Store an application within the caller's transaction; `own_provider`: which has made the provider, too."""
    check(connection, request, values, None, own_provider=own_provider)
    columns = {name: value for name, value in values.items() if name not in _NO_COLUMNS}
    pk = provisioning.insert_application(connection, {**columns, "provider_id": values["provider"]})
    initial.grant(connection, request, MODEL, pk)
    return pk


def _may_use(request: ApiRequest, application: Application, person: Person, connection: Connection) -> bool:
    asked = PolicyRequest.of(request.call, person, context=context_of(application))
    return check_access(application, person, connection, request=asked).passing


@endpoints.on("GET", "core/applications/{slug}/", Permission.SIGNED_IN_OR_LINK, answers=SHAPE)
async def get_application(request: ApiRequest) -> Reply:
    """Get one that you may use, or that you may see with permission."""
    snapshot = await request.services.catalog.current()
    application = _find(snapshot, request)
    person = request.principal.person
    if request.principal.is_link:
        if application.slug != LINK_SLUG:
            raise forbidden()
    elif not request.may("view", MODEL, application.id) and (
        person is None
        or not await request.read(lambda connection: _may_use(request, application, person, connection))
    ):
        raise not_found("Application")
    return answer(full(application, snapshot, person))


@endpoints.on(
    "PUT",
    "core/applications/{slug}/",
    may("change", MODEL, on="slug"),
    body=SCHEMA,
    body_name="Application",
    answers=SHAPE,
)
@endpoints.on(
    "PATCH",
    "core/applications/{slug}/",
    may("change", MODEL, on="slug"),
    body=SCHEMA,
    body_name="Application",
    answers=SHAPE,
)
async def change_application(request: ApiRequest) -> Reply:
    """Change one: PUT takes all fields, PATCH those that change."""
    values = parse(SCHEMA, await request.json(), partial=request.is_partial)
    snapshot = await request.services.catalog.current()
    application = _find(snapshot, request)
    before = full(application, snapshot)

    def work(connection: Connection) -> None:
        check(connection, request, values, application)
        columns = {name: value for name, value in values.items() if name not in _NO_COLUMNS}
        if "provider" in values:
            columns["provider_id"] = values["provider"]
        if columns:
            connection.execute(
                update(applications).where(applications.c.id == application.id).values(**columns)
            )
        count_up(connection)
        changes = difference(before, values, values)
        record(request, connection, "model_updated", application, changes=changes)

    await request.change_catalog(work)
    return answer(await _shown(request, values.get("slug", application.slug)))


@endpoints.on("DELETE", "core/applications/{slug}/", may("delete", MODEL, on="slug"))
async def delete_application(request: ApiRequest) -> Reply:
    """Delete it with its bindings; its provider stays."""
    application = _find(await request.services.catalog.current(), request)

    def work(connection: Connection) -> None:
        provisioning.delete_application(connection, application)
        roles.forget_object(connection, MODEL.all_permissions, application.id)
        count_up(connection)
        record(request, connection, "model_deleted", application)

    await request.change_catalog(work)
    return nothing()


@endpoints.on(
    "GET",
    "core/applications/{slug}/used_by/",
    may("view", MODEL, on="slug"),
    answers=array(USED_BY),
    is_list=True,
)
async def list_used_by(request: ApiRequest) -> Reply:
    """What refers to it, and what becomes of that when it is deleted."""
    application = _find(await request.services.catalog.current(), request)

    def work(connection: Connection) -> list[dict[str, str]]:
        row = connection.execute(select(applications).where(applications.c.id == application.id)).one()
        return used_by(connection, request, applications, row)

    return answer(await request.read(work))


@endpoints.on(
    "POST",
    "core/applications/{slug}/set_icon/",
    may("change", MODEL, on="slug"),
    body={
        "file": Field(typed({"type": "string", "format": "binary"})(lambda value: value), ABSENT),
        "clear": Field(boolean, False),
    },
    body_name="FileUpload",
    takes="multipart/form-data",
    answers=OBJECT,
)
async def set_icon(request: ApiRequest) -> Reply:
    """Upload a picture of at most 64 KB as icon, or clear it. SVG with anything that could run is refused."""
    application = _find(await request.services.catalog.current(), request)
    picture, clear = await read_upload(request.call)
    if picture is None and not clear:
        raise invalid("file", "No file was submitted.")
    try:
        address = "" if picture is None else data_address(picture)
    except InvalidError as error:
        raise invalid("file", str(error)) from None

    def work(connection: Connection) -> None:
        own = applications.c.id == application.id
        connection.execute(update(applications).where(own).values(meta_icon=address))
        count_up(connection)
        kinds = {"before": application.meta_icon[:40], "after": address[:40]}
        record(request, connection, "model_updated", application, changes={"meta_icon": kinds})

    await request.change_catalog(work)
    return answer({})


@endpoints.on(
    "POST",
    "core/applications/{slug}/set_icon_url/",
    may("change", MODEL, on="slug"),
    body={"url": Field(icon)},
    body_name="FilePath",
    answers=OBJECT,
)
async def set_icon_url(request: ApiRequest) -> Reply:
    """Set an address or a symbol (`fa://…`) as icon."""
    application = _find(await request.services.catalog.current(), request)
    address = parse({"url": Field(icon)}, await request.json())["url"]

    def work(connection: Connection) -> None:
        own = applications.c.id == application.id
        connection.execute(update(applications).where(own).values(meta_icon=address))
        count_up(connection)
        changes = {"meta_icon": {"before": application.meta_icon, "after": address}}
        record(request, connection, "model_updated", application, changes=changes)

    await request.change_catalog(work)
    return answer({})


@endpoints.on(
    "GET",
    "core/applications/{slug}/check_access/",
    Permission.SIGNED_IN,
    answers=TEST_RESULT,
    query={"for_user": Parameter(INTEGER)},
)
async def check_access_of(request: ApiRequest) -> Reply:
    """Whether you, or another user, may use the application; who may administer it is told why."""
    application = _find(await request.services.catalog.current(), request)
    person = await _for_user(request)
    asked = PolicyRequest.of(request.call, person, context=context_of(application))
    access = await request.read(
        lambda connection: check_access(application, person, connection, request=asked, explain=True)
    )
    trace = access.explanation() if request.may("view", MODEL, application.id) else ()
    logs = [log_event(line) for line in trace]
    return answer({"passing": access.passing, "messages": list(access.messages), "log_messages": logs})


def check(
    connection: Connection,
    request: ApiRequest,
    values: dict[str, Any],
    application: Application | None,
    *,
    own_provider: bool = False,
) -> None:
    """What only the database or the caller's rights can tell about an application; raises ApiError."""
    application_id = None if application is None else application.id
    if values.get("backchannel_providers"):
        raise invalid("backchannel_providers", "There is no provider that works without a front channel yet.")
    if "slug" in values:
        message = "Application with this slug already exists."
        check_free(connection, applications.c.slug, values["slug"], application_id, message=message)
    provider_id = values.get("provider")
    if provider_id is not None:
        check_exist(connection, oauth2_providers.c.id, [provider_id], "provider")
        message = "This provider already belongs to another application."
        column = applications.c.provider_id
        check_free(connection, column, provider_id, application_id, field="provider", message=message)
        was = application.provider.id if application is not None and application.provider else None
        known = own_provider or provider_id == was or request.may("view", OAUTH2_PROVIDER, provider_id)
        if not known:
            raise invalid("provider", f'Invalid pk "{provider_id}" - object does not exist.')


async def _for_user(request: ApiRequest) -> Person:
    person = request.principal.person
    assert person is not None
    asked = request.query.get("for_user", "")
    if not asked or asked == str(person.id):
        return person
    if not request.may("view_user_applications", USER, asked):
        raise forbidden()
    found = None
    if asked.isdigit() and len(asked) < 10:
        found = await request.read(lambda connection: people.find(connection, int(asked)))
    if found is None:
        raise invalid("for_user", "There is no such user.")
    return found


def _may_administer(request: ApiRequest) -> bool:
    return request.may("view", MODEL) or bool(request.rights.objects(MODEL.permission("view")))


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
