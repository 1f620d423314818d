"""`core/user_consent/`: what users have agreed that applications may know of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, select

from wirelatch.identity.api.core.application import SHAPE as APPLICATION_SHAPE
from wirelatch.identity.api.core.application import full as application_full
from wirelatch.identity.api.core.users import USERS, serialize_user
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.listing import answer_query
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import may, may_list
from wirelatch.identity.api.recording import record_kind
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.tables import applications
from wirelatch.identity.directory.tables import users
from wirelatch.identity.oidc.tables import consents as table
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.shapes import (
    BOOLEAN,
    INSTANT,
    INTEGER,
    STRING,
    USED_BY,
    Parameter,
    Shape,
    array,
    nullable,
    page_of_shape,
)

endpoints = Endpoints()
_BITS = 20


def number_of(user_id: int, application_id: str) -> int:
    """authentik numbers consents; ours are known by user and application, from which a number is made."""
    return user_id << _BITS | int(application_id[:5], 16)


def _where(wanted: str) -> Any:
    number = int(wanted)
    prefix = f"{number & (1 << _BITS) - 1:05x}"
    user_id = number >> _BITS
    return (table.c.user_id == min(user_id, 2_147_483_647)) & table.c.application_id.startswith(prefix)


def _find(connection: Connection, wanted: str) -> tuple[str, int | None] | None:
    row = connection.execute(select(table).where(_where(wanted))).first()
    return None if row is None else (str(number_of(row.user_id, row.application_id)), row.user_id)


CONSENT = Model(
    "authentik_core",
    "userconsent",
    "User Consent",
    "User Consents",
    table=table,
    key="user_id",
    label="scope",
    owner="user_id",
    finder=_find,
)
SHAPE = Shape(
    "UserConsent",
    {
        "pk": INTEGER,
        "expires": nullable(INSTANT),
        "expiring": BOOLEAN,
        "user": USERS.shape,
        "application": APPLICATION_SHAPE,
        "permissions": STRING,
    },
)


@endpoints.on(
    "GET",
    "core/user_consent/",
    may_list(CONSENT, owner=True),
    answers=page_of_shape(SHAPE),
    is_list=True,
    query={"user": Parameter(INTEGER), "application": Parameter()},
)
async def list_consents(request: ApiRequest) -> Reply:
    """List consents: your own, or all with permission."""
    query = _query()
    if not request.may("view", CONSENT):
        query = query.where(table.c.user_id == request.own_id)
    asked = request.query.get("user", "")
    if asked:
        query = query.where(table.c.user_id == (int(asked) if asked.isdecimal() and len(asked) < 10 else -1))
    if request.query.get("application"):
        query = query.where(table.c.application_id == request.query["application"])
    snapshot = await request.services.catalog.current()
    return await answer_query(
        request,
        query,
        lambda connection, row: _serialize(connection, row, request, snapshot),
        search=(applications.c.name, users.c.username),
        ordering={
            "expires": table.c.expires,
            "application__name": applications.c.name,
            "application": applications.c.name,
            "user": users.c.username_key,
        },
        default="expires",
    )


@endpoints.on("GET", "core/user_consent/{id:long}/", may("view", CONSENT, on="id", owner=True), answers=SHAPE)
async def get_consent(request: ApiRequest) -> Reply:
    """Get one."""
    snapshot = await request.services.catalog.current()
    return answer(
        await request.read(
            lambda connection: _serialize(connection, _row(connection, request), request, snapshot)
        )
    )


@endpoints.on("DELETE", "core/user_consent/{id:long}/", may("delete", CONSENT, on="id", owner=True))
async def delete_consent(request: ApiRequest) -> Reply:
    """Take consent back: the application's next sign-in asks again."""

    def work(connection: Connection) -> None:
        row = _row(connection, request)
        own = (table.c.user_id == row.user_id) & (table.c.application_id == row.application_id)
        connection.execute(delete(table).where(own))
        record_kind(CONSENT).record(
            request,
            connection,
            "model_deleted",
            number_of(row.user_id, row.application_id),
            row.scope,
            application=row.application_id,
        )

    await request.write(work)
    return nothing()


@endpoints.on(
    "GET",
    "core/user_consent/{id:long}/used_by/",
    may("view", CONSENT, on="id", owner=True),
    answers=array(USED_BY),
    is_list=True,
)
async def used_by(request: ApiRequest) -> Reply:
    """Nothing refers to it."""
    await request.read(lambda connection: _row(connection, request))
    return answer([])


def _query() -> Any:
    return (
        select(table)
        .join(users, users.c.id == table.c.user_id)
        .join(applications, applications.c.id == table.c.application_id)
    )


def _row(connection: Connection, request: ApiRequest) -> Row[Any]:
    row: Row[Any] | None = connection.execute(_query().where(_where(request.arguments["id"]))).first()
    if row is None:
        raise not_found("User Consent")
    return row


def _serialize(
    connection: Connection, row: Row[Any], request: ApiRequest, snapshot: Snapshot
) -> dict[str, Any]:
    user = connection.execute(select(users).where(users.c.id == row.user_id)).one()
    application = next(item for item in snapshot.applications if item.id == row.application_id)
    return {
        "pk": number_of(row.user_id, row.application_id),
        "expires": row.expires,
        "expiring": row.expires is not None,
        "user": serialize_user(connection, user, request),
        "application": application_full(application, snapshot),
        "permissions": row.scope,
    }
