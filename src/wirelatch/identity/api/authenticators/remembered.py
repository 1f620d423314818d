"""`authenticators/remembered/`: browsers in which no second factor is asked for a while; and taking a user's whole second
factor away.

authentik keeps such trust in a signed cookie and can neither show nor end it; these paths are ours.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.authenticators.devices import MODELS
from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.escalation import check_may_act_for
from wirelatch.identity.api.permissions import Permission, may
from wirelatch.identity.api.recording import record_kind
from wirelatch.identity.authenticators import devices, notices, remembered
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
RESET = Shape("AuthenticatorReset", {"devices": INTEGER, "browsers": INTEGER})
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


@endpoints.on("DELETE", "authenticators/remembered/", Permission.SIGNED_IN, answers=FORGOTTEN)
async def forget_own_browsers(request: ApiRequest) -> Reply:
    """Be asked for the second factor again everywhere."""
    return answer({"forgotten": await request.write(lambda connection: _forget(connection, request))})


@endpoints.on("DELETE", "authenticators/remembered/{id}/", Permission.SIGNED_IN)
async def forget_own_browser(request: ApiRequest) -> Reply:
    """Be asked for the second factor again in one of them."""

    def work(connection: Connection) -> None:
        if not remembered.forget(connection, request.own_id, request.arguments["id"]):
            raise not_found("Trusted browser")
        _record(connection, request, _user(connection, request.own_id), "trusted_browsers_forgotten")

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
    _check_may_all(request, "view")
    wanted = _asked(request)
    rows = await request.read(lambda connection: remembered.of_user(connection, wanted))
    return answer([serialize(row) for row in rows])


@endpoints.on(
    "POST",
    "core/users/{id:int}/reset_authenticators/",
    may("change", USER, on="id"),
    answers=RESET,
)
async def reset_authenticators(request: ApiRequest) -> Reply:
    """Delete every authenticator of a user and trust no browser of theirs: for who has lost them all. They are told."""
    _check_may_all(request, "delete")
    if request.principal.original is not None:
        raise forbidden("This cannot be done while impersonating somebody.")
    user_id = int(request.arguments["id"])

    def work(connection: Connection) -> tuple[int, int]:
        check_may_act_for(request, connection, user_id)
        row = _user(connection, user_id)
        browsers = remembered.forget_all(connection, user_id)
        lost = devices.of_user(connection, user_id)
        for device in lost:
            devices.remove(connection, device.id)
        if lost:
            notices.reset(connection, request.services, user_id, [device.name for device in lost])
        _record(connection, request, row, "authenticators_reset", devices=[device.name for device in lost])
        return len(lost), browsers

    count, browsers = await request.write(work)
    return answer({"devices": count, "browsers": browsers})


def _forget(connection: Connection, request: ApiRequest) -> int:
    count = remembered.forget_all(connection, request.own_id)
    if count:
        _record(
            connection, request, _user(connection, request.own_id), "trusted_browsers_forgotten", count=count
        )
    return count


def _record(connection: Connection, request: ApiRequest, row: Row[Any], action: str, **details: Any) -> None:
    record_kind(USER).record(request, connection, action, row.id, row.username, **details)


def _user(connection: Connection, user_id: int) -> Row[Any]:
    return connection.execute(select(users).where(users.c.id == user_id)).one()


def _asked(request: ApiRequest) -> int:
    asked = request.query.get("user") or str(request.own_id)
    if not asked.isdigit() or len(asked) > 9:
        raise invalid("user", "A valid integer is required.")
    return int(asked)


def _check_may_all(request: ApiRequest, verb: str) -> None:
    """Devices are of several models; what shows or ends all of them takes the permission on each."""
    if not all(request.may(verb, model) for model in MODELS.values()):
        raise forbidden()
