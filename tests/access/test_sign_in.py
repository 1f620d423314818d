"""Signing in at the editor, through a real provider over real HTTP."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.access.flows_half import FlowsHalf, flows_half, refusal, sign_in
from tests.access.provider import CLIENT_ID, FakeProvider
from wirelatch.access import fetching
from wirelatch.access.gate import COOKIE


async def test_a_user_signs_in_and_is_known_by_name(half: FlowsHalf, provider: FakeProvider) -> None:
    browser, answer = await sign_in(half)
    async with aclosing(browser):
        assert answer.status_code in (200, 503)
        assert answer.url.path == "/"
        session = (await browser.get("/api/v1/session")).json()
    assert session["user"] == {
        "username": "ada",
        "name": "Ada Lovelace",
        "email": "ada@example.org",
        "permissions": "*",
    }
    assert ("ada", "auth.login") in await half.audit()


async def test_the_request_to_the_provider_has_pkce_state_and_nonce(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    browser, _ = await sign_in(half)
    await browser.aclose()
    asked = provider.requests[0][1]
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{half.url}/auth/strategy/callback"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert provider.requests[1][1]["authorization"].startswith("Basic ")


async def test_a_provider_that_takes_secrets_in_the_body_only_gets_them_there(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    browser, _ = await sign_in(half)
    await browser.aclose()
    assert provider.requests[1][1]["authorization"] is None
    assert provider.requests[1][1]["client_id"] == CLIENT_ID


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(half: FlowsHalf) -> None:
    async with half.browser(follow_redirects=False) as browser:
        step = await browser.get("/auth/strategy")
        step = await browser.get(step.headers["location"])
        step = await browser.get(step.headers["location"])
    cookie = next(item for item in step.headers.get_list("set-cookie") if item.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie


async def test_the_answer_of_another_provider_is_refused(half: FlowsHalf, provider: FakeProvider) -> None:
    provider.alter_callback = lambda parameters: {**parameters, "iss": "https://evil.example"}
    assert "comes from another provider" in await refusal(half)
    assert "token" not in [name for name, _ in provider.requests]


async def test_a_missing_issuer_parameter_is_refused_if_it_was_promised(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    provider.alter_callback = lambda parameters: {k: v for k, v in parameters.items() if k != "iss"}
    assert "comes from another provider" in await refusal(half)


async def test_a_missing_issuer_parameter_is_fine_if_it_was_not_promised(
    tmp_path: Path, provider: FakeProvider
) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": False}
    provider.alter_callback = lambda parameters: {k: v for k, v in parameters.items() if k != "iss"}
    async with flows_half(tmp_path, provider) as half:
        browser, answer = await sign_in(half)
        await browser.aclose()
    assert answer.url.path == "/", answer.text


async def test_an_unknown_state_is_refused_even_with_an_error(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    async with half.browser() as browser:
        for query in ("state=forged&code=x", "error=access_denied&error_description=hello", "code=x"):
            answer = await browser.get(f"/auth/strategy/callback?{query}")
            assert answer.status_code == 400
            assert "unknown or has taken too long" in answer.text
            assert "hello" not in answer.text


async def test_an_answer_is_taken_only_from_the_browser_that_asked(half: FlowsHalf) -> None:
    async with half.browser(follow_redirects=False) as attacker, half.browser() as victim:
        step = await attacker.get("/auth/strategy")
        step = await attacker.get(step.headers["location"])
        answer = await victim.get(step.headers["location"])
        assert "begun in another browser" in answer.text
        assert COOKIE not in victim.cookies
        again = await attacker.get(step.headers["location"])
        assert again.headers["location"] == "/"


async def test_an_answer_is_taken_once(half: FlowsHalf) -> None:
    async with half.browser(follow_redirects=False) as browser:
        step = await browser.get("/auth/strategy")
        step = await browser.get(step.headers["location"])
        callback = step.headers["location"]
        assert (await browser.get(callback)).status_code == 302
        assert (await browser.get(callback)).status_code == 400


async def test_several_sign_ins_at_once_in_one_browser_all_work(half: FlowsHalf) -> None:
    async with half.browser(follow_redirects=False) as browser:
        starts = [(await browser.get("/auth/strategy")).headers["location"] for _ in range(3)]
        callbacks = [(await browser.get(start)).headers["location"] for start in starts]
        for callback in reversed(callbacks):
            assert (await browser.get(callback)).headers["location"] == "/"


async def test_the_text_of_an_error_is_shown_escaped(half: FlowsHalf, provider: FakeProvider) -> None:
    provider.alter_callback = lambda parameters: {
        "state": parameters["state"],
        "iss": parameters["iss"],
        "error": "access_denied",
        "error_description": "<script>alert(1)</script>",
    }
    text = await refusal(half)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text


async def test_a_code_that_is_not_redeemed_is_a_failed_sign_in(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    provider.alter_callback = lambda parameters: {**parameters, "code": "made up"}
    assert "did not redeem the code: invalid_grant" in await refusal(half)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"token_type": "mac"}, "no bearer token"),
        ({"access_token": None}, "no bearer token"),
        ({"id_token": None}, "no ID token"),
    ],
)
async def test_unusable_token_answers_are_refused(
    half: FlowsHalf, provider: FakeProvider, answer: dict[str, Any], reason: str
) -> None:
    provider.alter_answer = lambda normal: {**normal, **answer}
    assert reason in await refusal(half)


async def test_redirects_of_the_token_endpoint_are_not_followed(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    from starlette.responses import RedirectResponse

    provider.token_response = RedirectResponse(f"{provider.issuer}/userinfo", 307)
    assert "answered with a redirect" in await refusal(half)


async def test_huge_token_answers_are_refused(half: FlowsHalf, provider: FakeProvider) -> None:
    from starlette.responses import Response

    provider.token_response = Response(b"x" * (fetching.TOTAL_BYTES + 1), media_type="application/json")
    assert "answered with more than" in await refusal(half)


async def test_a_token_endpoint_that_hangs_fails_the_sign_in(
    half: FlowsHalf, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    half.app._client.timeout = httpx.Timeout(0.2)
    provider.token_delay = asyncio.Event()
    text = await refusal(half)
    provider.token_delay.set()
    assert "did not answer in time" in text


async def test_missing_claims_are_asked_of_the_userinfo_endpoint(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    provider.alter_claims = lambda claims: {
        key: value
        for key, value in claims.items()
        if key not in ("preferred_username", "groups", "email", "name")
    }
    browser, answer = await sign_in(half)
    async with aclosing(browser):
        assert answer.url.path == "/", answer.text
        assert (await browser.get("/api/v1/session")).json()["user"]["username"] == "ada"
    assert "userinfo" in [name for name, _ in provider.requests]


async def test_complete_id_tokens_need_no_userinfo(half: FlowsHalf, provider: FakeProvider) -> None:
    browser, _ = await sign_in(half)
    await browser.aclose()
    assert "userinfo" not in [name for name, _ in provider.requests]


async def test_userinfo_of_another_user_is_refused(half: FlowsHalf, provider: FakeProvider) -> None:
    provider.alter_claims = lambda claims: {k: v for k, v in claims.items() if k != "groups"}
    provider.userinfo = {"sub": "somebody else", "groups": ["Wirelatch Admins"]}
    assert "belongs to another user" in await refusal(half)


async def test_metadata_of_another_issuer_is_refused(tmp_path: Path, provider: FakeProvider) -> None:
    provider.metadata = {"issuer": "https://evil.example"}
    async with flows_half(tmp_path, provider) as half, half.browser() as browser:
        answer = await browser.get("/")
    assert answer.status_code == 503
    assert "the provider calls itself" in answer.text


async def test_without_username_the_email_address_is_the_name(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    del provider.user["preferred_username"]
    browser, _ = await sign_in(half)
    async with aclosing(browser):
        assert (await browser.get("/api/v1/session")).json()["user"]["username"] == "ada@example.org"


async def test_a_user_without_any_name_is_refused_and_told_so(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    del provider.user["preferred_username"], provider.user["email"]
    assert "neither by preferred_username nor by e-mail" in await refusal(half)


async def test_a_user_without_a_group_is_refused_and_told_so(half: FlowsHalf, provider: FakeProvider) -> None:
    provider.user["groups"] = ["others"]
    text = await refusal(half)
    assert "none of your groups may use this editor" in text
    assert "Wirelatch Viewers" in text
    assert ("ada", "auth.login.refused") in await half.audit()


async def test_groups_decide_what_a_user_may(half: FlowsHalf, provider: FakeProvider) -> None:
    provider.user["groups"] = ["Wirelatch Viewers"]
    browser, _ = await sign_in(half)
    async with aclosing(browser):
        assert (await browser.get("/flows")).status_code == 200
        refused = await browser.post("/flows", json=[], headers=half.same_origin)
    assert (refused.status_code, refused.content) == (401, b"")
    assert "insufficient_scope" in refused.headers["www-authenticate"]
    assert ("ada", "permission.fail") in await half.audit()


async def test_a_new_sign_in_gets_a_new_session_and_ends_the_old_one(half: FlowsHalf) -> None:
    browser, _ = await sign_in(half)
    async with aclosing(browser):
        first = browser.cookies[COOKIE]
        await browser.get("/auth/strategy")
        assert browser.cookies[COOKIE] != first
    async with half.browser(cookies={COOKIE: first}) as old:
        assert (await old.get("/flows")).status_code == 401


async def test_a_planted_session_id_is_never_taken_over(half: FlowsHalf) -> None:
    async with half.browser(cookies={COOKIE: "planted"}) as browser:
        await browser.get("/")
        values = [cookie.value for cookie in browser.cookies.jar if cookie.name == COOKIE]
    assert any(value != "planted" and len(value) >= 43 for value in values)


async def test_logout_ends_the_session_at_both_ends(half: FlowsHalf, provider: FakeProvider) -> None:
    browser, _ = await sign_in(half)
    async with aclosing(browser):
        cookie = browser.cookies[COOKIE]
        answer = await browser.post("/api/v1/session/logout", json={}, headers=half.same_origin)
        address = urlsplit(answer.json()["redirect"])
        query = parse_qs(address.query)
        assert address.path == "/end-session"
        assert query["post_logout_redirect_uri"] == [f"{half.url}/"]
        assert query["id_token_hint"][0].count(".") == 2
        assert COOKIE not in browser.cookies
    async with half.browser(cookies={COOKIE: cookie}) as old:
        assert (await old.get("/flows")).status_code == 401
    assert ("ada", "auth.login.revoke") in await half.audit()


async def test_sessions_survive_a_restart(tmp_path: Path, provider: FakeProvider) -> None:
    async with flows_half(tmp_path, provider) as half:
        browser, _ = await sign_in(half)
        cookie = browser.cookies[COOKIE]
        await browser.aclose()
    async with flows_half(tmp_path, provider) as half, half.browser(cookies={COOKIE: cookie}) as browser:
        assert (await browser.get("/api/v1/session")).json()["user"]["username"] == "ada"


async def test_an_address_the_provider_does_not_know_leads_to_the_one_it_knows(half: FlowsHalf) -> None:
    async with half.browser(follow_redirects=False) as browser:
        answer = await browser.get("/auth/strategy", headers={"Host": "evil.example"})
    assert answer.headers["location"] == f"{half.url}/auth/strategy"


async def test_a_one_time_code_can_be_exchanged_for_a_token_once(half: FlowsHalf) -> None:
    async with half.browser(follow_redirects=False) as browser:
        step = await browser.get("/auth/strategy?response=code")
        step = await browser.get(step.headers["location"])
        step = await browser.get(step.headers["location"])
        code = parse_qs(urlsplit(step.headers["location"]).query)["code"][0]
        first = await browser.post("/auth/token", json={"code": code})
        second = await browser.post("/auth/token", json={"code": code})
    assert second.status_code == 400
    async with half.tool(first.json()["accessToken"]) as tool:
        assert (await tool.get("/flows")).status_code == 200


async def test_behind_a_proxy_with_tls_cookies_are_secure_and_addresses_public(
    tmp_path: Path, provider: FakeProvider
) -> None:
    public = {"flows_url": "https://flows.example", "trusted_proxies": "127.0.0.1"}
    proxied = {"Host": "flows.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    async with (
        flows_half(tmp_path, provider, **public) as half,
        httpx.AsyncClient(base_url=half.url, headers=proxied) as browser,
    ):
        step = await browser.get("/auth/strategy")
        assert provider.issuer in step.headers["location"]
        login_cookie = step.headers["set-cookie"]
        step = await browser.get(step.headers["location"])
        callback = urlsplit(step.headers["location"])
        assert f"{callback.scheme}://{callback.netloc}" == "https://flows.example"
        cookie = login_cookie.split(";")[0]
        step = await browser.get(f"{callback.path}?{callback.query}", headers={"Cookie": cookie})
        session_cookie = next(item for item in step.headers.get_list("set-cookie") if item.startswith(COOKIE))
        entries = await (await half.app.gate.store()).ledger.entries()
    for sent in (login_cookie, session_cookie):
        assert "Secure" in sent
    assert entries[0].address == "192.0.2.7"


async def test_without_a_trusted_proxy_forwarded_headers_are_not_believed(half: FlowsHalf) -> None:
    async with half.browser() as browser:
        await browser.get("/", headers={"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"})
    assert (await (await half.app.gate.store()).ledger.entries())[0].address == "127.0.0.1"
