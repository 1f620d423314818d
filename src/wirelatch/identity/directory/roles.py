"""Roles: who carries them, and what they are granted."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.role_tables import group_roles, role_permissions, roles, user_roles
from wirelatch.identity.metadata import new_uuid


def create(connection: Connection, *, name: str, managed: str | None = None) -> str:
    """A new role; returns its id."""
    role_id = new_uuid()
    connection.execute(insert(roles).values(id=role_id, name=name, managed=managed))
    return role_id


def of_person(connection: Connection, person: Person) -> set[str]:
    """The roles that a user carries, through groups and those above them too."""
    held = set(
        connection.execute(select(user_roles.c.role_id).where(user_roles.c.user_id == person.id)).scalars()
    )
    if person.all_groups:
        query = select(group_roles.c.role_id).where(group_roles.c.group_id.in_(sorted(person.all_groups)))
        held |= set(connection.execute(query).scalars())
    return held


def change_carrier(connection: Connection, role_id: str, user_id: int, carries: bool) -> bool:
    """Have a user carry a role, or no more; False when that was so before."""
    own = (user_roles.c.user_id == user_id) & (user_roles.c.role_id == role_id)
    if not carries:
        return connection.execute(delete(user_roles).where(own)).rowcount > 0
    if connection.execute(select(user_roles.c.role_id).where(own)).first() is not None:
        return False
    connection.execute(insert(user_roles).values(user_id=user_id, role_id=role_id))
    return True


def grant(connection: Connection, role_id: str, permission: str, object_pk: str = "") -> int:
    """Give a role a permission, on everything or on one object; returns the id of the grant, new or old."""
    own = (
        (role_permissions.c.role_id == role_id)
        & (role_permissions.c.permission == permission)
        & (role_permissions.c.object_pk == object_pk)
    )
    known = connection.execute(select(role_permissions.c.id).where(own)).scalar()
    if known is not None:
        return int(known)
    made = connection.execute(
        insert(role_permissions).values(role_id=role_id, permission=permission, object_pk=object_pk)
    ).inserted_primary_key
    assert made is not None
    return int(made[0])


def revoke(connection: Connection, role_id: str, permission: str, object_pk: str = "") -> bool:
    """Take a permission from a role; False when it did not have it."""
    own = (
        (role_permissions.c.role_id == role_id)
        & (role_permissions.c.permission == permission)
        & (role_permissions.c.object_pk == object_pk)
    )
    return connection.execute(delete(role_permissions).where(own)).rowcount > 0


def forget_object(connection: Connection, permissions: Iterable[str], object_pk: str) -> None:
    """Revoke every grant on an object that is being deleted: another might get its key."""
    names = sorted(permissions)
    connection.execute(
        delete(role_permissions).where(
            role_permissions.c.permission.in_(names), role_permissions.c.object_pk == object_pk
        )
    )


def set_of_user(connection: Connection, user_id: int, role_ids: Iterable[str]) -> None:
    """Replace the roles of a user."""
    connection.execute(delete(user_roles).where(user_roles.c.user_id == user_id))
    rows = [{"user_id": user_id, "role_id": role_id} for role_id in sorted(set(role_ids))]
    if rows:
        connection.execute(insert(user_roles), rows)


def set_of_group(connection: Connection, group_id: str, role_ids: Iterable[str]) -> None:
    """Replace the roles of a group."""
    connection.execute(delete(group_roles).where(group_roles.c.group_id == group_id))
    rows = [{"group_id": group_id, "role_id": role_id} for role_id in sorted(set(role_ids))]
    if rows:
        connection.execute(insert(group_roles), rows)
