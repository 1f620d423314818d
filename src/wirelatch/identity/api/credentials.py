"""Passwords of users, and service accounts with their tokens: `core/users/…`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.errors import ApiError, invalid, not_found
from wirelatch.identity.api.fields import ABSENT, Field, boolean, instant, line, parse, text
from wirelatch.identity.api.recording import USER
from wirelatch.identity.api.users import check_username_free
from wirelatch.identity.directory import groups as group_store
from wirelatch.identity.directory import tokens, users
from wirelatch.identity.directory.passwords import SHORTEST_PASSWORD
from wirelatch.identity.directory.people import uid
from wirelatch.identity.directory.tables import users as table
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()


@endpoints.on("POST", "core/users/{id:int}/set_password/", Permission.SIGNED_IN)
async def set_password(request: ApiRequest) -> Reply:
    """Superusers for anybody; users for themselves, with the present password, so that a session alone is not enough.

    A present password that a superuser gives for their own account is checked as well.
    """
    user_id = int(request.arguments["id"])
    principal, services = request.principal, request.services
    own = principal.person is not None and principal.person.id == user_id
    if not principal.is_superuser and not own:
        raise not_found("User")
    body = await request.json()
    schema = {
        "password": Field(password),
        "current_password": Field(password, ABSENT),
    }
    values = parse(schema, body)
    if own and len(values["password"]) < SHORTEST_PASSWORD:
        raise invalid("password", f"Use at least {SHORTEST_PASSWORD} characters.")
    row = await request.read(
        lambda connection: connection.execute(select(table).where(table.c.id == user_id)).first()
    )
    if row is None:
        raise not_found("User")
    if not principal.is_superuser or (own and "current_password" in values):
        wait = await services.attempts.admit(row.username_key, request.call.address)
        if wait:
            raise ApiError(429, {"detail": "Too many attempts. Please wait a while and try again."})
        if not await services.passwords.check(row.password_hash, values.get("current_password", "")):
            raise invalid("current_password", "The current password is wrong.")
        await services.attempts.succeeded(row.username_key, request.call.address)
    password_hash = await services.passwords.hash(values["password"])

    def work(connection: Connection) -> None:
        users.set_password(
            connection, user_id, password_hash, keep_session=principal.session_uuid if own else None
        )
        USER.record(request, connection, "password_set", user_id, row.username)

    await request.write(work)
    return nothing()


def password(value: Any) -> str:
    """A password as it was typed: nothing is cut off."""
    checked: str = value if isinstance(value, str) else ""
    text(1024)(checked)
    if not checked:
        raise invalid("password", "This field may not be blank.")
    return checked


@endpoints.on("POST", "core/users/service_account/", Permission.SUPERUSER)
async def service_account(request: ApiRequest) -> Reply:
    schema = {
        "name": Field(line(140, blank=False)),
        "create_group": Field(boolean, False),
        "expiring": Field(boolean, True),
        "expires": Field(instant, None, nullable=True),
    }
    values = parse(schema, await request.json())

    def work(connection: Connection) -> dict[str, Any]:
        check_username_free(connection, values["name"], None, field="name")
        user_id = users.create(
            connection,
            username=values["name"],
            name=values["name"],
            type="service_account",
            path="goauthentik.io/service-accounts",
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
            expires=values["expires"],
            expiring=values["expiring"],
        )
        USER.record(request, connection, "model_created", user_id, values["name"])
        return result

    return answer(await request.write(work))
