"""`core/users/me/`: who the caller is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.api.core.users import EMAIL_ADDRESS, USERNAME, USERS, check_username_free
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.permissions import Permission
from wirelatch.identity.api.rbac.models import SYSTEM
from wirelatch.identity.api.recording import difference
from wirelatch.identity.authenticators import notices
from wirelatch.identity.directory import rights, roles, users
from wirelatch.identity.directory.avatars import avatar
from wirelatch.identity.directory.people import Person, uid
from wirelatch.identity.directory.role_tables import roles as roles_table
from wirelatch.identity.directory.tables import group_members, groups
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import forbidden
from wirelatch.identity.web.fields import Field, line, parse
from wirelatch.identity.web.shapes import BOOLEAN, INTEGER, OBJECT, STRING, Shape, array, nullable, one_of

endpoints = Endpoints()
_NAMED = {"name": STRING, "pk": STRING}
SELF = Shape(
    "UserSelf",
    {
        "pk": INTEGER,
        "username": STRING,
        "name": STRING,
        "is_active": BOOLEAN,
        "is_superuser": BOOLEAN,
        "is_current": BOOLEAN,
        "groups": array(Shape("UserSelfGroups", _NAMED)),
        "roles": array(Shape("UserSelfRoles", _NAMED)),
        "email": STRING,
        "avatar": STRING,
        "uid": STRING,
        "settings": OBJECT,
        "type": one_of(users.TYPES),
        "system_permissions": array(STRING),
        "changeable": array(STRING),
    },
)
SESSION_USER = Shape(
    "SessionUser",
    {"user": SELF, "original": nullable(SELF), "users": array(SELF)},
    optional=frozenset({"original"}),
)
CHANGE = {"name": Field(line(500, blank=False)), "email": EMAIL_ADDRESS, "username": USERNAME}


@endpoints.on("GET", "core/users/me/", Permission.SIGNED_IN, answers=SESSION_USER)
async def me(request: ApiRequest) -> Reply:
    """The caller; `original` is who it really is while somebody impersonates a user."""
    principal = request.principal
    assert principal.person is not None
    person, original = principal.person, principal.original

    def work(connection: Connection) -> dict[str, Any]:
        user = serialize_self(connection, person, request)
        found: dict[str, Any] = {"user": user, "users": [user]}
        if original is not None:
            found["original"] = serialize_self(connection, original, request, is_current=False)
        return found

    return answer(await request.read(work))


@endpoints.on(
    "PATCH", "core/users/me/", Permission.SIGNED_IN, body=CHANGE, body_name="UserSelf", answers=USERS.shape
)
async def change_me(request: ApiRequest) -> Reply:
    """Users change their own name; e-mail address and user name where the system settings let them."""
    person = request.principal.person
    assert person is not None
    values = parse(CHANGE, await request.json(), partial=True)
    before = {"name": person.name, "email": person.email, "username": person.username}
    changed = {name for name in values if values[name] != before[name]}
    if request.principal.original is not None and changed & {"email", "username"}:
        raise forbidden("Not while you impersonate somebody: it could open the account to you for good.")
    for name in sorted(changed):
        if not _may_change(request, person, name):
            raise forbidden(f"Your {name} is for an administrator to change.")

    def work(connection: Connection) -> dict[str, Any]:
        if "username" in changed:
            check_username_free(connection, values["username"], person.id)
        users.change(connection, person.id, {name: values[name] for name in changed})
        notices.address_changed(connection, request.services, person.id, person.email)
        if changed:
            changes = difference(before, values, changed)
            USERS.kind.record(
                request, connection, "model_updated", person.id, person.username, changes=changes
            )
        return USERS.serialize(connection, USERS.by_key(connection, person.id), request)

    return answer(await request.write(work))


def _may_change(request: ApiRequest, person: Person, name: str) -> bool:
    """Whether a field of one's own is for oneself to change: by the user's attribute, else by the settings."""
    own = person.attributes.get(f"goauthentik.io/user/can-change-{name}")
    return bool(getattr(request.system, f"default_user_change_{name}")) if own is None else own is True


def serialize_self(
    connection: Connection, person: Person, request: ApiRequest, *, is_current: bool = True
) -> dict[str, Any]:
    """A user as they see themselves."""
    direct = connection.execute(
        select(groups.c.id, groups.c.name)
        .join(group_members, group_members.c.group_id == groups.c.id)
        .where(group_members.c.user_id == person.id)
        .order_by(groups.c.name)
    ).all()
    held = roles.of_person(connection, person)
    carried = connection.execute(
        select(roles_table).where(roles_table.c.id.in_(sorted(held))).order_by(roles_table.c.name)
    ).all()
    own = rights.of_person(connection, person)
    return {
        "pk": person.id,
        "username": person.username,
        "name": person.name,
        "is_active": person.is_active,
        "is_superuser": person.is_superuser,
        "is_current": is_current,
        "groups": [{"name": row.name, "pk": row.id} for row in direct],
        "roles": [{"name": row.name, "pk": row.id} for row in carried],
        "email": person.email,
        "avatar": avatar(person, request.system.avatars),
        "uid": uid(person.id, request.services.installation_id),
        "settings": person.attributes.get("settings") or {},
        "type": person.type,
        "system_permissions": [
            permission.partition(".")[2] for permission in SYSTEM.all_permissions if own.holds(permission)
        ],
        "changeable": [name for name in CHANGE if _may_change(request, person, name)],
    }
