"""`rbac/initial_permissions/`: what a role gets on objects that its carriers make."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.escalation import check_covers
from wirelatch.identity.api.models import known_permissions
from wirelatch.identity.api.rbac.models import INITIAL_PERMISSIONS
from wirelatch.identity.api.rbac.permissions import PERMISSION, number_of, serialize
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.directory import rights
from wirelatch.identity.directory.rights import Rights
from wirelatch.identity.directory.role_tables import initial_permission_entries, initial_permissions, roles
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fields import Field, integer, line, list_of, uuid
from wirelatch.identity.web.shapes import array

endpoints = Endpoints()


class InitialPermissions(Resource):
    """Who makes an object gets these permissions on it, through the role."""

    path = "rbac/initial_permissions/"
    model = INITIAL_PERMISSIONS
    shape_name = "InitialPermissions"
    schema = {
        "name": Field(line(150, blank=False)),
        "role": Field(uuid),
        "permissions": Field(list_of(integer(0)), list),
    }
    read = {"permissions_obj": array(PERMISSION)}
    columns = {"role": "role_id"}
    references = {"role": roles.c.id}

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        """With the permissions."""
        known = known_permissions()
        query = select(initial_permission_entries.c.permission).where(
            initial_permission_entries.c.initial_id == row.id
        )
        names = [name for name in sorted(connection.execute(query).scalars()) if name in known]
        return {
            "pk": row.id,
            "name": row.name,
            "role": row.role_id,
            "permissions": [number_of(name) for name in names],
            "permissions_obj": [serialize(name, known[name]) for name in names],
        }

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        """None that one does not have, for no role that has more."""
        by_number = {number_of(name): name for name in known_permissions()}
        if "permissions" in values:
            for number in values["permissions"]:
                if number not in by_number:
                    raise invalid("permissions", f'Invalid pk "{number}" - object does not exist.')
            values["permissions"] = [by_number[number] for number in values["permissions"]]
            check_covers(
                request, connection, Rights(everywhere=frozenset(values["permissions"])), "permissions"
            )
        concerned = [values["role"]] if "role" in values else []
        concerned += [row.role_id] if row is not None else []
        check_covers(request, connection, rights.of_roles(connection, concerned), "role")

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        """With the permissions."""
        own = {"name": values["name"], "role_id": values["role"]}
        made = connection.execute(insert(initial_permissions).values(**own)).inserted_primary_key
        assert made is not None
        self._set(connection, made[0], values["permissions"])
        return made[0]

    def update(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> None:
        """With the permissions."""
        permissions = values.pop("permissions", None)
        super().update(connection, request, row, values)
        if permissions is not None:
            self._set(connection, row.id, permissions)

    def _set(self, connection: Connection, pk: int, permissions: list[str]) -> None:
        connection.execute(
            delete(initial_permission_entries).where(initial_permission_entries.c.initial_id == pk)
        )
        rows = [{"initial_id": pk, "permission": name} for name in sorted(set(permissions))]
        if rows:
            connection.execute(insert(initial_permission_entries), rows)


INITIAL = InitialPermissions()
INITIAL.register(endpoints)
