"""`http_admin_root`, `http_node_root`, `disable_editor`: behind a reverse proxy, or without an editor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import websockets

from tests.access.conftest import provider  # noqa: F401
from tests.access.flows_half import FlowsHalf, flows_half, session_token
from tests.access.provider import FakeProvider

HELLO = [
    {"id": "t", "type": "tab", "label": ""},
    {
        "id": "a",
        "type": "http in",
        "z": "t",
        "method": "get",
        "url": "/hello",
        "x": 1,
        "y": 1,
        "wires": [["b"]],
    },
    {"id": "b", "type": "http response", "z": "t", "x": 1, "y": 1, "wires": []},
]


@pytest.fixture
async def below(tmp_path: Path) -> AsyncIterator[FlowsHalf]:
    async with flows_half(tmp_path, identity_port=1, http_admin_root="/red/", http_node_root="/api") as half:
        yield half


async def test_the_admin_api_is_below_its_root_and_nowhere_else(below: FlowsHalf) -> None:
    async with below.tool(await session_token(below, "*")) as api:
        assert (await api.get("/red/flows")).status_code == 200
        assert (await api.get("/RED/settings")).json()["httpNodeRoot"] == "/api"
        assert (await api.get("/flows")).status_code == 404
        assert (await api.get("/redflows")).status_code == 404
        assert (await api.post("/red/flows", json=HELLO)).status_code == 204
        assert (await api.get("/api/hello")).status_code == 200
        assert (await api.get("/hello")).status_code == 404
        assert (await api.get("/red/api/hello")).status_code == 404
    async with below.browser() as nobody:
        assert (await nobody.get("/red/flows")).status_code == 401


async def test_the_root_without_a_slash_leads_to_the_one_with_it(below: FlowsHalf) -> None:
    async with below.browser(follow_redirects=False) as browser:
        answer = await browser.get("/red?x=1")
        assert (answer.status_code, answer.headers["location"]) == (301, "/red/?x=1")
        answer = await browser.get("/red/")
        assert (answer.status_code, answer.headers["location"]) == (302, "/red/auth/strategy")


async def test_the_editor_finds_its_files_and_the_api_below_the_root(tmp_path: Path) -> None:
    async with flows_half(tmp_path, sign_in=False, http_admin_root="/red") as half, half.browser() as browser:
        page = (await browser.get("/red/")).text
        assert '<meta name="wirelatch-root" content="/red">' in page
        assert '"/red/assets/' in page
        assert '"../assets/' not in page
        address = page.split('src="')[1].partition('"')[0]
        assert (await browser.get(address)).headers["content-type"].startswith("text/javascript")


async def test_comms_are_below_the_root_too(below: FlowsHalf) -> None:
    token = await session_token(below, "*")
    headers = {"Authorization": f"Bearer {token}"}
    address = below.url.replace("http", "ws")
    async with websockets.connect(f"{address}/red/comms", additional_headers=headers) as comms:
        await comms.send('{"subscribe": "notification/#"}')
        assert "runtime-state" in str(await comms.recv())
    with pytest.raises(websockets.WebSocketException):
        async with websockets.connect(f"{address}/comms", additional_headers=headers) as comms:
            await comms.recv()


async def test_health_stays_where_it_is(below: FlowsHalf) -> None:
    async with below.browser() as browser:
        assert (await browser.get("/-/health/ready/")).status_code in (200, 204)


async def test_without_a_root_there_is_neither_editor_nor_api(tmp_path: Path) -> None:
    async with flows_half(tmp_path, identity_port=1, http_admin_root="false") as half, half.browser() as api:
        for path in ("/", "/flows", "/settings", "/auth/login"):
            assert (await api.get(path)).status_code == 404, path
        assert (await api.get("/-/health/live/")).status_code in (200, 204)


async def test_without_the_editor_the_admin_api_goes_on(tmp_path: Path) -> None:
    settings = {"identity_port": 1, "disable_editor": True}
    async with flows_half(tmp_path, **settings) as half, half.tool(await session_token(half, "*")) as api:
        assert (await api.get("/flows")).status_code == 200
        assert (await api.get("/nodes")).status_code == 200
        told = (await api.get("/settings")).json()
        assert "httpNodeRoot" in told
        assert "editorTheme" not in told
        for path in ("/", "/icons", "/library/local/flows", "/settings/user", "/credentials/x/y", "/theme"):
            assert (await api.get(path)).status_code == 404, path
        with pytest.raises(websockets.WebSocketException):
            async with websockets.connect(half.url.replace("http", "ws") + "/comms") as comms:
                await comms.recv()


async def test_a_sign_in_comes_back_below_the_root(tmp_path: Path, provider: FakeProvider) -> None:  # noqa: F811
    async with flows_half(tmp_path, provider, http_admin_root="/red") as half, half.browser() as browser:
        answer = await browser.get("/red/")
        assert answer.url.path == "/red/", answer.text
        assert (await browser.get("/red/settings")).status_code == 200
