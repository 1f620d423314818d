"""Every route asks for its permission: walked with none, with read, and with all permissions."""

from __future__ import annotations

import re
from pathlib import Path

from tests.access.flows_half import FlowsHalf, flows_half, session_token
from wirelatch.access.gate import COOKIE
from wirelatch.access.permissions import NAMES, has_permission

OPEN = {
    ("GET", "/"),
    ("GET", "/auth/strategy"),
    ("GET", "/auth/strategy/callback"),
    ("POST", "/auth/backchannel-logout"),
    ("GET", "/auth/login"),
    ("POST", "/auth/token"),
    ("GET", "/api/v1/session"),
    ("GET", "/-/health/live/"),
    ("GET", "/-/health/ready/"),
    ("GET", "/metrics"),
    ("GET", "/locales/{name:path}"),
    ("GET", "/icons/{module}/{icon}"),
    ("GET", "/icons/{scope}/{module}/{icon}"),
    ("GET", "/theme"),
    ("GET", "/resources/{module}/{path:path}"),
    ("GET", "/debug/view/{file}"),
}
"""The routes that anybody may call. Whoever adds one has to say here that it is meant."""


def address(path: str) -> str:
    return re.sub(r"\{\w+(:path)?\}", "x", path)


def test_only_the_routes_named_here_are_open_to_all(half: FlowsHalf) -> None:
    found = {(route.method, route.path) for route in half.app.routes.table if route.permission is None}
    assert found == OPEN


def test_every_permission_is_one_of_node_reds(half: FlowsHalf) -> None:
    used = {route.permission for route in half.app.routes.table if route.permission}
    assert used <= set(NAMES)


async def test_nothing_is_answered_without_a_session(half: FlowsHalf) -> None:
    async with half.browser() as nobody:
        for route in half.app.routes.table:
            if route.permission is not None:
                answer = await nobody.request(route.method, address(route.path))
                assert (answer.status_code, answer.content) == (401, b""), route


async def test_a_scope_opens_exactly_the_routes_it_includes(half: FlowsHalf) -> None:
    for scope in ("*", "read", "flows.write", []):
        for route in half.app.routes.table:
            if route.permission is None or route.path.startswith(("/auth", "/api/v1/session")):
                continue
            token = await session_token(half, scope)
            async with half.tool(token) as tool:
                answer = await tool.request(route.method, address(route.path))
            allowed = has_permission(scope, route.permission)
            assert (answer.status_code != 401) is allowed, (scope, route, answer.status_code)
            if not allowed:
                assert answer.content == b""
                assert "insufficient_scope" in answer.headers["www-authenticate"]
            else:
                assert answer.status_code < 500, (scope, route, answer.text)


async def test_names_that_no_file_can_have_are_no_errors_of_the_server(half: FlowsHalf) -> None:
    names = ("a" * 300, "a/" * 3000, "a" * 300 + ".svg", "%00", "%00.svg")
    before = ("/icons/x/", "/resources/wirelatch/", "/assets/", "/library/local/", "/library/local/flows/")
    async with half.tool(await session_token(half, "*")) as tool:
        for path in (start + name for start in before for name in names):
            answer = await tool.get(path)
            assert answer.status_code < 500, path
        answer = await tool.post(f"/library/local/flows/{'a' * 300}", json=[])
        assert (answer.status_code, answer.json()["code"]) == (400, "unexpected_error")


async def test_below_a_root_every_route_is_as_guarded(tmp_path: Path) -> None:
    async with flows_half(tmp_path, identity_port=1, http_admin_root="/red") as half:
        cookie = {COOKIE: await session_token(half, "*")}
        foreign = {"Origin": "https://evil.example"}
        async with half.browser() as nobody, half.browser(cookies=cookie, headers=foreign) as lured:
            for route in half.app.routes.table:
                if route.permission is None:
                    continue
                answer = await nobody.request(route.method, "/red" + address(route.path))
                assert (answer.status_code, answer.content) == (401, b""), route
                assert "content-security-policy" in answer.headers
                assert (await nobody.request(route.method, address(route.path))).status_code == 404, route
                if route.method != "GET":
                    assert (
                        await lured.request(route.method, "/red" + address(route.path))
                    ).status_code == 403, route
