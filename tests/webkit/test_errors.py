"""wirelatch.webkit.errors"""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.webkit.serving import serving
from wirelatch.webkit.errors import HttpError, exception_handlers


async def fail(request: Request) -> Response:
    kind = request.path_params["kind"]
    if kind == "known":
        raise HttpError(409, "taken", "It is taken", {"Retry-After": "1"})
    raise RuntimeError("with a secret in it")


APP = Starlette(routes=[Route("/{kind}", fail)], exception_handlers=exception_handlers)


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/known", 409, {"code": "taken", "message": "It is taken"}),
        ("GET", "/a/b", 404, {"code": "not_found", "message": "Not Found: GET /a/b"}),
        ("POST", "/known", 405, {"code": "method_not_allowed", "message": "Method Not Allowed: POST /known"}),
        (
            "GET",
            "/bug",
            500,
            {"code": "unexpected_error", "message": "Internal error; the log has the details"},
        ),
    ],
)
async def test_errors_are_answered_with_code_and_message(
    method: str, path: str, status: int, body: dict[str, str]
) -> None:
    async with serving(APP) as base, httpx.AsyncClient(base_url=base) as client:
        answer = await client.request(method, path)
    assert (answer.status_code, answer.json()) == (status, body)
    assert ("retry-after" in answer.headers) is (status == 409)


async def test_the_details_of_a_bug_go_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(APP) as base, httpx.AsyncClient(base_url=base) as client:
        await client.get("/bug")
    assert "with a secret in it" in caplog.text
