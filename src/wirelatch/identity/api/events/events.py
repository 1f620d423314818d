"""`events/events/`: the ledger, in the shape of authentik's events."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from wirelatch.database import now
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer
from wirelatch.identity.api.errors import not_found
from wirelatch.identity.api.listing import answer_query, where_equal
from wirelatch.identity.web.call import Reply
from wirelatch.ledger import ledger

endpoints = Endpoints()
ACTIONS = {
    "login": "Login",
    "login_failed": "Login Failed",
    "logout": "Logout",
    "authorize_application": "Authorize Application",
    "consent_given": "Consent given",
    "token_issued": "Token issued",
    "token_revoked": "Token revoked",
    "suspicious_request": "Suspicious Request",
    "password_set": "Password Set",
    "secret_view": "Secret View",
    "model_created": "Model Created",
    "model_updated": "Model Updated",
    "model_deleted": "Model Deleted",
}


def serialize(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    context: dict[str, Any] = json.loads(row.changes)
    if row.target:
        context.setdefault("target", row.target)
    user = {"username": row.actor, "pk": None, "email": ""} if row.actor else {}
    created = datetime.fromisoformat(row.at)
    return {
        "pk": str(UUID(row.hash[:32])),
        "seq": row.seq,
        "user": user,
        "action": row.action,
        "app": "wirelatch.identity",
        "context": context,
        "client_ip": row.address or None,
        "created": created,
        "expires": created + timedelta(days=365),
        "brand": {},
    }


@endpoints.on("GET", "events/events/", Permission.SUPERUSER)
async def list_events(request: ApiRequest) -> Reply:
    columns = {
        "action": ledger.c.action,
        "username": ledger.c.actor,
        "client_ip": ledger.c.address,
        "target": ledger.c.target,
    }
    query = where_equal(select(ledger), request, columns)
    if request.query.get("actions"):
        query = query.where(ledger.c.action.in_(request.query["actions"].split(",")))
    return await answer_query(
        request,
        query,
        serialize,
        search=(ledger.c.actor, ledger.c.action, ledger.c.target, ledger.c.address, ledger.c.changes),
        ordering={
            "created": ledger.c.seq,
            "action": ledger.c.action,
            "user": ledger.c.actor,
            "username": ledger.c.actor,
            "client_ip": ledger.c.address,
        },
        default="-created",
    )


@endpoints.on("GET", "events/events/actions/", Permission.SUPERUSER)
async def actions(request: ApiRequest) -> Reply:
    return answer([{"name": name, "component": value} for value, name in ACTIONS.items()])


@endpoints.on("GET", "events/events/volume/", Permission.SUPERUSER)
async def volume(request: ApiRequest) -> Reply:
    """How many acts of each kind in every eight hours of the last week."""
    days = int(request.query["history_days"]) if request.query.get("history_days", "").isdigit() else 7
    start = now() - timedelta(days=min(max(days, 1), 90))
    hour = func.substr(ledger.c.at, 1, 13).label("hour")

    def work(connection: Connection) -> list[tuple[str, str, int]]:
        query = (
            select(hour, ledger.c.action, func.count())
            .where(ledger.c.at >= start.isoformat(timespec="microseconds"))
            .group_by(hour, ledger.c.action)
        )
        wanted = request.query.get("actions") or request.query.get("action")
        if wanted:
            query = query.where(ledger.c.action.in_(wanted.split(",")))
        return [(row[0], row[1], row[2]) for row in connection.execute(query)]

    counts: dict[tuple[datetime, str], int] = {}
    for began, action, count in await request.read(work):
        moment = datetime.fromisoformat(began + ":00:00").replace(tzinfo=UTC)
        key = (moment.replace(hour=moment.hour // 8 * 8), action)
        counts[key] = counts.get(key, 0) + count
    return answer(
        [{"action": action, "time": time, "count": n} for (time, action), n in sorted(counts.items())]
    )


@endpoints.on("GET", "events/events/{pk}/", Permission.SUPERUSER)
async def get_event(request: ApiRequest) -> Reply:
    wanted = request.arguments["pk"].replace("-", "")

    def work(connection: Connection) -> dict[str, Any]:
        query = select(ledger).where(ledger.c.hash.startswith(wanted, autoescape=True))
        row = connection.execute(query).first() if len(wanted) == 32 else None
        if row is None:
            raise not_found("Event")
        return serialize(connection, row)

    return answer(await request.read(work))
