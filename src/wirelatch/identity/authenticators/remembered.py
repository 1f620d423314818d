"""Browsers in which a second factor was shown a while ago, and is not asked for again until then (`last_auth_threshold`).

Unlike a signed cookie such trust can be taken back: it is a row, bound to the user, the stage and the device, and gone with
each of them, and void once the user's password changes.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select
from starlette.responses import Response

from wirelatch.database import now
from wirelatch.identity.authenticators.tables import devices, remembered_browsers
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.directory.tables import users
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.web.call import Call

COOKIE = "wirelatch_mfa"
LONGEST = timedelta(days=90)


def remember(
    connection: Connection, call: Call, *, user_id: int, stage_id: str, device_id: int, lifetime: timedelta
) -> str:
    """Trust this browser; returns the secret for its cookie."""
    secret, moment = secrets.token_urlsafe(32), now()
    previous = call.cookies.get(COOKIE)
    if previous:
        connection.execute(
            delete(remembered_browsers).where(remembered_browsers.c.secret_hash == hash_of(previous))
        )
    connection.execute(
        insert(remembered_browsers).values(
            id=new_uuid(),
            secret_hash=hash_of(secret),
            user_id=user_id,
            stage_id=stage_id,
            device_id=device_id,
            created_at=moment,
            expires=moment + min(lifetime, LONGEST),
            last_ip=call.address[:64],
            last_user_agent=call.user_agent[:500],
        )
    )
    return secret


def set_cookie(response: Response, call: Call, secret: str, lifetime: timedelta) -> None:
    """Let the browser keep it. The JSON API of flows is at another path than their pages."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(min(lifetime, LONGEST).total_seconds()),
        path="/",
        secure=call.is_secure,
        httponly=True,
        samesite="lax",
    )


def device_of(
    connection: Connection,
    call: Call,
    *,
    user_id: int,
    stage_id: str,
    kinds: tuple[str, ...],
    lifetime: timedelta,
) -> int | None:
    """The device that was shown in this browser within `lifetime`, at this stage, by this user; None for none."""
    secret = call.cookies.get(COOKIE)
    if not secret or len(secret) > 200:
        return None
    moment = now()
    table = remembered_browsers.c
    return connection.execute(
        select(table.device_id)
        .join(users, users.c.id == table.user_id)
        .join(devices, devices.c.id == table.device_id)
        .where(
            table.secret_hash == hash_of(secret),
            table.user_id == user_id,
            table.stage_id == stage_id,
            table.expires > moment,
            table.created_at > moment - min(lifetime, LONGEST),
            # A password that was changed may have been stolen along with the browser's cookies.
            table.created_at >= users.c.password_change_date,
            devices.c.user_id == user_id,
            devices.c.kind.in_(kinds),
        )
    ).scalar()


def forget_all(connection: Connection, user_id: int) -> int:
    """Trust no browser of a user any more; returns how many there were."""
    return connection.execute(
        delete(remembered_browsers).where(remembered_browsers.c.user_id == user_id)
    ).rowcount


def of_user(connection: Connection, user_id: int) -> list[Row[Any]]:
    """The browsers of a user that are trusted now, the newest first, each with its `device_name`."""
    table = remembered_browsers.c
    query = (
        select(remembered_browsers, devices.c.name.label("device_name"))
        .join(devices, devices.c.id == table.device_id)
        .join(users, users.c.id == table.user_id)
        .where(
            table.user_id == user_id,
            table.expires > now(),
            table.created_at >= users.c.password_change_date,
        )
        .order_by(table.created_at.desc())
    )
    return list(connection.execute(query))


def forget(connection: Connection, user_id: int, key: str) -> bool:
    """Trust one browser of a user no more; False: there is no such."""
    own = (remembered_browsers.c.user_id == user_id) & (remembered_browsers.c.id == key)
    return connection.execute(delete(remembered_browsers).where(own)).rowcount > 0
