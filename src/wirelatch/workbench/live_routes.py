"""Traces and the shapes of messages over HTTP. Reading asks for the right to listen on `/comms`, where debug messages are
shown; sending a message again asks for that of the inject button."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.webkit.errors import HttpError, json_response
from wirelatch.workbench.live import Live
from wirelatch.workbench.traces import Trace, send_again

MOST = 1000


class LiveRoutes:
    """`/api/v1/traces` and `/api/v1/shapes`."""

    def __init__(self, service: Service, live: Live) -> None:
        self._service = service
        self._live = live

    def routes(self) -> list[Route]:
        """The routes with their permissions."""
        return [
            Route("GET", "/api/v1/shapes/{node}", "status.read", self.shape),
            Route("GET", "/api/v1/traces/{trace}", "status.read", self.trace),
            Route("POST", "/api/v1/traces/{flow}/record", "status.read", self.record),
            Route("POST", "/api/v1/traces/{flow}/clear", "status.read", self.clear),
            Route("POST", "/api/v1/traces/{trace}/steps/{step}/send", "inject.write", self.send),
        ]

    async def shape(self, request: Request) -> Response:
        """What messages look like at a node's input: `{shape, messages}`; `null` when none was seen."""
        seen = self._live.shapes.of(request.path_params["node"])
        return json_response(None if seen is None else seen.to_json())

    async def trace(self, request: Request) -> Response:
        """One trace with its steps."""
        return json_response(self._trace(request).to_json())

    async def record(self, request: Request) -> Response:
        """Record `limit` more messages of a flow (0 pauses), or any number."""
        limit = (await self._service.json_object(request)).get("limit")
        if limit is not None and (not isinstance(limit, int) or not 0 <= limit <= MOST):
            raise HttpError(400, "invalid_request", f"`limit` has to be a number from 0 to {MOST}")
        self._live.record(request.path_params["flow"], limit)
        return Response(status_code=204)

    async def clear(self, request: Request) -> Response:
        """Forget the traces of a flow."""
        self._live.clear(request.path_params["flow"])
        return Response(status_code=204)

    async def send(self, request: Request) -> Response:
        """Send the message of a step again: into its node, or with `port` out of that output."""
        trace = self._trace(request)
        number = request.path_params["step"]
        step = trace.step_called(number)
        if step is None:
            raise HttpError(404, "not_found", f"The trace has no step {number[:20]}")
        port = (await self._service.json_object(request)).get("port")
        if port is not None and not isinstance(port, int):
            raise HttpError(400, "invalid_request", "`port` has to be a number")
        try:
            message_id = send_again(self._service.runtime, step, port)
        except (LookupError, ValueError) as error:
            raise HttpError(409, "not_possible", str(error)) from None
        return json_response({"_msgid": message_id})

    def _trace(self, request: Request) -> Trace:
        trace_id = request.path_params["trace"]
        for recorder in self._live.recorders.values():
            if trace_id in recorder.traces:
                return recorder.traces[trace_id]
        raise HttpError(404, "not_found", "This trace is not there any more")
