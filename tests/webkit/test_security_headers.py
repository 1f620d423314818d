"""wirelatch.webkit.security_headers"""

import re

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.webkit.serving import serving
from wirelatch.webkit.security_headers import SecurityHeaders


async def page(request: Request) -> Response:
    return PlainTextResponse(request.scope["state"]["csp_nonce"])


async def own(request: Request) -> Response:
    return PlainTextResponse("", headers={"Content-Security-Policy": "sandbox"})


async def changed(request: Request) -> Response:
    request.scope["state"]["csp"] = {"img-src": "'none'", "font-src": None}
    return PlainTextResponse("")


ROUTES = [Route("/", page), Route("/own", own), Route("/changed", changed)]
APP = SecurityHeaders(Starlette(routes=ROUTES), {"form-action": "'self'"})


def directives(answer: httpx.Response) -> dict[str, str]:
    policy = answer.headers["content-security-policy"]
    return {part.split(" ", 1)[0]: part.split(" ", 1)[1] for part in policy.split("; ")}


async def test_every_answer_has_a_policy_with_a_fresh_nonce() -> None:
    async with serving(APP) as base, httpx.AsyncClient(base_url=base) as client:
        first, second = await client.get("/"), await client.get("/")
    assert first.text != second.text
    assert re.fullmatch(r"[\w-]{20,}", first.text)
    assert directives(first)["script-src"] == f"'self' 'nonce-{first.text}'"
    assert directives(first)["form-action"] == "'self'"
    assert "unsafe" not in first.headers["content-security-policy"]


async def test_pages_cannot_be_framed_or_sniffed() -> None:
    async with serving(APP) as base, httpx.AsyncClient(base_url=base) as client:
        answer = await client.get("/nothing")
    assert directives(answer)["frame-ancestors"] == "'none'"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


async def test_a_handler_can_change_the_policy() -> None:
    async with serving(APP) as base, httpx.AsyncClient(base_url=base) as client:
        assert (await client.get("/own")).headers.get_list("content-security-policy") == ["sandbox"]
        policy = directives(await client.get("/changed"))
    assert policy["img-src"] == "'none'"
    assert "font-src" not in policy
