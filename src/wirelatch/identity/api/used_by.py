"""What refers to an object, read from the foreign keys of the tables: nothing has to be listed by hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Row, Table, select

from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.models import Model, model_of_table
from wirelatch.identity.metadata import metadata

MOST = 100
"""Objects told of each kind."""


def used_by(connection: Connection, request: ApiRequest, table: Table, row: Row[Any]) -> list[dict[str, str]]:
    """Those referring objects that the caller may see, each with what becomes of it."""
    found: list[dict[str, str]] = []
    for other in metadata.tables.values():
        for key in other.foreign_keys:
            if key.column.table is not table:
                continue
            referring, action = key.parent, _action(key.ondelete)
            value = row._mapping[key.column]
            model = model_of_table(other)
            if model is not None:
                query = select(other).where(referring == value).limit(MOST)
                found += _told(connection, request, model, query, action)
            else:
                found += _through(connection, request, other, referring, value)
    return found


def _through(
    connection: Connection, request: ApiRequest, link: Table, referring: Column[Any], value: Any
) -> list[dict[str, str]]:
    """The objects at the other end of a table that only joins two kinds; its first column is who uses the other."""
    if referring is next(iter(link.columns)):
        return []
    others = [key for key in link.foreign_keys if key.parent is not referring]
    if len(others) != 1:
        return []
    far = others[0].column.table
    model = model_of_table(far)
    if model is None:
        return []
    joined = select(far).join(link, others[0].parent == others[0].column).where(referring == value)
    return _told(connection, request, model, joined.limit(MOST), "cascade_many")


def _told(
    connection: Connection, request: ApiRequest, model: Model, query: Any, action: str
) -> list[dict[str, str]]:
    table = model.table
    assert table is not None
    told = []
    for row in connection.execute(request.visible(query, model)):
        pk = row._mapping[table.c[model.key]]
        name = str(row._mapping[table.c[model.label]]) if model.label in table.c else str(pk)
        told.append(
            {"app": model.app, "model_name": model.name, "pk": str(pk), "name": name, "action": action}
        )
    return told


def _action(ondelete: str | None) -> str:
    return {"CASCADE": "cascade", "SET NULL": "set_null"}.get(ondelete or "", "left_dangling")
