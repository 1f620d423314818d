"""Every route asks for its permission: walked with none, with read, and with all permissions."""

from __future__ import annotations

import re

from tests.access.flows_half import FlowsHalf, session_token
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
