"""Whom an upstream account is here: the user it is linked to, one it may be linked to, a new one, or nobody.

The link is to source and subject, which never change. Names and addresses do, and strangers choose them, so they link
only where both sides vouch for the address; everything else is denied, with the reason in the events (the visitor is told
to sign in and connect the account in the settings instead).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from wirelatch.database import now
from wirelatch.identity.directory import people, rights, users
from wirelatch.identity.directory.tables import users as user_table
from wirelatch.identity.directory.users import SERVICE_ACCOUNTS, key_of
from wirelatch.identity.sources.oauth_types import Account
from wirelatch.identity.sources.source import Source
from wirelatch.identity.sources.tables import source_connections

USER_MODES = ("identifier", "email_link", "email_deny", "username_link", "username_deny")
SIGN_IN_AND_CONNECT = "There is an account here already that this could be. Sign in to it another way, then connect the two in your settings."
NOT_ALLOWED = "This account cannot be used to sign in here."


class Action(enum.Enum):
    """What to do."""

    AUTHENTICATE = "authenticate"
    LINK = "link"
    ENROLL = "enroll"
    DENY = "deny"


@dataclass(frozen=True)
class Match:
    """`reason` is for the administrator, `message` for the visitor."""

    action: Action
    user: Row[Any] | None = None
    reason: str = ""
    message: str = ""


class LinkError(ValueError):
    """The two cannot be linked; the text is for the user."""


def match(connection: Connection, source: Source, account: Account) -> Match:
    """Whom the account is."""
    linked = connected_user(connection, source.id, account.identifier)
    if linked is not None:
        return _usable(Match(Action.AUTHENTICATE, linked))
    mode = source.user_matching_mode
    if mode.startswith("email"):
        return _by_email(connection, source, account, links=mode == "email_link")
    if mode.startswith("username"):
        return _by_username(connection, source, account, links=mode == "username_link")
    return Match(Action.ENROLL)


def connected_user(connection: Connection, source_id: str, identifier: str) -> Row[Any] | None:
    """The user that a subject is linked to."""
    query = (
        select(user_table)
        .join(source_connections, source_connections.c.user_id == user_table.c.id)
        .where(source_connections.c.source_id == source_id, source_connections.c.identifier == identifier)
    )
    return connection.execute(query).first()


def connect(connection: Connection, source_id: str, user_id: int, identifier: str) -> bool:
    """Link a subject to a user; False when it is already. Raises LinkError."""
    mine = (source_connections.c.source_id == source_id) & (source_connections.c.user_id == user_id)
    theirs = (source_connections.c.source_id == source_id) & (source_connections.c.identifier == identifier)
    found = connection.execute(select(source_connections).where(mine | theirs)).all()
    if any(row.user_id != user_id for row in found):
        raise LinkError("That account is connected with another user here.")
    if any(row.identifier != identifier for row in found):
        raise LinkError("You have connected another account of this provider. Disconnect that one first.")
    if found:
        return False
    moment = now()
    connection.execute(
        insert(source_connections).values(
            user_id=user_id, source_id=source_id, identifier=identifier, created=moment, last_updated=moment
        )
    )
    return True


def touch(connection: Connection, source_id: str, identifier: str) -> None:
    """Note that a link was used."""
    own = (source_connections.c.source_id == source_id) & (source_connections.c.identifier == identifier)
    connection.execute(update(source_connections).where(own).values(last_updated=now()))


def _usable(found: Match) -> Match:
    user = found.user
    assert user is not None
    if not user.is_active or user.type in SERVICE_ACCOUNTS:
        why = f"{user.username} is not active, or a service account"
        return Match(Action.DENY, user, why, NOT_ALLOWED)
    return found


def _has_other(connection: Connection, source: Source, user: Row[Any]) -> bool:
    own = select(source_connections.c.id).where(
        source_connections.c.source_id == source.id, source_connections.c.user_id == user.id
    )
    return connection.execute(own).first() is not None


def _denied(user: Row[Any] | None, reason: str) -> Match:
    return Match(Action.DENY, user, reason, SIGN_IN_AND_CONNECT)


def _by_email(connection: Connection, source: Source, account: Account, *, links: bool) -> Match:
    if not account.email:
        return Match(Action.DENY, None, "the provider tells no e-mail address", NOT_ALLOWED)
    query = select(user_table).where(user_table.c.email_key == key_of(account.email)).limit(2)
    found = connection.execute(query).all()
    if not found:
        return Match(Action.ENROLL)
    user = found[0]
    if not links:
        return _denied(user, "a user has this e-mail address")
    if len(found) > 1:
        return _denied(None, "several users have this e-mail address")
    if not account.email_verified:
        return _denied(user, "the provider does not say that the e-mail address is verified")
    if not user.email_verified:
        return _denied(user, f"the e-mail address of {user.username} is not verified here")
    if _has_other(connection, source, user):
        return _denied(user, f"{user.username} is connected with another account of this source")
    return _usable(Match(Action.LINK, user))


def _by_username(connection: Connection, source: Source, account: Account, *, links: bool) -> Match:
    if not account.username:
        return Match(Action.DENY, None, "the provider tells no user name", NOT_ALLOWED)
    user = users.by_username(connection, account.username)
    if user is None:
        return Match(Action.ENROLL)
    if not links:
        return _denied(user, "a user has this name")
    if rights.of_person(connection, people.from_row(connection, user)) != rights.NONE:
        return _denied(user, f"{user.username} has rights that a mere name must not give")
    if _has_other(connection, source, user):
        return _denied(user, f"{user.username} is connected with another account of this source")
    return _usable(Match(Action.LINK, user))


def is_last_way_in(connection: Connection, user: Row[Any], connection_id: int) -> bool:
    """Whether a user without this link could no longer sign in: no password, no passkey, no other source."""
    from wirelatch.identity.authenticators.tables import devices
    from wirelatch.identity.sources.tables import sources

    if user.password_hash:
        return False
    keys = select(devices.c.id).where(devices.c.user_id == user.id, devices.c.kind == "webauthn")
    if connection.execute(keys).first() is not None:
        return False
    others = (
        select(source_connections.c.id)
        .join(sources, sources.c.id == source_connections.c.source_id)
        .where(
            source_connections.c.user_id == user.id,
            source_connections.c.id != connection_id,
            sources.c.enabled,
        )
    )
    return connection.execute(others).first() is None
