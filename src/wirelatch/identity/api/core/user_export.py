"""`core/users/export/`: the users that a list shows, as a file of comma-separated values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.core.users import USERS
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.exports import EXPORT, file_of, prepared
from wirelatch.identity.api.permissions import may
from wirelatch.identity.directory.tables import users as table
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.shapes import STRING

endpoints = Endpoints()
FILE = "core/users/export/file/"
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
    return await prepared(request, USER, FILE, USERS.parameters())


@endpoints.on(
    "GET",
    FILE,
    may("view", USER),
    answers=STRING,
    content_type="text/csv",
    query=USERS.parameters(),
)
async def file(request: ApiRequest) -> Reply:
    """The users as comma-separated values, without passwords and attributes."""
    query = USERS.narrowed(request).order_by(table.c.id)

    def work(connection: Connection) -> list[dict[str, Any]]:
        return [{name: row._mapping[table.c[name]] for name in COLUMNS} for row in connection.execute(query)]

    return file_of("users", COLUMNS, await request.read(work))
