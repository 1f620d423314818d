"""Users, groups and roles within other objects: what is told of them there, and nothing secret."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.directory.people import uid
from wirelatch.identity.directory.tables import installation
from wirelatch.identity.web.shapes import BOOLEAN, INSTANT, INTEGER, OBJECT, STRING, UUID, Shape, nullable

PARTIAL_USER = Shape(
    "PartialUser",
    {
        "pk": INTEGER,
        "username": STRING,
        "name": STRING,
        "is_active": BOOLEAN,
        "last_login": nullable(INSTANT),
        "email": STRING,
        "attributes": OBJECT,
        "uid": STRING,
    },
)
PARTIAL_GROUP = Shape(
    "PartialGroup",
    {"pk": UUID, "num_pk": INTEGER, "name": STRING, "is_superuser": BOOLEAN, "attributes": OBJECT},
)
RELATED_GROUP = Shape(
    "RelatedGroup",
    {"pk": UUID, "name": STRING, "is_superuser": BOOLEAN, "attributes": OBJECT, "group_uuid": UUID},
)


def brief(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """A user within another object."""
    return {
        "pk": row.id,
        "username": row.username,
        "name": row.name,
        "is_active": row.is_active,
        "last_login": row.last_login,
        "email": row.email,
        "attributes": row.attributes,
        "uid": uid(row.id, _installation_id(connection)),
    }


def group_with_number(row: Row[Any]) -> dict[str, Any]:
    """A group within a user."""
    return {
        "pk": row.id,
        "num_pk": row.num_pk,
        "name": row.name,
        "is_superuser": row.is_superuser,
        "attributes": row.attributes,
    }


def related(row: Row[Any]) -> dict[str, Any]:
    """A group within another object."""
    return {
        "pk": row.id,
        "name": row.name,
        "is_superuser": row.is_superuser,
        "attributes": row.attributes,
        "group_uuid": row.id,
    }


def _installation_id(connection: Connection) -> str:
    """Kept with the connection, which belongs to one database: it never changes."""
    known = connection.info.get("installation_id")
    if known is None:
        known = connection.execute(
            select(installation.c.value).where(installation.c.name == "id")
        ).scalar_one()
        connection.info["installation_id"] = known
    return str(known)
