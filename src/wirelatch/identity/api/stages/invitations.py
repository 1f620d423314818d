"""`stages/invitation/invitations/`: who is invited to enrol, and with what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection, Row, select

from wirelatch.database import now
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, nothing
from wirelatch.identity.api.flows.instances import FLOWS
from wirelatch.identity.api.flows.models import INVITATION
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.directory.tables import users
from wirelatch.identity.flows import defaults
from wirelatch.identity.flows.tables import flows, invitations
from wirelatch.identity.login.own_address import own_base_url
from wirelatch.identity.mail import BadAddressError, compose
from wirelatch.identity.web import language
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid, refused
from wirelatch.identity.web.fields import (
    Field,
    boolean,
    choice,
    instant,
    json_object,
    line,
    list_of,
    parse,
    uuid,
)
from wirelatch.identity.web.shapes import OBJECT, nullable

endpoints = Endpoints()
DEFAULT_LIFETIME = timedelta(days=2)
NEVER_FIXED = frozenset({"is_superuser", "groups", "password"})


class Invitations(Resource):
    """An invitation's id is what its link carries; it is good until it expires, for its flow."""

    path = "stages/invitation/invitations/"
    model = INVITATION
    shape_name = "Invitation"
    argument = "invite_uuid"
    schema = {
        "name": Field(line(50, blank=False, pattern=r"[-\w]+", message="Enter a valid slug.")),
        "expires": Field(instant, None, nullable=True),
        "fixed_data": Field(json_object, dict),
        "single_use": Field(boolean, False),
        "flow": Field(uuid, None, nullable=True),
    }
    read = {"created_by": OBJECT, "flow_obj": nullable(OBJECT)}
    unique = ()
    references = {"flow": flows.c.id}
    ordering = ("name", "expires", "created_by")
    filters = ("name", "expires", "flow")
    owner_verbs = frozenset({"list", "get", "change", "delete"})

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        user = connection.execute(select(users).where(users.c.id == row.created_by)).one()
        flow = connection.execute(select(flows).where(flows.c.id == row.flow)).first() if row.flow else None
        return {
            "created_by": {
                "pk": user.id,
                "username": user.username,
                "name": user.name,
                "is_active": user.is_active,
                "email": user.email,
                "uid": user.uuid,
            },
            "flow_obj": FLOWS.serialize(connection, flow, request) if flow is not None else None,
        }

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        forbidden = NEVER_FIXED & set(values.get("fixed_data", {}))
        if forbidden:
            raise invalid("fixed_data", f"“{min(forbidden)}” cannot be fixed by an invitation.")

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        if request.principal.person is None:
            raise refused("Only users can invite.")
        expires = values.get("expires") or now() + DEFAULT_LIFETIME
        return super().insert(
            connection, request, {**values, "expires": expires, "created_by": request.own_id}
        )


Invitations().register(endpoints)
BODY = {
    "email_addresses": Field(list_of(line(254), 100)),
    "cc_addresses": Field(list_of(line(254), 100), list),
    "bcc_addresses": Field(list_of(line(254), 100), list),
    "template": Field(choice(("invitation", "email/invitation.html")), "invitation"),
}


@endpoints.on(
    "POST",
    "stages/invitation/invitations/{invite_uuid}/send_email/",
    may("change", INVITATION, on="invite_uuid", owner=True),
    body=BODY,
    body_name="InvitationSendEmail",
    status=204,
)
async def send_email(request: ApiRequest) -> Reply:
    """Send the link to addresses: to each by itself, since the link lets in whoever has it."""
    values = parse(BODY, await request.json())
    mail = request.services.mail
    if mail.problem:
        raise refused(f"E-mail cannot be sent: {mail.problem}")
    addresses = dict.fromkeys(values["email_addresses"] + values["cc_addresses"] + values["bcc_addresses"])
    base = await own_base_url(request.call, request.services)
    language.use(request.call)  # the receiver may have chosen none

    def work(connection: Connection) -> None:
        row = connection.execute(
            select(invitations).where(invitations.c.id == request.arguments["invite_uuid"])
        ).one()
        slug = connection.execute(select(flows.c.slug).where(flows.c.id == row.flow)).scalar()
        url = f"{base}/if/flow/{slug or defaults.ENROLLMENT.slug}/?{urlencode({'itoken': row.id})}"
        for address in addresses:
            try:
                composed = compose(
                    "email/invitation.html",
                    to=address,
                    subject="You have been invited",
                    values={"url": url, "expires": row.expires},
                )
            except BadAddressError as error:
                raise invalid("email_addresses", str(error)) from None
            mail.post_in(connection, composed, expires=row.expires)

    await request.write(work)
    return nothing()
