"""wirelatch.webkit.http_routes, over a real server."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.webkit.serving import serving
from wirelatch.webkit.http_routes import HttpRequest, HttpRoutes


def text(body: str):
    return lambda request: request.respond(200, {"content-type": "text/plain"}, body.encode())


async def test_a_route_answers_with_status_headers_and_body() -> None:
    routes = HttpRoutes()
    routes.add("POST", "/hello", lambda r: r.respond(201, {"X-Many": ["1", "2"]}, r.body[::-1]))
    async with serving(routes) as base, httpx.AsyncClient(base_url=base) as client:
        answer = await client.post("/hello", content=b"abc")
    assert (answer.status_code, answer.content) == (201, b"cba")
    assert answer.headers.get_list("x-many") == ["1", "2"]


async def test_unknown_paths_get_express_not_found_page_escaped() -> None:
    async with serving(HttpRoutes()) as base, httpx.AsyncClient(base_url=base) as client:
        answer = await client.get("/a/<b>")
    assert answer.status_code == 404
    assert "<pre>Cannot GET /a/%3Cb%3E</pre>" in answer.text


@pytest.mark.parametrize(
    ("pattern", "path", "params"),
    [
        ("/a", "/a", {}),
        ("/a", "/A/", {}),
        ("a/", "/a", {}),
        ("/a/:id", "/a/x%2Fy", {"id": "x/y"}),
        ("/a/:id", "/a/x/y", None),
        ("/a/:id?", "/a", {}),
        ("/a/:id?", "/a/1", {"id": "1"}),
        ("/a/*", "/a/b/c", {"0": "b/c"}),
        ("/:x/to/:y", "/1/to/2", {"x": "1", "y": "2"}),
        ("/f-:a.:b", "/f-x.y", {"a": "x", "b": "y"}),
        ("/grüße", "/gr%C3%BC%C3%9Fe", {}),
        ("/a.b", "/axb", None),
    ],
)
def test_patterns_match_as_in_express(pattern: str, path: str, params: dict[str, str] | None) -> None:
    routes = HttpRoutes()
    routes.add("get", pattern, text(""))
    found = routes.find("GET", path)
    assert (found and found[1]) == params


def test_the_route_added_first_wins_until_it_is_removed() -> None:
    routes = HttpRoutes()
    first, second, third = text("1"), text("2"), text("3")
    remove = routes.add("GET", "/a/:x", first)
    routes.add("GET", "/a/b", second)
    routes.add("GET", "/a/b", third)

    def found() -> object:
        route, params = routes.find("GET", "/a/b") or (None, {})
        return route and route.handler, params

    assert found() == (first, {"x": "b"})
    remove()
    remove()
    assert found() == (second, {})


def test_routes_lie_below_the_root() -> None:
    routes = HttpRoutes("/api/")
    routes.add("GET", "/x", text(""))
    assert routes.find("GET", "/x") is None
    assert routes.find("GET", "/api/x") is not None


async def test_a_request_is_read_completely() -> None:
    seen: list[HttpRequest] = []

    def handler(request: HttpRequest) -> None:
        seen.append(request)
        request.respond(204, {}, b"")

    routes = HttpRoutes()
    routes.add("PUT", "/x/:a", handler)
    async with serving(routes) as base, httpx.AsyncClient(base_url=base) as client:
        answer = await client.put(
            "/x/1?q=1&q=2&o[k]=v", content=b"body", headers={"Cookie": "c=1; d=a%20b", "X-Y": "z"}
        )
    assert answer.status_code == 204
    request = seen[0]
    assert (request.method, request.path, request.body) == ("PUT", "/x/1", b"body")
    assert request.url == "/x/1?q=1&q=2&o[k]=v" or request.url == "/x/1?q=1&q=2&o%5Bk%5D=v"
    assert request.query == {"q": ["1", "2"], "o": {"k": "v"}}
    assert request.cookies == {"c": "1", "d": "a b"}
    assert request.headers["x-y"] == "z"
    assert (request.ip, request.hostname, request.protocol) == ("127.0.0.1", "127.0.0.1", "http")


async def test_the_answer_may_come_later_and_only_once() -> None:
    results: list[bool] = []

    def handler(request: HttpRequest) -> None:
        def answer() -> None:
            results.append(request.respond(200, {}, b"late"))
            results.append(request.respond(200, {}, b"again"))

        asyncio.get_running_loop().call_soon(answer)

    routes = HttpRoutes()
    routes.add("GET", "/late", handler)
    async with serving(routes) as base, httpx.AsyncClient(base_url=base) as client:
        assert (await client.get("/late")).text == "late"
    assert results == [True, False]


async def test_too_large_bodies_are_refused_whether_announced_or_streamed() -> None:
    async def stream():
        for _ in range(10):
            yield b"x" * 100

    routes = HttpRoutes(max_body=500)
    routes.add("POST", "/x", text("ok"))
    async with serving(routes) as base, httpx.AsyncClient(base_url=base) as client:
        assert (await client.post("/x", content=b"x" * 501)).status_code == 413
        assert (await client.post("/x", content=stream())).status_code == 413
        assert (await client.post("/x", content=b"x" * 500)).status_code == 200


async def test_head_and_options_are_answered_as_in_express() -> None:
    routes = HttpRoutes()
    routes.add("GET", "/x", text("hello"))
    routes.add("POST", "/x", text("hello"))
    async with serving(routes) as base, httpx.AsyncClient(base_url=base) as client:
        head = await client.head("/x")
        options = await client.options("/x")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "5")
    assert options.headers["allow"] == "GET,HEAD,POST"


async def test_a_failing_handler_gives_a_plain_500() -> None:
    routes = HttpRoutes()
    routes.add("GET", "/x", lambda request: 1 / 0)
    async with serving(routes) as base, httpx.AsyncClient(base_url=base) as client:
        answer = await client.get("/x")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")


async def test_a_client_that_goes_away_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wirelatch.webkit.http_routes.WATCH_AFTER", 0.01)
    arrived: asyncio.Future[HttpRequest] = asyncio.get_running_loop().create_future()
    routes = HttpRoutes()
    routes.add("GET", "/never", arrived.set_result)
    async with serving(routes) as base:
        _reader, writer = await asyncio.open_connection("127.0.0.1", int(base.rsplit(":", 1)[1]))
        writer.write(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        request = await arrived
        writer.close()
        await writer.wait_closed()
        while request._answered is None or not request._answered.done():
            await asyncio.sleep(0.005)
        assert request.respond(200, {}, b"") is False


async def test_line_breaks_cannot_split_headers() -> None:
    routes = HttpRoutes()
    routes.add("GET", "/x", lambda r: r.respond(200, {"x-a": "1\r\nx-b: 2"}, b""))
    async with serving(routes) as base, httpx.AsyncClient(base_url=base) as client:
        answer = await client.get("/x")
    assert answer.headers["x-a"] == "1x-b: 2"
    assert "x-b" not in answer.headers


async def test_answered_requests_are_counted_by_route_and_status() -> None:
    routes = HttpRoutes()
    routes.add("GET", "/a/:id", lambda request: request.respond(418, {}, b""))
    async with serving(routes) as base, httpx.AsyncClient(base_url=base) as client:
        for name in ("x", "y", "z"):
            await client.get(f"/a/{name}")
        await client.get("/nothing")
    samples = [sample for family in routes.requests.collect() for sample in family.samples]
    assert [(sample.labels, sample.value) for sample in samples] == [
        ({"method": "GET", "route": "/a/:id", "status": "418"}, 3)
    ]


async def test_a_flow_sees_no_cookie_that_signs_somebody_in_here() -> None:
    routes = HttpRoutes()
    seen: list[HttpRequest] = []
    routes.add("GET", "/", lambda request: (seen.append(request), request.respond(204, {}, b"")))
    ours = "wirelatch_flows=s1; wirelatch_identity=s2;wirelatch_login=s3; authentik_csrf=s4"
    async with serving(routes) as base, httpx.AsyncClient(base_url=base) as client:
        await client.get("/", headers={"Cookie": f"a=1; {ours}; b=2"})
        await client.get("/", headers={"Cookie": ours})
    assert seen[0].headers["cookie"] == "a=1; b=2"
    assert seen[0].cookies == {"a": "1", "b": "2"}
    assert "cookie" not in seen[1].headers
    assert seen[1].cookies == {}


def test_a_path_takes_one_websocket_handler_and_reserved_paths_take_none() -> None:
    async def handler(scope: Any, receive: Any, send: Any) -> None: ...

    routes = HttpRoutes("/", reserved_websockets=["/comms"])
    remove = routes.add_websocket("ws", handler)
    for taken in ("/ws", "/comms"):
        with pytest.raises(ValueError, match=f"same path: {taken}"):
            routes.add_websocket(taken, handler)
    remove()
    routes.add_websocket("/ws", handler)
