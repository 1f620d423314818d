"""`sources/all/`: sources of every kind, the kinds there are, and those that users may connect with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.api.sources.common import SOURCE_SHAPE, brief
from wirelatch.identity.api.sources.models import OAUTH_SOURCE, SOURCE
from wirelatch.identity.api.stages.all import USER_SETTING
from wirelatch.identity.policies import PolicyRequest, decide, targets
from wirelatch.identity.sources.tables import sources
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.shapes import TYPE_CREATE, array

endpoints = Endpoints()


class AllSources(Resource):
    """Made and changed under the path of their kind."""

    path = "sources/all/"
    model = SOURCE
    shape_name = "Source"
    argument = "slug"
    in_catalog = True
    schema = {}
    search = ("name", "slug")
    ordering = ("name", "slug")
    filters = ("slug", "name")
    verbs = frozenset({"list", "get", "delete", "used_by"})

    def __init__(self) -> None:
        super().__init__()
        self.shape = SOURCE_SHAPE

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        return brief(row)

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        targets.forget(connection, row.id)
        super().delete(connection, request, row)


AllSources().register(endpoints)


@endpoints.on("GET", "sources/all/types/", Permission.SIGNED_IN, answers=array(TYPE_CREATE), is_list=True)
async def types(request: ApiRequest) -> Reply:
    """The kinds of sources that can be made."""
    return answer(
        [
            {
                "name": OAUTH_SOURCE.verbose_name,
                "description": "Sign in with OpenID Connect or OAuth 2: GitHub, Google, Entra ID, another Wirelatch, …",
                "component": OAUTH_SOURCE.component,
                "model_name": OAUTH_SOURCE.name,
                "icon_url": None,
                "requires_enterprise": False,
                "deprecated": False,
            }
        ]
    )


@endpoints.on(
    "GET", "sources/all/user_settings/", Permission.SIGNED_IN, answers=array(USER_SETTING), is_list=True
)
async def user_settings(request: ApiRequest) -> Reply:
    """The sources that you may connect your account with; `object_uid` is the slug, `configure_url` where to begin."""
    services, person = request.services, request.principal.person
    snapshot = await services.catalog.current()
    query = select(sources).where(sources.c.enabled).order_by(sources.c.name)
    rows = await request.read(lambda connection: connection.execute(query).all())
    found = []
    for row in rows:
        bindings = snapshot.bindings_of(row.id)
        if bindings:
            asked = PolicyRequest.of(request.call, person)
            if not (await decide(services.database, bindings, asked, mode=row.policy_engine_mode)).passing:
                continue
        found.append(
            {
                "object_uid": row.slug,
                "component": "ak-user-settings-source-oauth",
                "title": row.name,
                "configure_url": f"/source/oauth/login/{row.slug}/",
                "icon_url": row.icon or None,
            }
        )
    return answer(found)
