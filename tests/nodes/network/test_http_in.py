"""`http in` and `http response`; `tests/peers/differential` compares them with Node-RED's."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running
from wirelatch.nodes.network.http.message import Request
from wirelatch.webkit.http_routes import HttpRoutes

Serve = Callable[..., contextlib.AbstractAsyncContextManager[str]]


@contextlib.asynccontextmanager
async def answering(
    serve: Serve, *flows: dict[str, Any], **settings: Any
) -> AsyncIterator[tuple[Runtime, httpx.AsyncClient]]:
    http = HttpRoutes()
    async with (
        running(flows, http=http, settings=settings) as runtime,
        serve(http) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        yield runtime, client


def endpoint(method: str = "get", url: str = "/x", wires: str = "r", **more: Any) -> dict[str, Any]:
    return {"id": "h", "type": "http in", "method": method, "url": url, "wires": [[wires]], **more}


RESPONSE = {"id": "r", "type": "http response", "statusCode": "", "headers": {}}


async def test_a_request_becomes_a_message_and_the_payload_the_answer(serve: Serve) -> None:
    probe = {"id": "p", "type": "probe", "wires": [["r"]]}
    async with answering(serve, endpoint(url="/items/:id", wires="p"), probe, RESPONSE) as (runtime, client):
        response = await client.get("/items/a%20b?q=1", headers={"x-a": "v", "cookie": "c=1"})
        assert response.json() == {"q": "1"}
        request = (await collect(runtime, "p").next())["req"]
        assert isinstance(request, Request)
        assert request.params == {"id": "a b"}
        assert request.headers["x-a"] == "v"
        assert request.cookies == {"c": "1"}
        assert (request.method, request.ip, request.originalUrl) == ("GET", "127.0.0.1", "/items/a%20b?q=1")


async def test_uploaded_files_are_buffers_beside_the_fields(serve: Serve) -> None:
    probe = {"id": "p", "type": "probe", "wires": [["r"]]}
    async with answering(serve, endpoint("post", upload=True, wires="p"), probe, RESPONSE) as (
        runtime,
        client,
    ):
        files = {"f": ("a.bin", b"\x00\r\n--x", "image/png")}
        assert (await client.post("/x", files=files, data={"k": "v"})).json() == {"k": "v"}
        (file,) = (await collect(runtime, "p").next())["req"].files
        assert file == {
            "fieldname": "f", "originalname": "a.bin", "encoding": "7bit", "mimetype": "image/png", "buffer": b"\x00\r\n--x",
            "size": 6,
        }  # fmt: skip


async def test_a_form_that_repeats_a_field_ever_so_often_takes_no_more_time_than_its_size(
    serve: Serve,
) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    body = part * 80_000 + b"--b--\r\n"
    async with answering(serve, endpoint("post", upload=True), RESPONSE) as (_, client), asyncio.timeout(15):
        headers = {"content-type": "multipart/form-data; boundary=b"}
        answer = await client.post("/x", content=body, headers=headers, timeout=15)
        assert len(answer.json()["a"]) == 80_000


@pytest.mark.parametrize(
    "request_", [
        {"content": b"{", "headers": {"content-type": "application/json"}},
        {"content": b"5", "headers": {"content-type": "application/json"}},
        {"content": b"x", "headers": {"content-type": "text/plain", "content-encoding": "gzip"}},
    ],
)  # fmt: skip
async def test_a_body_that_cannot_be_read_is_refused_in_words(serve: Serve, request_: dict[str, Any]) -> None:
    async with answering(serve, endpoint("post"), RESPONSE) as (_, client):
        response = await client.post("/x", **request_)
        assert response.status_code == 400
        assert response.json()["code"] == "invalid_body"


async def test_compressed_bodies_are_read_unless_they_are_bombs(serve: Serve) -> None:
    async with answering(serve, endpoint("post"), RESPONSE) as (_, client):
        for encoding, data in (("gzip", gzip.compress(b'{"a":1}')), ("deflate", zlib.compress(b'{"a":1}'))):
            headers = {"content-type": "application/json", "content-encoding": encoding}
            assert (await client.post("/x", content=data, headers=headers)).json() == {"a": 1}
        bomb = gzip.compress(b" " * 50_000_000)
        assert (
            await client.post("/x", content=bomb, headers={"content-encoding": "gzip"})
        ).status_code == 400


async def test_a_large_body_is_refused(serve: Serve) -> None:
    async with answering(serve, endpoint("post"), RESPONSE) as (_, client):
        assert (await client.post("/x", content=b"x" * 5_300_000)).status_code == 413


async def test_when_the_node_goes_its_endpoint_goes(serve: Serve) -> None:
    async with answering(serve, endpoint(), RESPONSE) as (runtime, client):
        assert (await client.get("/x")).status_code == 200
        await runtime.deploy([])
        assert (await client.get("/x")).status_code == 404


async def test_of_two_nodes_with_the_same_endpoint_the_first_answers(serve: Serve) -> None:
    second = {**endpoint(wires="other"), "id": "h2"}
    async with answering(serve, endpoint(), RESPONSE, second, {"id": "other", "type": "probe"}) as (
        runtime,
        client,
    ):
        await client.get("/x")
        assert not collect(runtime, "other").received


async def test_a_second_response_to_one_request_does_nothing(serve: Serve) -> None:
    both = {**endpoint(), "wires": [["r", "r2"]]}
    async with answering(serve, both, RESPONSE, {**RESPONSE, "id": "r2", "statusCode": "500"}) as (_, client):
        responses = await asyncio.gather(*(client.get("/x") for _ in range(5)))
        assert {response.status_code for response in responses} == {200}


async def test_a_message_without_a_request_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    async with running([RESPONSE]) as runtime:
        runtime.node("r").receive({"payload": "x"})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert "there is no request to answer" in caplog.text


async def test_the_same_content_is_not_sent_twice_to_who_has_it(serve: Serve) -> None:
    async with answering(serve, endpoint(), RESPONSE) as (_, client):
        tag = (await client.get("/x?a=1")).headers["etag"]
        again = await client.get("/x?a=1", headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")


async def test_line_breaks_in_headers_do_not_start_new_ones(serve: Serve) -> None:
    change = {"id": "c", "type": "change", "rules": [{"t": "set", "p": "headers", "pt": "msg", "to": '{"x-a": "1\\r\\nx-evil: 2"}', "tot": "json"}], "wires": [["r"]]}  # fmt: skip
    async with answering(serve, endpoint(wires="c"), change, RESPONSE) as (_, client):
        assert "x-evil" not in (await client.get("/x")).headers


ANSWERING = {
    "id": "c", "type": "change", "wires": [["r"]],
    "rules": [
        {"t": "move", "p": "payload", "pt": "msg", "to": "asked", "tot": "msg"},
        *({"t": "set", "p": name, "pt": "msg", "to": f"asked.{name}", "tot": "msg"}
          for name in ("headers", "statusCode", "payload")),
    ],
}  # fmt: skip


async def test_a_header_with_an_impossible_name_is_an_error_of_the_node(serve: Serve) -> None:
    catch = {"id": "k", "type": "catch", "scope": None, "wires": [["p"]]}
    probe = {"id": "p", "type": "probe"}
    flow = (endpoint("post", wires="c"), ANSWERING, RESPONSE, catch, probe)
    for name in ("x\r\nset-cookie: a=b\r\n\r\n", "x y", "", "\u00fc"):
        async with answering(serve, *flow) as (runtime, client):
            asking = asyncio.create_task(client.post("/x", json={"payload": "a", "headers": {name: "b"}}))
            error = (await collect(runtime, "p").next())["error"]
            assert (error["message"].partition("[")[0], error["source"]["id"]) == (
                "Header name must be a valid HTTP token ",
                "r",
            )
            asking.cancel()


@pytest.mark.parametrize("status", [299, 600, 799, 999])
async def test_any_status_code_can_be_sent(serve: Serve, status: int) -> None:
    async with answering(serve, endpoint("post", wires="c"), ANSWERING, RESPONSE) as (_, client):
        answer = await client.post("/x", json={"payload": "a", "statusCode": status})
        assert (answer.status_code, answer.text) == (status, "a")


async def test_values_of_headers_lose_what_cannot_be_sent(serve: Serve) -> None:
    async with answering(serve, endpoint("post", wires="c"), ANSWERING, RESPONSE) as (_, client):
        answer = await client.post("/x", json={"payload": "a", "headers": {"x-own": "a\x01\x0b\x7f\tb"}})
        assert (answer.headers["x-own"], answer.text) == ("a\tb", "a")


async def test_a_length_that_is_not_the_bodys_does_not_break_the_connection(serve: Serve) -> None:
    wrong = {**RESPONSE, "headers": {"Content-Length": "1", "Transfer-Encoding": "chunked"}}
    async with answering(serve, endpoint("post", wires="c"), ANSWERING, wrong) as (_, client):
        for _ in range(2):
            answer = await client.post("/x", json={"payload": "abc"})
            assert (answer.text, answer.headers["content-length"]) == ("abc", "3")
            assert "transfer-encoding" not in answer.headers
