"""The server's part of the problems panel: what only those can tell who compile code and expressions, and know credentials.

The editor sends the records that changed, deployed or not, and gets a sentence for each mistake. Nothing is run.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.checking.code import FunctionNodes
from wirelatch.checking.mistakes import mistakes
from wirelatch.document.outline import Record
from wirelatch.webkit.errors import HttpError, json_response
from wirelatch.workbench.json_types import FoundProblemJson

MOST_RECORDS = 1000


class Problems:
    """`POST /api/v1/problems`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def routes(self) -> list[Route]:
        """The route with its permission."""
        return [Route("POST", "/api/v1/problems", "flows.read", self.find)]

    async def find(self, request: Request) -> Response:
        """A list of `{id, rule, text}` for the `records` of the body; `rule` is `contents` or `credentials`."""
        records = (await self._service.json_object(request)).get("records")
        if not isinstance(records, list) or len(records) > MOST_RECORDS:
            raise HttpError(400, "invalid_request", f"`records` has to be a list of {MOST_RECORDS} at most")
        if not all(
            isinstance(record, dict)
            and isinstance(record.get("id"), str)
            and isinstance(record.get("type"), str)
            for record in records
        ):
            raise HttpError(400, "invalid_request", "Every record needs an `id` and a `type`")
        found = [*await asyncio.to_thread(self._contents, records), *self._credentials(records)]
        return json_response(found)

    def _contents(self, records: list[Record]) -> list[FoundProblemJson]:
        registry = self._service.runtime.registry
        return [
            {"id": node_id, "rule": "contents", "text": text}
            for node_id, text in mistakes(records, registry, FunctionNodes(records))
        ]

    def _credentials(self, records: list[Record]) -> list[FoundProblemJson]:
        return [
            {"id": record["id"], "rule": "credentials", "text": ", ".join(labels)}
            for record in records
            if (labels := self._missing(record))
        ]

    def _missing(self, record: Record) -> list[str]:
        """The labels of the credentials that a node's settings call for, when none of them is stored."""
        runtime = self._service.runtime
        node_class = runtime.registry.get(record["type"])
        if node_class is None:
            return []
        labels = []
        stored: Any = {**runtime.credentials_of(record["id"]), **_given(record)}
        for name, declared in node_class.palette.properties.items():
            if declared.widget != "credential" or declared.when is None:
                continue
            if all(record.get(key) in values for key, values in declared.when.items()):
                if stored.get(declared.name or name):
                    return []
                labels.append(declared.label or name)
        return labels


def _given(record: Record) -> dict[str, Any]:
    """The credentials that were typed in and are not deployed yet."""
    given = record.get("credentials")
    return given if isinstance(given, dict) else {}
