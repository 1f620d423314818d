"""`core/users/export/`: the users that a list shows, as a file of comma-separated values."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

from sqlalchemy import Connection

from wirelatch.database import now
from wirelatch.identity.api.core.embedded import PARTIAL_USER, brief
from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.core.users import USERS
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.permissions import may
from wirelatch.identity.directory.tables import users as table
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.web.call import NO_STORE, Reply
from wirelatch.identity.web.shapes import BOOLEAN, INSTANT, INTEGER, OBJECT, STRING, UUID, Shape

endpoints = Endpoints()
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
COLUMNS = (
    "id", "username", "name", "email", "email_verified", "is_active", "type", "path", "uuid", "date_joined",
    "last_login",
)  # fmt: skip


@endpoints.on(
    "POST",
    "core/users/export/",
    may("view", USER),
    answers=EXPORT,
    status=201,
    query=USERS.parameters(),
)
async def export(request: ApiRequest) -> Reply:
    """Prepare an export of the users that the list with the same filters shows; `file_url` is the file."""
    narrowed = {name: value for name, value in request.query.items() if name in USERS.parameters()}

    def work(connection: Connection) -> dict[str, object]:
        me = USERS.by_key(connection, request.own_id)
        USERS.kind.record(request, connection, "export_ready", "", "users", query=narrowed)
        return brief(connection, me)

    return answer(
        {
            "id": new_uuid(),
            "requested_by": await request.write(work),
            "requested_on": now(),
            "content_type": {
                "id": 1,
                "app_label": USER.app,
                "model": USER.name,
                "verbose_name_plural": USER.verbose_name_plural,
                "fully_qualified_model": USER.full_name,
            },
            "query_params": narrowed,
            "file_url": "/api/v3/core/users/export/file/" + (f"?{urlencode(narrowed)}" if narrowed else ""),
            "completed": True,
        },
        201,
    )


@endpoints.on(
    "GET",
    "core/users/export/file/",
    may("view", USER),
    answers=STRING,
    content_type="text/csv",
    query=USERS.parameters(),
)
async def file(request: ApiRequest) -> Reply:
    """The users as comma-separated values, without passwords and attributes."""
    query = USERS.narrowed(request).order_by(table.c.id)

    def work(connection: Connection) -> str:
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow(COLUMNS)
        for row in connection.execute(query):
            writer.writerow([_cell(row._mapping[table.c[name]]) for name in COLUMNS])
        return written.getvalue()

    headers = [
        ("Content-Type", "text/csv; charset=utf-8"),
        ("Content-Disposition", 'attachment; filename="users.csv"'),
        *NO_STORE.items(),
    ]
    return Reply(200, (await request.read(work)).encode(), headers)


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
