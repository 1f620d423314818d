"""`events/rules/`, `events/transports/` and `events/notifications/`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from wirelatch.identity import durations
from wirelatch.identity.api.core.models import GROUP
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.events.events import EVENT, serialize
from wirelatch.identity.api.events.events import SHAPE as EVENT_SHAPE
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import Permission, may
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.applications.tables import property_mappings
from wirelatch.identity.directory.tables import groups, users
from wirelatch.identity.notifications.delivery import TEMPLATE, TEMPLATES, UndeliveredError, deliver
from wirelatch.identity.notifications.rules import facts
from wirelatch.identity.notifications.rules import note as note_in
from wirelatch.identity.notifications.tables import (
    notification_rules,
    notification_transports,
    notifications,
)
from wirelatch.identity.policies import targets
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import ApiError, forbidden, invalid
from wirelatch.identity.web.fetch import FetchError, check_url
from wirelatch.identity.web.fields import Field, boolean, choice, line, list_of, uuid
from wirelatch.identity.web.shapes import INSTANT, INTEGER, OBJECT, STRING, Shape, array, nullable
from wirelatch.ledger import ledger

endpoints = Endpoints()
RULE = Model(
    "authentik_events",
    "notificationrule",
    "Notification Rule",
    "Notification Rules",
    table=notification_rules,
)
TRANSPORT = Model(
    "authentik_events",
    "notificationtransport",
    "Notification Transport",
    "Notification Transports",
    table=notification_transports,
)
NOTIFICATION = Model(
    "authentik_events",
    "notification",
    "Notification",
    "Notifications",
    table=notifications,
    owner="user_id",
    label="body",
)
MODES = {
    "local": "authentik inbuilt notifications",
    "webhook": "Generic Webhook",
    "webhook_slack": "Slack Webhook (Slack/Discord)",
    "email": "Email",
}


class Rules(Resource):
    """For events that the rule's policies let pass, its people are told through its transports."""

    path = "events/rules/"
    model = RULE
    shape_name = "NotificationRule"
    argument = "pbm_uuid"
    schema = {
        "name": Field(line(255, blank=False)),
        "transports": Field(list_of(uuid, 100), list),
        "severity": Field(choice(("notice", "warning", "alert")), "notice"),
        "destination_group": Field(uuid, None, nullable=True),
        "destination_event_user": Field(boolean, False),
        "policy_engine_mode": Field(choice(("any", "all")), "any"),
    }
    read = {"destination_group_obj": nullable(OBJECT)}
    references = {"transports": notification_transports.c.id, "destination_group": groups.c.id}
    filters = ("name", "severity", "destination_group")
    ordering = ("name", "severity")

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        group = connection.execute(select(groups).where(groups.c.id == row.destination_group)).first()
        known = group is not None and request.may("view", GROUP, group.id)
        shown = {"pk": group.id, "name": group.name} if group is not None and known else None
        return {"destination_group_obj": shown}

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        targets.forget(connection, row.id)
        super().delete(connection, request, row)


class Transports(Resource):
    """How people are told. The address of a webhook often is its secret: it is told to who may change it."""

    path = "events/transports/"
    model = TRANSPORT
    shape_name = "NotificationTransport"
    argument = "uuid"
    schema = {
        "name": Field(line(255, blank=False)),
        "mode": Field(choice(tuple(MODES)), "local"),
        "webhook_url": Field(line(2000), ""),
        "webhook_mapping_body": Field(uuid, None, nullable=True),
        "webhook_mapping_headers": Field(uuid, None, nullable=True),
        "email_subject_prefix": Field(line(200), "Wirelatch Notification: "),
        "email_template": Field(choice(TEMPLATES), TEMPLATE),
        "send_once": Field(boolean, False),
    }
    read = {"mode_verbose": STRING}
    references = {
        "webhook_mapping_body": property_mappings.c.id,
        "webhook_mapping_headers": property_mappings.c.id,
    }
    filters = ("name", "mode", "send_once")
    ordering = ("name", "mode")

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        return {"mode_verbose": MODES.get(row.mode, row.mode)}

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        shown = super().serialize(connection, row, request)
        if not request.may("change", TRANSPORT, row.id):
            shown["webhook_url"] = ""
        return shown

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        mode = values.get("mode", row.mode if row else "local")
        address = values.get("webhook_url", row.webhook_url if row else "")
        if mode.startswith("webhook"):
            if not address:
                raise invalid("webhook_url", "Webhook URL may not be empty.")
            try:
                check_url(address)
            except FetchError as error:
                raise invalid("webhook_url", str(error)) from None


class Notifications(Resource):
    """What users were told here; each sees their own."""

    path = "events/notifications/"
    model = NOTIFICATION
    shape_name = "Notification"
    argument = "uuid"
    schema = {"seen": Field(boolean, False)}
    read = {
        "severity": STRING,
        "body": STRING,
        "hyperlink": STRING,
        "hyperlink_label": STRING,
        "created": INSTANT,
        "user": INTEGER,
        "event": nullable(EVENT_SHAPE),
    }
    unique = ()
    verbs = frozenset({"list", "get", "change", "delete", "used_by"})
    owner_verbs = frozenset({"list", "get", "change", "delete"})
    filters = ("seen", "severity")
    search = ("body",)
    ordering = ("created", "severity", "seen")
    default_order = "-created"

    def query(self, request: ApiRequest) -> Any:
        """Their own, whoever asks."""
        return select(notifications).where(notifications.c.user_id == request.own_id)

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        shown = {name: getattr(row, name) for name in self.read if name not in ("user", "event")}
        return {**shown, "user": row.user_id, "event": _event(connection, row, request)}


def _event(connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any] | None:
    """What it is about, for who may see events, as long as the ledger has it."""
    if row.event_seq is None or not request.may("view", EVENT):
        return None
    entry = connection.execute(select(ledger).where(ledger.c.seq == row.event_seq)).first()
    retention = durations.parse(request.system.event_retention)
    return None if entry is None else serialize(connection, entry, request, retention)


TRANSPORTS = Transports()
for _resource in (Rules(), TRANSPORTS, Notifications()):
    _resource.register(endpoints)


@endpoints.on("POST", "events/notifications/mark_all_seen/", Permission.SIGNED_IN, status=204)
async def mark_all_seen(request: ApiRequest) -> Reply:
    """Mark all of your notifications as seen."""
    own = notifications.c.user_id == request.own_id
    await request.write(
        lambda connection: connection.execute(update(notifications).where(own).values(seen=True))
    )
    return nothing()


@endpoints.on(
    "POST",
    "events/transports/{uuid}/test/",
    may("change", TRANSPORT, on="uuid"),
    answers=Shape("NotificationTransportTest", {"messages": array(STRING)}),
)
async def test(request: ApiRequest) -> Reply:
    """Send yourself an example through the transport, now."""
    if not request.own_id:
        raise forbidden()
    body = {"action": "notification_test", "user": {"username": request.principal.actor}}

    def work(connection: Connection) -> tuple[Row[Any], Row[Any]]:
        row = TRANSPORTS.row(connection, request.arguments["uuid"])
        person = connection.execute(select(users).where(users.c.id == request.own_id)).one()
        if row.mode == "local":
            note_in(connection, row, person, "notice", f"Test of the transport {row.name}", body)
        return row, person

    row, person = await request.write(work)
    if row.mode == "local":
        return answer({"messages": ["Shown under the bell."]})
    content = {"severity": "notice", "body": f"Test of the transport {row.name}", "event": facts(body)}
    try:
        return answer({"messages": [await deliver(request.services, row, person, content)]})
    except UndeliveredError as error:
        raise ApiError(400, {"non_field_errors": [str(error)]}) from None
