"""wirelatch.webkit.bounded_http, over a real server."""

import asyncio
import contextlib

import httpx
import pytest
from starlette.responses import PlainTextResponse

from tests.webkit.serving import serving
from wirelatch.webkit import bounded_http

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def sent(base: str, *parts: bytes) -> bytes:
    """Everything the server says to these parts of a request, until it closes the connection."""
    reader, writer = await asyncio.open_connection(*base.removeprefix("http://").split(":"))
    try:
        with contextlib.suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
        with contextlib.suppress(ConnectionError):
            return await asyncio.wait_for(reader.read(), 10)
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    "endless",
    [b"X-A: " + b"a" * 8000 + b"\r\n", b"a" * 8000, b"X-A: b\r\n" * 50],
    ids=["many headers", "one header", "many small headers"],
)
async def test_a_head_without_end_is_refused(endless: bytes) -> None:
    async with serving(PlainTextResponse("hello")) as base:
        answer = await sent(base, HEAD, b"X: " if endless.startswith(b"aa") else b"", *[endless] * 200)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    assert b"hello" not in answer


async def test_headers_without_end_after_a_chunked_body_end_the_connection() -> None:
    async with serving(PlainTextResponse("hello")) as base:
        begun = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        await sent(base, begun, *[b"X-A: b\r\n" * 500] * 10)  # returns because the server closes


async def test_a_head_that_does_not_come_closes_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.2)
    async with serving(PlainTextResponse("hello")) as base:
        assert await sent(base) == b""
        assert await sent(base, HEAD) == b""


async def test_a_slow_second_request_closes_the_connection_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.2)
    async with serving(PlainTextResponse("hello")) as base:
        answer = await sent(base, HEAD + b"\r\n", HEAD)
    assert answer.endswith(b"hello")


async def test_large_bodies_and_long_answers_are_not_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.2)

    async def app(scope, receive, send) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(0.5)
            await PlainTextResponse("done")(scope, receive, send)

    async with serving(app) as base, httpx.AsyncClient(base_url=base) as client:
        for _ in range(2):
            answer = await client.post("/", content=b"a" * 300_000, headers={"X-Long": "b" * 30_000})
            assert answer.text == "done"
