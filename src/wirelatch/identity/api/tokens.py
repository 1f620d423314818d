"""`core/tokens/`: API tokens and app passwords. The key is told once; afterwards only its hash exists."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.errors import ApiError, forbidden, invalid, not_found
from wirelatch.identity.api.fields import Field, boolean, choice, instant, integer, line, parse, text
from wirelatch.identity.api.listing import answer_query, where_equal
from wirelatch.identity.api.lookup import check_exist, check_free
from wirelatch.identity.api.recording import TOKEN, difference
from wirelatch.identity.api.users import brief
from wirelatch.identity.directory import tokens as store
from wirelatch.identity.directory.tables import api_tokens as table
from wirelatch.identity.directory.tables import users
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()
SCHEMA = {
    "identifier": Field(
        line(
            255,
            blank=False,
            pattern=r"[-\w]+",
            message="Enter a valid slug of letters, numbers, underscores or hyphens.",
        )
    ),
    "intent": Field(choice(store.INTENTS), "api"),
    "description": Field(text(1000), ""),
    "expires": Field(instant, None, nullable=True),
    "expiring": Field(boolean, True),
}
OWNER = {"user": Field(integer(1), None, nullable=True)}
SHOWN_FOR_SECONDS = 120.0
_fresh: dict[str, tuple[float, int, str]] = {}
"""Keys of tokens just made, by token id: authentik's clients fetch the key in a second request."""


def serialize(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """A token, without its key."""
    owner = connection.execute(select(users).where(users.c.id == row.user_id)).one()
    return {
        "pk": row.id,
        "managed": row.managed,
        "identifier": row.identifier,
        "intent": row.intent,
        "user": row.user_id,
        "user_obj": brief(owner),
        "description": row.description,
        "expires": row.expires,
        "expiring": row.expiring,
    }


@endpoints.on("GET", "core/tokens/", Permission.SIGNED_IN)
async def list_tokens(request: ApiRequest) -> Reply:
    query = select(table).join(users, users.c.id == table.c.user_id)
    if not request.principal.is_superuser:
        query = query.where(table.c.user_id == _own_id(request))
    exact = {name: table.c[name] for name in ("identifier", "intent", "description")}
    return await answer_query(
        request,
        where_equal(query, request, {**exact, "user__username": users.c.username}),
        serialize,
        search=(table.c.identifier, table.c.description, users.c.username),
        ordering={
            "identifier": table.c.identifier,
            "expires": table.c.expires,
            "expiring": table.c.expiring,
            "intent": table.c.intent,
            "user": users.c.username,
            "user__username": users.c.username,
            "description": table.c.description,
        },
        default="identifier",
    )


@endpoints.on("POST", "core/tokens/", Permission.SIGNED_IN)
async def create_token(request: ApiRequest) -> Reply:
    body = await request.json()
    values, owner = parse(SCHEMA, body), parse(OWNER, body)["user"]
    own = _own_id(request)
    if owner is not None and owner != own and not request.principal.is_superuser:
        raise forbidden("A token can only be made for yourself.")
    user_id = owner or own

    def work(connection: Connection) -> dict[str, Any]:
        check_exist(connection, users.c.id, [user_id], "user")
        check_free(connection, table.c.identifier, values["identifier"], None)
        key = store.create(connection, user_id=user_id, **values)
        row = _find(connection, values["identifier"])
        assert row is not None
        TOKEN.record(request, connection, "model_created", row.id, row.identifier)
        return {**serialize(connection, row), "key": key}

    created = await request.write(work)
    _remember(created["pk"], own, created["key"])
    return answer(created, 201)


@endpoints.on("GET", "core/tokens/{identifier}/", Permission.SIGNED_IN)
async def get_token(request: ApiRequest) -> Reply:
    return answer(await request.read(lambda connection: serialize(connection, _visible(connection, request))))


@endpoints.on("GET", "core/tokens/{identifier}/view_key/", Permission.SIGNED_IN)
async def view_key(request: ApiRequest) -> Reply:
    """The key, once, to its maker, shortly after it was made."""
    row = await request.read(lambda connection: _visible(connection, request))
    made, maker, key = _fresh.pop(row.id, (0.0, 0, ""))
    if not key or maker != _own_id(request) or time.monotonic() - made > SHOWN_FOR_SECONDS:
        raise ApiError(
            403, {"detail": "A key is shown only once, when it is made.", "code": "permission_denied"}
        )
    await request.write(
        lambda connection: TOKEN.record(request, connection, "secret_view", row.id, row.identifier)
    )
    return answer({"key": key})


@endpoints.on("PUT", "core/tokens/{identifier}/", Permission.SIGNED_IN)
@endpoints.on("PATCH", "core/tokens/{identifier}/", Permission.SIGNED_IN)
async def change_token(request: ApiRequest) -> Reply:
    body = await request.json()
    values = parse(SCHEMA, body, partial=request.is_partial)
    owner = parse(OWNER, body, partial=True).get("user")

    def work(connection: Connection) -> dict[str, Any]:
        row = _visible(connection, request)
        before = serialize(connection, row)
        if owner is not None and owner != row.user_id:
            # CVE-2024-37905: a token moved to an administrator would carry their rights.
            raise invalid("user", "The owner of a token cannot be changed.")
        check_free(connection, table.c.identifier, values.get("identifier", row.identifier), row.id)
        if values.get("intent", row.intent) != row.intent:
            raise invalid("intent", "The intent of a token cannot be changed.")
        if values.get("expiring") is False:
            values["expires"] = None
        if values:
            connection.execute(update(table).where(table.c.id == row.id).values(**values))
        after_row = _find(connection, values.get("identifier", row.identifier))
        assert after_row is not None
        after = serialize(connection, after_row)
        changes = difference(before, after, values)
        TOKEN.record(request, connection, "model_updated", row.id, row.identifier, changes=changes)
        return after

    return answer(await request.write(work))


@endpoints.on("DELETE", "core/tokens/{identifier}/", Permission.SIGNED_IN)
async def delete_token(request: ApiRequest) -> Reply:
    def work(connection: Connection) -> None:
        row = _visible(connection, request)
        connection.execute(delete(table).where(table.c.id == row.id))
        TOKEN.record(request, connection, "model_deleted", row.id, row.identifier)

    await request.write(work)
    return nothing()


def _own_id(request: ApiRequest) -> int:
    assert request.principal.person is not None
    return request.principal.person.id


def _find(connection: Connection, identifier: str) -> Row[Any] | None:
    return connection.execute(select(table).where(table.c.identifier == identifier)).first()


def _visible(connection: Connection, request: ApiRequest) -> Row[Any]:
    row = _find(connection, request.arguments["identifier"])
    if row is None or (row.user_id != _own_id(request) and not request.principal.is_superuser):
        raise not_found("Token")
    return row


def _remember(token_id: str, maker: int, key: str) -> None:
    moment = time.monotonic()
    for known, (made, _, _) in list(_fresh.items()):
        if moment - made > SHOWN_FOR_SECONDS:
            del _fresh[known]
    _fresh[token_id] = (moment, maker, key)
