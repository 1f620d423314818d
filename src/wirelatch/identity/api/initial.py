"""Initial permissions: what a role is granted on an object that somebody carrying the role has just made."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.models import Model
from wirelatch.identity.directory import roles
from wirelatch.identity.directory.role_tables import initial_permission_entries, initial_permissions


def grant(connection: Connection, request: ApiRequest, model: Model, pk: Any) -> None:
    """Give the roles of the object's maker the permissions that are set for objects of this kind."""
    person = request.principal.person
    if person is None:
        return
    held = roles.of_person(connection, person)
    if not held:
        return
    query = (
        select(initial_permissions.c.role_id, initial_permission_entries.c.permission)
        .join(initial_permission_entries, initial_permission_entries.c.initial_id == initial_permissions.c.id)
        .where(
            initial_permissions.c.role_id.in_(sorted(held)),
            initial_permission_entries.c.permission.in_(sorted(model.all_permissions)),
        )
    )
    for row in connection.execute(query).all():
        roles.grant(connection, row.role_id, row.permission, str(pk))
