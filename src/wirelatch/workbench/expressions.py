"""Trying JSONata expressions while they are written: what the expression editor's test pane asks."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.scripting import jsonata
from wirelatch.scripting.jsonata.kinds import Function
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.serialization import json_stringify
from wirelatch.webkit.errors import HttpError, json_response
from wirelatch.workbench.json_types import EvaluationJson

LONGEST_EXPRESSION = 100_000
"""Characters."""
LONGEST_RESULT = 100_000
"""Characters of the result that are shown."""


class Expressions:
    """Evaluating an expression with a message of the user's, in a thread, so that nothing waits for it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._one_at_a_time = asyncio.Semaphore(1)

    def routes(self) -> list[Route]:
        """As for deploying: whoever may deploy a flow can have it evaluate anything."""
        return [Route("POST", "/api/v1/jsonata", "flows.write", self.evaluate)]

    async def evaluate(self, request: Request) -> Response:
        """`{expression, message, node}` gives `{result, kind}`, or `{error, code, position}` of the expression.

        `result` is JSON text, `kind` tells what it is. With the id of a running node, the expression has that node's
        context and environment. An evaluation ends after jsonata.TIME_LIMIT.
        """
        body = await self._service.json_object(request)
        expression = body.get("expression")
        if not isinstance(expression, str) or len(expression) > LONGEST_EXPRESSION:
            raise HttpError(400, "invalid_request", "expression has to be a text, and not a huge one")
        node = self._service.runtime.node(str(body.get("node") or ""))
        async with self._one_at_a_time:
            return json_response(await asyncio.to_thread(_tried, expression, body.get("message"), node))


def _tried(expression: str, message: Any, node: Any) -> EvaluationJson:
    try:
        value = jsonata.Expression(expression).evaluate(message, node)
    except jsonata.JsonataError as error:
        return {"error": str(error), "code": error.code, "position": error.position}
    if value is UNDEFINED:
        return {"result": "", "kind": "undefined"}
    if isinstance(value, Function):
        return {"result": "", "kind": "function"}
    try:
        return {"result": json_stringify(value, indent=4)[:LONGEST_RESULT], "kind": _kind(value)}
    except ValueError as error:  # a message that contains itself
        return {"error": str(error), "code": "", "position": None}


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    for kinds, name in (
        (bool, "boolean"),
        ((int, float), "number"),
        (str, "string"),
        (list, "array"),
        ((bytes, bytearray), "buffer"),
    ):
        if isinstance(value, kinds):
            return name
    return "object"
