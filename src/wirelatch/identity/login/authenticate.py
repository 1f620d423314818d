"""Checking a name and a password: the same answer and the same time, whatever was wrong with them."""

from __future__ import annotations

import math
from typing import NamedTuple

from sqlalchemy import Connection

from wirelatch.identity.browser.known_device import known_device
from wirelatch.identity.directory import sessions, users
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.directory.users import key_of
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

FAILED = "Invalid username, email or password."


class Outcome(NamedTuple):
    """`secret`: of the new session of `user_uuid`; None with an `error`, and after how long to `retry_after`."""

    secret: str | None
    error: str = ""
    retry_after: int = 0
    user_uuid: str = ""


async def authenticate(
    call: Call, services: Services, *, identifier: str, password: str, replacing: Session | None
) -> Outcome:
    """Sign a user in with a password."""
    account = key_of(identifier)[:254]
    row = await services.database.read(lambda connection: users.by_login(connection, identifier))
    device = known_device(call, services, row.uuid) if row is not None else None
    origin = device or call.address
    wait = await services.attempts.admit(account, origin)
    if wait:
        await services.ledger.append(
            actor="", action="login_failed", address=call.address, changes={"reason": "too many attempts"}
        )
        return Outcome(None, "Too many attempts. Please wait a while and try again.", math.ceil(wait))
    right = await services.passwords.check(row.password_hash if row is not None else None, password)
    if row is None or not right or not row.is_active or row.type in users.SERVICE_ACCOUNTS:
        # A name that nobody has may be a password in the wrong field: it is not written down.
        username = row.username if row is not None else ""
        reason = (
            "deactivated"
            if row is not None and right
            else "wrong password"
            if row is not None
            else "no such user"
        )
        await services.ledger.append(
            actor=username,
            action="login_failed",
            target=f"user:{row.id}" if row is not None else "",
            address=call.address,
            changes={"reason": reason},
        )
        return Outcome(None, FAILED)
    upgraded = None
    if services.passwords.needs_rehash(row.password_hash):
        upgraded = await services.passwords.hash(password)
    user_id, username, seen = row.id, row.username, row.password_hash

    def work(connection: Connection) -> str | None:
        fresh = users.by_username(connection, username)
        if fresh is None or not fresh.is_active or fresh.password_hash != seen:
            return None  # deactivated, or given another password, while we were hashing
        if upgraded is not None:
            users.change(connection, user_id, {"password_hash": upgraded})
        secret, _ = sessions.begin(
            connection,
            user_id,
            amr=("pwd",),
            address=call.address,
            user_agent=call.user_agent,
            replacing=replacing,
        )
        services.ledger.append_in(
            connection,
            actor=username,
            action="login",
            target=f"user:{user_id}",
            address=call.address,
            changes={"method": "password", "user_agent": call.user_agent[:200]},
        )
        services.attempts.succeeded_in(connection, account, origin)
        return secret

    secret = await services.database.write(work)
    if secret is None:
        return Outcome(None, FAILED)
    return Outcome(secret, user_uuid=row.uuid)
