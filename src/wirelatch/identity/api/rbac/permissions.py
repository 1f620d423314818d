"""`rbac/permissions/`: which permissions there are, which role has them, and giving and taking them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.escalation import check_covers
from wirelatch.identity.api.listing import list_items, listed, page_of
from wirelatch.identity.api.models import MODELS, Model, known_permissions
from wirelatch.identity.api.permissions import Permission, may, may_list
from wirelatch.identity.api.rbac.models import ROLE
from wirelatch.identity.api.rbac.roles import ROLES
from wirelatch.identity.directory import roles as store
from wirelatch.identity.directory.rights import Rights
from wirelatch.identity.directory.role_tables import role_permissions
from wirelatch.identity.directory.role_tables import roles as table
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid, not_found
from wirelatch.identity.web.fields import Field, line, list_of, parse
from wirelatch.identity.web.shapes import INTEGER, STRING, Parameter, Shape, array, nullable, page_of_shape

endpoints = Endpoints()
PERMISSION = Shape(
    "Permission",
    {
        "id": INTEGER,
        "name": STRING,
        "codename": STRING,
        "model": STRING,
        "app_label": STRING,
        "app_label_verbose": STRING,
        "model_verbose": STRING,
    },
)
_GRANT = {"id": INTEGER, "codename": STRING, "model": STRING, "app_label": STRING, "name": STRING}
MODEL_GRANT = Shape("RoleModelPermission", _GRANT)
OBJECT_GRANT = Shape("RoleObjectPermission", {**_GRANT, "object_pk": STRING})
ASSIGNED = Shape(
    "RoleAssignedObjectPermission",
    {
        "role_pk": STRING,
        "name": STRING,
        "object_permissions": array(OBJECT_GRANT),
        "model_permissions": array(MODEL_GRANT),
    },
)
OF_ROLE = Shape(
    "ExtraRoleObjectPermission",
    {
        **OBJECT_GRANT.properties,
        "app_label_verbose": STRING,
        "model_verbose": STRING,
        "object_description": nullable(STRING),
    },
)
RESULT = Shape("PermissionAssignResult", {"id": STRING})
ASSIGN = {
    "permissions": Field(
        list_of(line(150, blank=False)), description="Full names, `authentik_core.view_user`."
    ),
    "model": Field(line(150), None, nullable=True, description="With `object_pk`: the kind of the object."),
    "object_pk": Field(
        line(255), None, nullable=True, description="Without it: on every object of the kind."
    ),
}


def number_of(permission: str) -> int:
    """A permission's `id`: made of its name, so that it is the same in every installation."""
    return zlib.crc32(permission.encode()) & 0x7FFFFFFF


def serialize(permission: str, model: Model) -> dict[str, Any]:
    """A permission as it is listed."""
    return {
        "id": number_of(permission),
        "name": model.all_permissions[permission],
        "codename": permission.partition(".")[2],
        "model": model.name,
        "app_label": model.app,
        "app_label_verbose": model.app.removeprefix("authentik_").replace("_", " "),
        "model_verbose": model.verbose_name,
    }


class _Listed:
    """A permission as `list_items` takes it."""

    def __init__(self, permission: str, model: Model) -> None:
        self.permission, self.model = permission, model
        self.codename = permission.partition(".")[2]
        self.name = model.all_permissions[permission]
        self.app_label = model.app
        self.model_name = model.name


@endpoints.on(
    "GET",
    "rbac/permissions/",
    Permission.SIGNED_IN,
    answers=page_of_shape(PERMISSION),
    is_list=True,
    query={
        "codename": Parameter(),
        "content_type__model": Parameter(),
        "content_type__app_label": Parameter(),
        "role": Parameter(description="Only what this role has on everything."),
    },
)
async def list_permissions(request: ApiRequest) -> Reply:
    """Every permission there is. Knowing their names gives nobody any."""
    asked = request.query
    items = [_Listed(permission, model) for permission, model in sorted(known_permissions().items())]
    for parameter, attribute in (
        ("codename", "codename"),
        ("content_type__model", "model_name"),
        ("content_type__app_label", "app_label"),
    ):
        if asked.get(parameter):
            items = [item for item in items if getattr(item, attribute) == asked[parameter]]
    if asked.get("role"):
        if not request.may("view", ROLE, asked["role"]):
            raise not_found("Role")
        query = select(role_permissions.c.permission).where(
            role_permissions.c.role_id == asked["role"], role_permissions.c.object_pk == ""
        )
        held = set(await request.read(lambda connection: connection.execute(query).scalars().all()))
        items = [item for item in items if item.permission in held]
    return answer(
        list_items(
            request,
            items,
            lambda item: serialize(item.permission, item.model),
            search=("codename", "name", "model_name", "app_label"),
            ordering=("codename", "name"),
            default="codename",
        )
    )


@endpoints.on("GET", "rbac/permissions/{id:long}/", Permission.SIGNED_IN, answers=PERMISSION)
async def get_permission(request: ApiRequest) -> Reply:
    """One permission."""
    for permission, model in known_permissions().items():
        if number_of(permission) == int(request.arguments["id"]):
            return answer(serialize(permission, model))
    raise not_found("Permission")


@endpoints.on(
    "GET",
    "rbac/permissions/assigned_by_roles/",
    may_list(ROLE),
    answers=page_of_shape(ASSIGNED),
    is_list=True,
    query={
        "model": Parameter(description="Such as `authentik_core.user`.", is_required=True),
        "object_pk": Parameter(description="Only grants on this object, and on everything."),
    },
)
async def assigned_by_roles(request: ApiRequest) -> Reply:
    """Which roles have permissions on a kind of object, or on one object."""
    model = MODELS.get(request.query.get("model", ""))
    if model is None:
        raise invalid("model", "This kind of object is not known.")
    wanted, names = request.query.get("object_pk", ""), model.all_permissions
    page, size = page_of(request)

    def work(connection: Connection) -> dict[str, Any]:
        query = request.visible(
            select(role_permissions, table.c.name)
            .join(table, table.c.id == role_permissions.c.role_id)
            .where(role_permissions.c.permission.in_(sorted(names))),
            ROLE,
        )
        if wanted:
            query = query.where(role_permissions.c.object_pk.in_(("", wanted)))
        found: dict[str, dict[str, Any]] = {}
        for row in connection.execute(query.order_by(table.c.name, role_permissions.c.permission)):
            entry = found.setdefault(
                row.role_id,
                {"role_pk": row.role_id, "name": row.name, "object_permissions": [], "model_permissions": []},
            )
            shown = _grant(row, model)
            if row.object_pk:
                entry["object_permissions"].append({**shown, "object_pk": row.object_pk})
            else:
                entry["model_permissions"].append(shown)
        entries = list(found.values())
        return listed(entries[(page - 1) * size : page * size], len(entries), page, size)

    return answer(await request.read(work))


@endpoints.on(
    "GET",
    "rbac/permissions/roles/",
    may_list(ROLE),
    answers=page_of_shape(OF_ROLE),
    is_list=True,
    query={"uuid": Parameter(description="The role.", is_required=True)},
)
async def permissions_of_role(request: ApiRequest) -> Reply:
    """What a role may do on single objects."""
    role_id = request.query.get("uuid", "")
    if not request.may("view", ROLE, role_id):
        raise not_found("Role")
    page, size = page_of(request)

    def work(connection: Connection) -> dict[str, Any]:
        query = select(role_permissions).where(
            role_permissions.c.role_id == role_id, role_permissions.c.object_pk != ""
        )
        known = known_permissions()
        rows = connection.execute(query.order_by(role_permissions.c.permission)).all()
        rows = [row for row in rows if row.permission in known]
        shown = [
            {
                **_grant(row, known[row.permission]),
                "object_pk": row.object_pk,
                "app_label_verbose": known[row.permission].app,
                "model_verbose": known[row.permission].verbose_name,
                "object_description": _describe(connection, known[row.permission], row.object_pk),
            }
            for row in rows[(page - 1) * size : page * size]
        ]
        return listed(shown, len(rows), page, size)

    return answer(await request.read(work))


@endpoints.on(
    "POST",
    "rbac/permissions/assigned_by_roles/{uuid}/assign/",
    may("assign_role_permissions", ROLE, on="uuid"),
    body=ASSIGN,
    body_name="PermissionAssign",
    answers=array(RESULT),
    operation="rbac_permissions_assigned_by_roles_assign",
)
async def assign(request: ApiRequest) -> Reply:
    """Give a role permissions: none that you do not have yourself (GHSA-h6c5)."""
    names, pk = _wanted(parse(ASSIGN, await request.json()))

    def work(connection: Connection) -> list[dict[str, str]]:
        role = ROLES.row(connection, request.arguments["uuid"])
        check_covers(request, connection, _rights(names, pk), "permissions")
        made = [{"id": str(store.grant(connection, role.id, name, pk))} for name in names]
        changes = {"permissions": {"before": [], "after": [f"{name}:{pk}" if pk else name for name in names]}}
        ROLES.kind.record(request, connection, "model_updated", role.id, role.name, changes=changes)
        return made

    return answer(await request.write(work))


@endpoints.on(
    "PATCH",
    "rbac/permissions/assigned_by_roles/{uuid}/unassign/",
    may("unassign_role_permissions", ROLE, on="uuid"),
    body=ASSIGN,
    body_name="PermissionAssign",
)
async def unassign(request: ApiRequest) -> Reply:
    """Take permissions from a role: none that you do not have yourself."""
    names, pk = _wanted(parse(ASSIGN, await request.json()))

    def work(connection: Connection) -> None:
        role = ROLES.row(connection, request.arguments["uuid"])
        check_covers(request, connection, _rights(names, pk), "permissions")
        taken = [name for name in names if store.revoke(connection, role.id, name, pk)]
        if taken:
            changes = {
                "permissions": {"before": [f"{name}:{pk}" if pk else name for name in taken], "after": []}
            }
            ROLES.kind.record(request, connection, "model_updated", role.id, role.name, changes=changes)

    await request.write(work)
    return nothing()


def _wanted(values: dict[str, Any]) -> tuple[list[str], str]:
    """Full names of permissions, and the object."""
    known, names = known_permissions(), list(dict.fromkeys(values["permissions"]))
    for name in names:
        if name not in known:
            raise invalid("permissions", f'There is no permission "{name}".')
    pk = values["object_pk"] or ""
    if pk:
        model = MODELS.get((values["model"] or "").lower())
        if model is None:
            raise invalid("model", "This kind of object is not known.")
        if any(known[name] is not model for name in names):
            raise invalid("permissions", "These permissions are not about objects of this kind.")
    return names, pk


def _rights(names: Sequence[str], pk: str) -> Rights:
    if pk:
        return Rights(on_objects={name: frozenset({pk}) for name in names})
    return Rights(everywhere=frozenset(names))


def _grant(row: Any, model: Model) -> dict[str, Any]:
    return {
        "id": row.id,
        "codename": row.permission.partition(".")[2],
        "model": model.name,
        "app_label": model.app,
        "name": model.all_permissions[row.permission],
    }


def _describe(connection: Connection, model: Model, pk: str) -> str | None:
    table_of, key = model.table, None
    if table_of is None or model.label not in table_of.c:
        return None
    column = table_of.c[model.key]
    key = int(pk) if column.type.python_type is int and pk.isdecimal() else pk
    found = connection.execute(select(table_of.c[model.label]).where(column == key)).scalar()
    return None if found is None else str(found)
