"""`oauth2/initial_access_tokens/`: tokens with which programs register clients (RFC 7591 3)."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.database import now
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.applications.models import GRANT_TYPES
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.tables import initial_access_tokens
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fields import Field, choice, instant, integer, line, list_of, parse
from wirelatch.identity.web.shapes import INSTANT, STRING, Shape

endpoints = Endpoints()
INITIAL_ACCESS_TOKEN = Model(
    "authentik_providers_oauth2",
    "initialaccesstoken",
    "Initial Access Token",
    "Initial Access Tokens",
    table=initial_access_tokens,
)


class InitialAccessTokens(Resource):
    """Tokens with which programs register clients. The token is told once, when it is made."""

    path = "oauth2/initial_access_tokens/"
    model = INITIAL_ACCESS_TOKEN
    shape_name = "InitialAccessToken"
    schema = {
        "name": Field(line(255, blank=False)),
        "expires": Field(instant, None, nullable=True),
        "uses_left": Field(integer(0, 1_000_000), None, nullable=True),
        "allowed_grant_types": Field(list_of(choice(GRANT_TYPES)), list),
        "application_group": Field(line(255), ""),
    }
    read = {"created_at": INSTANT}
    filters = ("name",)
    verbs = Resource.verbs - {"create"}

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        if values.get("expires") is not None and values["expires"] <= now():
            raise invalid("expires", "This time is over.")


INITIAL_ACCESS_TOKENS = InitialAccessTokens()
INITIAL_ACCESS_TOKENS.register(endpoints)


@endpoints.on(
    "POST",
    InitialAccessTokens.path,
    may("add", INITIAL_ACCESS_TOKEN),
    body=InitialAccessTokens.schema,
    body_name="InitialAccessToken",
    answers=Shape("InitialAccessTokenMade", {**INITIAL_ACCESS_TOKENS.shape.properties, "token": STRING}),
    status=201,
)
async def create_initial_access_token(request: ApiRequest) -> Reply:
    """Make a token with which programs can register clients; it is told here, and never again."""
    values = parse(InitialAccessTokens.schema, await request.json())
    token = secrets.token_urlsafe(32)

    def work(connection: Connection) -> dict[str, Any]:
        row = {**values, "token_hash": hash_of(token), "created_at": now()}
        pk = INITIAL_ACCESS_TOKENS.create_in(connection, request, row)
        made = INITIAL_ACCESS_TOKENS.by_key(connection, pk)
        return {**INITIAL_ACCESS_TOKENS.serialize(connection, made, request), "token": token}

    return answer(await request.write(work), 201)
