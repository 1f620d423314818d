"""Objects of any kind for tests that walk all endpoints: a row with something in every column that needs it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from wirelatch.database import Instant
from wirelatch.identity.api.models import Model
from wirelatch.identity.keys.generating import generate
from wirelatch.identity.keys.sealing import Sealer


def make(connection: Connection, model: Model, sealer: Sealer) -> str:
    """A new object of a kind; returns what addresses call it."""
    table = model.table
    assert table is not None, f"{model.full_name} has no table"
    row = make_row(connection, table, sealer)
    return str(row._mapping[table.c[model.lookup or model.key]])


def make_row(connection: Connection, table: Table, sealer: Sealer) -> Any:
    """A new row, with new rows in the tables that it must refer to."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.autoincrement is True and column.primary_key:
            continue
        if column.nullable and not column.primary_key and column.name != "user_id":
            continue
        if column.foreign_keys:
            key = next(iter(column.foreign_keys)).column
            values[column.name] = make_row(connection, key.table, sealer)._mapping[key]
        elif column.default is None and column.server_default is None:
            values[column.name] = _something(connection, column)
            if column.info.get("sealed") and isinstance(values.get(column.name), str):
                values[column.name] = sealer.seal(values[column.name])
    made = connection.execute(insert(table).values(**values)).inserted_primary_key
    keys = zip(table.primary_key.columns, made, strict=True)
    query = select(table)
    for column, value in keys:
        query = query.where(column == value)
    return connection.execute(query).one()


def _something(connection: Connection, column: Any) -> Any:
    if isinstance(column.type, Instant):
        return datetime.now(UTC) + timedelta(days=1)
    kind = column.type.python_type
    if column.name in ("is_active", "enabled"):
        return True
    if kind is bool:
        return False
    if kind is int:
        highest = connection.execute(select(func.max(column))).scalar() or 0
        return highest + 1 if column.unique or column.primary_key else 1
    if kind in (dict, list) or "JSON" in type(column.type).__name__:
        return [] if column.name in LISTS else {}
    if column.name == "certificate_data":
        return generate("test", algorithm="ecdsa").certificate
    if "validity" in column.name or "threshold" in column.name:
        return "hours=1"
    return secrets.token_hex(20)[: getattr(column.type, "length", None) or 40]


LISTS = (
    "grant_types", "redirect_uris", "amr", "allowed_resources", "jwt_federation_sources",
    "user_property_mappings", "group_property_mappings",
)  # fmt: skip
