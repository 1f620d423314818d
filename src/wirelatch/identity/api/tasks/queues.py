"""The queues of the running half, each a table: mail, news of ended sessions, notifications. What is done is gone from them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select, update

from wirelatch.database import now
from wirelatch.identity.mail.tables import outbox
from wirelatch.identity.notifications.tables import notification_deliveries
from wirelatch.identity.oidc.tables import logout_notices

_NAMESPACE = uuid.UUID("6f1f3c0e-5c2b-4d0e-9a53-2b6a0c1f7d11")


@dataclass(frozen=True)
class Queue:
    """`actor`: what works it off, under the name that clients of authentik filter by."""

    actor: str
    description: str
    table: Table
    model: str
    about: Callable[[Row[Any]], str]


QUEUES = (
    Queue("send_mail", "Mail to the mail server", outbox, "outbox", lambda row: str(row.template)),
    Queue(
        "back_channel_logout",
        "Tell a client that a session ended",
        logout_notices,
        "oauth2provider",
        lambda row: str(row.provider_id),
    ),
    Queue(
        "send_notification",
        "Notification through a transport",
        notification_deliveries,
        "notificationtransport",
        lambda row: str(row.transport_id),
    ),
)


@dataclass(frozen=True)
class Waiting:
    """An entry of a queue. It waits, or has failed before and is tried again when it is `due`."""

    queue: Queue
    number: int
    attempts: int
    due: datetime
    last_error: str
    about: str

    @property
    def id(self) -> str:
        """The same as long as it waits."""
        return str(uuid.uuid5(_NAMESPACE, self.uid))

    @property
    def uid(self) -> str:
        return f"{self.queue.actor}:{self.number}"

    @property
    def status(self) -> str:
        """`queued`, or `error` after an attempt that failed."""
        return "error" if self.attempts else "queued"


def waiting(connection: Connection) -> Iterator[Waiting]:
    """Everything that waits."""
    for queue in QUEUES:
        for row in connection.execute(select(queue.table).order_by(queue.table.c.id)):
            error = row.last_error if "last_error" in queue.table.c else ""
            yield Waiting(queue, row.id, row.attempts, row.due, error, queue.about(row))


def retry_now(connection: Connection, entry: Waiting) -> None:
    """Have an entry tried at once."""
    table = entry.queue.table
    connection.execute(update(table).where(table.c.id == entry.number).values(due=now()))
