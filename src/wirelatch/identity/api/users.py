"""`core/users/`: the directory's users, and `me`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Row, delete, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.errors import not_found
from wirelatch.identity.api.fields import (
    ABSENT,
    Field,
    boolean,
    choice,
    json_object,
    line,
    list_of,
    parse,
    uuid,
)
from wirelatch.identity.api.listing import answer_query, asked_flag, where_equal
from wirelatch.identity.api.lookup import check_exist, check_free
from wirelatch.identity.api.recording import USER, difference
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.directory import groups as group_store
from wirelatch.identity.directory import people, users
from wirelatch.identity.directory.people import Person, uid
from wirelatch.identity.directory.superusers import keep_a_superuser
from wirelatch.identity.directory.tables import group_members, groups
from wirelatch.identity.directory.tables import users as table
from wirelatch.identity.login.initial_setup import EMAIL
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()
SCHEMA = {
    "username": Field(line(150, blank=False, pattern=r"[^\s].*", message="Enter a valid username.")),
    "name": Field(line(500), ""),
    "email": Field(line(254, pattern=EMAIL.pattern, message="Enter a valid email address."), ""),
    "email_verified": Field(boolean, ABSENT),
    "is_active": Field(boolean, True),
    "groups": Field(list_of(uuid), ABSENT),
    "attributes": Field(json_object, dict),
    "path": Field(line(500, blank=False, pattern=r"(?!/).*[^/]", message="Enter a valid path."), "users"),
    "type": Field(choice(users.TYPES), "internal"),
}


def avatar(person: Person) -> str:
    """A picture of the initials, as a data address: nobody else learns who is looked at."""
    initials = "".join(part[0] for part in person.display_name.split()[:2]).upper()
    escaped = initials.replace("&", "&amp;").replace("<", "&lt;")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#0f6c75"/>'
        '<text x="32" y="32" dy=".35em" text-anchor="middle" fill="#fff" font-family="system-ui,sans-serif" '
        f'font-size="26">{escaped}</text></svg>'
    )
    return "data:image/svg+xml," + quote(svg)


def brief(row: Row[Any]) -> dict[str, Any]:
    """A user within another object."""
    return {
        "pk": row.id,
        "username": row.username,
        "name": row.name,
        "is_active": row.is_active,
        "last_login": row.last_login,
        "email": row.email,
        "attributes": row.attributes,
        "uid": row.uuid,
    }


def full(connection: Connection, row: Row[Any], installation_id: str) -> dict[str, Any]:
    """A user on its own."""
    person = people.from_row(connection, row)
    direct = connection.execute(
        select(groups)
        .join(group_members, group_members.c.group_id == groups.c.id)
        .where(group_members.c.user_id == row.id)
        .order_by(groups.c.name)
    ).all()
    return {
        "pk": row.id,
        "username": row.username,
        "name": row.name,
        "is_active": row.is_active,
        "last_login": row.last_login,
        "date_joined": row.date_joined,
        "is_superuser": person.is_superuser,
        "groups": [group.id for group in direct],
        "groups_obj": [
            {
                "pk": group.id,
                "num_pk": group.num_pk,
                "name": group.name,
                "is_superuser": group.is_superuser,
                "attributes": group.attributes,
            }
            for group in direct
        ],
        "roles": [],
        "roles_obj": [],
        "email": row.email,
        "email_verified": row.email_verified,
        "avatar": avatar(person),
        "attributes": row.attributes,
        "uid": uid(row.id, installation_id),
        "path": row.path,
        "type": row.type,
        "uuid": row.uuid,
        "password_change_date": row.password_change_date,
        "last_updated": row.last_updated,
    }


@endpoints.on("GET", "core/users/me/", Permission.SIGNED_IN)
async def me(request: ApiRequest) -> Reply:
    person = request.principal.person
    assert person is not None

    def work(connection: Connection) -> list[dict[str, str]]:
        query = (
            select(groups.c.id, groups.c.name)
            .join(group_members, group_members.c.group_id == groups.c.id)
            .where(group_members.c.user_id == person.id)
            .order_by(groups.c.name)
        )
        return [{"name": row.name, "pk": row.id} for row in connection.execute(query)]

    return answer(
        {
            "user": {
                "pk": person.id,
                "username": person.username,
                "name": person.name,
                "is_active": person.is_active,
                "is_superuser": person.is_superuser,
                "groups": await request.read(work),
                "roles": [],
                "email": person.email,
                "avatar": avatar(person),
                "uid": uid(person.id, request.services.installation_id),
                "settings": person.attributes.get("settings", {}),
                "type": person.type,
                "system_permissions": ["access_admin_interface"] if person.is_superuser else [],
            }
        }
    )


@endpoints.on("PATCH", "core/users/me/", Permission.SIGNED_IN)
async def change_me(request: ApiRequest) -> Reply:
    """Users change their own name. Username and email say who somebody is: they are the administrators' to change."""
    person = request.principal.person
    assert person is not None
    values = parse({"name": Field(line(500, blank=False))}, await request.json(), partial=True)

    def work(connection: Connection) -> dict[str, Any]:
        users.change(connection, person.id, values)
        changes = difference({"name": person.name}, values, values)
        if changes:
            USER.record(request, connection, "model_updated", person.id, person.username, changes=changes)
        return _get(connection, person.id, request)

    return answer(await request.write(work))


@endpoints.on("GET", "core/users/", Permission.SUPERUSER)
async def list_users(request: ApiRequest) -> Reply:
    exact = {name: table.c[name] for name in ("username", "email", "uuid", "path")}
    query, asked = where_equal(select(table), request, exact), request.query
    if asked.get("path_startswith"):
        query = query.where(table.c.path.startswith(asked["path_startswith"], autoescape=True))
    is_active = asked_flag(request, "is_active")
    if is_active is not None:
        query = query.where(table.c.is_active.is_(is_active))
    if asked.get("type"):
        query = query.where(table.c.type.in_(asked["type"].split(",")))
    if asked.get("groups_by_pk"):
        members = select(group_members.c.user_id).where(
            group_members.c.group_id.in_(asked["groups_by_pk"].split(","))
        )
        query = query.where(table.c.id.in_(members))
    if asked.get("groups_by_name"):
        named = select(group_members.c.user_id).join(groups, groups.c.id == group_members.c.group_id)
        query = query.where(table.c.id.in_(named.where(groups.c.name == asked["groups_by_name"])))
    installation_id = request.services.installation_id
    ordering = {
        "username": table.c.username_key,
        "name": table.c.name,
        "email": table.c.email,
        "is_active": table.c.is_active,
        "last_login": table.c.last_login,
        "date_joined": table.c.date_joined,
        "type": table.c.type,
        "pk": table.c.id,
    }
    return await answer_query(
        request,
        query,
        lambda connection, row: full(connection, row, installation_id),
        search=(table.c.username, table.c.name, table.c.email),
        ordering=ordering,
        default="username",
    )


@endpoints.on("GET", "core/users/paths/", Permission.SUPERUSER)
async def paths(request: ApiRequest) -> Reply:
    found = await request.read(
        lambda connection: connection.execute(select(table.c.path).distinct()).scalars().all()
    )
    return answer({"paths": sorted(found)})


@endpoints.on("POST", "core/users/", Permission.SUPERUSER)
async def create_user(request: ApiRequest) -> Reply:
    values = parse(SCHEMA, await request.json())

    def work(connection: Connection) -> dict[str, Any]:
        group_ids = values.pop("groups", [])
        check_username_free(connection, values["username"], None)
        user_id = users.create(connection, **values)
        _set_groups(connection, user_id, group_ids)
        created = _get(connection, user_id, request)
        USER.record(request, connection, "model_created", user_id, values["username"])
        return created

    return answer(await request.write(work), 201)


@endpoints.on("GET", "core/users/{id:int}/", Permission.SIGNED_IN)
async def get_user(request: ApiRequest) -> Reply:
    user_id = int(request.arguments["id"])
    person = request.principal.person
    if not request.principal.is_superuser and (person is None or person.id != user_id):
        raise not_found("User")
    return answer(await request.read(lambda connection: _get(connection, user_id, request)))


@endpoints.on("PUT", "core/users/{id:int}/", Permission.SUPERUSER)
@endpoints.on("PATCH", "core/users/{id:int}/", Permission.SUPERUSER)
async def change_user(request: ApiRequest) -> Reply:
    user_id = int(request.arguments["id"])
    values = parse(SCHEMA, await request.json(), partial=request.is_partial)

    def work(connection: Connection) -> dict[str, Any]:
        before = _get(connection, user_id, request)
        group_ids = values.pop("groups", None)
        if "username" in values:
            check_username_free(connection, values["username"], user_id)
        users.change(connection, user_id, values)
        if group_ids is not None:
            _set_groups(connection, user_id, group_ids)
        keep_a_superuser(connection)
        after = _get(connection, user_id, request)
        shown = (*values, *(["groups"] if group_ids is not None else []))
        changes = difference(before, after, shown)
        if changes:
            USER.record(request, connection, "model_updated", user_id, after["username"], changes=changes)
        return after

    return answer(await request.write(work))


@endpoints.on("DELETE", "core/users/{id:int}/", Permission.SUPERUSER)
async def delete_user(request: ApiRequest) -> Reply:
    user_id = int(request.arguments["id"])

    def work(connection: Connection) -> None:
        user = _get(connection, user_id, request)
        users.end_everything(connection, user_id)
        count_up(connection)  # bindings to it change
        connection.execute(delete(table).where(table.c.id == user_id))
        keep_a_superuser(connection)
        USER.record(request, connection, "model_deleted", user_id, user["username"])

    await request.change_catalog(work)
    return nothing()


def _get(connection: Connection, user_id: int, request: ApiRequest) -> dict[str, Any]:
    row = connection.execute(select(table).where(table.c.id == user_id)).first()
    if row is None:
        raise not_found("User")
    return full(connection, row, request.services.installation_id)


def check_username_free(
    connection: Connection, username: str, user_id: int | None, field: str = "username"
) -> None:
    """Raise unless the name is free, in any case, or belongs to `user_id` already."""
    check_free(connection, table.c.username_key, users.key_of(username), user_id, field=field)


def _set_groups(connection: Connection, user_id: int, group_ids: list[str]) -> None:
    check_exist(connection, groups.c.id, group_ids, "groups")
    group_store.set_groups_of_user(connection, user_id, group_ids)
