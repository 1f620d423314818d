"""How tools sign in and out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.access.flows_half import FlowsHalf, flows_half
from tests.access.identity_half import Identity
from tests.webkit.serving import serving


@pytest.fixture
def identity() -> Identity:
    return Identity()


@pytest.fixture
async def half(tmp_path: Path, identity: Identity) -> AsyncIterator[FlowsHalf]:
    async with serving(identity.app) as url, flows_half(tmp_path, identity_url=url) as running:
        yield running


@pytest.fixture
async def tool(half: FlowsHalf) -> AsyncIterator[httpx.AsyncClient]:
    async with half.browser() as client:
        yield client


GRANT = {
    "client_id": "node-red-admin",
    "grant_type": "password",
    "scope": "*",
    "username": "bot",
    "password": "an-api-token",
}


async def test_tools_are_told_to_send_credentials_and_browsers_to_sign_in(tool: httpx.AsyncClient) -> None:
    assert (await tool.get("/auth/login")).json()["type"] == "credentials"
    shown = (await tool.get("/auth/login", headers={"Sec-Fetch-Mode": "cors"})).json()
    assert (shown["type"], shown["prompts"][0]["url"]) == ("strategy", "auth/strategy")


@pytest.mark.parametrize("as_json", [True, False])
async def test_an_api_token_as_password_gives_a_session(tool: httpx.AsyncClient, as_json: bool) -> None:
    answer = await (tool.post("/auth/token", json=GRANT) if as_json else tool.post("/auth/token", data=GRANT))
    given = answer.json()
    assert (answer.status_code, given["token_type"], given["expires_in"]) == (200, "Bearer", 86_400)
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    assert (await tool.get("/flows", headers=headers)).status_code == 200
    assert (
        await tool.post("/auth/revoke", json={"token": given["access_token"]}, headers=headers)
    ).status_code == 200
    assert (await tool.get("/flows", headers=headers)).status_code == 401


async def test_a_session_ends_with_the_api_token_it_was_begun_with(
    tool: httpx.AsyncClient, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wirelatch.access.bearer.KEEP_SECONDS", 0)
    token = (await tool.post("/auth/token", json=GRANT)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await tool.get("/flows", headers=headers)).status_code == 200
    identity.tokens.clear()
    assert (await tool.get("/flows", headers=headers)).status_code == 401


async def test_an_api_token_joined_to_an_unknown_session_is_refused(tool: httpx.AsyncClient) -> None:
    headers = {"Authorization": "Bearer unknown~an-api-token"}
    assert (await tool.get("/flows", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_id": "other"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, 501, "unsupported_grant_type"),
        ({"password": "wrong"}, 403, "invalid_grant"),
        ({"password": ""}, 403, "invalid_grant"),
        ({"username": "somebody else"}, 403, "invalid_grant"),
        ({"scope": "flows.write"}, 403, "invalid_grant"),
    ],
)
async def test_wrong_requests_get_oauth_errors(
    tool: httpx.AsyncClient, change: dict[str, str], status: int, error: str
) -> None:
    answer = await tool.post("/auth/token", json={**GRANT, **change})
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_after_five_failures_a_user_has_to_wait(tool: httpx.AsyncClient) -> None:
    for _ in range(5):
        assert (await tool.post("/auth/token", json={**GRANT, "password": "wrong"})).status_code == 403
    answer = await tool.post("/auth/token", json=GRANT)
    assert (answer.status_code, answer.json()["error"]) == (500, "server_error")
    assert "Too many login attempts" in answer.json()["error_description"]


async def test_bad_bodies_are_refused(tool: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    assert (await tool.post("/auth/token", content=b"{", headers=headers)).status_code == 400
    assert (await tool.post("/auth/token", content=b"[]", headers=headers)).status_code == 401
