"""`PATCH /api/v1/flows`: deploying the records that differ, for documents that take long to send and read as a whole.

It means what `POST /flows` of the Admin API means: permission, conflict, notification and audit are the same. It is
answered when the change is stored; what has to be restarted is after that, as in Node-RED.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route, user_of
from wirelatch.adminapi.flows import named_or_counted
from wirelatch.adminapi.refusals import refusals
from wirelatch.adminapi.service import Service
from wirelatch.document.amendment import Amendment
from wirelatch.webkit.errors import HttpError, json_response

KINDS = ("full", "flows", "nodes")
_LONGEST_COMMENT = 10_000


class Deploying:
    """The route."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def routes(self) -> list[Route]:
        """The route with its permission."""
        return [Route("PATCH", "/api/v1/flows", "flows.write", self.deploy)]

    async def deploy(self, request: Request) -> Response:
        """Deploy what differs from revision `rev`: `records`, `removed` ids, `places` of records that stand elsewhere.

        `count` is how many records there are then; when it is not so, nothing happens.
        """
        body = await self._service.json_object(request)
        amendment = _amendment(body)
        kind, rev, count = body.get("kind", "full"), body.get("rev"), body.get("count")
        comment = body.get("comment", "")
        if kind not in KINDS:
            raise HttpError(400, "invalid_deployment_type", f"`kind` has to be one of {', '.join(KINDS)}")
        if not isinstance(rev, str) or type(count) is not int:
            raise HttpError(400, "invalid_request", "`rev` has to be text and `count` a number")
        if not isinstance(comment, str) or len(comment) > _LONGEST_COMMENT:
            raise HttpError(
                400, "invalid_request", f"`comment` has to be at most {_LONGEST_COMMENT} characters"
            )
        runtime = self._service.runtime
        before = runtime.outline.records
        answered = asyncio.Event()
        with refusals():
            revision = await runtime.operation.amend(
                amendment, rev=rev, count=count, kind=cast(Any, kind), user=user_of(request).username,
                comment=comment.strip(), answered=answered,
            )  # fmt: skip
        try:
            named = named_or_counted(
                added=[r["id"] for r in amendment.records if r["id"] not in before],
                removed=amendment.removed,
                changed=[r["id"] for r in amendment.records if r["id"] in before],
            )
            await self._service.audit(request, "flows.set", changes={"kind": kind, "rev": revision, **named})
        except BaseException:
            answered.set()
            raise
        response = json_response({"rev": revision})
        response.background = BackgroundTask(_set, answered)
        return response


async def _set(answered: asyncio.Event) -> None:
    answered.set()


def _amendment(body: dict[str, Any]) -> Amendment:
    records, removed, places = body.get("records", []), body.get("removed", []), body.get("places", {})
    if not isinstance(records, list) or not all(
        isinstance(record, dict) and isinstance(record.get("id"), str) and isinstance(record.get("type"), str)
        for record in records
    ):
        raise HttpError(400, "invalid_flows", "`records` has to be a list of objects with `id` and `type`")
    if not isinstance(removed, list) or not all(isinstance(node_id, str) for node_id in removed):
        raise HttpError(400, "invalid_flows", "`removed` has to be a list of ids")
    if not isinstance(places, dict) or not all(isinstance(place, str) for place in places.values()):
        raise HttpError(400, "invalid_flows", "`places` has to be an object of ids")
    return Amendment(records, removed, places)
