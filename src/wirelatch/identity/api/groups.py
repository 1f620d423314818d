"""`core/groups/`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.errors import invalid, not_found
from wirelatch.identity.api.fields import (
    ABSENT,
    Field,
    boolean,
    integer,
    json_object,
    line,
    list_of,
    parse,
    uuid,
)
from wirelatch.identity.api.listing import answer_query, asked_flag, where_equal
from wirelatch.identity.api.lookup import check_exist, check_free
from wirelatch.identity.api.recording import GROUP, difference
from wirelatch.identity.api.users import brief
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.directory import groups as store
from wirelatch.identity.directory.logout_notices import rights_changed
from wirelatch.identity.directory.superusers import keep_a_superuser
from wirelatch.identity.directory.tables import group_members, group_parents, groups, users
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()
SCHEMA = {
    "name": Field(line(255, blank=False)),
    "is_superuser": Field(boolean, False),
    "parents": Field(list_of(uuid), ABSENT),
    "users": Field(list_of(integer(1), 100_000), ABSENT),
    "attributes": Field(json_object, dict),
}
MEMBER = {"pk": Field(integer(1))}


def full(connection: Connection, row: Row[Any], *, with_users: bool = True) -> dict[str, Any]:
    """A group on its own."""
    above = select(groups).join(group_parents, group_parents.c.parent == groups.c.id)
    below = select(groups).join(group_parents, group_parents.c.child == groups.c.id)
    parents = connection.execute(above.where(group_parents.c.child == row.id).order_by(groups.c.name)).all()
    children = connection.execute(below.where(group_parents.c.parent == row.id).order_by(groups.c.name)).all()
    members = connection.execute(
        select(users)
        .join(group_members, group_members.c.user_id == users.c.id)
        .where(group_members.c.group_id == row.id)
        .order_by(users.c.username_key)
    ).all()
    return {
        "pk": row.id,
        "num_pk": row.num_pk,
        "name": row.name,
        "is_superuser": row.is_superuser,
        "parents": [parent.id for parent in parents],
        "parents_obj": [related(parent) for parent in parents],
        "users": [member.id for member in members],
        "users_obj": [brief(member) for member in members] if with_users else None,
        "attributes": row.attributes,
        "roles": [],
        "roles_obj": [],
        "inherited_roles_obj": [],
        "children": [child.id for child in children],
        "children_obj": [related(child) for child in children],
    }


def related(row: Row[Any]) -> dict[str, Any]:
    """A group within another object."""
    return {"pk": row.id, "name": row.name, "is_superuser": row.is_superuser, "attributes": row.attributes}


@endpoints.on("GET", "core/groups/", Permission.SUPERUSER)
async def list_groups(request: ApiRequest) -> Reply:
    query, asked = where_equal(select(groups), request, {"name": groups.c.name}), request.query
    is_superuser = asked_flag(request, "is_superuser")
    if is_superuser is not None:
        query = query.where(groups.c.is_superuser.is_(is_superuser))
    for parameter, column in (("members_by_pk", users.c.id), ("members_by_username", users.c.username)):
        if asked.get(parameter):
            wanted: list[Any] = asked[parameter].split(",")
            if parameter == "members_by_pk":
                wanted = [int(value) for value in wanted if value.isdigit() and len(value) < 10]
            member_of = select(group_members.c.group_id).join(users, users.c.id == group_members.c.user_id)
            query = query.where(groups.c.id.in_(member_of.where(column.in_(wanted))))
    with_users = asked.get("include_users", "true") != "false"
    return await answer_query(
        request,
        query,
        lambda connection, row: full(connection, row, with_users=with_users),
        search=(groups.c.name,),
        ordering={
            "name": groups.c.name,
            "is_superuser": groups.c.is_superuser,
            "num_pk": groups.c.num_pk,
        },
        default="name",
    )


@endpoints.on("POST", "core/groups/", Permission.SUPERUSER)
async def create_group(request: ApiRequest) -> Reply:
    values = parse(SCHEMA, await request.json())

    def work(connection: Connection) -> dict[str, Any]:
        check_free(connection, groups.c.name, values["name"], None)
        group_id = store.create(
            connection,
            name=values["name"],
            is_superuser=values["is_superuser"],
            attributes=values["attributes"],
        )
        _set_relations(connection, group_id, values)
        GROUP.record(request, connection, "model_created", group_id, values["name"])
        return _get(connection, group_id)

    return answer(await request.write(work), 201)


@endpoints.on("GET", "core/groups/{id}/", Permission.SUPERUSER)
async def get_group(request: ApiRequest) -> Reply:
    return answer(await request.read(lambda connection: _get(connection, request.arguments["id"])))


@endpoints.on("PUT", "core/groups/{id}/", Permission.SUPERUSER)
@endpoints.on("PATCH", "core/groups/{id}/", Permission.SUPERUSER)
async def change_group(request: ApiRequest) -> Reply:
    group_id = request.arguments["id"]
    values = parse(SCHEMA, await request.json(), partial=request.is_partial)

    def work(connection: Connection) -> dict[str, Any]:
        before = _get(connection, group_id)
        if "name" in values:
            check_free(connection, groups.c.name, values["name"], group_id)
        own = {name: value for name, value in values.items() if name not in ("parents", "users")}
        if own:
            connection.execute(update(groups).where(groups.c.id == group_id).values(**own))
        _set_relations(connection, group_id, values)
        keep_a_superuser(connection)
        after = _get(connection, group_id)
        if after["name"] != before["name"]:  # which is what clients know it by
            rights_changed(connection, after["users"])
        changes = difference(before, after, values)
        if changes:
            GROUP.record(request, connection, "model_updated", group_id, after["name"], changes=changes)
        return after

    return answer(await request.write(work))


@endpoints.on("DELETE", "core/groups/{id}/", Permission.SUPERUSER)
async def delete_group(request: ApiRequest) -> Reply:
    group_id = request.arguments["id"]

    def work(connection: Connection) -> None:
        group = _get(connection, group_id)
        rights_changed(connection, group["users"])
        connection.execute(delete(groups).where(groups.c.id == group_id))
        count_up(connection)  # bindings to it change
        keep_a_superuser(connection)
        GROUP.record(request, connection, "model_deleted", group_id, group["name"])

    await request.change_catalog(work)
    return nothing()


@endpoints.on("POST", "core/groups/{id}/add_user/", Permission.SUPERUSER)
async def add_user(request: ApiRequest) -> Reply:
    return await _member(request, add=True)


@endpoints.on("POST", "core/groups/{id}/remove_user/", Permission.SUPERUSER)
async def remove_user(request: ApiRequest) -> Reply:
    return await _member(request, add=False)


async def _member(request: ApiRequest, *, add: bool) -> Reply:
    group_id = request.arguments["id"]
    user_id = parse(MEMBER, await request.json())["pk"]

    def work(connection: Connection) -> None:
        group = _get(connection, group_id)
        user = connection.execute(select(users).where(users.c.id == user_id)).first()
        if user is None:
            raise not_found("User")
        changed = (store.add_member if add else store.remove_member)(connection, group_id, user_id)
        keep_a_superuser(connection)
        if changed:
            change = (
                {"before": None, "after": user.username} if add else {"before": user.username, "after": None}
            )
            changes = {"users": change}
            GROUP.record(request, connection, "model_updated", group_id, group["name"], changes=changes)

    await request.write(work)
    return nothing()


def _get(connection: Connection, group_id: str) -> dict[str, Any]:
    row = connection.execute(select(groups).where(groups.c.id == group_id)).first()
    if row is None:
        raise not_found("Group")
    return full(connection, row)


def _set_relations(connection: Connection, group_id: str, values: dict[str, Any]) -> None:
    for field, column in (("parents", groups.c.id), ("users", users.c.id)):
        check_exist(connection, column, values.get(field, []), field)
    if "parents" in values:
        try:
            store.set_parents(connection, group_id, values["parents"])
        except store.GroupCycleError as error:
            raise invalid("parents", str(error)) from None
    if "users" in values:
        store.set_members(connection, group_id, values["users"])
