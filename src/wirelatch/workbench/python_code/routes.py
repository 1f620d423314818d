"""`/api/v1/python/…`: what the editor of Python functions asks while somebody types. Nothing is run."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.webkit.errors import HttpError, json_response
from wirelatch.workbench.python_code.analyst import Analyst, AnalystError
from wirelatch.workbench.python_code.json_types import PythonCodeJson
from wirelatch.workbench.shapes import Shapes

LONGEST_CODE = 200_000
"""Characters of all parts together."""


class PythonCode:
    """The routes, and the process that answers."""

    def __init__(self, service: Service, shapes: Shapes) -> None:
        self._service = service
        self._shapes = shapes
        self._analyst = Analyst(service.runtime.process_environment())

    def routes(self) -> list[Route]:
        """Completion is for who writes code; that there is a mistake may be known to who reads it."""
        return [
            Route("POST", "/api/v1/python/complete", "flows.write", self.complete),
            Route("POST", "/api/v1/python/signature", "flows.write", self.signature),
            Route("POST", "/api/v1/python/describe", "flows.write", self.describe),
            Route("POST", "/api/v1/python/mistakes", "flows.read", self.mistakes),
        ]

    async def close(self) -> None:
        """End the process."""
        await self._analyst.close()

    async def complete(self, request: Request) -> Response:
        """Names that fit at the position: PythonCompletionJson."""
        return await self._answer(request, "complete")

    async def signature(self, request: Request) -> Response:
        """The call around the position: PythonSignatureJson, or null."""
        return await self._answer(request, "signature")

    async def describe(self, request: Request) -> Response:
        """What is at the position: PythonDescriptionJson, or null."""
        return await self._answer(request, "describe")

    async def mistakes(self, request: Request) -> Response:
        """What is wrong in the part: PythonMistakeJson."""
        return await self._answer(request, "mistakes")

    async def _answer(self, request: Request, what: str) -> Response:
        code = _code(await self._service.json_object(request))
        seen = self._shapes.of(code["node"])
        shape = None if seen is None else seen.shape.to_json()
        try:
            return json_response(await self._analyst.ask(what, code, shape))
        except AnalystError as error:
            raise HttpError(503, "no_answer", str(error)) from None


def _code(body: dict[str, Any]) -> PythonCodeJson:
    texts = [body.get(name, "") for name in ("initialize", "func", "finalize", "node")]
    if not all(isinstance(text, str) for text in texts) or body.get("part") not in (
        "initialize",
        "func",
        "finalize",
    ):
        raise HttpError(
            400, "invalid_request", "`initialize`, `func`, `finalize` are texts, `part` is one of these"
        )
    if sum(len(text) for text in texts) > LONGEST_CODE:
        raise HttpError(400, "invalid_request", f"The code is longer than {LONGEST_CODE} characters")
    initialize, func, finalize, node = texts
    own = body.get(body["part"], "")
    position = body.get("position", len(own))
    if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position <= len(own):
        raise HttpError(400, "invalid_request", "`position` is not in the code")
    return {
        "node": node, "part": body["part"], "initialize": initialize, "func": func, "finalize": finalize,
        "position": position,
    }  # fmt: skip
