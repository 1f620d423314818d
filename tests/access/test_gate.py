"""Who may do what: cookies, bearer tokens, origins, and no sign-in at all."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from tests.access.flows_half import FlowsHalf, flows_half, session_token
from tests.access.identity_half import Identity
from tests.access.provider import CLIENT_ID, FakeProvider
from tests.webkit.serving import serving
from wirelatch.access.gate import COOKIE


@pytest.fixture
async def cookie(half: FlowsHalf) -> str:
    return await session_token(half, "*")


async def test_reading_with_the_cookie_needs_no_origin(half: FlowsHalf, cookie: str) -> None:
    async with half.browser(cookies={COOKIE: cookie}) as browser:
        assert (await browser.get("/flows")).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({"Origin": "{own}"}, 204),
        ({"Origin": "{own}", "Sec-Fetch-Site": "same-origin"}, 204),
    ],
)
async def test_changing_with_the_cookie_is_for_our_own_pages(
    half: FlowsHalf, cookie: str, headers: dict[str, str], status: int
) -> None:
    sent = {name: value.replace("{own}", half.url) for name, value in headers.items()}
    async with half.browser(cookies={COOKIE: cookie}) as browser:
        answer = await browser.post("/flows", json=[], headers=sent)
    assert answer.status_code == status


async def test_a_bearer_token_needs_no_origin(half: FlowsHalf, cookie: str) -> None:
    async with half.tool(cookie) as tool:
        assert (await tool.post("/flows", json=[])).status_code == 204


@pytest.mark.parametrize("token", ["x", "a.b.c", "x" * 20_000, "with space", "\xe4"])
async def test_wrong_tokens_are_refused_with_an_empty_body(half: FlowsHalf, token: str) -> None:
    async with half.browser() as browser:
        headers = [(b"authorization", b"Bearer " + token.encode("latin-1"))]
        answer = await browser.get("/flows", headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")


async def test_a_wrong_token_is_not_rescued_by_a_good_cookie(half: FlowsHalf, cookie: str) -> None:
    async with half.browser(cookies={COOKIE: cookie}) as browser:
        answer = await browser.get("/flows", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401


async def test_opaque_access_tokens_of_our_client_are_accepted(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    provider.access_tokens["opaque"] = {"client_id": CLIENT_ID, "sub": "u1"}
    provider.access_tokens["foreign"] = {"client_id": "another", "sub": "u1"}
    async with half.tool("opaque") as tool:
        assert (await tool.get("/settings")).json()["user"]["username"] == "ada"
    async with half.tool("foreign") as tool:
        assert (await tool.get("/flows")).status_code == 401


async def test_signed_access_tokens_of_our_client_are_accepted(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    now = int(time.time())
    claims = {"iss": provider.issuer, "sub": "u1", "aud": CLIENT_ID, "iat": now, "exp": now + 60}
    good = provider.sign(claims)
    provider.access_tokens[good] = {}
    for bad in ({"aud": "another"}, {"iss": "https://x"}, {"exp": now - 600}, {"nonce": "of an ID token"}):
        token = provider.sign({**claims, **bad})
        provider.access_tokens[token] = {}
        async with half.tool(token) as tool:
            assert (await tool.get("/flows")).status_code == 401, bad
    async with half.tool(good) as tool:
        assert (await tool.get("/settings")).json()["user"]["username"] == "ada"


async def test_api_tokens_of_the_identity_half_are_accepted_and_remembered(
    tmp_path: Path, provider: FakeProvider
) -> None:
    identity = Identity()
    async with serving(identity.app) as url, flows_half(tmp_path, provider, identity_url=url) as half:
        async with half.tool("an-api-token") as tool:
            for _ in range(3):
                assert (await tool.get("/flows")).status_code == 200
            assert (await tool.post("/flows", json=[])).status_code == 401
        assert identity.asked == 1
        async with half.tool("another") as tool:
            assert (await tool.get("/flows")).status_code == 401


async def test_the_token_of_a_user_who_was_deactivated_is_refused_two_seconds_later(
    tmp_path: Path, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer was kept for half a minute, for which tools of somebody who had left could go on."""
    identity = Identity()
    async with (
        serving(identity.app) as url,
        flows_half(tmp_path, provider, identity_url=url) as half,
        half.tool("an-api-token") as tool,
    ):
        assert (await tool.get("/flows")).status_code == 200
        identity.tokens.clear()
        later = time.monotonic() + 2.1
        monkeypatch.setattr("wirelatch.access.bearer.time", SimpleNamespace(monotonic=lambda: later))
        assert (await tool.get("/flows")).status_code == 401


async def test_while_the_identity_half_is_down_tokens_are_neither_good_nor_bad(
    tmp_path: Path, provider: FakeProvider
) -> None:
    identity = Identity()
    identity.up = False
    async with (
        serving(identity.app) as url,
        flows_half(tmp_path, provider, identity_url=url) as half,
        half.tool("an-api-token") as tool,
    ):
        answer = await tool.get("/flows")
        assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")
        identity.up = True
        assert (await tool.get("/flows")).status_code == 200


async def test_without_sign_in_this_machine_may_do_everything(tmp_path: Path) -> None:
    async with flows_half(tmp_path, sign_in=False) as half, half.browser() as browser:
        assert (await browser.get("/auth/login")).json() == {}
        assert (await browser.post("/flows", json=[])).status_code == 204
        assert (await browser.get("/api/v1/session")).json()["user"]["anonymous"] is True


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}],
)
async def test_without_sign_in_foreign_pages_may_nothing(tmp_path: Path, headers: dict[str, str]) -> None:
    async with flows_half(tmp_path, sign_in=False) as half, half.browser() as browser:
        answer = await browser.post("/flows", json=[], headers=headers)
    assert answer.status_code == 403


async def test_without_sign_in_no_made_up_token_helps_foreign_pages(tmp_path: Path) -> None:
    """A page of `evil.example`, pointed at 127.0.0.1 by its DNS server, may send what headers it likes."""
    invented = {"Authorization": "Bearer x"}
    async with flows_half(tmp_path, sign_in=False) as half, half.browser(headers=invented) as browser:
        for foreign in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            assert (await browser.post("/flows", json=[], headers=foreign)).status_code == 403
        assert (await browser.get("/flows", headers={"Host": "evil.example"})).status_code == 403
        assert (await browser.get("/flows")).status_code == 200


async def test_the_editor_leads_to_sign_in(half: FlowsHalf) -> None:
    async with half.browser(follow_redirects=False) as browser:
        answer = await browser.get("/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/auth/strategy")


async def test_endpoints_of_flows_need_no_sign_in_and_get_what_no_route_takes(half: FlowsHalf) -> None:
    half.app.http.add("GET", "/flows/mine", lambda r: r.respond(200, {}, b"mine"))
    half.app.http.add("POST", "/api/v1/users", lambda r: r.respond(200, {}, b"users"))
    half.app.http.add("GET", "/flows", lambda r: r.respond(200, {}, b"never"))
    async with half.browser() as browser:
        assert (await browser.get("/flows/mine")).text == "mine"
        assert (await browser.post("/api/v1/users")).text == "users"
        assert (await browser.get("/flows")).status_code == 401


async def test_who_goes_away_within_a_request_leaves_nothing_in_the_log(
    half: FlowsHalf, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        _, writer = await asyncio.open_connection(*half.url.removeprefix("http://").split(":"))
        writer.write(b"POST /auth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf of it")
        await writer.drain()
        async with half.browser() as other:  # the request has begun before the answer to this one
            await other.get("/auth/login")
        writer.transport.abort()
    async with half.browser() as other:
        await other.get("/auth/login")
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_back_channel_logout_ends_the_sessions_of_the_user(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    async with half.browser() as browser:
        await browser.get("/")
        assert (await browser.get("/flows")).status_code == 200
        answer = await browser.post("/auth/backchannel-logout", data={"logout_token": logout_token(provider)})
        assert answer.status_code == 200
        assert (await browser.get("/flows")).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"events": {}},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"nonce": "x"},
        {"sub": None},
        {"iat": None},
        {"iat": 1_000},
    ],
)
async def test_bad_logout_tokens_end_nothing(
    half: FlowsHalf, provider: FakeProvider, change: dict[str, object]
) -> None:
    async with half.browser() as browser:
        await browser.get("/")
        answer = await browser.post(
            "/auth/backchannel-logout", data={"logout_token": logout_token(provider, **change)}
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
        assert (await browser.get("/flows")).status_code == 200


@pytest.mark.parametrize("announced", [True, False], ids=["with a length", "chunked"])
async def test_a_logout_request_without_end_is_refused(half: FlowsHalf, announced: bool) -> None:
    async def without_end() -> AsyncIterator[bytes]:
        yield b"logout_token="
        for _ in range(40):
            yield b"a" * 10_000

    content = b"logout_token=" + b"a" * 400_000 if announced else without_end()
    async with half.browser() as browser:
        with contextlib.suppress(httpx.WriteError, httpx.ReadError):  # closed before all was sent
            answer = await browser.post(
                "/auth/backchannel-logout",
                content=content,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
            assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def logout_token(provider: FakeProvider, **change: object) -> str:
    claims = {
        "iss": provider.issuer,
        "aud": CLIENT_ID,
        "iat": int(time.time()),
        "jti": "1",
        "sub": "u1",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        **change,
    }
    return provider.sign(
        {name: value for name, value in claims.items() if value is not None}, typ="logout+jwt"
    )


async def test_while_the_provider_is_unknown_the_browser_is_told_to_wait(tmp_path: Path) -> None:
    async with flows_half(tmp_path, identity_port=1) as half, half.browser() as browser:
        answer: httpx.Response = await browser.get("/")
    assert answer.status_code == 503
    assert "not ready yet" in answer.text
    assert 'http-equiv="refresh"' in answer.text


async def test_a_database_that_cannot_be_opened_is_said_and_tried_again(
    tmp_path: Path, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "flows.db").mkdir()
    async with flows_half(tmp_path, provider) as half, half.browser() as browser:
        answer = await browser.get("/flows", headers={"Authorization": "Bearer x"})
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        assert "cannot be opened: unable to open database file" in caplog.text
        assert (await browser.get("/-/health/live/")).status_code == 200
        (tmp_path / "flows.db").rmdir()
        await browser.get("/")
        assert (await browser.get("/flows")).status_code == 200
