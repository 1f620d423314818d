"""`propertymappings/provider/scope/`: what a scope tells a client."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.errors import invalid, not_found
from wirelatch.identity.api.fields import Field, InvalidError, line, parse, text
from wirelatch.identity.api.listing import list_items
from wirelatch.identity.api.recording import difference, model
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
    if asked.get("managed__isnull") in ("true", "false"):
        items = [item for item in items if (item.managed is None) == (asked["managed__isnull"] == "true")]
    ordering = ("name", "scope_name")
    return answer(
        list_items(request, items, serialize, search=ordering, ordering=ordering, default="scope_name")
    )


@endpoints.on("POST", PATH, Permission.SUPERUSER)
async def create_mapping(request: ApiRequest) -> Reply:
    values, mapping_id = parse(SCHEMA, await request.json()), new_uuid()

    def work(connection: Connection) -> None:
        _check_free(connection, values, None)
        connection.execute(insert(table).values(id=mapping_id, managed=None, **values))
        count_up(connection)
        record = model("scopemapping", mapping_id, values["name"])
        request.record(connection, "model_created", f"mapping:{mapping_id}", record)

    await request.change_catalog(work)
    return answer(serialize(_find(await request.services.catalog.current(), mapping_id)), 201)


@endpoints.on("GET", PATH + "{id}/", Permission.SUPERUSER)
async def get_mapping(request: ApiRequest) -> Reply:
    return answer(serialize(_find(await request.services.catalog.current(), request.arguments["id"])))


@endpoints.on("PUT", PATH + "{id}/", Permission.SUPERUSER)
async def replace_mapping(request: ApiRequest) -> Reply:
    return await _change(request, parse(SCHEMA, await request.json()))


@endpoints.on("PATCH", PATH + "{id}/", Permission.SUPERUSER)
async def change_mapping(request: ApiRequest) -> Reply:
    return await _change(request, parse(SCHEMA, await request.json(), partial=True))


async def _change(request: ApiRequest, values: dict[str, Any]) -> Reply:
    mapping = _find(await request.services.catalog.current(), request.arguments["id"])
    before = serialize(mapping)

    def work(connection: Connection) -> None:
        _check_free(connection, values, mapping.id)
        if values:
            connection.execute(update(table).where(table.c.id == mapping.id).values(**values))
        count_up(connection)
        changes = difference({name: before[name] for name in values}, values)
        record = {**model("scopemapping", mapping.id, mapping.name), "changes": changes}
        request.record(connection, "model_updated", f"mapping:{mapping.id}", record)

    await request.change_catalog(work)
    return answer(serialize(_find(await request.services.catalog.current(), mapping.id)))


@endpoints.on("DELETE", PATH + "{id}/", Permission.SUPERUSER)
async def delete_mapping(request: ApiRequest) -> Reply:
    mapping = _find(await request.services.catalog.current(), request.arguments["id"])

    def work(connection: Connection) -> None:
        connection.execute(delete(table).where(table.c.id == mapping.id))
        count_up(connection)
        record = model("scopemapping", mapping.id, mapping.name)
        request.record(connection, "model_deleted", f"mapping:{mapping.id}", record)

    await request.change_catalog(work)
    return nothing()


def _find(snapshot: Snapshot, mapping_id: str) -> ScopeMapping:
    for mapping in snapshot.mappings:
        if mapping.id == mapping_id:
            return mapping
    raise not_found("ScopeMapping")


def _check_free(connection: Connection, values: dict[str, Any], mapping_id: str | None) -> None:
    if "name" in values:
        taken = connection.execute(select(table.c.id).where(table.c.name == values["name"])).scalar()
        if taken not in (None, mapping_id):
            raise invalid("name", "This field must be unique.")
