"""`/flows` and `/flow`: reading and deploying flows. https://nodered.org/docs/api/admin/methods/get/flows/"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route, user_of
from wirelatch.adminapi.refusals import refusals
from wirelatch.adminapi.service import Service
from wirelatch.webkit.errors import HttpError, json_response

KINDS = ("full", "flows", "nodes", "reload")
NAMED = 50
"""Ids of changed nodes that the ledger names; beyond that it counts."""


class Flows:
    """The whole document, and single flows of it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._runtime = service.runtime

    def routes(self) -> list[Route]:
        """The routes with Node-RED's permissions."""
        return [
            Route("GET", "/flows", "flows.read", self.read),
            Route("POST", "/flows", "flows.write", self.deploy),
            Route("GET", "/flows/state", "flows.read", self.state),
            Route("POST", "/flows/state", "flows.write", self.set_state),
            Route("POST", "/flow", "flows.write", self.add_flow),
            Route("GET", "/flow/{id}", "flows.read", self.get_flow),
            Route("PUT", "/flow/{id}", "flows.write", self.update_flow),
            Route("DELETE", "/flow/{id}", "flows.write", self.remove_flow),
        ]

    async def read(self, request: Request) -> Response:
        """The deployed document; with version 2 of the API its revision too."""
        flows = self._runtime.flows
        if user_of(request).may("flows.write"):
            self._runtime.deployed.prepare()  # who reads them as somebody who may change them is likely to
        return json_response(
            flows if _version(request) == "v1" else {"flows": flows, "rev": self._runtime.revision}
        )

    async def deploy(self, request: Request) -> Response:
        """Deploy a document, wholly or what changed of it, or load it anew from file."""
        version = _version(request)
        kind = request.headers.get("node-red-deployment-type", "full")
        if kind not in KINDS:
            raise HttpError(
                400, "invalid_deployment_type", f"The deployment type has to be one of {', '.join(KINDS)}"
            )
        body = await self._service.json(request)
        flows, rev, credentials = _document(body, version) if kind != "reload" else ([], None, None)
        before = self._runtime.flows
        with refusals():
            revision = await self._runtime.deploy(
                flows, kind=cast(Any, kind), rev=rev, credentials=credentials, user=user_of(request).username
            )
        changes = {"kind": kind, "rev": revision, **difference(before, self._runtime.flows)}
        await self._service.audit(request, "flows.set", changes=changes)
        return Response(status_code=204) if version == "v1" else json_response({"rev": revision})

    async def state(self, request: Request) -> Response:
        """Whether the flows run."""
        return json_response({"state": self._runtime.state})

    async def set_state(self, request: Request) -> Response:
        """Start or stop all flows."""
        state = (await self._service.json_object(request)).get("state")
        if state not in ("start", "stop"):
            raise HttpError(400, "invalid_run_state", f"Cannot change the state of the flows to {state!r}")
        with refusals():
            await self._runtime.set_state(state)
        await self._service.audit(request, "flows.setState", changes={"state": state})
        return json_response({"state": self._runtime.state})

    async def add_flow(self, request: Request) -> Response:
        """Add a tab with its nodes."""
        flow = await self._service.json_object(request)
        with refusals("invalid_flow"):
            flow_id = await self._runtime.add_flow(flow, user=user_of(request).username)
        await self._service.audit(request, "flow.add", flow_id, {"label": str(flow.get("label", ""))})
        return json_response({"id": flow_id})

    async def get_flow(self, request: Request) -> Response:
        """One tab with its nodes, or `global`: the config nodes and subflows that all share."""
        flow = self._runtime.get_flow(request.path_params["id"])
        if flow is None:
            raise _not_found(request)
        return json_response(flow)

    async def update_flow(self, request: Request) -> Response:
        """Replace one tab."""
        flow_id, flow = request.path_params["id"], await self._service.json_object(request)
        with _found(request), refusals("invalid_flow"):
            await self._runtime.update_flow(flow_id, flow, user=user_of(request).username)
        await self._service.audit(request, "flow.update", flow_id, {"label": str(flow.get("label", ""))})
        return json_response({"id": flow_id})

    async def remove_flow(self, request: Request) -> Response:
        """Remove one tab with its nodes."""
        flow_id = request.path_params["id"]
        with _found(request), refusals("invalid_flow"):
            await self._runtime.remove_flow(flow_id, user=user_of(request).username)
        await self._service.audit(request, "flow.remove", flow_id)
        return Response(status_code=204)


def _version(request: Request) -> str:
    version = request.headers.get("node-red-api-version", "v1")
    if version not in ("v1", "v2"):
        raise HttpError(400, "invalid_api_version", "Invalid API Version requested")
    return version


def _document(body: Any, version: str) -> tuple[list[dict[str, Any]], str | None, Any]:
    if version == "v1":
        flows, rev, credentials = body, None, None
    elif isinstance(body, dict):
        flows, rev, credentials = body.get("flows"), body.get("rev"), body.get("credentials")
    else:
        flows = rev = credentials = None
    if not isinstance(flows, list) or not all(isinstance(record, dict) for record in flows):
        where = "the body" if version == "v1" else "`flows`"
        raise HttpError(
            400, "invalid_flows", f"With API version {version}, {where} has to be a list of objects"
        )
    if rev is not None and not isinstance(rev, str):
        raise HttpError(400, "invalid_request", "`rev` has to be text")
    if credentials is not None and not isinstance(credentials, dict):
        raise HttpError(400, "invalid_request", "`credentials` has to be an object")
    return flows, rev, credentials


@contextmanager
def _found(request: Request) -> Iterator[None]:
    """A flow that is not there is told."""
    try:
        yield
    except KeyError:
        raise _not_found(request) from None


def _not_found(request: Request) -> HttpError:
    return HttpError(404, "not_found", f"There is no flow {request.path_params['id']!r}")


def difference(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a deploy changed, for the ledger: ids, or where there are many, their number."""
    old = {record.get("id"): record for record in before}
    new = {record.get("id"): record for record in after}
    return named_or_counted(
        added=[key for key in new if key not in old],
        removed=[key for key in old if key not in new],
        changed=[key for key, record in new.items() if key in old and old[key] != record],
    )


def named_or_counted(**parts: list[Any]) -> dict[str, Any]:
    """The ids of each part, or where there are many, their number; nothing of an empty one."""
    return {name: ids if len(ids) <= NAMED else len(ids) for name, ids in parts.items() if ids}
