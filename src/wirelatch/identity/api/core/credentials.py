"""Passwords of users, and service accounts with their tokens: `core/users/…`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import argon2
from sqlalchemy import Connection, select

from wirelatch.database import now
from wirelatch.identity.api.core.models import GROUP, USER
from wirelatch.identity.api.core.users import USERS, check_username_free
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.escalation import check_may_act_for
from wirelatch.identity.api.permissions import may
from wirelatch.identity.directory import groups as group_store
from wirelatch.identity.directory import tokens, users
from wirelatch.identity.directory.passwords import SHORTEST_PASSWORD
from wirelatch.identity.directory.people import uid
from wirelatch.identity.directory.tables import users as table
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import ApiError, forbidden, invalid, not_found
from wirelatch.identity.web.fields import (
    ABSENT,
    Field,
    InvalidError,
    Typed,
    boolean,
    instant,
    line,
    parse,
    text,
)
from wirelatch.identity.web.shapes import INTEGER, STRING, Shape

endpoints = Endpoints()


def _password(value: Any) -> str:
    checked: str = value if isinstance(value, str) else ""
    text(1024)(checked)
    if not checked:
        raise invalid("password", "This field may not be blank.")
    return checked


password = Typed(_password, {"type": "string", "minLength": 1, "maxLength": 1024})
"""A password as it was typed: nothing is cut off."""
PASSWORD = {
    "password": Field(password, write_only=True),
    "current_password": Field(password, ABSENT, write_only=True),
}


@endpoints.on(
    "POST",
    "core/users/{id:int}/set_password/",
    may("reset_user_password", USER, on="id", owner=True),
    body=PASSWORD,
    body_name="UserPasswordSet",
)
async def set_password(request: ApiRequest) -> Reply:
    """Users for themselves, with the present password, so that a session alone is not enough; others with permission.

    A present password that an administrator gives for their own account is checked as well. Nobody sets the password of
    a user who has rights that they do not have.
    """
    user_id = int(request.arguments["id"])
    principal, services = request.principal, request.services
    own = user_id == request.own_id
    if own and principal.original is not None:
        raise forbidden("Not while you impersonate this user.")
    values = parse(PASSWORD, await request.json())
    if own and len(values["password"]) < SHORTEST_PASSWORD:
        raise invalid("password", f"Use at least {SHORTEST_PASSWORD} characters.")
    row = await request.read(
        lambda connection: connection.execute(select(table).where(table.c.id == user_id)).first()
    )
    if row is None:
        raise not_found("User")
    if own and (not principal.is_superuser or "current_password" in values):
        wait = await services.attempts.admit(row.username_key, request.call.address)
        if wait:
            raise ApiError(429, {"detail": "Too many attempts. Please wait a while and try again."})
        if not await services.passwords.check(row.password_hash, values.get("current_password", "")):
            raise invalid("current_password", "The current password is wrong.")
        await services.attempts.succeeded(row.username_key, request.call.address)
    elif not own:
        await request.read(lambda connection: check_may_act_for(request, connection, user_id))
    password_hash = await services.passwords.hash(values["password"])

    def work(connection: Connection) -> None:
        check_may_act_for(request, connection, user_id)
        users.set_password(
            connection, user_id, password_hash, keep_session=principal.session_uuid if own else None
        )
        USERS.kind.record(request, connection, "password_set", user_id, row.username)

    await request.write(work)
    return nothing()


def _hash(value: Any) -> str:
    checked = str(_password(value)).removeprefix("argon2$")
    checked = checked if checked.startswith("$") else f"${checked}"
    try:
        argon2.extract_parameters(checked)
    except argon2.exceptions.InvalidHashError:
        raise InvalidError("Use a hash of Argon2 ($argon2id$…).") from None
    return checked


PASSWORD_HASH = {"password": Field(Typed(_hash, {"type": "string"}), write_only=True)}


@endpoints.on(
    "POST",
    "core/users/{id:int}/set_password_hash/",
    may("reset_user_password", USER, on="id"),
    body=PASSWORD_HASH,
    body_name="UserPasswordHashSet",
)
async def set_password_hash(request: ApiRequest) -> Reply:
    """Bring a password along as its Argon2 hash, when users move here from elsewhere."""
    user_id = int(request.arguments["id"])
    password_hash = parse(PASSWORD_HASH, await request.json())["password"]

    def work(connection: Connection) -> None:
        row = USERS.row(connection, user_id)
        check_may_act_for(request, connection, user_id)
        users.set_password(connection, user_id, password_hash)
        USERS.kind.record(request, connection, "password_set", user_id, row.username)

    await request.write(work)
    return nothing()


SERVICE_ACCOUNT = {
    "name": Field(line(140, blank=False)),
    "create_group": Field(boolean, False),
    "expiring": Field(boolean, True),
    "expires": Field(instant, None, nullable=True),
}


@endpoints.on(
    "POST",
    "core/users/service_account/",
    may("add", USER),
    body=SERVICE_ACCOUNT,
    body_name="UserServiceAccount",
    answers=Shape(
        "UserServiceAccountResponse",
        {
            "username": STRING,
            "token": STRING,
            "user_uid": STRING,
            "user_pk": INTEGER,
            "group_pk": STRING,
        },
        optional=frozenset({"group_pk"}),
    ),
)
async def service_account(request: ApiRequest) -> Reply:
    """A user for a program, with an app password that is told only now, and a group of its own if wanted."""
    values = parse(SERVICE_ACCOUNT, await request.json())
    if values["create_group"] and not request.may("add", GROUP):
        raise forbidden("You may not make groups.")

    def work(connection: Connection) -> dict[str, Any]:
        check_username_free(connection, values["name"], None, field="name")
        user_id = USERS.create_in(
            connection,
            request,
            {
                "username": values["name"],
                "name": values["name"],
                "type": "service_account",
                "path": "goauthentik.io/service-accounts",
            },
        )
        result: dict[str, Any] = {"username": values["name"], "user_pk": user_id}
        result["user_uid"] = uid(user_id, request.services.installation_id)
        if values["create_group"]:
            if group_store.id_of(connection, values["name"]) is not None:
                raise invalid("name", "A group with this name already exists.")
            result["group_pk"] = group_store.create(connection, name=values["name"])
            group_store.add_member(connection, result["group_pk"], user_id)
        result["token"] = tokens.create(
            connection,
            identifier=f"service-account-{values['name']}-password"[:255],
            user_id=user_id,
            intent="app_password",
            expires=values["expires"] or now() + timedelta(days=360),
            expiring=values["expiring"],
        )
        return result

    return answer(await request.write(work))
