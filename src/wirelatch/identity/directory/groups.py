"""Groups: a directed graph without cycles; rights flow from ancestors to members below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from wirelatch.identity.directory import logout_notices, people
from wirelatch.identity.directory.tables import group_members, group_parents, groups
from wirelatch.identity.metadata import new_uuid

ADMINISTRATORS = "Wirelatch Admins"
VIEWERS = "Wirelatch Viewers"


class GroupCycleError(ValueError):
    """A group would become its own ancestor."""


def create(
    connection: Connection,
    *,
    name: str,
    is_superuser: bool = False,
    attributes: Mapping[str, Any] | None = None,
) -> str:
    """A new group; returns its id."""
    group_id = new_uuid()
    highest = connection.execute(select(func.max(groups.c.num_pk))).scalar() or 0
    connection.execute(
        insert(groups).values(
            id=group_id,
            num_pk=highest + 1,
            name=name,
            is_superuser=is_superuser,
            attributes=dict(attributes or {}),
        )
    )
    return group_id


def set_parents(connection: Connection, group_id: str, parents: Iterable[str]) -> None:
    """Replace the parents; raises GroupCycleError."""
    wanted = set(parents)
    if wanted & people.with_descendants(connection, {group_id}):
        raise GroupCycleError("a group cannot be its own ancestor")
    connection.execute(delete(group_parents).where(group_parents.c.child == group_id))
    if wanted:
        connection.execute(
            insert(group_parents), [{"child": group_id, "parent": parent} for parent in sorted(wanted)]
        )


def add_member(connection: Connection, group_id: str, user_id: int) -> bool:
    """Put a user into a group; False when it already was there."""
    there = select(group_members).where(
        group_members.c.group_id == group_id, group_members.c.user_id == user_id
    )
    if connection.execute(there).first() is not None:
        return False
    connection.execute(insert(group_members).values(group_id=group_id, user_id=user_id))
    logout_notices.rights_changed(connection, [user_id])
    return True


def remove_member(connection: Connection, group_id: str, user_id: int) -> bool:
    """Take a user out of a group; False when it was not there."""
    result = connection.execute(
        delete(group_members).where(group_members.c.group_id == group_id, group_members.c.user_id == user_id)
    )
    if result.rowcount > 0:
        logout_notices.rights_changed(connection, [user_id])
    return result.rowcount > 0


def set_members(connection: Connection, group_id: str, user_ids: Iterable[int]) -> None:
    """Replace the direct members."""
    before, after = members(connection, group_id), set(user_ids)
    connection.execute(delete(group_members).where(group_members.c.group_id == group_id))
    rows = [{"group_id": group_id, "user_id": user_id} for user_id in sorted(after)]
    if rows:
        connection.execute(insert(group_members), rows)
    logout_notices.rights_changed(connection, before ^ after)


def members(connection: Connection, group_id: str) -> set[int]:
    """The ids of the direct members."""
    query = select(group_members.c.user_id).where(group_members.c.group_id == group_id)
    return set(connection.execute(query).scalars())


def set_groups_of_user(connection: Connection, user_id: int, group_ids: Iterable[str]) -> None:
    """Replace the direct groups of a user."""
    query = select(group_members.c.group_id).where(group_members.c.user_id == user_id)
    before, after = set(connection.execute(query).scalars()), set(group_ids)
    connection.execute(delete(group_members).where(group_members.c.user_id == user_id))
    rows = [{"group_id": group_id, "user_id": user_id} for group_id in sorted(after)]
    if rows:
        connection.execute(insert(group_members), rows)
    if before != after:
        logout_notices.rights_changed(connection, [user_id])


def id_of(connection: Connection, name: str) -> str | None:
    """The id of the group with this name."""
    return connection.execute(select(groups.c.id).where(groups.c.name == name)).scalar()
