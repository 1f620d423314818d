"""`core/authenticated_sessions/`: seeing and ending sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.core.models import SESSION, USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.directory import sessions as store
from wirelatch.identity.directory.tables import sessions as table
from wirelatch.identity.directory.tables import users
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import forbidden, invalid
from wirelatch.identity.web.shapes import BOOLEAN, INSTANT, INTEGER, STRING, Parameter, Shape, nullable

endpoints = Endpoints()
USER_AGENT = Shape(
    "AuthenticatedSessionUserAgent",
    {
        "device": Shape(
            "AuthenticatedSessionUserAgentDevice", dict.fromkeys(("brand", "family", "model"), STRING)
        ),
        "os": Shape(
            "AuthenticatedSessionUserAgentOs",
            dict.fromkeys(("family", "major", "minor", "patch", "patch_minor"), STRING),
        ),
        "user_agent": Shape(
            "AuthenticatedSessionUserAgentUserAgent",
            dict.fromkeys(("family", "major", "minor", "patch"), STRING),
        ),
        "string": STRING,
    },
)
MOST = 1000


def _of_username(query: Any, value: str) -> Any:
    return query.where(users.c.username == value)


def _of_address(query: Any, value: str) -> Any:
    return query.where(table.c.last_ip == value)


def _of_agent(query: Any, value: str) -> Any:
    return query.where(table.c.last_user_agent == value)


class Sessions(Resource):
    """Users see and end their own."""

    path = "core/authenticated_sessions/"
    model = SESSION
    shape_name = "AuthenticatedSession"
    argument = "uuid"
    pk_name = "uuid"
    schema = {}
    read = {
        "current": BOOLEAN,
        "user_agent": USER_AGENT,
        "geo_ip": nullable(STRING),
        "asn": nullable(STRING),
        "user": INTEGER,
        "last_ip": STRING,
        "last_user_agent": STRING,
        "last_used": INSTANT,
        "expires": INSTANT,
        "remembered": BOOLEAN,
        "network": nullable(STRING),
    }
    unique = ()
    search = (users.c.username, "last_ip")
    ordering = {
        "last_used": "last_used",
        "expires": "expires",
        "last_ip": "last_ip",
        "user__username": users.c.username,
    }
    default_order = "-last_used"
    filters = ()
    more_filters = {
        "user__username": (Parameter(), _of_username),
        "session__last_ip": (Parameter(), _of_address),
        "session__last_user_agent": (Parameter(), _of_agent),
    }
    verbs = frozenset({"list", "get", "delete", "used_by"})
    owner_verbs = frozenset({"list", "get", "delete"})

    def query(self, request: ApiRequest) -> Any:
        """With the owner."""
        return select(table).join(users, users.c.id == table.c.user_id)

    def label(self, row: Row[Any]) -> str:
        """By number of the user: the act is on a session of theirs."""
        return f"session of user {row.user_id}"

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        """It is over with the next request (CVE-2025-29928)."""
        store.end(connection, row.uuid)

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        """What is known of the browser."""
        unknown = {"major": "", "minor": "", "patch": ""}
        return {
            "current": row.uuid == request.principal.session_uuid,
            "user_agent": {
                "device": {"brand": "", "family": "", "model": ""},
                "os": {"family": _first(row.last_user_agent, _SYSTEMS), **unknown, "patch_minor": ""},
                "user_agent": {"family": _first(row.last_user_agent, _BROWSERS), **unknown},
                "string": row.last_user_agent,
            },
            "geo_ip": None,
            "asn": None,
            "user": row.user_id,
            "last_ip": row.last_ip,
            "last_user_agent": row.last_user_agent,
            "last_used": row.last_used,
            "expires": row.expires,
            "remembered": row.remembered,
            "network": row.network,
        }


SESSIONS = Sessions()
SESSIONS.register(endpoints)


@endpoints.on(
    "DELETE",
    "core/authenticated_sessions/bulk_delete/",
    may("delete", SESSION),
    answers=Shape("BulkDeleteSessionResponse", {"deleted": INTEGER}),
    query={
        "user_pks": Parameter(description="Ids of users, repeated or with commas between.", is_required=True)
    },
)
async def bulk_delete(request: ApiRequest) -> Reply:
    """End all sessions of these users. Needs the permission to change users, too."""
    if not request.may("change", USER):
        raise forbidden()
    wanted = request.all_of("user_pks")
    if not wanted or len(wanted) > MOST or not all(pk.isdecimal() and len(pk) < 10 for pk in wanted):
        raise invalid("user_pks", "A list of integers is required.")
    pks = sorted({int(pk) for pk in wanted})

    def work(connection: Connection) -> int:
        ended = 0
        for pk in pks:
            count = store.end_of_user(connection, pk)
            if count:
                SESSIONS.kind.record(
                    request, connection, "model_deleted", pk, f"{count} sessions of user {pk}"
                )
            ended += count
        return ended

    return answer({"deleted": await request.write(work)})


_BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
    "curl/": "curl",
}
_SYSTEMS = {"Android": "Android", "iPhone": "iOS", "iPad": "iOS", "Windows": "Windows", "Mac OS": "macOS", "CrOS": "ChromeOS", "Linux": "Linux"}  # fmt: skip


def _first(user_agent: str, names: dict[str, str]) -> str:
    return next((name for part, name in names.items() if part in user_agent), "Other")
