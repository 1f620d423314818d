"""Errors as HTTP answers: `{"code", "message"}`, the shape of Node-RED's Admin API."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from wirelatch.webkit.encoding import json_octets

log = logging.getLogger(__name__)


class HttpError(Exception):
    """An answer other than success, with a code for programs and a message for people."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer; values that JSON lacks (NaN) become null, other types their text."""
    return Response(json_octets(value), status, dict(headers or {}), "application/json")


async def on_http_error(request: Request, error: Exception) -> Response:
    """Starlette exception handler for HttpError."""
    assert isinstance(error, HttpError)
    return json_response({"code": error.code, "message": error.message}, error.status, error.headers)


async def on_starlette_error(request: Request, error: Exception) -> Response:
    """Starlette exception handler for its own HTTPException (no such route, wrong method …)."""
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "invalid_request")
    body = {"code": code, "message": f"{error.detail}: {request.method} {request.url.path}"}
    return json_response(body, error.status_code, error.headers)


async def on_unexpected_error(request: Request, error: Exception) -> Response:
    """Starlette exception handler for everything else: logged in full, answered without details."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return json_response(
        {"code": "unexpected_error", "message": "Internal error; the log has the details"}, 500
    )


exception_handlers: dict[Any, Any] = {
    HttpError: on_http_error,
    HTTPException: on_starlette_error,
    Exception: on_unexpected_error,
}
"""For `Starlette(exception_handlers=…)`."""
