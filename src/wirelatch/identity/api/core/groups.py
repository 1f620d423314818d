"""`core/groups/`: groups, their parents, members and roles."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, select

from wirelatch.identity.api.core.embedded import PARTIAL_USER, RELATED_GROUP, brief, related
from wirelatch.identity.api.core.models import GROUP
from wirelatch.identity.api.core.users import attributes_equal
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.escalation import check_covers, check_may_act_for
from wirelatch.identity.api.lookup import check_exist
from wirelatch.identity.api.membership import register_membership
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.rbac.models import ROLE
from wirelatch.identity.api.rbac.roles import SHAPE as ROLE_SHAPE
from wirelatch.identity.api.rbac.roles import serialize as serialize_role
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.directory import groups as store
from wirelatch.identity.directory import people, rights, roles
from wirelatch.identity.directory.logout_notices import rights_changed
from wirelatch.identity.directory.role_tables import group_roles
from wirelatch.identity.directory.role_tables import roles as roles_table
from wirelatch.identity.directory.superusers import keep_a_superuser
from wirelatch.identity.directory.tables import group_members, group_parents, groups, users
from wirelatch.identity.web.errors import forbidden, invalid
from wirelatch.identity.web.fields import (
    ABSENT,
    Field,
    boolean,
    integer,
    json_object,
    line,
    list_of,
    uuid,
)
from wirelatch.identity.web.shapes import BOOLEAN, INTEGER, UUID, Parameter, array, nullable

endpoints = Endpoints()
SCHEMA = {
    "name": Field(line(255, blank=False)),
    "is_superuser": Field(boolean, False),
    "parents": Field(list_of(uuid), ABSENT),
    "users": Field(list_of(integer(1), 100_000), ABSENT),
    "attributes": Field(json_object, dict),
    "roles": Field(list_of(uuid), ABSENT),
}
_RELATIONS = ("parents", "users", "roles")


def _with_members(query: Any, value: str) -> Any:
    pks = [int(pk) for pk in value.split(",") if pk.isdecimal() and len(pk) < 10]
    return query.where(
        groups.c.id.in_(select(group_members.c.group_id).where(group_members.c.user_id.in_(pks)))
    )


def _with_named_members(query: Any, value: str) -> Any:
    member_of = select(group_members.c.group_id).join(users, users.c.id == group_members.c.user_id)
    return query.where(groups.c.id.in_(member_of.where(users.c.username.in_(value.split(",")))))


def _unchanged(query: Any, value: str) -> Any:
    return query


class Groups(Resource):
    """Rights flow from a group to those below it."""

    path = "core/groups/"
    model = GROUP
    shape_name = "Group"
    argument = "group_uuid"
    schema = SCHEMA
    read = {
        "num_pk": INTEGER,
        "parents": array(UUID),
        "parents_obj": nullable(array(RELATED_GROUP)),
        "users": array(INTEGER),
        "users_obj": nullable(array(PARTIAL_USER)),
        "roles": array(UUID),
        "roles_obj": array(ROLE_SHAPE),
        "inherited_roles_obj": nullable(array(ROLE_SHAPE)),
        "children": array(UUID),
        "children_obj": nullable(array(RELATED_GROUP)),
    }
    ordering = ("name", "is_superuser", "num_pk")
    filters = ("name", "is_superuser")
    more_filters = {
        "members_by_pk": (Parameter(), _with_members),
        "members_by_username": (Parameter(), _with_named_members),
        "attributes": (
            Parameter(description="JSON of what their attributes must hold."),
            lambda query, value: query.where(attributes_equal(groups.c.attributes, value)),
        ),
        **{
            f"include_{part}": (Parameter(BOOLEAN), _unchanged)
            for part in ("users", "parents", "children", "inherited_roles")
        },
    }
    catalog_refers = True

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        """A group on its own; `include_users` and the like leave the longer parts out."""
        above = select(groups).join(group_parents, group_parents.c.parent == groups.c.id)
        below = select(groups).join(group_parents, group_parents.c.child == groups.c.id)
        parents = connection.execute(
            above.where(group_parents.c.child == row.id).order_by(groups.c.name)
        ).all()
        children = connection.execute(
            below.where(group_parents.c.parent == row.id).order_by(groups.c.name)
        ).all()
        members = connection.execute(
            select(users)
            .join(group_members, group_members.c.user_id == users.c.id)
            .where(group_members.c.group_id == row.id)
            .order_by(users.c.username_key)
        ).all()
        own = _roles(connection, {row.id})
        inherited = _roles(connection, set(people.with_ancestors(connection, {row.id})) - {row.id})

        def asked(part: str) -> bool:
            return request.query.get(f"include_{part}", "true") != "false"

        return {
            "pk": row.id,
            "num_pk": row.num_pk,
            "name": row.name,
            "is_superuser": row.is_superuser,
            "parents": [parent.id for parent in parents],
            "parents_obj": [related(parent) for parent in parents] if asked("parents") else None,
            "users": [member.id for member in members],
            "users_obj": [brief(connection, member) for member in members] if asked("users") else None,
            "attributes": row.attributes,
            "roles": [role.id for role in own],
            "roles_obj": [serialize_role(role) for role in own],
            "inherited_roles_obj": [serialize_role(role) for role in inherited]
            if asked("inherited_roles")
            else None,
            "children": [child.id for child in children],
            "children_obj": [related(child) for child in children] if asked("children") else None,
        }

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        """Nobody makes a group, and so its members, more powerful than they are (GHSA-h6c5)."""
        group_id = None if row is None else row.id
        for field, column in (("parents", groups.c.id), ("users", users.c.id), ("roles", roles_table.c.id)):
            check_exist(connection, column, values.get(field, []), field)
        if row is not None:
            check_covers(request, connection, rights.of_groups(connection, [row.id]), "non_field_errors")
        was = row is not None and row.is_superuser
        if "is_superuser" in values and values["is_superuser"] != was:
            verb = "enable_group_superuser" if values["is_superuser"] else "disable_group_superuser"
            if not request.may(verb, GROUP, group_id):
                raise forbidden("You may not change whether this group makes superusers.")
            if values["is_superuser"] and not request.rights.is_superuser:
                raise invalid("is_superuser", "You cannot give rights that you do not have.")
        if "parents" in values:
            before = set() if group_id is None else _parents(connection, group_id)
            for parent in sorted(before ^ set(values["parents"])):
                if not request.may("change", GROUP, parent):
                    raise forbidden("You may not change what is below this group.")
            check_covers(request, connection, rights.of_groups(connection, values["parents"]), "parents")
        if "roles" in values:
            before = set() if group_id is None else {role.id for role in _roles(connection, {group_id})}
            for role_id in sorted(before ^ set(values["roles"])):
                if not request.may("change", ROLE, role_id):
                    raise forbidden("You may not change who carries this role.")
            check_covers(request, connection, rights.of_roles(connection, values["roles"]), "roles")
        if "users" in values:
            before_users = set() if group_id is None else store.members(connection, group_id)
            for user_id in sorted(before_users ^ set(values["users"])):
                check_may_act_for(request, connection, user_id)

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> str:
        """With parents, members and roles."""
        group_id = store.create(
            connection,
            name=values["name"],
            is_superuser=values["is_superuser"],
            attributes=values["attributes"],
        )
        self._set_relations(connection, group_id, values)
        return group_id

    def update(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> None:
        """With parents, members and roles; there is always an administrator left."""
        own = {name: value for name, value in values.items() if name not in _RELATIONS}
        super().update(connection, request, row, own)
        self._set_relations(connection, row.id, values)
        keep_a_superuser(connection)
        if values.get("name", row.name) != row.name:  # which is what clients know it by
            rights_changed(connection, store.members(connection, row.id))

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        """Members lose what the group gave them at once."""
        check_covers(request, connection, rights.of_groups(connection, [row.id]), "non_field_errors")
        rights_changed(connection, store.members(connection, row.id))
        connection.execute(delete(groups).where(groups.c.id == row.id))
        keep_a_superuser(connection)

    def _set_relations(self, connection: Connection, group_id: str, values: dict[str, Any]) -> None:
        if "parents" in values:
            try:
                store.set_parents(connection, group_id, values["parents"])
            except store.GroupCycleError as error:
                raise invalid("parents", str(error)) from None
        if "users" in values:
            store.set_members(connection, group_id, values["users"])
        if "roles" in values:
            roles.set_of_group(connection, group_id, values["roles"])


def _change_member(connection: Connection, group_id: str, user_id: int, is_member: bool) -> bool:
    changed = (store.add_member if is_member else store.remove_member)(connection, group_id, user_id)
    keep_a_superuser(connection)
    return changed


GROUPS = Groups()
GROUPS.register(endpoints)
register_membership(
    endpoints,
    GROUPS,
    adding=may("add_user_to_group", GROUP, on="group_uuid"),
    removing=may("remove_user_from_group", GROUP, on="group_uuid"),
    body_name="UserAccount",
    rights_of=rights.of_groups,
    change=_change_member,
)


def _roles(connection: Connection, group_ids: set[str]) -> list[Row[Any]]:
    if not group_ids:
        return []
    carried = select(group_roles.c.role_id).where(group_roles.c.group_id.in_(sorted(group_ids)))
    query = select(roles_table).where(roles_table.c.id.in_(carried)).order_by(roles_table.c.name)
    return list(connection.execute(query).all())


def _parents(connection: Connection, group_id: str) -> set[str]:
    query = select(group_parents.c.parent).where(group_parents.c.child == group_id)
    return set(connection.execute(query).scalars())
