"""`events/events/export/`: the events that a list shows, as a file of comma-separated values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.events.events import EVENT, FILTERS, narrowed, searched
from wirelatch.identity.api.exports import EXPORT, file_of, prepared
from wirelatch.identity.api.permissions import may
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.shapes import STRING, Parameter
from wirelatch.ledger import ledger

endpoints = Endpoints()
FILE = "events/events/export/file/"
MOST = 100_000
"""Rows of a file: the newest."""
COLUMNS = ("seq", "at", "actor", "action", "target", "address", "changes", "hash")
_QUERY = {**FILTERS, "search": Parameter()}


@endpoints.on("POST", "events/events/export/", may("view", EVENT), answers=EXPORT, status=201, query=_QUERY)
async def export(request: ApiRequest) -> Reply:
    """Prepare an export of the events that the list with the same filters shows; `file_url` is the file."""
    return await prepared(request, EVENT, FILE, _QUERY)


@endpoints.on("GET", FILE, may("view", EVENT), answers=STRING, content_type="text/csv", query=_QUERY)
async def file(request: ApiRequest) -> Reply:
    """The events as comma-separated values, the newest first, each with its hash in the ledger's chain."""
    query = searched(request, narrowed(request, await request.services.catalog.current()))
    newest = query.order_by(ledger.c.seq.desc()).limit(MOST)

    def work(connection: Connection) -> list[dict[str, Any]]:
        return [
            {name: row._mapping[ledger.c[name]] for name in COLUMNS} for row in connection.execute(newest)
        ]

    return file_of("events", COLUMNS, await request.read(work))
