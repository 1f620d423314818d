"""`propertymappings/all/`: mappings of every kind, the kinds there are, and trying a mapping out."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, delete, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.listing import asked_flag, list_items
from wirelatch.identity.api.permissions import may, may_list
from wirelatch.identity.api.propertymappings.kinds import READ
from wirelatch.identity.api.propertymappings.models import ANY_MAPPING, DESCRIPTIONS, OF_KIND
from wirelatch.identity.api.recording import record_kind
from wirelatch.identity.api.used_by import used_by
from wirelatch.identity.applications.catalog import Snapshot, count_up
from wirelatch.identity.applications.models import PropertyMapping, ScopeMapping
from wirelatch.identity.directory import people, roles
from wirelatch.identity.directory.tables import groups
from wirelatch.identity.expressions import ExpressionError, compile_expression, names
from wirelatch.identity.expressions.directory import Directory
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid, not_found
from wirelatch.identity.web.fields import Field, integer, json_object, parse, uuid
from wirelatch.identity.web.shapes import (
    BOOLEAN,
    STRING,
    TYPE_CREATE,
    USED_BY,
    UUID,
    Parameter,
    Shape,
    array,
    nullable,
    page_of_shape,
)

endpoints = Endpoints()
PATH = "propertymappings/all/"
SHAPE = Shape(
    "PropertyMapping",
    {"pk": UUID, "managed": nullable(STRING), "name": STRING, "expression": STRING, **READ},
)
TEST_SCHEMA = {
    "user": Field(integer(1), None, nullable=True),
    "group": Field(uuid, None, nullable=True),
    "context": Field(json_object, dict),
}
Mapping = ScopeMapping | PropertyMapping


def model_of(mapping: Mapping) -> Any:
    """The model of a mapping's kind."""
    return OF_KIND.get(getattr(mapping, "kind", "scopemapping"), ANY_MAPPING)


def serialize(mapping: Mapping) -> dict[str, Any]:
    """A mapping without what is particular to its kind."""
    return {
        "pk": mapping.id,
        "managed": mapping.managed,
        "name": mapping.name,
        "expression": mapping.expression,
        **model_of(mapping).meta,
    }


@endpoints.on(
    "GET",
    PATH,
    may_list(ANY_MAPPING),
    answers=page_of_shape(SHAPE),
    is_list=True,
    query={"name": Parameter(STRING), "managed": Parameter(STRING), "managed__isnull": Parameter(BOOLEAN)},
)
async def list_mappings(request: ApiRequest) -> Reply:
    """List those that you may see."""
    snapshot, asked = await request.services.catalog.current(), request.query
    items: list[Mapping] = [*snapshot.mappings, *snapshot.property_mappings]
    items = [item for item in items if request.may("view", ANY_MAPPING, item.id)]
    for name in ("name", "managed"):
        if asked.get(name):
            items = [item for item in items if getattr(item, name) == asked[name]]
    unmanaged = asked_flag(request, "managed__isnull")
    if unmanaged is not None:
        items = [item for item in items if (item.managed is None) == unmanaged]
    return answer(
        list_items(request, items, serialize, search=("name",), ordering=("name", "managed"), default="name")
    )


@endpoints.on("GET", PATH + "types/", may_list(ANY_MAPPING), answers=array(TYPE_CREATE), is_list=True)
async def list_types(request: ApiRequest) -> Reply:
    """The kinds of mappings there are."""
    return answer(
        [
            {
                "name": model.verbose_name,
                "description": DESCRIPTIONS[model.name],
                "component": model.component,
                "model_name": model.name,
                "icon_url": None,
                "requires_enterprise": False,
                "deprecated": False,
            }
            for model in OF_KIND.values()
        ]
    )


@endpoints.on("GET", PATH + "{pm_uuid}/", may("view", ANY_MAPPING, on="pm_uuid"), answers=SHAPE)
async def get_mapping(request: ApiRequest) -> Reply:
    """Get one."""
    return answer(serialize(await _find(request)))


@endpoints.on("DELETE", PATH + "{pm_uuid}/", may("delete", ANY_MAPPING, on="pm_uuid"))
async def delete_mapping(request: ApiRequest) -> Reply:
    """Delete one."""
    mapping = await _find(request)
    model = model_of(mapping)

    def work(connection: Connection) -> None:
        connection.execute(delete(model.table).where(model.table.c.id == mapping.id))
        roles.forget_object(connection, model.all_permissions, mapping.id)
        count_up(connection)
        record_kind(model).record(request, connection, "model_deleted", mapping.id, mapping.name)

    await request.change_catalog(work)
    return nothing()


@endpoints.on(
    "GET",
    PATH + "{pm_uuid}/used_by/",
    may("view", ANY_MAPPING, on="pm_uuid"),
    answers=array(USED_BY),
    is_list=True,
)
async def list_used_by(request: ApiRequest) -> Reply:
    """What refers to it."""
    mapping = await _find(request)
    table = model_of(mapping).table

    def work(connection: Connection) -> list[dict[str, str]]:
        row = connection.execute(select(table).where(table.c.id == mapping.id)).first()
        return used_by(connection, request, table, row) if row is not None else []

    return answer(await request.read(work))


@endpoints.on(
    "POST",
    PATH + "{pm_uuid}/test/",
    may("change", ANY_MAPPING, on="pm_uuid"),
    body=TEST_SCHEMA,
    body_name="PropertyMappingTest",
    answers=Shape("PropertyMappingTestResult", {"result": STRING, "successful": BOOLEAN}),
    query={"format_result": Parameter(BOOLEAN, "Indent the result")},
)
async def test_mapping(request: ApiRequest) -> Reply:
    """Evaluate a mapping for a user. Who may try what people wrote may also change it (CVE-2026-25227)."""
    mapping = await _find(request)
    values = parse(TEST_SCHEMA, await request.json())
    snapshot = await request.services.catalog.current()
    indent = 4 if request.query.get("format_result") == "true" else None

    def work(connection: Connection) -> dict[str, Any]:
        directory = Directory(connection, request.services.installation_id)
        given = _names(connection, directory, snapshot, mapping, values)
        try:
            with names.looking_up_in(directory):
                result = compile_expression(mapping.expression).evaluate(given)
        except ExpressionError as error:
            return {"result": str(error), "successful": False}
        return {"result": json.dumps(result, ensure_ascii=False, indent=indent), "successful": True}

    return answer(await request.read(work))


def _names(
    connection: Connection, directory: Directory, snapshot: Snapshot, mapping: Mapping, values: dict[str, Any]
) -> dict[str, Any]:
    person = None
    if values["user"] is not None:
        person = people.find(connection, values["user"])
        if person is None:
            raise invalid("user", f'Invalid pk "{values["user"]}" - object does not exist.')
    more: dict[str, Any] = {name: value for name, value in values["context"].items() if name.isidentifier()}
    if values["group"] is not None:
        name = connection.execute(select(groups.c.name).where(groups.c.id == values["group"])).scalar()
        if name is None:
            raise invalid("group", f'Invalid pk "{values["group"]}" - object does not exist.')
        more["group"] = directory.group(name)
    provider = next((each for each in snapshot.providers if mapping in each.mappings), None)
    application = snapshot.by_provider.get(provider.id) if provider is not None else None
    given = names.for_mapping(person, directory, provider=provider, application=application)
    return {
        **more,
        **given,
        "context": dict(values["context"]),
        **({"group": more["group"]} if "group" in more else {}),
    }


async def _find(request: ApiRequest) -> Mapping:
    snapshot = await request.services.catalog.current()
    wanted = request.arguments["pm_uuid"]
    known: list[Mapping] = [*snapshot.mappings, *snapshot.property_mappings]
    for mapping in known:
        if mapping.id == wanted:
            return mapping
    raise not_found("Property Mapping")
