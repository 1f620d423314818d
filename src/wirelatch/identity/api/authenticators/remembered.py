"""`authenticators/remembered/`: browsers in which no second factor is asked for a while.

authentik keeps such trust in a signed cookie and can neither show nor end it; these paths are ours.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.authenticators.devices import MODELS
from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.permissions import Permission, may
from wirelatch.identity.api.recording import record_kind
from wirelatch.identity.authenticators import remembered
from wirelatch.identity.directory.tables import users
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import forbidden, invalid, not_found
from wirelatch.identity.web.shapes import INSTANT, INTEGER, STRING, UUID, Parameter, Shape, array

endpoints = Endpoints()
SHAPE = Shape(
    "TrustedBrowser",
    {
        "pk": UUID,
        "created": INSTANT,
        "expires": INSTANT,
        "last_ip": STRING,
        "last_user_agent": STRING,
        "device": STRING,
    },
    description="`last_ip` and `last_user_agent`: when the second factor was shown; `device`: the one that was.",
)
FORGOTTEN = Shape("ForgottenBrowsers", {"forgotten": INTEGER})
_USER = {"user": Parameter(INTEGER, "Whose")}


def serialize(row: Row[Any]) -> dict[str, Any]:
    """A trusted browser; its secret is known to nobody."""
    return {
        "pk": row.id,
        "created": row.created_at,
        "expires": row.expires,
        "last_ip": row.last_ip,
        "last_user_agent": row.last_user_agent,
        "device": row.device_name,
    }


@endpoints.on(
    "GET",
    "authenticators/remembered/",
    Permission.SIGNED_IN,
    answers=array(SHAPE),
    is_list=True,
    summary="List the browsers you are trusted in",
)
async def own_browsers(request: ApiRequest) -> Reply:
    """Where you are not asked for a second factor for a while."""
    rows = await request.read(lambda connection: remembered.of_user(connection, request.own_id))
    return answer([serialize(row) for row in rows])


@endpoints.on(
    "DELETE",
    "authenticators/remembered/",
    Permission.SIGNED_IN,
    answers=FORGOTTEN,
    operation="authenticators_remembered_destroy_all",
)
async def forget_own_browsers(request: ApiRequest) -> Reply:
    """Be asked for the second factor again everywhere."""
    return answer({"forgotten": await request.write(lambda connection: _forget(connection, request))})


@endpoints.on("DELETE", "authenticators/remembered/{id}/", Permission.SIGNED_IN)
async def forget_own_browser(request: ApiRequest) -> Reply:
    """Be asked for the second factor again in one of them."""

    def work(connection: Connection) -> None:
        if not remembered.forget(connection, request.own_id, request.arguments["id"]):
            raise not_found("Trusted browser")
        record(connection, request, user_row(connection, request.own_id), "trusted_browsers_forgotten")

    await request.write(work)
    return nothing()


@endpoints.on(
    "GET",
    "authenticators/admin/remembered/",
    may("view", USER),
    answers=array(SHAPE),
    is_list=True,
    query=_USER,
    summary="List the browsers that a user is trusted in",
)
async def browsers_of_user(request: ApiRequest) -> Reply:
    """Where a user is not asked for a second factor for a while."""
    check_may_all(request, "view")
    wanted = _asked(request)
    rows = await request.read(lambda connection: remembered.of_user(connection, wanted))
    return answer([serialize(row) for row in rows])


def _forget(connection: Connection, request: ApiRequest) -> int:
    count = remembered.forget_all(connection, request.own_id)
    if count:
        record(
            connection,
            request,
            user_row(connection, request.own_id),
            "trusted_browsers_forgotten",
            count=count,
        )
    return count


def record(connection: Connection, request: ApiRequest, row: Row[Any], action: str, **details: Any) -> None:
    """Note what was done to the user of `row`."""
    record_kind(USER).record(request, connection, action, row.id, row.username, **details)


def user_row(connection: Connection, user_id: int) -> Row[Any]:
    """The user, who exists."""
    return connection.execute(select(users).where(users.c.id == user_id)).one()


def _asked(request: ApiRequest) -> int:
    asked = request.query.get("user") or str(request.own_id)
    if not asked.isdigit() or len(asked) > 9:
        raise invalid("user", "A valid integer is required.")
    return int(asked)


def check_may_all(request: ApiRequest, verb: str) -> None:
    """Devices are of several models; what shows or ends all of them takes the permission on each."""
    if not all(request.may(verb, model) for model in MODELS.values()):
        raise forbidden()
