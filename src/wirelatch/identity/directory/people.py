"""A user as the rest of the half sees one: with groups and effective rights."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, select

from wirelatch.identity.directory.tables import group_members, group_parents, groups, users

# Built once: building a statement costs more than running it, and these run with every request.
_USER = select(users).where(users.c.id == bindparam("user_id"))
_DIRECT_GROUPS = (
    select(groups.c.id, groups.c.name)
    .join(group_members, group_members.c.group_id == groups.c.id)
    .where(group_members.c.user_id == bindparam("user_id"))
    .order_by(groups.c.name)
)


def _ancestors() -> Select[tuple[str, bool, str]]:
    start: BindParameter[str] = bindparam("start", expanding=True)
    reached = select(groups.c.id).where(groups.c.id.in_(start)).cte("reached", recursive=True)
    reached = reached.union(
        select(group_parents.c.parent).join(reached, group_parents.c.child == reached.c.id)
    )
    return select(groups.c.id, groups.c.is_superuser, groups.c.name).join(
        reached, reached.c.id == groups.c.id
    )


_ANCESTORS = _ancestors()


@dataclass(frozen=True)
class Person:
    """A user. `groups` are the direct ones by name, `all_groups` the ids of these and of all their ancestors.

    `all_group_names` are the names of the latter, sorted.
    """

    id: int
    uuid: str
    username: str
    name: str
    email: str
    email_verified: bool
    is_active: bool
    type: str
    attributes: Mapping[str, Any]
    last_login: datetime | None
    groups: tuple[str, ...]
    all_groups: frozenset[str]
    is_superuser: bool
    all_group_names: tuple[str, ...] = ()

    @property
    def display_name(self) -> str:
        return self.name or self.username


@lru_cache(maxsize=10_000)
def uid(user_id: int, installation_id: str) -> str:
    """authentik's `uid`: stable, tells nothing, differs between installations."""
    return hashlib.sha256(f"{user_id}-{installation_id}".encode()).hexdigest()


def find(connection: Connection, user_id: int) -> Person | None:
    """The user with this id."""
    row = connection.execute(_USER, {"user_id": user_id}).first()
    return None if row is None else from_row(connection, row)


def from_row(connection: Connection, row: Row[Any]) -> Person:
    """The user of a row of `users`, with groups looked up."""
    direct = connection.execute(_DIRECT_GROUPS, {"user_id": row.id}).all()
    start = sorted(group.id for group in direct)
    reached = connection.execute(_ANCESTORS, {"start": start}).all() if start else []
    return Person(
        id=row.id,
        uuid=row.uuid,
        username=row.username,
        name=row.name,
        email=row.email,
        email_verified=row.email_verified,
        is_active=row.is_active,
        type=row.type,
        attributes=row.attributes,
        last_login=row.last_login,
        groups=tuple(group.name for group in direct),
        all_groups=frozenset(group.id for group in reached),
        is_superuser=any(group.is_superuser for group in reached),
        all_group_names=tuple(sorted(group.name for group in reached)),
    )


def with_ancestors(connection: Connection, start: set[str]) -> dict[str, bool]:
    """The groups and all their ancestors, each with whether it makes its members superusers."""
    if not start:
        return {}
    return {row.id: row.is_superuser for row in connection.execute(_ANCESTORS, {"start": sorted(start)})}


def with_descendants(connection: Connection, start: set[str]) -> set[str]:
    """The groups and everything below them."""
    if not start:
        return set()
    reached = select(groups.c.id).where(groups.c.id.in_(start)).cte("reached", recursive=True)
    reached = reached.union(
        select(group_parents.c.child).join(reached, group_parents.c.parent == reached.c.id)
    )
    return set(connection.execute(select(reached.c.id)).scalars())


def superusers() -> Select[tuple[int]]:
    """A query for the ids of all users in a group that makes superusers, or below such a group."""
    reached = select(groups.c.id).where(groups.c.is_superuser).cte("powerful", recursive=True)
    reached = reached.union(
        select(group_parents.c.child).join(reached, group_parents.c.parent == reached.c.id)
    )
    return select(group_members.c.user_id).where(group_members.c.group_id.in_(select(reached.c.id)))
