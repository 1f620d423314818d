"""`core/authenticated_sessions/`: seeing and ending sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.errors import not_found
from wirelatch.identity.api.listing import answer_query, where_equal
from wirelatch.identity.api.recording import SESSION
from wirelatch.identity.directory import sessions as store
from wirelatch.identity.directory.tables import sessions as table
from wirelatch.identity.directory.tables import users
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()


@endpoints.on("GET", "core/authenticated_sessions/", Permission.SIGNED_IN)
async def list_sessions(request: ApiRequest) -> Reply:
    return await answer_query(
        request,
        where_equal(_visible(request), request, {"user__username": users.c.username}),
        lambda _, row: _serialize(request, row),
        search=(users.c.username, table.c.last_ip),
        ordering={
            "last_used": table.c.last_used,
            "expires": table.c.expires,
            "last_ip": table.c.last_ip,
            "user__username": users.c.username,
        },
        default="-last_used",
    )


@endpoints.on("GET", "core/authenticated_sessions/{uuid}/", Permission.SIGNED_IN)
async def get_session(request: ApiRequest) -> Reply:
    return answer(_serialize(request, await request.read(lambda connection: _get(connection, request))))


@endpoints.on("DELETE", "core/authenticated_sessions/{uuid}/", Permission.SIGNED_IN)
async def delete_session(request: ApiRequest) -> Reply:
    """End a session; it is over with the next request (CVE-2025-29928)."""

    def work(connection: Connection) -> None:
        row = _get(connection, request)
        store.end(connection, row.uuid)
        SESSION.record(request, connection, "model_deleted", row.uuid, row.username)

    await request.write(work)
    return nothing()


def _visible(request: ApiRequest) -> Any:
    query = select(table, users.c.username).join(users, users.c.id == table.c.user_id)
    if not request.principal.is_superuser:
        assert request.principal.person is not None
        query = query.where(table.c.user_id == request.principal.person.id)
    return query


def _get(connection: Connection, request: ApiRequest) -> Row[Any]:
    row: Row[Any] | None = connection.execute(
        _visible(request).where(table.c.uuid == request.arguments["uuid"])
    ).first()
    if row is None:
        raise not_found("AuthenticatedSession")
    return row


def _serialize(request: ApiRequest, row: Row[Any]) -> dict[str, Any]:
    return {
        "uuid": row.uuid,
        "current": row.uuid == request.principal.session_uuid,
        "user_agent": {
            "device": {"brand": "", "family": "", "model": ""},
            "os": {
                "family": _first(row.last_user_agent, _SYSTEMS),
                "major": "",
                "minor": "",
                "patch": "",
                "patch_minor": "",
            },
            "user_agent": {
                "family": _first(row.last_user_agent, _BROWSERS),
                "major": "",
                "minor": "",
                "patch": "",
            },
            "string": row.last_user_agent,
        },
        "geo_ip": None,
        "asn": None,
        "user": row.user_id,
        "last_ip": row.last_ip,
        "last_user_agent": row.last_user_agent,
        "last_used": row.last_used,
        "expires": row.expires,
    }


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
