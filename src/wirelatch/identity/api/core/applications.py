"""`core/applications/`: by slug. Users see those they may use, administrators all when they ask so."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update

from wirelatch.identity.api import initial
from wirelatch.identity.api.core.application import KIND, NO_COLUMNS, SCHEMA, SHAPE, find, full, record
from wirelatch.identity.api.core.models import APPLICATION, USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.listing import items_equal, list_items
from wirelatch.identity.api.lookup import check_exist, check_free
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.policies.trial import TEST_RESULT, log_event
from wirelatch.identity.api.providers.models import LINK_SLUG, OAUTH2_PROVIDER
from wirelatch.identity.api.recording import difference
from wirelatch.identity.api.used_by import used_by
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.access import check_access, context_of
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.applications.models import Application
from wirelatch.identity.applications.tables import applications, oauth2_providers
from wirelatch.identity.directory import people, roles
from wirelatch.identity.directory.people import Person
from wirelatch.identity.policies import PolicyRequest
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import forbidden, invalid, not_found
from wirelatch.identity.web.fields import parse
from wirelatch.identity.web.shapes import BOOLEAN, INTEGER, USED_BY, UUID, Parameter, array, page_of_shape

endpoints = Endpoints()


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
        "pk": Parameter(UUID),
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
        items = [item for item in items if request.may("view", APPLICATION, item.id)]
    else:
        items = await request.read(
            lambda connection: [item for item in items if _may_use(request, item, person, connection)]
        )
    exact = ("name", "slug", "group", "meta_publisher", "meta_description", "meta_launch_url")
    items = items_equal(items, request, exact)
    if pk := asked.get("pk"):
        items = [item for item in items if item.id == pk]
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
    may("add", APPLICATION),
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
        KIND.record(request, connection, "model_created", pk, values["name"], key=values["slug"])

    await request.change_catalog(work)
    return answer(await _shown(request, values["slug"]), 201)


def create_in(
    connection: Connection, request: ApiRequest, values: dict[str, Any], *, own_provider: bool = False
) -> str:
    """Store an application within the caller's transaction; `own_provider`: which has made the provider, too."""
    check(connection, request, values, None, own_provider=own_provider)
    columns = {name: value for name, value in values.items() if name not in NO_COLUMNS}
    pk = provisioning.insert_application(connection, {**columns, "provider_id": values["provider"]})
    initial.grant(connection, request, APPLICATION, pk)
    return pk


def _may_use(request: ApiRequest, application: Application, person: Person, connection: Connection) -> bool:
    asked = PolicyRequest.of(request.call, person, context=context_of(application))
    return check_access(application, person, connection, request=asked).passing


@endpoints.on("GET", "core/applications/{slug}/", Permission.SIGNED_IN_OR_LINK, answers=SHAPE)
async def get_application(request: ApiRequest) -> Reply:
    """Get one that you may use, or that you may see with permission."""
    snapshot = await request.services.catalog.current()
    application = find(snapshot, request)
    person = request.principal.person
    if request.principal.is_link:
        if application.slug != LINK_SLUG:
            raise forbidden()
    elif not request.may("view", APPLICATION, application.id) and (
        person is None
        or not await request.read(lambda connection: _may_use(request, application, person, connection))
    ):
        raise not_found("Application")
    return answer(full(application, snapshot, person))


@endpoints.on(
    "PUT",
    "core/applications/{slug}/",
    may("change", APPLICATION, on="slug"),
    body=SCHEMA,
    body_name="Application",
    answers=SHAPE,
)
@endpoints.on(
    "PATCH",
    "core/applications/{slug}/",
    may("change", APPLICATION, on="slug"),
    body=SCHEMA,
    body_name="Application",
    answers=SHAPE,
)
async def change_application(request: ApiRequest) -> Reply:
    """Change one: PUT takes all fields, PATCH those that change."""
    values = parse(SCHEMA, await request.json(), partial=request.is_partial)
    snapshot = await request.services.catalog.current()
    application = find(snapshot, request)
    before = full(application, snapshot)

    def work(connection: Connection) -> None:
        check(connection, request, values, application)
        columns = {name: value for name, value in values.items() if name not in NO_COLUMNS}
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


@endpoints.on("DELETE", "core/applications/{slug}/", may("delete", APPLICATION, on="slug"))
async def delete_application(request: ApiRequest) -> Reply:
    """Delete it with its bindings; its provider stays."""
    application = find(await request.services.catalog.current(), request)

    def work(connection: Connection) -> None:
        provisioning.delete_application(connection, application)
        roles.forget_object(connection, APPLICATION.all_permissions, application.id)
        count_up(connection)
        record(request, connection, "model_deleted", application)

    await request.change_catalog(work)
    return nothing()


@endpoints.on(
    "GET",
    "core/applications/{slug}/used_by/",
    may("view", APPLICATION, on="slug"),
    answers=array(USED_BY),
    is_list=True,
)
async def list_used_by(request: ApiRequest) -> Reply:
    """What refers to it, and what becomes of that when it is deleted."""
    application = find(await request.services.catalog.current(), request)

    def work(connection: Connection) -> list[dict[str, str]]:
        row = connection.execute(select(applications).where(applications.c.id == application.id)).one()
        return used_by(connection, request, applications, row)

    return answer(await request.read(work))


@endpoints.on(
    "GET",
    "core/applications/{slug}/check_access/",
    Permission.SIGNED_IN,
    answers=TEST_RESULT,
    query={"for_user": Parameter(INTEGER)},
)
async def check_access_of(request: ApiRequest) -> Reply:
    """Whether you, or another user, may use the application; who may administer it is told why."""
    application = find(await request.services.catalog.current(), request)
    person = await _for_user(request)
    asked = PolicyRequest.of(request.call, person, context=context_of(application))
    access = await request.read(
        lambda connection: check_access(application, person, connection, request=asked, explain=True)
    )
    trace = access.explanation() if request.may("view", APPLICATION, application.id) else ()
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
    if asked.isdecimal() and len(asked) < 10:
        found = await request.read(lambda connection: people.find(connection, int(asked)))
    if found is None:
        raise invalid("for_user", "There is no such user.")
    return found


def _may_administer(request: ApiRequest) -> bool:
    return request.may("view", APPLICATION) or bool(request.rights.objects(APPLICATION.permission("view")))


async def _shown(request: ApiRequest, wanted: str) -> dict[str, Any]:
    snapshot = await request.services.catalog.current()
    return full(snapshot.by_slug[wanted], snapshot, request.principal.person)
