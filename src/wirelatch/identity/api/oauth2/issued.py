"""`oauth2/access_tokens/`, `refresh_tokens/`, `authorization_codes/`: what clients hold, to see and to end.

The tokens themselves are never shown, nor any secret of the provider they belong to (CVE-2026-40166).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Row, select, update

from wirelatch.database import now
from wirelatch.identity.api.core.users import USERS, serialize_user
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.listing import answer_query
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.oauth2.models import (
    ACCESS_TOKEN,
    AUTHORIZATION_CODE,
    REFRESH_TOKEN,
    is_numbered,
    number_of,
)
from wirelatch.identity.api.permissions import may, may_list
from wirelatch.identity.api.providers.serialize import BASE, base
from wirelatch.identity.api.recording import record_kind
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.tables import oauth2_providers
from wirelatch.identity.directory.tables import users
from wirelatch.identity.oidc.tables import access_tokens, authorization_codes, grants, refresh_tokens
from wirelatch.identity.oidc.token.revoke_family import revoke_family
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.shapes import (
    BOOLEAN,
    INSTANT,
    INTEGER,
    STRING,
    USED_BY,
    JsonType,
    Parameter,
    Shape,
    array,
    page_of_shape,
)

endpoints = Endpoints()
_GRANT: dict[str, JsonType] = {
    "pk": INTEGER,
    "provider": BASE,
    "user": USERS.shape,
    "is_expired": BOOLEAN,
    "expires": INSTANT,
    "scope": array(STRING),
}
TOKEN = Shape("TokenModel", {**_GRANT, "id_token": STRING, "revoked": BOOLEAN})
CODE = Shape("ExpiringBaseGrantModel", _GRANT)


class Issued:
    """One kind of what was issued."""

    def __init__(self, path: str, model: Model, key: Column[Any], shape: Shape) -> None:
        self.path, self.model, self.key, self.shape = path, model, key, shape
        self.table = key.table
        self.is_code = shape is CODE
        one = path + "{id:long}/"
        endpoints.on(
            "GET", path, may_list(model, owner=True), answers=page_of_shape(shape), is_list=True,
            query={"provider": Parameter(INTEGER), "user": Parameter(INTEGER)},
        )(self.list)  # fmt: skip
        endpoints.on("GET", one, may("view", model, "id", owner=True), answers=shape)(self.get)
        endpoints.on("DELETE", one, may("delete", model, "id", owner=True))(self.delete)
        endpoints.on(
            "GET",
            one + "used_by/",
            may("view", model, "id", owner=True),
            answers=array(USED_BY),
            is_list=True,
        )(self.used_by)

    def query(self) -> Any:
        """All that are not yet used up or revoked."""
        joined = (
            select(self.table, grants.c.user_id, grants.c.provider_id, grants.c.revoked_at.label("ended"))
            .join(grants, grants.c.id == self.table.c.grant_id)
            .join(users, users.c.id == grants.c.user_id)
            .join(oauth2_providers, oauth2_providers.c.id == grants.c.provider_id)
        )
        used = {"authorization_codes": "redeemed_at", "refresh_tokens": "rotated_at"}.get(self.table.name)
        return joined if used is None else joined.where(self.table.c[used].is_(None))

    async def list(self, request: ApiRequest) -> Reply:
        """List those that you may see: your own, or all with permission."""
        query = self.query()
        if not request.may("view", self.model):
            query = query.where(grants.c.user_id == request.own_id)
        for name, column in (("user", grants.c.user_id), ("provider", grants.c.provider_id)):
            asked = request.query.get(name, "")
            if asked:
                query = query.where(column == (int(asked) if asked.isdecimal() and len(asked) < 10 else -1))
        snapshot = await request.services.catalog.current()
        return await answer_query(
            request,
            query,
            lambda connection, row: self.serialize(connection, row, request, snapshot),
            search=(users.c.username, oauth2_providers.c.name),
            ordering={
                "expires": self.table.c.expires,
                "user": users.c.username_key,
                "provider": oauth2_providers.c.name,
            },
            default="-expires",
        )

    async def get(self, request: ApiRequest) -> Reply:
        """Get one."""
        snapshot = await request.services.catalog.current()
        return answer(
            await request.read(
                lambda connection: self.serialize(
                    connection, self.row(connection, request), request, snapshot
                )
            )
        )

    async def delete(self, request: ApiRequest) -> Reply:
        """End it: an access token by itself, a refresh token or a code with all that came from its authorization."""

        def work(connection: Connection) -> None:
            row = self.row(connection, request)
            if self.model is ACCESS_TOKEN:
                own = access_tokens.c.jti == row.jti
                connection.execute(
                    update(access_tokens)
                    .where(own, access_tokens.c.revoked_at.is_(None))
                    .values(revoked_at=now())
                )
            else:
                revoke_family(connection, row.grant_id)
            record_kind(self.model).record(
                request, connection, "token_revoked", number_of(row._mapping[self.key]), "", user=row.user_id
            )

        await request.write(work)
        return nothing()

    async def used_by(self, request: ApiRequest) -> Reply:
        """Nothing refers to it."""
        await request.read(lambda connection: self.row(connection, request))
        return answer([])

    def row(self, connection: Connection, request: ApiRequest) -> Row[Any]:
        """What the address names; raises ApiError 404."""
        row: Row[Any] | None = connection.execute(
            self.query().where(is_numbered(self.key, request.arguments["id"]))
        ).first()
        if row is None:
            raise not_found(self.model.verbose_name)
        return row

    def serialize(
        self, connection: Connection, row: Row[Any], request: ApiRequest, snapshot: Snapshot
    ) -> dict[str, Any]:
        """Never the token itself."""
        user = connection.execute(select(users).where(users.c.id == row.user_id)).one()
        provider = next(item for item in snapshot.providers if item.id == row.provider_id)
        shown = {
            "pk": number_of(row._mapping[self.key]),
            "provider": base(provider, snapshot),
            "user": serialize_user(connection, user, request),
            "is_expired": row.expires <= now(),
            "expires": row.expires,
            "scope": row.scope.split(),
        }
        if self.is_code:
            return shown
        revoked = row.ended is not None or row._mapping.get("revoked_at") is not None
        return {**shown, "id_token": "", "revoked": revoked}


ALL = (
    Issued("oauth2/access_tokens/", ACCESS_TOKEN, access_tokens.c.jti, TOKEN),
    Issued("oauth2/refresh_tokens/", REFRESH_TOKEN, refresh_tokens.c.uuid, TOKEN),
    Issued("oauth2/authorization_codes/", AUTHORIZATION_CODE, authorization_codes.c.code_hash, CODE),
)
