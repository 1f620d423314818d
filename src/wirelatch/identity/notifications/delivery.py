"""Sending what rules have noted, by e-mail and to webhooks, apart from every request; again where it could not be had.

A delivery is claimed by one conditional UPDATE, so that of several processes one sends it. Webhooks are called at public
addresses, and at those in `fetch_networks`, as all that others choose (`web/fetch.py`).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, Row, delete, select, update

from wirelatch.database import now
from wirelatch.identity.applications.tables import property_mappings
from wirelatch.identity.directory.tables import users
from wirelatch.identity.expressions import ExpressionError, compile_expression
from wirelatch.identity.mail.compose import BadAddressError, compose
from wirelatch.identity.mail.server import MailNotConfiguredError
from wirelatch.identity.notifications import rules
from wirelatch.identity.notifications.tables import (
    notification_deliveries,
    notification_transports,
)
from wirelatch.identity.services import Services
from wirelatch.identity.web.fetch import FetchError, networks, send

log = logging.getLogger(__name__)
LOOK_EVERY = 2.0
"""Seconds."""
AT_ONCE = 20
TEMPLATE = "email/event_notification.html"
TEMPLATES = (TEMPLATE, "email/notice.html")
"""Those that suit what a rule tells."""

_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e]{0,4000}")
"""https://www.rfc-editor.org/rfc/rfc9110#section-5.5"""
_OF_THE_CONNECTION = frozenset(
    [
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "upgrade",
        "te",
        "trailer",
        "expect",
        "keep-alive",
    ]
)
"""Whom is spoken to, and where a message ends, is not for a mapping to say."""


class UndeliveredError(Exception):
    """It could not be sent; the text says why."""


class Notifier:
    """Matches and delivers for as long as `run` runs."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def run(self) -> None:
        """Look now and then."""
        while True:
            try:
                while await self.look():
                    pass
            except Exception:
                log.exception("notifications cannot be worked off")
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> bool:
        """Match what is new and send what is due; returns whether there is probably more."""
        taken = await self._services.database.write(rules.take)
        query = select(notification_deliveries).where(notification_deliveries.c.due <= now())
        due = await self._services.database.read(
            lambda connection: connection.execute(query.limit(AT_ONCE)).all()
        )
        for row in due:
            try:
                await self._deliver(row)
            except Exception:
                # It is tried again when it is due again; what else is to be sent does not wait for it.
                log.exception("notification %s cannot be sent", row.id)
        return taken == rules.AT_ONCE or len(due) == AT_ONCE

    async def _deliver(self, row: Row[Any]) -> None:
        database, own = self._services.database, notification_deliveries.c.id == row.id
        pause = timedelta(seconds=min(10 * 4**row.attempts, 3600))

        def claim(connection: Connection) -> tuple[Row[Any], Row[Any]] | None:
            transport = connection.execute(
                select(notification_transports).where(notification_transports.c.id == row.transport_id)
            ).first()
            person = connection.execute(
                select(users).where(users.c.id == row.content["user"], users.c.is_active)
            ).first()
            if now() >= row.expires or transport is None or person is None:
                connection.execute(delete(notification_deliveries).where(own))
                return None
            claimed = update(notification_deliveries).where(
                own, notification_deliveries.c.attempts == row.attempts
            )
            done = connection.execute(claimed.values(attempts=row.attempts + 1, due=now() + pause)).rowcount
            return (transport, person) if done else None

        claimed = await database.write(claim)
        if claimed is None:
            return
        try:
            await deliver(self._services, *claimed, row.content)
        except UndeliveredError as error:
            told = str(error)[:500]
            log.warning("notification %s through %s: %s", row.id, claimed[0].name, told)
            await database.write(
                lambda connection: connection.execute(
                    update(notification_deliveries).where(own).values(last_error=told)
                )
            )
        else:
            await database.write(
                lambda connection: connection.execute(delete(notification_deliveries).where(own))
            )


async def deliver(
    services: Services, transport: Row[Any], person: Row[Any], content: Mapping[str, Any]
) -> str:
    """Send one message now; returns what to tell of it. Raises UndeliveredError."""
    if transport.mode == "email":
        return await _mail(services, transport, person, content)
    body, headers = await _webhook_content(services, transport, person, content)
    try:
        answer = await send(
            transport.webhook_url,
            method="POST",
            headers={"Content-Type": "application/json", **headers},
            content=orjson.dumps(body, default=str),
            allowed=networks(services.settings.fetch_networks),
        )
    except FetchError as error:
        raise UndeliveredError(str(error)) from None
    if not 200 <= answer.status < 300:
        raise UndeliveredError(f"the webhook answered with status {answer.status}")
    return f"Sent, status {answer.status}."


async def _mail(services: Services, transport: Row[Any], person: Row[Any], content: Mapping[str, Any]) -> str:
    try:
        mail = compose(
            transport.email_template if transport.email_template in TEMPLATES else TEMPLATE,
            to=person.email,
            subject=f"{transport.email_subject_prefix.strip()} {content['body']}",
            values={
                "user": person,
                "title": "Event notification",
                "body": content["body"],
                "key_value": content["event"],
                "paragraphs": [content["body"]],
                "url": "",
                "url_name": "",
            },
        )
        await services.mail.post(mail, user_id=person.id)
    except (BadAddressError, MailNotConfiguredError) as error:
        raise UndeliveredError(str(error)) from None
    return "Put into the outbox."


async def _webhook_content(
    services: Services, transport: Row[Any], person: Row[Any], content: Mapping[str, Any]
) -> tuple[Any, dict[str, str]]:
    told = {
        "body": content["body"],
        "severity": content["severity"],
        "user_email": person.email,
        "user_username": person.username,
        "event_user_username": content["event"]["user"],
        "event": content["event"],
    }
    body: Any = told if transport.mode == "webhook" else _slack(told)
    headers: dict[str, str] = {}
    wanted = [pk for pk in (transport.webhook_mapping_body, transport.webhook_mapping_headers) if pk]
    if not wanted:
        return body, headers
    query = select(property_mappings.c.id, property_mappings.c.expression)
    query = query.where(property_mappings.c.id.in_(wanted))
    rows = await services.database.read(lambda connection: connection.execute(query).all())
    expressions: dict[str, str] = {row[0]: row[1] for row in rows}
    given = {"notification": told, "user": {"username": person.username, "email": person.email}}
    try:
        if transport.webhook_mapping_body in expressions:
            body = compile_expression(expressions[transport.webhook_mapping_body]).evaluate(given)
        if transport.webhook_mapping_headers in expressions:
            made = compile_expression(expressions[transport.webhook_mapping_headers]).evaluate(given)
            pairs = made.items() if isinstance(made, dict) else ()
            headers = {str(name): str(value) for name, value in pairs}
    except ExpressionError as error:
        raise UndeliveredError(f"a mapping fails: {error}") from None
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value) or name.lower() in _OF_THE_CONNECTION:
            raise UndeliveredError(f"a mapping makes a header that cannot be sent: {name!r}")
    return body, headers


def _slack(told: Mapping[str, Any]) -> dict[str, Any]:
    event = told["event"]
    fields = [
        {"title": name.replace("_", " ").capitalize(), "value": str(value), "short": True}
        for name, value in {"severity": told["severity"], **event}.items()
        if value
    ]
    return {
        "username": "Wirelatch",
        "text": told["body"],
        "attachments": [{"fallback": told["body"], "title": told["body"], "fields": fields}],
    }
