"""`core/users/`: the directory's users."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, Row, String, and_, cast, delete, not_, select

from wirelatch.identity.api.core.embedded import PARTIAL_GROUP, group_with_number
from wirelatch.identity.api.core.models import GROUP, USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.escalation import check_covers, check_may_act_for
from wirelatch.identity.api.lookup import check_exist, check_free
from wirelatch.identity.api.permissions import may_list
from wirelatch.identity.api.rbac.models import ROLE
from wirelatch.identity.api.rbac.roles import SHAPE as ROLE_SHAPE
from wirelatch.identity.api.rbac.roles import serialize as serialize_role
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.authenticators import notices
from wirelatch.identity.directory import groups as group_store
from wirelatch.identity.directory import people, rights, roles, users
from wirelatch.identity.directory.avatars import avatar
from wirelatch.identity.directory.people import uid
from wirelatch.identity.directory.role_tables import roles as roles_table
from wirelatch.identity.directory.role_tables import user_roles
from wirelatch.identity.directory.superusers import keep_a_superuser
from wirelatch.identity.directory.tables import group_members, groups
from wirelatch.identity.directory.tables import users as table
from wirelatch.identity.login.initial_setup import EMAIL
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import forbidden, invalid
from wirelatch.identity.web.fields import (
    ABSENT,
    Field,
    InvalidError,
    boolean,
    choice,
    instant,
    json_object,
    line,
    list_of,
    uuid,
)
from wirelatch.identity.web.shapes import BOOLEAN, INSTANT, STRING, UUID, Parameter, Shape, array, nullable

endpoints = Endpoints()
USERNAME = Field(line(150, blank=False, pattern=r"[^\s].*", message="Enter a valid username."))
EMAIL_ADDRESS = Field(line(254, pattern=EMAIL.pattern, message="Enter a valid email address."), "")
SCHEMA = {
    "username": USERNAME,
    "name": Field(line(500), ""),
    "email": EMAIL_ADDRESS,
    "email_verified": Field(boolean, ABSENT),
    "is_active": Field(boolean, True),
    "groups": Field(list_of(uuid), ABSENT),
    "roles": Field(list_of(uuid), ABSENT),
    "attributes": Field(json_object, dict),
    "path": Field(line(500, blank=False, pattern=r"(?!/).*[^/]", message="Enter a valid path."), "users"),
    "type": Field(choice(users.TYPES), "internal"),
}


def _in_groups(query: Any, value: str) -> Any:
    members = select(group_members.c.user_id).where(group_members.c.group_id.in_(value.split(",")))
    return query.where(table.c.id.in_(members))


def _in_named_groups(query: Any, value: str) -> Any:
    named = select(group_members.c.user_id).join(groups, groups.c.id == group_members.c.group_id)
    return query.where(table.c.id.in_(named.where(groups.c.name.in_(value.split(",")))))


def _with_roles(query: Any, value: str) -> Any:
    carried = select(user_roles.c.user_id).where(user_roles.c.role_id.in_(value.split(",")))
    return query.where(table.c.id.in_(carried))


def _with_named_roles(query: Any, value: str) -> Any:
    carried = select(user_roles.c.user_id).join(roles_table, roles_table.c.id == user_roles.c.role_id)
    return query.where(table.c.id.in_(carried.where(roles_table.c.name.in_(value.split(",")))))


def _is_superuser(query: Any, value: str) -> Any:
    powerful = people.superusers()
    return query.where(table.c.id.in_(powerful) if value == "true" else not_(table.c.id.in_(powerful)))


def _text_at(column: Any, path: tuple[str, ...]) -> Any:
    """The value there as a text: PostgreSQL refuses to make a number of one that is none, in whosesoever row it is."""
    for name in path[:-1]:  # one by one: a whole path is not quoted
        column = column[name]
    return cast(column[path[-1]].as_string(), String)


def attributes_equal(column: Any, value: str) -> Any:
    """A condition: the JSON column holds all that the JSON text says."""
    try:
        wanted = orjson.loads(value)
    except orjson.JSONDecodeError:
        wanted = None
    if not isinstance(wanted, dict) or b"\\u0000" in orjson.dumps(wanted):
        raise invalid("attributes", "Value must be valid JSON of an object.")
    conditions = []
    waiting: list[tuple[tuple[str, ...], Any]] = [((), wanted)]
    while waiting:
        path, part = waiting.pop()
        if isinstance(part, dict):
            waiting += [((*path, str(name)), inner) for name, inner in part.items()]
        elif isinstance(part, bool):
            # As PostgreSQL and as SQLite write it.
            conditions.append(_text_at(column, path).in_((str(part).lower(), str(int(part)))))
        elif isinstance(part, int | float | str):
            conditions.append(_text_at(column, path) == str(part))
        else:
            raise invalid("attributes", "Only texts, numbers and booleans can be searched for.")
    return and_(True, *conditions)


def _moment(column: str, comparison: str) -> Any:
    def narrow(query: Any, value: str) -> Any:
        try:
            moment = instant(value)
        except InvalidError as error:
            raise invalid(column, str(error)) from None
        chosen = table.c[column]
        compared = {"": chosen == moment, "__gt": chosen > moment, "__lt": chosen < moment}
        return query.where(compared[comparison])

    return narrow


def _never_signed_in(query: Any, value: str) -> Any:
    column = table.c.last_login
    return query.where(column.is_(None) if value == "true" else column.is_not(None))


def _path_starts_with(query: Any, value: str) -> Any:
    return query.where(table.c.path.startswith(value, autoescape=True))


class Users(Resource):
    """People and service accounts."""

    path = "core/users/"
    model = USER
    shape_name = "User"
    schema = SCHEMA
    read = {
        "email_verified": BOOLEAN,
        "groups": array(UUID),
        "roles": array(UUID),
        "last_login": nullable(INSTANT),
        "date_joined": INSTANT,
        "is_superuser": BOOLEAN,
        "groups_obj": nullable(array(PARTIAL_GROUP)),
        "roles_obj": nullable(array(ROLE_SHAPE)),
        "avatar": STRING,
        "uid": STRING,
        "uuid": UUID,
        "password_change_date": INSTANT,
        "last_updated": INSTANT,
    }
    unique = ()
    search = ("username", "name", "email", "uuid")
    ordering = {
        "username": "username_key",
        "name": "name",
        "email": "email",
        "is_active": "is_active",
        "last_login": "last_login",
        "date_joined": "date_joined",
        "last_updated": "last_updated",
        "type": "type",
        "path": "path",
        "pk": "id",
        "id": "id",
    }
    default_order = "username"
    filters = ("username", "name", "email", "uuid", "path", "is_active", "type")
    more_filters = {
        "path_startswith": (Parameter(), _path_starts_with),
        "groups_by_pk": (Parameter(description="Ids of groups, with commas between."), _in_groups),
        "groups_by_name": (Parameter(), _in_named_groups),
        "roles_by_pk": (Parameter(), _with_roles),
        "roles_by_name": (Parameter(), _with_named_roles),
        "is_superuser": (Parameter(BOOLEAN), _is_superuser),
        "attributes": (
            Parameter(description="JSON of what their attributes must hold."),
            lambda query, value: query.where(attributes_equal(table.c.attributes, value)),
        ),
        "last_login__isnull": (Parameter(BOOLEAN), _never_signed_in),
        **{
            f"{column}{comparison}": (Parameter(INSTANT), _moment(column, comparison))
            for column in ("date_joined", "last_login", "last_updated")
            for comparison in ("", "__gt", "__lt")
        },
        "include_groups": (Parameter(BOOLEAN), lambda query, value: query),
        "include_roles": (Parameter(BOOLEAN), lambda query, value: query),
    }
    owner_verbs = frozenset({"get"})
    catalog_refers = True

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        """A user on its own."""
        return serialize_user(connection, row, request)

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        """Who changes users gives no group or role that gives more than they have, and touches nobody above them."""
        if row is not None:
            check_may_act_for(request, connection, row.id)
        if "username" in values:
            check_username_free(connection, values["username"], None if row is None else row.id)
        if "groups" in values:
            check_exist(connection, groups.c.id, values["groups"], "groups")
            before = set() if row is None else _group_ids(connection, row.id)
            for group_id in sorted(before ^ set(values["groups"])):
                verb = "remove_user_from_group" if group_id in before else "add_user_to_group"
                if not (request.may(verb, GROUP, group_id) or request.may("change", GROUP, group_id)):
                    raise forbidden("You may not change who is in this group.")
            given = rights.of_groups(connection, set(values["groups"]) - before)
            check_covers(request, connection, given, "groups")
        if "roles" in values:
            check_exist(connection, roles_table.c.id, values["roles"], "roles")
            before = set() if row is None else _role_ids(connection, row.id)
            for role_id in sorted(before ^ set(values["roles"])):
                if not request.may("change", ROLE, role_id):
                    raise forbidden("You may not change who carries this role.")
            check_covers(
                request, connection, rights.of_roles(connection, before | set(values["roles"])), "roles"
            )

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> int:
        """With groups and roles."""
        own = {name: value for name, value in values.items() if name not in ("groups", "roles")}
        user_id = users.create(connection, **own)
        if values.get("groups"):
            group_store.set_groups_of_user(connection, user_id, values["groups"])
        if values.get("roles"):
            roles.set_of_user(connection, user_id, values["roles"])
        return user_id

    def update(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> None:
        """With groups and roles; there is always an administrator left."""
        own = {name: value for name, value in values.items() if name not in ("groups", "roles")}
        users.change(connection, row.id, own)
        notices.address_changed(connection, request.services, row.id, row.email)
        if "groups" in values:
            group_store.set_groups_of_user(connection, row.id, values["groups"])
        if "roles" in values:
            roles.set_of_user(connection, row.id, values["roles"])
        keep_a_superuser(connection)

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        """All that acts in the user's name ends."""
        check_may_act_for(request, connection, row.id)
        users.end_everything(connection, row.id)
        connection.execute(delete(table).where(table.c.id == row.id))
        keep_a_superuser(connection)


def serialize_user(connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
    """A user on its own; `include_groups` and `include_roles` as the request asks."""
    person = people.from_row(connection, row)
    direct = connection.execute(
        select(groups)
        .join(group_members, group_members.c.group_id == groups.c.id)
        .where(group_members.c.user_id == row.id)
        .order_by(groups.c.name)
    ).all()
    carried = connection.execute(
        select(roles_table)
        .join(user_roles, user_roles.c.role_id == roles_table.c.id)
        .where(user_roles.c.user_id == row.id)
        .order_by(roles_table.c.name)
    ).all()
    with_groups = request.query.get("include_groups", "true") != "false"
    with_roles = request.query.get("include_roles", "true") != "false"
    return {
        "pk": row.id,
        "username": row.username,
        "name": row.name,
        "is_active": row.is_active,
        "last_login": row.last_login,
        "date_joined": row.date_joined,
        "is_superuser": person.is_superuser,
        "groups": [group.id for group in direct],
        "groups_obj": [group_with_number(group) for group in direct] if with_groups else None,
        "roles": [role.id for role in carried],
        "roles_obj": [serialize_role(role) for role in carried] if with_roles else None,
        "email": row.email,
        "email_verified": row.email_verified,
        "avatar": avatar(person, request.system.avatars),
        "attributes": row.attributes,
        "uid": uid(row.id, request.services.installation_id),
        "path": row.path,
        "type": row.type,
        "uuid": row.uuid,
        "password_change_date": row.password_change_date,
        "last_updated": row.last_updated,
    }


USERS = Users()
USERS.register(endpoints)


def check_username_free(
    connection: Connection, username: str, user_id: int | None, field: str = "username"
) -> None:
    """Raise unless the name is free, in any case, or belongs to `user_id` already."""
    check_free(connection, table.c.username_key, users.key_of(username), user_id, field=field)


def _group_ids(connection: Connection, user_id: int) -> set[str]:
    query = select(group_members.c.group_id).where(group_members.c.user_id == user_id)
    return set(connection.execute(query).scalars())


def _role_ids(connection: Connection, user_id: int) -> set[str]:
    query = select(user_roles.c.role_id).where(user_roles.c.user_id == user_id)
    return set(connection.execute(query).scalars())


@endpoints.on(
    "GET",
    "core/users/paths/",
    may_list(USER),
    answers=Shape("UserPath", {"paths": array(STRING)}),
    query={"search": Parameter()},
)
async def paths(request: ApiRequest) -> Reply:
    """The folders that users are in."""
    wanted = request.query.get("search", "")
    query = request.visible(select(table.c.path).distinct(), USER)
    if wanted:
        query = query.where(table.c.path.icontains(wanted, autoescape=True))
    found = await request.read(lambda connection: connection.execute(query).scalars().all())
    return answer({"paths": sorted(found)})
