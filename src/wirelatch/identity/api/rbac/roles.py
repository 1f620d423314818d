"""`rbac/roles/`: roles, and who carries them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.escalation import check_covers
from wirelatch.identity.api.membership import register_membership
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.rbac.models import ROLE
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.directory import rights
from wirelatch.identity.directory import roles as store
from wirelatch.identity.directory.role_tables import group_roles, user_roles
from wirelatch.identity.directory.role_tables import roles as table
from wirelatch.identity.web.errors import refused
from wirelatch.identity.web.fields import Field, line
from wirelatch.identity.web.shapes import BOOLEAN, Parameter, Shape

endpoints = Endpoints()


def _of_users(query: Any, value: str) -> Any:
    pks = [int(pk) for pk in value.split(",") if pk.isdecimal() and len(pk) < 10]
    return query.where(table.c.id.in_(select(user_roles.c.role_id).where(user_roles.c.user_id.in_(pks))))


def _of_groups(query: Any, value: str) -> Any:
    carried = select(group_roles.c.role_id).where(group_roles.c.group_id.in_(value.split(",")))
    return query.where(table.c.id.in_(carried))


def _managed_is_null(query: Any, value: str) -> Any:
    return query.where(table.c.managed.is_(None) if value == "true" else table.c.managed.is_not(None))


class Roles(Resource):
    """A role has a name; what it may do is under `rbac/permissions/`."""

    path = "rbac/roles/"
    model = ROLE
    shape_name = "Role"
    argument = "uuid"
    schema = {"name": Field(line(150, blank=False))}
    filters = ("name", "managed")
    more_filters = {
        "users": (Parameter(description="Ids of users who carry it themselves."), _of_users),
        "groups": (Parameter(description="Ids of groups that carry it themselves."), _of_groups),
        "managed__isnull": (Parameter(BOOLEAN), _managed_is_null),
    }

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        """Only who could grant it may rename it."""
        if row is not None:
            check_covers(request, connection, rights.of_roles(connection, [row.id]), "name")

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        """Managed roles stay."""
        if row.managed is not None:
            raise refused("This role belongs to the installation and cannot be deleted.")
        check_covers(request, connection, rights.of_roles(connection, [row.id]), "non_field_errors")
        super().delete(connection, request, row)


ROLES = Roles()
ROLES.register(endpoints)
register_membership(
    endpoints,
    ROLES,
    adding=may("change", ROLE, on="uuid"),
    removing=may("change", ROLE, on="uuid"),
    body_name="UserAccountSerializerForRole",
    rights_of=rights.of_roles,
    change=store.change_carrier,
)


SHAPE: Shape = ROLES.shape


def serialize(row: Row[Any]) -> dict[str, Any]:
    """A role within another object."""
    return {"pk": row.id, "name": row.name}
