"""`policies/bindings/`: who may use an application."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from wirelatch.identity.api.core.embedded import brief, related
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer, nothing
from wirelatch.identity.api.errors import ApiError, invalid, not_found, refused
from wirelatch.identity.api.fields import Field, boolean, integer, parse, uuid
from wirelatch.identity.api.listing import answer_query, asked_flag, where_equal
from wirelatch.identity.api.lookup import check_exist
from wirelatch.identity.api.recording import BINDING, difference
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.applications.tables import applications
from wirelatch.identity.directory.tables import groups, users
from wirelatch.identity.policies.tables import policy_bindings as table
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()
SCHEMA = {
    "group": Field(uuid, None, nullable=True),
    "user": Field(integer(1), None, nullable=True),
    "policy": Field(uuid, None, nullable=True),
    "negate": Field(boolean, False),
    "enabled": Field(boolean, True),
    "order": Field(integer(), 0),
    "timeout": Field(integer(), 30),
    "failure_result": Field(boolean, False),
}
FULL_SCHEMA = {**SCHEMA, "target": Field(uuid), "order": Field(integer())}


def parse_binding(value: Any, field: str) -> dict[str, Any]:
    """A binding of the wizard, whose target does not exist yet."""
    if not isinstance(value, dict):
        raise ApiError(400, {field: ["Invalid data. Expected a dictionary."]})
    try:
        return _columns(parse(SCHEMA, value))
    except ApiError as error:
        raise ApiError(400, {field: error.body}) from None


def create_in(connection: Connection, columns: dict[str, Any]) -> str:
    """Store a binding within the caller's transaction."""
    _check(connection, columns)
    return provisioning.insert_binding(connection, columns)


def serialize(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    group = (
        connection.execute(select(groups).where(groups.c.id == row.group_id)).first()
        if row.group_id
        else None
    )
    user = connection.execute(select(users).where(users.c.id == row.user_id)).first() if row.user_id else None
    return {
        "pk": row.id,
        "policy": None,
        "policy_obj": None,
        "group": row.group_id,
        "group_obj": related(group) if group else None,
        "user": row.user_id,
        "user_obj": brief(connection, user) if user else None,
        "target": row.target,
        "negate": row.negate,
        "enabled": row.enabled,
        "order": row._mapping["order"],
        "timeout": row.timeout,
        "failure_result": row.failure_result,
    }


@endpoints.on("GET", "policies/bindings/", Permission.SUPERUSER)
async def list_bindings(request: ApiRequest) -> Reply:
    query, asked = where_equal(select(table), request, {"target": table.c.target}), request.query
    enabled = asked_flag(request, "enabled")
    if enabled is not None:
        query = query.where(table.c.enabled.is_(enabled))
    if asked.get("policy") or asked.get("policy__isnull") == "false":
        query = query.where(table.c.id.is_(None))  # no binding has a policy yet
    return await answer_query(
        request,
        query,
        serialize,
        search=(table.c.id,),
        ordering={"order": table.c.order, "enabled": table.c.enabled, "timeout": table.c.timeout},
        default="order",
    )


@endpoints.on("POST", "policies/bindings/", Permission.SUPERUSER)
async def create_binding(request: ApiRequest) -> Reply:
    values = parse(FULL_SCHEMA, await request.json())
    columns = {**_columns(values), "target": values["target"]}

    def work(connection: Connection) -> dict[str, Any]:
        binding_id = create_in(connection, columns)
        BINDING.record(request, connection, "model_created", binding_id, "", **values)
        return serialize(connection, _get(connection, binding_id))

    return answer(await request.change_catalog(work), 201)


@endpoints.on("GET", "policies/bindings/{id}/", Permission.SUPERUSER)
async def get_binding(request: ApiRequest) -> Reply:
    return answer(
        await request.read(
            lambda connection: serialize(connection, _get(connection, request.arguments["id"]))
        )
    )


@endpoints.on("PUT", "policies/bindings/{id}/", Permission.SUPERUSER)
@endpoints.on("PATCH", "policies/bindings/{id}/", Permission.SUPERUSER)
async def change_binding(request: ApiRequest) -> Reply:
    binding_id = request.arguments["id"]
    values = parse(FULL_SCHEMA, await request.json(), partial=request.is_partial)

    def work(connection: Connection) -> dict[str, Any]:
        before = serialize(connection, _get(connection, binding_id))
        merged = {**{name: before[name] for name in FULL_SCHEMA}, **values}
        columns = {**_columns(merged), "target": merged["target"]}
        _check(connection, columns)
        connection.execute(update(table).where(table.c.id == binding_id).values(**columns))
        count_up(connection)
        after = serialize(connection, _get(connection, binding_id))
        changes = difference(before, after, values)
        BINDING.record(request, connection, "model_updated", binding_id, "", changes=changes)
        return after

    return answer(await request.change_catalog(work))


@endpoints.on("DELETE", "policies/bindings/{id}/", Permission.SUPERUSER)
async def delete_binding(request: ApiRequest) -> Reply:
    binding_id = request.arguments["id"]

    def work(connection: Connection) -> None:
        binding = serialize(connection, _get(connection, binding_id))
        connection.execute(delete(table).where(table.c.id == binding_id))
        count_up(connection)
        BINDING.record(request, connection, "model_deleted", binding_id, "", target=binding["target"])

    await request.change_catalog(work)
    return nothing()


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    if values["policy"] is not None:
        raise invalid("policy", "Policies are not available yet; bind a group or a user.")
    if (values["group"] is None) == (values["user"] is None):
        raise refused("Exactly one of policy, group and user must be set.")
    columns = {
        name: value for name, value in values.items() if name not in ("policy", "group", "user", "target")
    }
    return {"expires": None, "expiring": False, **columns, "group_id": values["group"], "user_id": values["user"]}


def _check(connection: Connection, columns: dict[str, Any]) -> None:
    for field, column, value in (
        ("target", applications.c.id, columns["target"]),
        ("group", groups.c.id, columns["group_id"]),
        ("user", users.c.id, columns["user_id"]),
    ):
        check_exist(connection, column, [value] if value is not None else [], field)


def _get(connection: Connection, binding_id: str) -> Row[Any]:
    row = connection.execute(select(table).where(table.c.id == binding_id)).first()
    if row is None:
        raise not_found("PolicyBinding")
    return row
