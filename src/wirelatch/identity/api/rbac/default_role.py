"""The role and the group that every installation has for people who may see everything and change nothing."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from wirelatch.identity.api.models import MODELS
from wirelatch.identity.directory import groups, roles
from wirelatch.identity.directory.role_tables import group_roles, role_permissions
from wirelatch.identity.directory.role_tables import roles as table

NAME = "Wirelatch Read-only"
MANAGED = "goauthentik.io/rbac/default-read-only"
SYSTEM = ("authentik_rbac.access_admin_interface", "authentik_rbac.view_system_info")


def prepare(connection: Connection) -> None:
    """Make the role with its group, and let it see kinds of objects that are new since the last start."""
    role_id = connection.execute(select(table.c.id).where(table.c.managed == MANAGED)).scalar()
    if role_id is None:
        if connection.execute(select(table.c.id).where(table.c.name == NAME)).scalar() is not None:
            return  # somebody's own role has the name
        role_id = roles.create(connection, name=NAME, managed=MANAGED)
        group_id = groups.id_of(connection, NAME) or groups.create(connection, name=NAME)
        connection.execute(insert(group_roles).values(group_id=group_id, role_id=role_id))
    wanted = {model.permission("view") for model in MODELS.values() if model.has_basic}
    wanted |= set(SYSTEM)
    query = select(role_permissions.c.permission).where(
        role_permissions.c.role_id == role_id, role_permissions.c.object_pk == ""
    )
    missing = sorted(wanted - set(connection.execute(query).scalars()))
    if missing:
        rows = [{"role_id": role_id, "permission": name, "object_pk": ""} for name in missing]
        connection.execute(insert(role_permissions), rows)
