"""Recovery by an administrator: `core/users/{id}/recovery/` gives a link, `recovery_email/` sends one.

Neither is for accounts that can do more than the caller (GHSA-h6c5): whoever holds the link is that user.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.database import now
from wirelatch.identity import durations
from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.escalation import check_may_act_for
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.recording import record_kind
from wirelatch.identity.directory.tables import users
from wirelatch.identity.directory.users import SERVICE_ACCOUNTS
from wirelatch.identity.flows import tokens
from wirelatch.identity.flows.choice import brand_flow
from wirelatch.identity.flows.models import Flow
from wirelatch.identity.login.own_address import own_base_url
from wirelatch.identity.mail import BadAddressError, compose
from wirelatch.identity.stages.email import EmailStage
from wirelatch.identity.stages.registry import stage_of
from wirelatch.identity.web import language
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid, refused
from wirelatch.identity.web.fields import Field, duration_up_to, parse, uuid
from wirelatch.identity.web.shapes import STRING, Shape

endpoints = Endpoints()
LINK = Shape("Link", {"link": STRING})
DURATION = Field(duration_up_to(timedelta(days=30)), "hours=1")


@endpoints.on(
    "POST",
    "core/users/{id:int}/recovery/",
    may("reset_user_password", USER, on="id"),
    body={"token_duration": DURATION},
    body_name="UserRecoveryLink",
    answers=LINK,
)
async def recovery(request: ApiRequest) -> Reply:
    """A link that lets its holder choose the user's password, once."""
    values = parse({"token_duration": DURATION}, await request.json())
    flow, base = await _flow(request), await own_base_url(request.call, request.services)
    lifetime = durations.parse(values["token_duration"])

    def work(connection: Connection) -> str:
        row = _user(connection, request)
        key = _token(connection, request, row, flow, lifetime)
        record_kind(USER).record(request, connection, "recovery_link_created", row.id, row.username)
        return key

    key = await request.write(work)
    return answer({"link": f"{base}{flow.path}?flow_token={key}"})


_EMAIL_BODY = {"email_stage": Field(uuid), "token_duration": DURATION}


@endpoints.on(
    "POST",
    "core/users/{id:int}/recovery_email/",
    may("reset_user_password", USER, on="id"),
    body=_EMAIL_BODY,
    body_name="UserRecoveryEmail",
    status=204,
)
async def recovery_email(request: ApiRequest) -> Reply:
    """Send such a link to the address that the user has (never one of the request's: GHSA-qgqp)."""
    values = parse(_EMAIL_BODY, await request.json())
    stage = stage_of(await request.services.flows.current(), values["email_stage"])
    if not isinstance(stage, EmailStage):
        raise invalid("email_stage", f'Invalid pk "{values["email_stage"]}" - object does not exist.')
    if request.services.mail.problem:
        raise refused(f"E-mail cannot be sent: {request.services.mail.problem}")
    flow, base = await _flow(request), await own_base_url(request.call, request.services)
    lifetime = durations.parse(values["token_duration"])
    language.use(request.call)  # the receiver may have chosen none

    def work(connection: Connection) -> None:
        row = _user(connection, request)
        if not row.email:
            raise refused("User does not have an email address set.")
        key = _token(connection, request, row, flow, lifetime)
        try:
            composed = compose(
                stage.settings["template"],
                to=row.email,
                subject=stage.settings["subject"],
                values={
                    "url": f"{base}{flow.path}?flow_token={key}",
                    "expires": now() + lifetime,
                    "user": row,
                },
            )
        except BadAddressError as error:
            raise refused(str(error)) from None
        request.services.mail.post_in(connection, composed, user_id=row.id, expires=now() + lifetime)
        record_kind(USER).record(request, connection, "recovery_email_sent", row.id, row.username)

    await request.write(work)
    return nothing()


async def _flow(request: ApiRequest) -> Flow:
    flow = await brand_flow(request.call, request.services, "recovery")
    if flow is None:
        raise refused("No recovery flow set.")
    return flow


def _user(connection: Connection, request: ApiRequest) -> Row[Any]:
    row = connection.execute(select(users).where(users.c.id == int(request.arguments["id"]))).one()
    check_may_act_for(request, connection, row.id)
    if not row.is_active or row.type in SERVICE_ACCOUNTS:
        raise refused("This account cannot sign in.")
    return row


def _token(
    connection: Connection, request: ApiRequest, row: Row[Any], flow: Flow, lifetime: timedelta
) -> str:
    return tokens.create_in(
        connection,
        request.services.sealer,
        flow_id=flow.id,
        user_id=row.id,
        kind="recovery_link",
        lifetime=lifetime,
    )
