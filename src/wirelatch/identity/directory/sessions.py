"""Server-side sessions. The cookie holds a random secret, the database only its hash.

A session's `uuid` is public (the `sid` claim, the API); re-authentication changes the secret and keeps the uuid.
Ending one deletes its row, so that it is over with the next request, in every process.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from wirelatch.database import now
from wirelatch.identity.directory import logout_notices, people
from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.tables import sessions, users
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.oidc.tables import access_tokens, grants

IDLE = timedelta(hours=24)
LIFETIME = timedelta(days=14)
TOUCH = timedelta(minutes=1)
"""How old `last_used` may get before a request writes it again."""

_SESSION = (
    select(sessions, users.c.is_active)
    .join(users, users.c.id == sessions.c.user_id)
    .where(sessions.c.secret_hash == bindparam("secret_hash"))
)


@dataclass(frozen=True)
class Session:
    """A live session and its user."""

    uuid: str
    person: Person
    authenticated_at: datetime
    amr: tuple[str, ...]
    last_used: datetime
    original: Person | None = None
    """Whose session it really is, while they impersonate `person`."""


def hash_of(secret: str) -> str:
    """What is stored of a secret with 256 random bits; such need neither salt nor stretching."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def find(connection: Connection, secret: str, address: str = "") -> Session | None:
    """The live session of a cookie; None when it ended, expired, came from elsewhere, or its user is not active."""
    row = connection.execute(_SESSION, {"secret_hash": hash_of(secret)}).first()
    moment = now()
    if row is None or not row.is_active or row.expires <= moment:
        return None
    if not row.remembered and row.last_used + IDLE <= moment:
        return None
    if row.network is not None and not _is_within(address, row.network):
        return None
    person = people.find(connection, row.user_id)
    if person is None:
        return None
    original = None
    if row.impersonated_user_id is not None:
        impersonated = people.find(connection, row.impersonated_user_id)
        if impersonated is not None and impersonated.is_active:
            original, person = person, impersonated
    return Session(row.uuid, person, row.authenticated_at, tuple(row.amr), row.last_used, original)


def begin(
    connection: Connection,
    user_id: int,
    *,
    amr: tuple[str, ...],
    address: str,
    user_agent: str,
    replacing: Session | None = None,
    lifetime: timedelta | None = None,
    network: str | None = None,
) -> tuple[str, str]:
    """Sign a user in; returns the cookie's secret and the session's uuid.

    `replacing` is the session the browser had: the same user's goes on under a new secret, another's ends.
    `lifetime`: how long it lasts, used or not; by default LIFETIME, and IDLE at most without a request.
    `network`: the only one (`203.0.113.0/24`) it is good from.
    """
    secret, moment = secrets.token_urlsafe(32), now()
    values: dict[str, Any] = {
        "secret_hash": hash_of(secret),
        "authenticated_at": moment,
        "amr": list(amr),
        "last_used": moment,
        "expires": moment + (LIFETIME if lifetime is None else lifetime),
        "remembered": lifetime is not None,
        "network": network,
        "last_ip": address[:64],
        "last_user_agent": user_agent[:500],
        "impersonated_user_id": None,
    }
    connection.execute(update(users).where(users.c.id == user_id).values(last_login=moment))
    if replacing is not None:
        if (replacing.original or replacing.person).id == user_id:
            row = sessions.c.uuid == replacing.uuid
            if connection.execute(update(sessions).where(row).values(**values)).rowcount:
                return secret, replacing.uuid
        else:
            end(connection, replacing.uuid)
    uuid = new_uuid()
    connection.execute(insert(sessions).values(uuid=uuid, user_id=user_id, **values))
    return secret, uuid


def touch(connection: Connection, uuid: str, *, address: str, user_agent: str) -> None:
    """Note that a session is in use."""
    connection.execute(
        update(sessions)
        .where(sessions.c.uuid == uuid)
        .values(last_used=now(), last_ip=address[:64], last_user_agent=user_agent[:500])
    )


def impersonate(connection: Connection, uuid: str, user_id: int | None) -> None:
    """Have a session act as another user; None: as its own again, and what was issued meanwhile is worthless."""
    _revoke_tokens(connection, [uuid])
    foreign = (grants.c.session_uuid == uuid) & grants.c.revoked_at.is_(None)
    owner = select(sessions.c.user_id).where(sessions.c.uuid == uuid).scalar_subquery()
    connection.execute(update(grants).where(foreign, grants.c.user_id != owner).values(revoked_at=now()))
    connection.execute(update(sessions).where(sessions.c.uuid == uuid).values(impersonated_user_id=user_id))


def end(connection: Connection, uuid: str) -> bool:
    """End a session and the access tokens that came from it, and have clients told; offline grants go on.

    False: there was none.
    """
    # Locked first: tokens that another process is issuing for it are there, then, and are revoked as well.
    this = select(sessions.c.user_id).where(sessions.c.uuid == uuid).with_for_update()
    owner = connection.execute(this).scalar()
    _revoke_tokens(connection, [uuid])
    if owner is not None:
        logout_notices.session_ended(connection, owner, uuid)
    return connection.execute(delete(sessions).where(sessions.c.uuid == uuid)).rowcount > 0


def end_of_user(connection: Connection, user_id: int, *, keep: str | None = None) -> int:
    """End all sessions of a user but one; returns how many."""
    query = select(sessions.c.uuid).where(sessions.c.user_id == user_id)
    if keep is not None:
        query = query.where(sessions.c.uuid != keep)
    ended = list(connection.execute(query.order_by(sessions.c.uuid).with_for_update()).scalars())
    _revoke_tokens(connection, ended)
    for uuid in ended:
        logout_notices.session_ended(connection, user_id, uuid)
    if ended:
        connection.execute(delete(sessions).where(sessions.c.uuid.in_(ended)))
    return len(ended)


def over(moment: datetime) -> ColumnElement[bool]:
    """Which sessions nobody can use any more."""
    idle = ~sessions.c.remembered & (sessions.c.last_used <= moment - IDLE)
    return (sessions.c.expires <= moment) | idle


def _is_within(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(address.split("%")[0]) in ipaddress.ip_network(network)
    except ValueError:
        return False


def _revoke_tokens(connection: Connection, uuids: list[str]) -> None:
    if uuids:
        of_sessions = select(grants.c.id).where(grants.c.session_uuid.in_(uuids))
        connection.execute(
            update(access_tokens)
            .where(access_tokens.c.grant_id.in_(of_sessions), access_tokens.c.revoked_at.is_(None))
            .values(revoked_at=now())
        )
