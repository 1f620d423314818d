"""`events/events/`: the ledger, in the shape of authentik's events."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select

from wirelatch.database import now
from wirelatch.identity import durations
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.listing import answer_query
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import Permission, may, may_list
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.directory.people import uid
from wirelatch.identity.directory.tables import users
from wirelatch.identity.directory.users import key_of
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid, not_found
from wirelatch.identity.web.shapes import (
    INSTANT,
    INTEGER,
    OBJECT,
    STRING,
    UUID,
    Parameter,
    Shape,
    array,
    nullable,
    one_of,
    page_of_shape,
)
from wirelatch.ledger import ledger

endpoints = Endpoints()
EVENT = Model(
    "authentik_events", "event", "Event", "Events", table=ledger, key="hash", lookup="hash", label="action"
)
ACTIONS = {
    "login": "Login",
    "login_failed": "Login Failed",
    "logout": "Logout",
    "user_write": "User Write",
    "suspicious_request": "Suspicious Request",
    "password_set": "Password Set",
    "secret_view": "Secret View",
    "secret_rotate": "Secret Rotate",
    "invitation_used": "Invite Used",
    "authorize_application": "Authorize Application",
    "source_linked": "Source Linked",
    "impersonation_started": "Impersonation Started",
    "impersonation_ended": "Impersonation Ended",
    "flow_execution": "Flow Execution",
    "policy_execution": "Policy Execution",
    "policy_exception": "Policy Exception",
    "property_mapping_exception": "Property Mapping Exception",
    "system_task_execution": "System Task Execution",
    "system_task_exception": "System Task Exception",
    "system_exception": "System Exception",
    "configuration_error": "Configuration Error",
    "configuration_warning": "Configuration Warning",
    "model_created": "Model Created",
    "model_updated": "Model Updated",
    "model_deleted": "Model Deleted",
    "email_sent": "Email Sent",
    "update_available": "Update Available",
    "export_ready": "Export Ready",
}
"""authentik's names of acts."""
CUSTOM = "custom_"
"""What clients of authentik know any other act as; `ledger_action` tells which."""
OWN_ACTIONS = {
    "consent_given": "Consent Given",
    "token_issued": "Token Issued",
    "token_revoked": "Token Revoked",
    "device_code_denied": "Device Code Denied",
    "key_rotated": "Key Rotated",
}
SHAPE = Shape(
    "Event",
    {
        "pk": UUID,
        "seq": INTEGER,
        "user": OBJECT,
        "action": one_of((*ACTIONS, CUSTOM)),
        "ledger_action": STRING,
        "app": STRING,
        "context": OBJECT,
        "client_ip": nullable(STRING),
        "created": INSTANT,
        "expires": nullable(INSTANT),
        "brand": OBJECT,
    },
)
FILTERS = {
    "action": Parameter(),
    "actions": Parameter(description="Several, repeated or with commas between."),
    "username": Parameter(),
    "client_ip": Parameter(),
    "target": Parameter(description="What the ledger calls it: `user:1`, `application:node-red`."),
    "brand_name": Parameter(),
    "context_model_app": Parameter(),
    "context_model_name": Parameter(),
    "context_model_pk": Parameter(),
    "context_authorized_app": Parameter(description="Id of an application: sign-ins to it."),
}
_MOST_DAYS = 400
_BARE_UUID = re.compile("[0-9a-f]{32}")


def shown_action(stored: str) -> str:
    """An act as clients of authentik know it."""
    return stored if stored in ACTIONS else CUSTOM


def serialize(
    connection: Connection, row: Row[Any], request: ApiRequest, retention: timedelta
) -> dict[str, Any]:
    """An event, with its actor as far as they are still known."""
    context: dict[str, Any] = json.loads(row.changes)
    if row.target:
        context.setdefault("target", row.target)
    created = datetime.fromisoformat(row.at)
    return {
        "pk": str(uuid.UUID(row.hash[:32])),
        "seq": row.seq,
        "user": _actor(connection, row.actor, context, request),
        "action": shown_action(row.action),
        "ledger_action": row.action,
        "app": "wirelatch.identity",
        "context": context,
        "client_ip": row.address or None,
        "created": created,
        "expires": created + retention,
        "brand": {},
    }


def _actor(
    connection: Connection, name: str, context: Mapping[str, Any], request: ApiRequest
) -> dict[str, Any]:
    if not name:
        return {}
    row = connection.execute(select(users).where(users.c.username_key == key_of(name))).first()
    found: dict[str, Any] = {"username": name, "pk": None, "email": ""}
    if row is not None:
        found |= {"pk": row.id, "email": row.email, "uid": uid(row.id, request.services.installation_id)}
    if isinstance(context.get("on_behalf_of"), dict):
        found["on_behalf_of"] = context["on_behalf_of"]
    return found


def narrowed(request: ApiRequest, snapshot: Snapshot) -> Select[Any]:
    """The events that a request asks for, as far back as they are kept."""
    asked = request.query
    begin = (now() - durations.parse(request.system.event_retention)).isoformat(timespec="microseconds")
    query = request.visible(select(ledger), EVENT).where(ledger.c.at >= begin)
    wanted = [*request.all_of("action"), *request.all_of("actions")]
    if wanted:
        conditions = [ledger.c.action.in_(wanted)]
        if CUSTOM in wanted:
            conditions.append(ledger.c.action.not_in(sorted(ACTIONS)))
        query = query.where(or_(*conditions))
    for parameter, column in (
        ("username", ledger.c.actor),
        ("client_ip", ledger.c.address),
        ("target", ledger.c.target),
    ):
        if asked.get(parameter):
            query = query.where(column == asked[parameter])
    for parameter, name in (
        ("context_model_app", "app"),
        ("context_model_name", "model_name"),
        ("context_model_pk", "pk"),
    ):
        if asked.get(parameter):
            # The ledger keeps canonical JSON, in which a quoted name and value can only be these.
            pairs = (f'"{name}":{json.dumps(value)}' for value in _spellings(asked[parameter]))
            query = query.where(or_(*(ledger.c.changes.contains(pair, autoescape=True) for pair in pairs)))
    if asked.get("context_authorized_app"):
        wanted_pk = asked["context_authorized_app"]
        slugs = [
            item.slug for item in snapshot.applications if {item.id, item.slug} & {*_spellings(wanted_pk)}
        ]
        targets = [f"application:{slug}" for slug in slugs]
        query = query.where(ledger.c.action == "authorize_application", ledger.c.target.in_(targets))
    if asked.get("brand_name"):
        query = query.where(ledger.c.seq.is_(None))  # the ledger does not note the host name
    return query


def _spellings(value: str) -> tuple[str, ...]:
    """A value as it is stored; authentik's own clients ask for UUIDs without their hyphens."""
    return (value, str(uuid.UUID(value))) if _BARE_UUID.fullmatch(value) else (value,)


def searched(request: ApiRequest, query: Select[Any]) -> Select[Any]:
    wanted = request.query.get("search", "").strip()
    if not wanted:
        return query
    columns = (ledger.c.actor, ledger.c.action, ledger.c.target, ledger.c.address, ledger.c.changes)
    return query.where(or_(*(column.icontains(wanted, autoescape=True) for column in columns)))


@endpoints.on(
    "GET",
    "events/events/",
    may_list(EVENT),
    answers=page_of_shape(SHAPE),
    is_list=True,
    query=FILTERS,
)
async def list_events(request: ApiRequest) -> Reply:
    """List events, the newest first."""
    query = narrowed(request, await request.services.catalog.current())
    retention = durations.parse(request.system.event_retention)
    return await answer_query(
        request,
        query,
        lambda connection, row: serialize(connection, row, request, retention),
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


@endpoints.on(
    "GET",
    "events/events/actions/",
    Permission.SIGNED_IN,
    answers=array(
        Shape(
            "EventActionType",
            {
                "name": STRING,
                "description": STRING,
                "component": STRING,
                "model_name": STRING,
            },
        )
    ),
    is_list=True,
)
async def actions(request: ApiRequest) -> Reply:
    """The kinds of acts there are."""
    return answer(
        [
            {"name": name, "description": "", "component": value, "model_name": ""}
            for value, name in {**ACTIONS, **OWN_ACTIONS}.items()
        ]
    )


@endpoints.on(
    "GET",
    "events/events/volume/",
    may_list(EVENT),
    answers=array(
        Shape(
            "EventVolume",
            {"action": one_of((*ACTIONS, CUSTOM)), "time": INSTANT, "count": INTEGER},
        )
    ),
    is_list=True,
    query={**FILTERS, "history_days": Parameter(INTEGER, "7 by default.")},
)
async def volume(request: ApiRequest) -> Reply:
    """How many acts of each kind in every eight hours of the last days."""
    asked = request.query.get("history_days", "")
    days = int(asked) if asked.isdecimal() and len(asked) < 6 else 7
    start = (now() - timedelta(days=min(max(days, 1), _MOST_DAYS))).isoformat(timespec="microseconds")
    query = searched(request, narrowed(request, await request.services.catalog.current()))
    hour = func.substr(ledger.c.at, 1, 13).label("hour")
    counting = (
        query.where(ledger.c.at >= start)
        .with_only_columns(hour, ledger.c.action, func.count())
        .group_by(hour, ledger.c.action)
    )

    def work(connection: Connection) -> list[tuple[str, str, int]]:
        return [(row[0], row[1], row[2]) for row in connection.execute(counting)]

    counts: dict[tuple[datetime, str], int] = {}
    for began, action, count in await request.read(work):
        moment = datetime.fromisoformat(began + ":00:00").replace(tzinfo=UTC)
        key = (moment.replace(hour=moment.hour // 8 * 8), shown_action(action))
        counts[key] = counts.get(key, 0) + count
    return answer(
        [{"action": action, "time": time, "count": n} for (time, action), n in sorted(counts.items())]
    )


@endpoints.on(
    "GET",
    "events/events/top_per_user/",
    may_list(EVENT),
    answers=array(
        Shape(
            "EventTopPerUser",
            {"application": OBJECT, "counted_events": INTEGER, "unique_users": INTEGER},
        )
    ),
    is_list=True,
    query={**FILTERS, "top_n": Parameter(INTEGER, "15 by default.")},
)
async def top_per_user(request: ApiRequest) -> Reply:
    """The applications that are signed in to most."""
    snapshot = await request.services.catalog.current()
    asked = request.query.get("top_n", "")
    most = min(int(asked), 1000) if asked.isdecimal() and len(asked) < 6 else 15
    query = searched(request, narrowed(request, snapshot))
    if not request.query.get("action") and not request.query.get("actions"):
        query = query.where(ledger.c.action == "authorize_application")
    counted = func.count().label("counted")
    counting = (
        query.where(ledger.c.target.startswith("application:"))
        .with_only_columns(ledger.c.target, counted, func.count(ledger.c.actor.distinct()))
        .group_by(ledger.c.target)
        .order_by(counted.desc())
        .limit(most)
    )
    rows = await request.read(lambda connection: list(connection.execute(counting)))
    found = []
    for target, count, people in rows:
        slug = target.partition(":")[2]
        application = snapshot.by_slug.get(slug)
        named = {
            "app": "authentik_core",
            "model_name": "application",
            "pk": application.id if application else "",
            "name": application.name if application else slug,
            "slug": slug,
        }
        found.append({"application": named, "counted_events": count, "unique_users": people})
    return answer(found)


@endpoints.on(
    "GET",
    "events/events/stats/",
    may_list(EVENT),
    answers=Shape("EventStats", {"unique_users": INTEGER, "count_step": OBJECT}),
    query={
        **FILTERS,
        "count_steps": Parameter(description="Durations, `hours=24`, repeated or with commas between."),
    },
)
async def stats(request: ApiRequest) -> Reply:
    """How many acts in each of the last spans of time, and by how many users."""
    steps = request.all_of("count_steps")
    if len(steps) > 20:
        raise invalid("count_steps", "At most 20.")
    spans = {}
    for step in steps:
        try:
            spans[step] = durations.parse(step)
        except ValueError as error:
            raise invalid("count_steps", str(error)) from None
    query = searched(request, narrowed(request, await request.services.catalog.current()))
    moment = now()

    def work(connection: Connection) -> dict[str, Any]:
        unique = query.with_only_columns(func.count(ledger.c.actor.distinct()))
        counts = {}
        for step, span in spans.items():
            since = (moment - span).isoformat(timespec="microseconds")
            counting = query.where(ledger.c.at >= since).with_only_columns(func.count())
            counts[step] = connection.execute(counting).scalar_one()
        return {"unique_users": connection.execute(unique).scalar_one(), "count_step": counts}

    return answer(await request.read(work))


@endpoints.on("GET", "events/events/{event_uuid}/", may("view", EVENT), answers=SHAPE)
async def get_event(request: ApiRequest) -> Reply:
    """Get one."""
    wanted = request.arguments["event_uuid"].replace("-", "")
    retention = durations.parse(request.system.event_retention)

    def work(connection: Connection) -> dict[str, Any]:
        query = select(ledger).where(ledger.c.hash.startswith(wanted, autoescape=True))
        row = connection.execute(query).first() if len(wanted) == 32 else None
        if row is None:
            raise not_found("Event")
        return serialize(connection, row, request, retention)

    return answer(await request.read(work))
