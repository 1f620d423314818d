"""Noting that clients have to be told: a session ended, or what a user may do has changed.

A note is written in the transaction of the change itself, one for each provider with a back channel, so that none is
lost while this process or the client is down; `oidc/back_channel_logout.py` delivers them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, insert, literal, select

from wirelatch.database import Instant, now
from wirelatch.identity.applications.tables import oauth2_providers
from wirelatch.identity.directory import people
from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.tables import users
from wirelatch.identity.oidc.tables import logout_notices

_AT_ONCE = 1000
_HAS_BACK_CHANNEL = (oauth2_providers.c.logout_uri != "") & (
    oauth2_providers.c.logout_method == "backchannel"
)


def session_ended(
    connection: Connection, user_id: int, session_uuid: str, *, provider_id: int | None = None
) -> None:
    """One session of a user is over, everywhere or at one client."""
    _note(connection, [user_id], session_uuid=session_uuid, provider_id=provider_id)


def rights_changed(connection: Connection, user_ids: Iterable[int]) -> None:
    """What clients were told about these users at sign-in holds no more: they have to sign in there anew."""
    changed = sorted(set(user_ids))
    for start in range(0, len(changed), _AT_ONCE):
        _note(connection, changed[start : start + _AT_ONCE])


def user_leaves(connection: Connection, user_id: int) -> None:
    """A user is deactivated or about to be deleted; who it was is kept with the note."""
    person = people.find(connection, user_id)
    if person is not None:
        _note(connection, [user_id], user=_to_json(person))


def from_json(user: dict[str, Any]) -> Person:
    """The user of a note, without groups above the direct ones."""
    return Person(**{**user, "groups": tuple(user["groups"]), "all_groups": frozenset()})


def _to_json(person: Person) -> dict[str, Any]:
    return {**asdict(person), "groups": list(person.groups), "all_groups": [], "last_login": None}


def _note(
    connection: Connection,
    user_ids: list[int],
    *,
    session_uuid: str | None = None,
    user: dict[str, Any] | None = None,
    provider_id: int | None = None,
) -> None:
    """Who never signed in is unknown to clients."""
    moment = literal(now(), Instant)
    table = logout_notices.c
    values = {
        table.provider_id: oauth2_providers.c.id,
        table.user_id: users.c.id,
        table.user: literal(user, table.user.type),
        table.session_uuid: literal(session_uuid, table.session_uuid.type),
        table.created_at: moment,
        table.due: moment,
        table.attempts: literal(0),
    }
    told = (
        select(*values.values())
        .select_from(users.join(oauth2_providers, _HAS_BACK_CHANNEL))
        .where(users.c.id.in_(user_ids), users.c.last_login.is_not(None))
    )
    if provider_id is not None:
        told = told.where(oauth2_providers.c.id == provider_id)
    connection.execute(insert(logout_notices).from_select(list(values), told))
