"""There is always somebody left who can administer."""

from __future__ import annotations

from sqlalchemy import Connection, select

from wirelatch.identity.directory import people
from wirelatch.identity.directory.tables import group_members, groups, installation, users


class LastSuperuserError(ValueError):
    """The change would leave nobody who can administer."""


def keep_a_superuser(connection: Connection) -> None:
    """Raise, and so undo the caller's transaction, when it left no active superuser (once there was one)."""
    if (
        connection.execute(
            select(installation.c.name).where(installation.c.name == "first_administrator")
        ).first()
        is None
    ):
        return
    powerful = set(connection.execute(select(groups.c.id).where(groups.c.is_superuser)).scalars())
    members = (
        select(users.c.id)
        .join(group_members, group_members.c.user_id == users.c.id)
        .where(group_members.c.group_id.in_(people.with_descendants(connection, powerful)), users.c.is_active)
        .limit(1)
    )
    if connection.execute(members).first() is None:
        raise LastSuperuserError("This would leave no active administrator.")
