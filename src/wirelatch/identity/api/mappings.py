"""`propertymappings/provider/scope/`: what a scope tells a client."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, update

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.fields import Field, InvalidError, line, parse, text
from wirelatch.identity.api.listing import asked_flag, list_items
from wirelatch.identity.api.lookup import check_free, find_item
from wirelatch.identity.api.recording import MAPPING, difference
from wirelatch.identity.applications.catalog import Snapshot, count_up
from wirelatch.identity.applications.claims_expression import ExpressionError, compile_expression
from wirelatch.identity.applications.models import ScopeMapping
from wirelatch.identity.applications.tables import scope_mappings as table
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()
PATH = "propertymappings/provider/scope/"


def expression(value: Any) -> str:
    checked: str = text(20_000, blank=False)(value)
    try:
        compile_expression(checked)
    except ExpressionError as error:
        raise InvalidError(str(error)) from None
    return checked


SCHEMA = {
    "name": Field(line(255, blank=False)),
    "scope_name": Field(
        line(
            255, blank=False, pattern=r"[\x21\x23-\x5b\x5d-\x7e]+", message="A scope has no spaces or quotes."
        )
    ),
    "expression": Field(expression),
    "description": Field(text(1000), ""),
}


def serialize(mapping: ScopeMapping) -> dict[str, Any]:
    return {
        "pk": mapping.id,
        "managed": mapping.managed,
        "name": mapping.name,
        "expression": mapping.expression,
        "component": "ak-property-mapping-provider-scope-form",
        "verbose_name": "Scope Mapping",
        "verbose_name_plural": "Scope Mappings",
        "meta_model_name": "authentik_providers_oauth2.scopemapping",
        "scope_name": mapping.scope_name,
        "description": mapping.description,
    }


@endpoints.on("GET", PATH, Permission.SUPERUSER)
async def list_mappings(request: ApiRequest) -> Reply:
    snapshot, asked = await request.services.catalog.current(), request.query
    items = list(snapshot.mappings)
    for name in ("name", "scope_name", "managed"):
        if asked.get(name):
            items = [item for item in items if getattr(item, name) in asked[name].split(",")]
    unmanaged = asked_flag(request, "managed__isnull")
    if unmanaged is not None:
        items = [item for item in items if (item.managed is None) == unmanaged]
    ordering = ("name", "scope_name")
    return answer(
        list_items(request, items, serialize, search=ordering, ordering=ordering, default="scope_name")
    )


@endpoints.on("POST", PATH, Permission.SUPERUSER)
async def create_mapping(request: ApiRequest) -> Reply:
    values, mapping_id = parse(SCHEMA, await request.json()), new_uuid()

    def work(connection: Connection) -> None:
        check_free(connection, table.c.name, values["name"], None)
        connection.execute(insert(table).values(id=mapping_id, managed=None, **values))
        count_up(connection)
        MAPPING.record(request, connection, "model_created", mapping_id, values["name"])

    await request.change_catalog(work)
    return answer(serialize(_find(await request.services.catalog.current(), mapping_id)), 201)


@endpoints.on("GET", PATH + "{id}/", Permission.SUPERUSER)
async def get_mapping(request: ApiRequest) -> Reply:
    return answer(serialize(_find(await request.services.catalog.current(), request.arguments["id"])))


@endpoints.on("PUT", PATH + "{id}/", Permission.SUPERUSER)
@endpoints.on("PATCH", PATH + "{id}/", Permission.SUPERUSER)
async def change_mapping(request: ApiRequest) -> Reply:
    values = parse(SCHEMA, await request.json(), partial=request.is_partial)
    mapping = _find(await request.services.catalog.current(), request.arguments["id"])
    before = serialize(mapping)

    def work(connection: Connection) -> None:
        if "name" in values:
            check_free(connection, table.c.name, values["name"], mapping.id)
        if values:
            connection.execute(update(table).where(table.c.id == mapping.id).values(**values))
        count_up(connection)
        changes = difference(before, values, values)
        MAPPING.record(request, connection, "model_updated", mapping.id, mapping.name, changes=changes)

    await request.change_catalog(work)
    return answer(serialize(_find(await request.services.catalog.current(), mapping.id)))


@endpoints.on("DELETE", PATH + "{id}/", Permission.SUPERUSER)
async def delete_mapping(request: ApiRequest) -> Reply:
    mapping = _find(await request.services.catalog.current(), request.arguments["id"])

    def work(connection: Connection) -> None:
        connection.execute(delete(table).where(table.c.id == mapping.id))
        count_up(connection)
        MAPPING.record(request, connection, "model_deleted", mapping.id, mapping.name)

    await request.change_catalog(work)
    return nothing()


def _find(snapshot: Snapshot, mapping_id: str) -> ScopeMapping:
    return find_item(snapshot.mappings, mapping_id, "ScopeMapping")
