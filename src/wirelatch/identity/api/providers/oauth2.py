"""`providers/oauth2/`: OAuth2 providers, what refers to them, and storing one for others here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.listing import items_equal, list_items
from wirelatch.identity.api.permissions import may, may_list
from wirelatch.identity.api.providers import api_scope
from wirelatch.identity.api.providers.check import check
from wirelatch.identity.api.providers.lookup import assigned, find, is_link, visible
from wirelatch.identity.api.providers.models import OAUTH2_PROVIDER, PROVIDER
from wirelatch.identity.api.providers.serialize import SHAPE, full
from wirelatch.identity.api.recording import difference
from wirelatch.identity.api.used_by import used_by
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.applications.tables import oauth2_providers
from wirelatch.identity.oidc.provider_fields import SCHEMA
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import forbidden
from wirelatch.identity.web.fields import parse
from wirelatch.identity.web.shapes import BOOLEAN, USED_BY, UUID, Parameter, array, page_of_shape

endpoints = Endpoints()
_LIST_QUERY = {
    **{
        name: Parameter()
        for name in ("name", "client_id", "client_type", "application", "issuer_mode", "sub_mode")
    },
    "signing_key": Parameter(UUID),
    "authorization_flow": Parameter(UUID),
    "application__isnull": Parameter(BOOLEAN),
}


@endpoints.on(
    "GET",
    "providers/oauth2/",
    may_list(OAUTH2_PROVIDER, link=True),
    answers=page_of_shape(SHAPE),
    is_list=True,
    query=_LIST_QUERY,
)
async def list_providers(request: ApiRequest) -> Reply:
    """List OAuth2 providers."""
    snapshot, asked = await request.services.catalog.current(), request.query
    items = list(snapshot.providers)
    if request.principal.is_link:
        items = [provider for provider in items if is_link(provider, snapshot)]
    else:
        items = visible(items, request)
    exact = ("name", "client_id", "client_type", "issuer_mode", "sub_mode", "authorization_flow")
    items = items_equal(items, request, exact)
    if asked.get("signing_key"):
        query = select(oauth2_providers.c.id).where(oauth2_providers.c.signing_key == asked["signing_key"])
        signed = set(await request.read(lambda connection: connection.execute(query).scalars().all()))
        items = [provider for provider in items if provider.id in signed]
    if asked.get("application"):
        items = [p for p in items if (a := snapshot.by_provider.get(p.id)) and a.id == asked["application"]]
    items = assigned(items, snapshot, request)
    page = list_items(
        request,
        items,
        lambda item: item,
        search=("name", "client_id"),
        ordering=("name", "id"),
        default="name",
    )
    page["results"] = [await full(request, provider, snapshot) for provider in page["results"]]
    return answer(page)


@endpoints.on(
    "POST",
    "providers/oauth2/",
    may("add", OAUTH2_PROVIDER),
    body=SCHEMA,
    body_name="OAuth2Provider",
    answers=SHAPE,
    status=201,
)
async def create_provider(request: ApiRequest) -> Reply:
    """Create an OAuth2 provider; what is left out has authentik's defaults."""
    values = parse(SCHEMA, await request.json())

    def work(connection: Connection) -> int:
        provider_id = create_in(connection, request, values)
        PROVIDER.record(request, connection, "model_created", provider_id, values["name"])
        return provider_id

    provider_id = await request.change_catalog(work)
    return answer(await _shown(request, provider_id), 201)


def create_in(connection: Connection, request: ApiRequest, values: dict[str, Any]) -> int:
    """Store a provider within the caller's transaction, its defaults filled in."""
    check(connection, values, None)
    api_scope.check_provider(request, connection, values, None)
    if "property_mappings" not in values:
        values["property_mappings"] = provisioning.preselected_mappings(connection)
    if "signing_key" not in values:
        values["signing_key"] = provisioning.default_signing_key(connection)
    return provisioning.insert_provider(connection, request.services.sealer, values)


@endpoints.on(
    "GET", "providers/oauth2/{id:int}/", may("view", OAUTH2_PROVIDER, on="id", link=True), answers=SHAPE
)
async def get_provider(request: ApiRequest) -> Reply:
    """Get one; `client_secret` is null for who may not change it."""
    snapshot = await request.services.catalog.current()
    provider = find(snapshot, int(request.arguments["id"]))
    if request.principal.is_link and not is_link(provider, snapshot):
        raise forbidden()
    return answer(await full(request, provider, snapshot))


@endpoints.on(
    "PUT",
    "providers/oauth2/{id:int}/",
    may("change", OAUTH2_PROVIDER, on="id"),
    body=SCHEMA,
    body_name="OAuth2Provider",
    answers=SHAPE,
)
async def replace_provider(request: ApiRequest) -> Reply:
    """Change all fields; client id and secret stay where they are not given."""
    # A secret that is not sent stays: replacing a record must not lock its client out.
    schema = {name: field for name, field in SCHEMA.items() if name not in ("client_id", "client_secret")}
    body = await request.json()
    kept = {name: SCHEMA[name] for name in ("client_id", "client_secret")}
    return await _change(request, {**parse(schema, body), **parse(kept, body, partial=True)})


@endpoints.on(
    "PATCH",
    "providers/oauth2/{id:int}/",
    may("change", OAUTH2_PROVIDER, on="id"),
    body=SCHEMA,
    body_name="OAuth2Provider",
    answers=SHAPE,
)
async def change_provider(request: ApiRequest) -> Reply:
    """Change those fields that are given."""
    return await _change(request, parse(SCHEMA, await request.json(), partial=True))


async def _change(request: ApiRequest, values: dict[str, Any]) -> Reply:
    provider_id = int(request.arguments["id"])
    snapshot = await request.services.catalog.current()
    before = await full(request, find(snapshot, provider_id), snapshot)

    def work(connection: Connection) -> None:
        check(connection, values, provider_id)
        api_scope.check_provider(request, connection, values, provider_id)
        provisioning.update_provider(connection, request.services.sealer, provider_id, values)
        changes = difference(before, values, values)
        PROVIDER.record(request, connection, "model_updated", provider_id, before["name"], changes=changes)

    await request.change_catalog(work)
    return answer(await _shown(request, provider_id))


@endpoints.on("DELETE", "providers/oauth2/{id:int}/", may("delete", OAUTH2_PROVIDER, on="id"))
async def delete_provider(request: ApiRequest) -> Reply:
    """Delete it with all tokens that it has issued; its application stays."""
    provider = find(await request.services.catalog.current(), int(request.arguments["id"]))

    def work(connection: Connection) -> None:
        connection.execute(delete(oauth2_providers).where(oauth2_providers.c.id == provider.id))
        count_up(connection)
        PROVIDER.record(request, connection, "model_deleted", provider.id, provider.name)

    await request.change_catalog(work)
    return nothing()


@endpoints.on(
    "GET",
    "providers/oauth2/{id:int}/used_by/",
    may("view", OAUTH2_PROVIDER, on="id"),
    answers=array(USED_BY),
    is_list=True,
)
@endpoints.on(
    "GET",
    "providers/all/{id:int}/used_by/",
    may("view", OAUTH2_PROVIDER, on="id"),
    answers=array(USED_BY),
    is_list=True,
)
async def list_used_by(request: ApiRequest) -> Reply:
    """What refers to it, and what becomes of that when it is deleted."""
    provider = find(await request.services.catalog.current(), int(request.arguments["id"]))

    def work(connection: Connection) -> list[dict[str, str]]:
        row = connection.execute(select(oauth2_providers).where(oauth2_providers.c.id == provider.id)).one()
        return used_by(connection, request, oauth2_providers, row)

    return answer(await request.read(work))


async def _shown(request: ApiRequest, provider_id: int) -> dict[str, Any]:
    snapshot = await request.services.catalog.current()
    return await full(request, find(snapshot, provider_id), snapshot)
