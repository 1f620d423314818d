"""Exports as files of comma-separated values, in the shape of authentik's data exports: ready as soon as asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Connection, select

from wirelatch.database import now
from wirelatch.identity.api.core.embedded import PARTIAL_USER, brief
from wirelatch.identity.api.endpoints import ApiRequest, answer
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.recording import record_kind
from wirelatch.identity.directory.tables import users
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.web.call import NO_STORE, Reply
from wirelatch.identity.web.shapes import BOOLEAN, INSTANT, INTEGER, OBJECT, STRING, UUID, Shape

EXPORT = Shape(
    "DataExport",
    {
        "id": UUID,
        "requested_by": PARTIAL_USER,
        "requested_on": INSTANT,
        "content_type": Shape(
            "ContentType",
            {
                "id": INTEGER,
                "app_label": STRING,
                "model": STRING,
                "verbose_name_plural": STRING,
                "fully_qualified_model": STRING,
            },
        ),
        "query_params": OBJECT,
        "file_url": STRING,
        "completed": BOOLEAN,
    },
)


async def prepared(request: ApiRequest, model: Model, path: str, parameters: Iterable[str]) -> Reply:
    """Write down that there is an export, and say where its file is: `path`, with those of the parameters that narrow it."""
    known = set(parameters)
    narrowed = [(name, value) for name, value in parse_qsl(request.call.query) if name in known]

    def work(connection: Connection) -> dict[str, object]:
        me = connection.execute(select(users).where(users.c.id == request.own_id)).one()
        named = model.verbose_name_plural.lower()
        record_kind(model).record(request, connection, "export_ready", "", named, query=dict(narrowed))
        return brief(connection, me)

    return answer(
        {
            "id": new_uuid(),
            "requested_by": await request.write(work),
            "requested_on": now(),
            "content_type": {
                "id": 1,
                "app_label": model.app,
                "model": model.name,
                "verbose_name_plural": model.verbose_name_plural,
                "fully_qualified_model": model.full_name,
            },
            "query_params": dict(narrowed),
            "file_url": f"/api/v3/{path}" + (f"?{urlencode(narrowed)}" if narrowed else ""),
            "completed": True,
        },
        201,
    )


def file_of(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Reply:
    """The file itself."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    headers = [
        ("Content-Type", "text/csv; charset=utf-8"),
        ("Content-Disposition", f'attachment; filename="{name}.csv"'),
        *NO_STORE.items(),
    ]
    return Reply(200, written.getvalue().encode(), headers)


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
