"""Creating, finding and changing users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update

from wirelatch.database import now
from wirelatch.identity.directory import logout_notices, sessions
from wirelatch.identity.directory.tables import users
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.oidc.tables import grants

TYPES = ("internal", "external", "service_account", "internal_service_account")
SERVICE_ACCOUNTS = ("service_account", "internal_service_account")
_BY_USERNAME = select(users).where(users.c.username_key == bindparam("key"))


def key_of(name: str) -> str:
    """What user names and e-mail addresses are compared by. No name has the NUL that PostgreSQL cannot hold."""
    return name.replace("\x00", "\N{REPLACEMENT CHARACTER}").strip().casefold()


def create(
    connection: Connection,
    *,
    username: str,
    name: str = "",
    email: str = "",
    email_verified: bool = False,
    password_hash: str | None = None,
    is_active: bool = True,
    type: str = "internal",  # noqa: A002 - the field's name
    path: str = "users",
    attributes: Mapping[str, Any] | None = None,
) -> int:
    """A new user; returns its id. Raises IntegrityError when the name is taken."""
    moment = now()
    result = connection.execute(
        insert(users).values(
            uuid=new_uuid(),
            username=username,
            username_key=key_of(username),
            name=name,
            email=email,
            email_key=key_of(email),
            email_verified=email_verified,
            is_active=is_active,
            type=type,
            path=path,
            attributes=dict(attributes or {}),
            password_hash=password_hash,
            password_change_date=moment,
            date_joined=moment,
            last_updated=moment,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def by_login(connection: Connection, identifier: str) -> Row[Any] | None:
    """The user who signs in as `identifier`: a user name, or an e-mail address that only one user has."""
    key = key_of(identifier)
    if not key:
        return None
    rows = connection.execute(
        select(users).where(or_(users.c.username_key == key, users.c.email_key == key)).limit(3)
    ).all()
    for row in rows:
        if row.username_key == key:
            return row
    return rows[0] if len(rows) == 1 else None


def by_username(connection: Connection, username: str) -> Row[Any] | None:
    """The user with exactly this name, in any case."""
    return connection.execute(_BY_USERNAME, {"key": key_of(username)}).first()


def change(connection: Connection, user_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a user. Deactivating ends sessions, grants and API tokens at once.

    Changing the address makes it unverified, unless the same change says otherwise.
    """
    values = dict(values)
    if "username" in values:
        values["username_key"] = key_of(values["username"])
    if "email" in values:
        values["email_key"] = key_of(values["email"])
        current = connection.execute(select(users.c.email_key).where(users.c.id == user_id)).scalar()
        if current != values["email_key"]:
            values.setdefault("email_verified", False)
    connection.execute(update(users).where(users.c.id == user_id).values(**values, last_updated=now()))
    if values.get("is_active") is False:
        end_everything(connection, user_id)


def set_password(
    connection: Connection, user_id: int, password_hash: str, *, keep_session: str | None = None
) -> None:
    """Store a new password; every other session of the user ends."""
    moment = now()
    connection.execute(
        update(users)
        .where(users.c.id == user_id)
        .values(password_hash=password_hash, password_change_date=moment, last_updated=moment)
    )
    sessions.end_of_user(connection, user_id, keep=keep_session)
    if keep_session is None:
        # Somebody else had to set it: sessions at clients end too, even where the one they came from is long over.
        logout_notices.rights_changed(connection, [user_id])


def end_everything(connection: Connection, user_id: int) -> None:
    """End all that acts in the user's name: sessions, and grants with their tokens.

    API tokens stay: wherever one is read, an inactive user's is refused.
    """
    logout_notices.user_leaves(connection, user_id)
    sessions.end_of_user(connection, user_id)
    end_grants(connection, user_id)


def end_grants(connection: Connection, user_id: int) -> int:
    """End the grants of a user with their tokens, offline ones too; returns how many there were."""
    ended = connection.execute(
        update(grants)
        .where(grants.c.user_id == user_id, grants.c.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    return ended.rowcount
