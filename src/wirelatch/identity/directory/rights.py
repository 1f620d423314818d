"""Effective rights: what a user may do through their own roles and those of their groups and all groups above.

Nobody gives away what they do not hold: `covers` compares effective rights, so that no detour over a parent group, a
role or a membership makes anybody more powerful than who granted it (authentik: GHSA-h6c5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from wirelatch.identity.directory import people
from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.role_tables import group_roles, role_permissions, user_roles


@dataclass(frozen=True)
class Rights:
    """`everywhere` are permissions on every object of their kind, `on_objects` those on single ones, by permission."""

    is_superuser: bool = False
    everywhere: frozenset[str] = frozenset()
    on_objects: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, permission: str, pk: str | None = None) -> bool:
        """Whether the permission is held on everything, or on this one object."""
        if self.is_superuser or permission in self.everywhere:
            return True
        return pk is not None and pk in self.on_objects.get(permission, ())

    def objects(self, permission: str) -> frozenset[str]:
        """The keys of the objects on which the permission is held singly."""
        return self.on_objects.get(permission, frozenset())

    def covers(self, other: Rights) -> bool:
        """Whether these rights hold everything that the others do."""
        if self.is_superuser:
            return True
        if other.is_superuser or not other.everywhere <= self.everywhere:
            return False
        return all(
            permission in self.everywhere or pks <= self.objects(permission)
            for permission, pks in other.on_objects.items()
        )


NONE = Rights()
ALL = Rights(is_superuser=True)


def of_person(connection: Connection, person: Person) -> Rights:
    """The rights of a user."""
    if person.is_superuser:
        return ALL
    own = select(user_roles.c.role_id).where(user_roles.c.user_id == person.id)
    through = select(group_roles.c.role_id).where(group_roles.c.group_id.in_(sorted(person.all_groups)))
    held = set(connection.execute(own).scalars())
    if person.all_groups:
        held |= set(connection.execute(through).scalars())
    return of_roles(connection, held)


def of_user(connection: Connection, user_id: int) -> Rights:
    """The rights of the user with this id; none for nobody."""
    person = people.find(connection, user_id)
    return NONE if person is None else of_person(connection, person)


def of_groups(connection: Connection, group_ids: Iterable[str]) -> Rights:
    """What being in these groups gives, with all that flows down to them from above."""
    reached = people.with_ancestors(connection, set(group_ids))
    if any(reached.values()):
        return ALL
    if not reached:
        return NONE
    query = select(group_roles.c.role_id).where(group_roles.c.group_id.in_(sorted(reached)))
    return of_roles(connection, set(connection.execute(query).scalars()))


def of_roles(connection: Connection, role_ids: Iterable[str]) -> Rights:
    """What these roles give."""
    wanted = sorted(set(role_ids))
    if not wanted:
        return NONE
    everywhere: set[str] = set()
    single: dict[str, set[str]] = {}
    query = select(role_permissions.c.permission, role_permissions.c.object_pk)
    for row in connection.execute(query.where(role_permissions.c.role_id.in_(wanted))):
        if row.object_pk:
            single.setdefault(row.permission, set()).add(row.object_pk)
        else:
            everywhere.add(row.permission)
    return Rights(False, frozenset(everywhere), {name: frozenset(pks) for name, pks in single.items()})
