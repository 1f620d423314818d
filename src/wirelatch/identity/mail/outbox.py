"""Sending mail without waiting for it: a message is written into the outbox with the act it belongs to, and sent after.

A slow or dead mail server so holds up nobody, and a crash loses nothing. Each message is claimed by one conditional
UPDATE before it is sent, so that several processes on one database send it once; only a crash between the server's
"250" and the next commit sends it twice. What cannot be delivered is tried again at growing intervals, until the server
says that it never will, or the message is of no more use; then the ledger says so.
"""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from wirelatch.database import Database, now
from wirelatch.identity.directory.tables import users
from wirelatch.identity.keys.sealing import Sealer, SealError
from wirelatch.identity.mail.compose import BadAddressError, Mail
from wirelatch.identity.mail.server import DeliveryError, MailNotConfiguredError, MailServer
from wirelatch.identity.mail.tables import outbox
from wirelatch.ledger import Ledger
from wirelatch.settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds."""
AT_ONCE = 10
LONGEST_PAUSE = timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(days=2)


class MailState(NamedTuple):
    """`problem`: why no mail can be sent, empty when it can; `waiting`: messages; the newest `last_error`."""

    problem: str
    waiting: int
    last_error: str


class Outbox:
    """Takes messages, and delivers them for as long as `run` runs."""

    def __init__(self, settings: Settings, database: Database, ledger: Ledger, sealer: Sealer) -> None:
        self.server = MailServer.of(settings)
        self._database = database
        self._ledger = ledger
        self._sealer = sealer

    @property
    def problem(self) -> str:
        """Why no mail can be sent, for whoever can mend it; empty when it can."""
        return self.server.problem

    async def state(self) -> MailState:
        """How things stand, for the console."""

        def work(connection: Connection) -> MailState:
            waiting = connection.execute(select(func.count()).select_from(outbox)).scalar_one()
            error = connection.execute(
                select(outbox.c.last_error)
                .where(outbox.c.last_error != "")
                .order_by(outbox.c.id.desc())
                .limit(1)
            ).scalar()
            return MailState(self.problem, waiting, error or "")

        return await self._database.read(work)

    async def post(self, mail: Mail, **options: Any) -> int:
        """As `post_in`, in a transaction of its own."""
        return await self._database.write(lambda connection: self.post_in(connection, mail, **options))

    def post_in(
        self,
        connection: Connection,
        mail: Mail,
        *,
        user_id: int | None = None,
        expires: datetime | None = None,
        server: MailServer | None = None,
    ) -> int:
        """Put a message into the outbox within the caller's transaction; returns its number there.

        `user_id`: whom it goes to, for the ledger; `expires`: when it is of no more use; `server`: another than that of
        the settings. Raises MailNotConfiguredError, and BadAddressError for an address that is none.
        """
        mail.message(server or self.server)  # raises now what would be raised when nobody is there to see it
        content = {
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "server": server.to_json() if server is not None else None,
        }
        moment = now()
        result = connection.execute(
            insert(outbox).values(
                user_id=user_id,
                recipient=mail.to,
                template=mail.template,
                content=self._sealer.seal(json.dumps(content)),
                created_at=moment,
                due=moment,
                expires=expires or moment + GIVE_UP_AFTER,
                attempts=0,
                last_error="",
            )
        )
        key = result.inserted_primary_key
        assert key is not None
        return int(key[0])

    async def run(self) -> None:
        """Deliver what is due, again and again."""
        while True:
            try:
                delivered = await self.deliver()
            except Exception:
                log.exception("the outbox cannot be emptied")
                delivered = 0
            if delivered < AT_ONCE:
                await asyncio.sleep(LOOK_EVERY)

    async def deliver(self) -> int:
        """Send what it is time to send; returns how many messages there were."""
        due = await self._database.read(_due)
        await asyncio.gather(*(self._send(row) for row in due))
        return len(due)

    async def _send(self, row: Row[Any]) -> None:
        moment = now()
        if moment >= row.expires:
            await self._database.write(lambda connection: self._give_up(connection, row, row.last_error))
            return
        if not await self._database.write(lambda connection: _claim(connection, row, moment)):
            return  # another process has it
        try:
            server, mail = self._read(row)
            await server.deliver(mail.message(server))
        except (BadAddressError, SealError) as error:
            outcome, final = str(error), True
        except MailNotConfiguredError as error:
            outcome, final = str(error), False
        except DeliveryError as error:
            outcome, final = str(error), error.final
        else:
            await self._database.write(lambda connection: self._settle(connection, row, mail))
            return
        log.warning("mail %s cannot be delivered: %s", row.id, outcome)
        await self._database.write(
            lambda connection: (
                self._give_up(connection, row, outcome) if final else _note(connection, row, outcome)
            )
        )

    def _read(self, row: Row[Any]) -> tuple[MailServer, Mail]:
        content = json.loads(self._sealer.open(row.content))
        server = MailServer(**content["server"]) if content["server"] else self.server
        return server, Mail(row.recipient, content["subject"], content["text"], content["html"], row.template)

    def _settle(self, connection: Connection, row: Row[Any], mail: Mail) -> None:
        connection.execute(delete(outbox).where(outbox.c.id == row.id))
        self._record(connection, row, "email_sent", {"subject": mail.subject})

    def _give_up(self, connection: Connection, row: Row[Any], error: str) -> None:
        if connection.execute(delete(outbox).where(outbox.c.id == row.id)).rowcount:
            message = f"Mail to {row.recipient} could not be delivered and was given up."
            facts = {"message": message, "error": error, "attempts": row.attempts}
            self._record(connection, row, "system_task_exception", facts)

    def _record(self, connection: Connection, row: Row[Any], action: str, facts: dict[str, Any]) -> None:
        """Neither text nor links nor codes: whoever may read events must not be able to use them."""
        name = connection.execute(select(users.c.username).where(users.c.id == row.user_id)).scalar()
        self._ledger.append_in(
            connection,
            actor=name or "",
            action=action,
            target=f"user:{row.user_id}" if row.user_id is not None else "",
            changes={"to_email": row.recipient, "template": row.template, **facts},
        )


def _due(connection: Connection) -> list[Row[Any]]:
    query = select(outbox).where(outbox.c.due <= now()).order_by(outbox.c.due).limit(AT_ONCE)
    return list(connection.execute(query).all())


def _claim(connection: Connection, row: Row[Any], moment: datetime) -> bool:
    """Whether this process is the one to send it; when it fails or dies, the message is due again after a pause."""
    pause = min(timedelta(seconds=60 * 2 ** min(row.attempts, 10)), LONGEST_PAUSE)
    claimed = connection.execute(
        update(outbox)
        .where(outbox.c.id == row.id, outbox.c.attempts == row.attempts)
        .values(attempts=row.attempts + 1, due=moment + pause)
    )
    return claimed.rowcount == 1


def _note(connection: Connection, row: Row[Any], error: str) -> None:
    """What went wrong. The first few attempts follow quickly: mail servers defer, networks hiccup, people wait."""
    values: dict[str, Any] = {"last_error": error}
    if row.attempts < 4:
        values["due"] = now() + timedelta(seconds=3 * 2**row.attempts)
    connection.execute(update(outbox).where(outbox.c.id == row.id).values(**values))
