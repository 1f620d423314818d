"""`providers/oauth2-dcr/`, which lets users register clients, and `oauth2/initial_access_tokens/`, which lets programs."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.database import now
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.errors import invalid
from wirelatch.identity.api.fields import (
    Field,
    choice,
    duration,
    instant,
    integer,
    line,
    list_of,
    parse,
    typed,
    uuid,
)
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.api.shapes import INSTANT, STRING, Shape
from wirelatch.identity.applications.models import GRANT_TYPES
from wirelatch.identity.applications.tables import oauth2_providers, scope_mappings
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.provider_fields import flow
from wirelatch.identity.oidc.tables import dynamic_registrations, initial_access_tokens
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()
DYNAMIC_REGISTRATION = Model(
    "authentik_providers_oauth2",
    "oauth2dynamicclientregistration",
    "OAuth2 Dynamic Client Registration",
    "OAuth2 Dynamic Client Registrations",
    table=dynamic_registrations,
    label="id",
)
INITIAL_ACCESS_TOKEN = Model(
    "authentik_providers_oauth2",
    "initialaccesstoken",
    "Initial Access Token",
    "Initial Access Tokens",
    table=initial_access_tokens,
)


@typed({"type": "string", "maxLength": 100})
def _duration_or_empty(value: Any) -> str:
    return "" if value == "" else duration(value)


class DynamicRegistrations(Resource):
    """Providers at whose application clients may be registered, and what those take over."""

    path = "providers/oauth2-dcr/"
    model = DYNAMIC_REGISTRATION
    shape_name = "OAuth2DynamicClientRegistration"
    pk_name = "pbm_uuid"
    columns = {"provider": "provider_id"}
    schema = {
        "provider": Field(integer(1)),
        "default_application_group": Field(line(255), ""),
        "override_authorization_flow": Field(flow, None, nullable=True),
        "override_invalidation_flow": Field(flow, None, nullable=True),
        "override_property_mappings": Field(list_of(uuid, 100), list),
        "access_token_validity": Field(_duration_or_empty, ""),
        "refresh_token_validity": Field(_duration_or_empty, ""),
        "allowed_grant_types": Field(list_of(choice(GRANT_TYPES)), list),
        "policy_engine_mode": Field(choice(("any", "all")), "any"),
    }
    unique = ()
    references = {"provider": oauth2_providers.c.id, "override_property_mappings": scope_mappings.c.id}
    search = ()
    ordering = ("provider",)
    default_order = "provider"
    filters = ("provider",)
    in_catalog = True


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


DYNAMIC_REGISTRATIONS = DynamicRegistrations()
DYNAMIC_REGISTRATIONS.register(endpoints)
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
