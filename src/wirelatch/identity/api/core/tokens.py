"""`core/tokens/`: API tokens and app passwords.

The key is told once; afterwards only its hash exists. What authentik's `view_key` can mean then: the maker may fetch the
key in a second request shortly after it was made (or rotated by them), as authentik's clients do, and nobody ever later.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from wirelatch.database import now
from wirelatch.identity import durations
from wirelatch.identity.api.core.models import TOKEN
from wirelatch.identity.api.core.users import USERS, serialize_user
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.escalation import check_may_act_for
from wirelatch.identity.api.lookup import check_exist
from wirelatch.identity.api.permissions import Permission, may
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.directory import tokens as store
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.directory.tables import api_tokens as table
from wirelatch.identity.directory.tables import users
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import ApiError, forbidden, invalid
from wirelatch.identity.web.fields import Field, boolean, choice, instant, integer, line, parse, text
from wirelatch.identity.web.shapes import INTEGER, STRING, Parameter, Shape, nullable

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
    "user": Field(integer(1), None, nullable=True, description="By default yourself. It never changes."),
    "description": Field(text(1000), ""),
    "expires": Field(instant, None, nullable=True),
    "expiring": Field(boolean, True),
}
KEY = {"key": Field(line(500, blank=False), write_only=True)}
SHORTEST_KEY = 32
SHOWN_FOR_SECONDS = 120.0
_fresh: dict[str, tuple[float, int, str]] = {}
"""Keys of tokens just made, by token id: authentik's clients fetch the key in a second request."""


def _of_username(query: Any, value: str) -> Any:
    return query.where(table.c.user_id.in_(select(users.c.id).where(users.c.username == value)))


class Tokens(Resource):
    """Tokens; users make, see and delete their own."""

    path = "core/tokens/"
    model = TOKEN
    shape_name = "Token"
    argument = "identifier"
    schema = SCHEMA
    columns = {"user": "user_id"}
    read = {"managed": nullable(STRING), "user": INTEGER, "user_obj": USERS.shape}
    unique = ("identifier",)
    search = ("identifier", "description", users.c.username)
    ordering = {
        "identifier": "identifier",
        "expires": "expires",
        "expiring": "expiring",
        "intent": "intent",
        "description": "description",
        "user": users.c.username,
        "user__username": users.c.username,
    }
    default_order = "identifier"
    filters = ("identifier", "intent", "description", "expiring", "managed")
    more_filters = {"user__username": (Parameter(), _of_username)}
    verbs = frozenset({"list", "get", "change", "delete", "used_by"})
    owner_verbs = frozenset({"list", "get", "change", "delete"})

    def query(self, request: ApiRequest) -> Any:
        """With the owner, for ordering."""
        return select(table).join(users, users.c.id == table.c.user_id)

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        """A token, without its key."""
        owner = connection.execute(select(users).where(users.c.id == row.user_id)).one()
        return {
            "managed": row.managed,
            "user": row.user_id,
            "user_obj": serialize_user(connection, owner, request),
        }

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        """With the key, of which the hash is kept."""
        store.create(connection, **values)
        return connection.execute(
            select(table.c.id).where(table.c.identifier == values["identifier"])
        ).scalar_one()

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        """Owner and intent of a token never change."""
        if row is None:
            return
        owner = values.pop("user", None)
        if owner is not None and owner != row.user_id:
            # CVE-2024-37905: a token moved to an administrator would carry their rights.
            raise invalid("user", "The owner of a token cannot be changed.")
        if values.get("intent", row.intent) != row.intent:
            raise invalid("intent", "The intent of a token cannot be changed.")
        check_may_act_for(request, connection, row.user_id)
        if values.get("expiring") is False:
            values["expires"] = None
        elif values.get("expires", row.expires) is None:
            values["expires"] = now() + _lifetime(request)


TOKENS = Tokens()
TOKENS.register(endpoints)
MADE = Shape("TokenCreated", {**TOKENS.shape.properties, "key": STRING})


@endpoints.on(
    "POST",
    "core/tokens/",
    Permission.SIGNED_IN,
    body=SCHEMA,
    body_name="Token",
    answers=MADE,
    status=201,
)
async def create_token(request: ApiRequest) -> Reply:
    """Make a token for yourself; for others with the permission to add tokens, and all rights that they have.

    The answer holds the `key`, which is not told again.
    """
    values = parse(SCHEMA, await request.json())
    own, wanted = request.own_id, values.pop("user")
    user_id = wanted or own
    if user_id != own and not request.may("add", TOKEN):
        raise forbidden("A token can only be made for yourself.")
    if request.principal.original is not None:
        raise forbidden("Not while you impersonate somebody: the token would outlast it.")
    if values["expiring"] and values["expires"] is None:
        values["expires"] = now() + _lifetime(request)

    def work(connection: Connection) -> dict[str, Any]:
        check_exist(connection, users.c.id, [user_id], "user")
        check_may_act_for(request, connection, user_id)
        key = store.new_key(request.system.default_token_length)
        pk = TOKENS.create_in(connection, request, {**values, "user_id": user_id, "key": key})
        return {**TOKENS.serialize(connection, TOKENS.by_key(connection, pk), request), "key": key}

    created = await request.write(work)
    _remember(created["pk"], own, created["key"])
    return answer(created, 201)


@endpoints.on(
    "GET",
    "core/tokens/{identifier}/view_key/",
    may("view_token_key", TOKEN, on="identifier", owner=True),
    answers=Shape("TokenView", {"key": STRING}),
)
async def view_key(request: ApiRequest) -> Reply:
    """The key, once, to its maker, shortly after it was made."""
    row = await request.read(lambda connection: TOKENS.row(connection, request.arguments["identifier"]))
    made, maker, key = _fresh.pop(row.id, (0.0, 0, ""))
    if not key or maker != request.own_id or time.monotonic() - made > SHOWN_FOR_SECONDS:
        raise ApiError(
            403, {"detail": "A key is shown only once, when it is made.", "code": "permission_denied"}
        )
    await request.write(
        lambda connection: TOKENS.kind.record(request, connection, "secret_view", row.id, row.identifier)
    )
    return answer({"key": key})


@endpoints.on(
    "POST",
    "core/tokens/{identifier}/set_key/",
    may("set_token_key", TOKEN, on="identifier"),
    body=KEY,
    body_name="TokenSetKey",
)
async def set_key(request: ApiRequest) -> Reply:
    """Give a token a key that was made elsewhere. Whoever knows it acts as the owner, so you must have their rights."""
    key = parse(KEY, await request.json())["key"]
    if len(key) < SHORTEST_KEY:
        raise invalid("key", f"Use at least {SHORTEST_KEY} random characters.")

    def work(connection: Connection) -> None:
        row = TOKENS.row(connection, request.arguments["identifier"])
        check_may_act_for(request, connection, row.user_id)
        taken = select(table.c.id).where(table.c.key_hash == hash_of(key))
        if connection.execute(taken).scalar() not in (None, row.id):
            raise invalid("key", "This key cannot be used.")
        connection.execute(update(table).where(table.c.id == row.id).values(key_hash=hash_of(key)))
        changes = {"key": {"before": "********", "after": "********"}}
        TOKENS.kind.record(request, connection, "model_updated", row.id, row.identifier, changes=changes)

    await request.write(work)
    return nothing()


def _lifetime(request: ApiRequest) -> timedelta:
    return durations.parse(request.system.default_token_duration)


def _remember(token_id: str, maker: int, key: str) -> None:
    moment = time.monotonic()
    for known, (made, _, _) in list(_fresh.items()):
        if moment - made > SHOWN_FOR_SECONDS:
            del _fresh[known]
    _fresh[token_id] = (moment, maker, key)
