"""Codes by e-mail: six digits that are good once, for a while, for a few guesses, in the run they were sent for.

The address is the one that was stored when the device was set up, never one of the request (GHSA-qgqp). A guess is
counted by one conditional UPDATE before it is compared, so that parallel ones count as well (IncludeSec 2025). How often
codes are sent is bounded per asker and per user; a browser that the user has signed in with before is not kept waiting by
what strangers ask for.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from wirelatch.database import now
from wirelatch.identity.authenticators import devices
from wirelatch.identity.authenticators.tables import email_codes, email_devices
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.directory.tables import users
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.metadata import new_uuid

KIND = "email"
DIGITS = 6
TRIES = 5
PAUSE = timedelta(seconds=30)
"""Between two messages for one asker."""
WINDOW = timedelta(hours=1)
PER_ORIGIN = 6
PER_USER = 20
"""Messages in the window, whoever asks; known browsers excepted."""
LIFETIME = timedelta(minutes=30)
DEFAULT_NAME = "E-mail"


class TooManyCodesError(Exception):
    """No further code is sent for now; `wait`: seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"A code was sent a moment ago. Another one can be sent in {wait} seconds.")
        self.wait = wait


class SentCode(NamedTuple):
    """A code that is to be sent; `id` is kept in the run, `code` only in the message."""

    id: str
    code: str
    expires: datetime


class EmailDevice(NamedTuple):
    """Where codes go, and the stage whose texts they are sent with."""

    email: str
    stage_id: str


def begin(
    connection: Connection,
    sealer: Sealer,
    *,
    user_id: int,
    email: str,
    origin: str,
    known: bool = False,
    lifetime: timedelta = LIFETIME,
) -> SentCode:
    """Make a code for an address; raises TooManyCodesError.

    `origin`: who asks (an address, or a known browser when `known`).
    """
    moment, asker = now(), hash_of(f"{user_id} {origin}")
    # Two that ask at once wait for each other here, or both would find room for themselves.
    connection.execute(select(users.c.id).where(users.c.id == user_id).with_for_update())
    recent = (email_codes.c.user_id == user_id) & (email_codes.c.created_at > moment - WINDOW)
    sent = connection.execute(
        select(func.count(), func.min(email_codes.c.created_at), func.max(email_codes.c.created_at)).where(
            recent, email_codes.c.origin == asker
        )
    ).one()
    if sent[0] and moment - sent[2] < PAUSE:
        raise TooManyCodesError(_seconds(sent[2] + PAUSE - moment))
    if sent[0] >= PER_ORIGIN:
        raise TooManyCodesError(_seconds(sent[1] + WINDOW - moment))
    if not known:
        total = connection.execute(
            select(func.count(), func.min(email_codes.c.created_at)).where(recent)
        ).one()
        if total[0] >= PER_USER:
            raise TooManyCodesError(_seconds(total[1] + WINDOW - moment))
    made = SentCode(new_uuid(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", moment + lifetime)
    connection.execute(
        insert(email_codes).values(
            id=made.id,
            user_id=user_id,
            email=email,
            origin=asker,
            code=sealer.seal(hash_of(made.code)),
            tries_left=TRIES,
            created_at=moment,
            expires=made.expires,
            kept_until=max(made.expires, moment + WINDOW),
        )
    )
    return made


def guess(connection: Connection, sealer: Sealer, code_id: str, *, user_id: int, code: str) -> bool:
    """Count a guess, and say whether it is right. To be committed before anything is made of it."""
    live = (
        (email_codes.c.id == code_id) & (email_codes.c.user_id == user_id) & (email_codes.c.expires > now())
    )
    counted = connection.execute(
        update(email_codes)
        .where(live, email_codes.c.tries_left > 0)
        .values(tries_left=email_codes.c.tries_left - 1)
    )
    if counted.rowcount != 1:
        return False
    stored = connection.execute(select(email_codes.c.code).where(email_codes.c.id == code_id)).scalar_one()
    given = "".join(c for c in code[:40] if not c.isspace())
    return hmac.compare_digest(sealer.open(stored), hash_of(given))


def use(connection: Connection, code_id: str) -> bool:
    """Use up a code that was guessed right; False when somebody was faster."""
    return (
        connection.execute(
            update(email_codes)
            .where(email_codes.c.id == code_id, email_codes.c.tries_left >= 0, email_codes.c.expires > now())
            .values(tries_left=-1)
        ).rowcount
        == 1
    )


def is_open(connection: Connection, code_id: str) -> bool:
    """Whether the code can still be guessed."""
    return (
        connection.execute(
            select(email_codes.c.id).where(
                email_codes.c.id == code_id, email_codes.c.tries_left > 0, email_codes.c.expires > now()
            )
        ).first()
        is not None
    )


def enroll(connection: Connection, *, user_id: int, name: str, email: str, stage_id: str) -> int:
    """Store a device whose owner has received a code at that address; returns its id."""
    device_id = devices.add(connection, kind=KIND, user_id=user_id, name=name)
    connection.execute(insert(email_devices).values(device_id=device_id, email=email, stage_id=stage_id))
    return device_id


def find(connection: Connection, device_id: int) -> EmailDevice | None:
    """The particulars of a device."""
    row = connection.execute(select(email_devices).where(email_devices.c.device_id == device_id)).first()
    return EmailDevice(row.email, row.stage_id) if row is not None else None


def masked(email: str) -> str:
    """An address as it may be shown to somebody who has not yet proven everything: `a***e@example.com`."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}***{name[-1:] if len(name) > 2 else ''}@{domain}"


def _seconds(wait: timedelta) -> int:
    return max(1, int(wait.total_seconds()) + 1)
