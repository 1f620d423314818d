"""Rows of RFC 9700 (BCP 240) that no other test states on its own."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.identity.conftest import CALLBACK, RelyingParty, answered

from wirelatch.database import now
from wirelatch.identity.oidc.tables import refresh_tokens

LOGGED_OUT = "https://app.example.com/bye"


@pytest.mark.parametrize("registered", [[CALLBACK], [CALLBACK, "https://app.example.com/other"]])
async def test_a_request_without_redirect_uri_is_not_answered_by_redirect(
    identity, browser, registered
) -> None:
    """OpenID Connect demands it; with several registered nobody could guess which. RFC 6749 §3.1.2.3."""
    rp = await identity.relying_party("one", uris=registered)
    answer = await rp.authorize(browser, redirect_uri=None)
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "asked",
    [
        "https://app.example.com/cb",
        "https://app.example.com/cb?tenant=2",
        "https://app.example.com/cb?tenant=1&more=1",
        "https://app.example.com/cb?Tenant=1",
        "https://APP.example.com/cb?tenant=1",
        "https://app.example.com:443/cb?tenant=1",
        "https://app.example.com/cb?tenant=1#x",
        "https://app.example.com/a/../cb?tenant=1",
        "https://app.example.com/cb/?tenant=1",
    ],
)
async def test_a_redirect_uri_is_compared_as_a_string_query_included(identity, browser, asked) -> None:
    rp = await identity.relying_party("q", uris=["https://app.example.com/cb?tenant=1"])
    answer = await rp.authorize(browser, redirect_uri=asked)
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_after_the_password_the_browser_is_sent_on_by_303(identity, rp) -> None:
    """307 and 308 would have it send the password to the client as well (§4.12)."""
    browser = identity.browser()
    page = await browser.follow(await rp.authorize(browser))
    answer = await browser.submit(page, uid_field="admin", password="correct horse battery staple")
    hops = [answer.status_code]
    while answer.headers["location"].startswith("/"):
        answer = await browser.get(answer.headers["location"])
        hops.append(answer.status_code)
    assert hops[0] == 303
    assert set(hops) <= {302, 303}
    assert "code" in answered(answer)


async def test_a_refresh_token_that_is_not_used_expires(identity, browser) -> None:
    rp = await identity.relying_party(
        "offline", property_mappings=await identity.scopes("openid", "offline_access")
    )
    tokens = await rp.tokens(browser, scope="openid offline_access")
    past = update(refresh_tokens).values(expires=now() - timedelta(seconds=1))
    await identity.app.services.database.write(lambda connection: connection.execute(past))
    answer = await rp.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_no_answer_goes_to_another_window(rp, browser) -> None:
    """There is no response mode that uses postMessage (§4.17)."""
    metadata = (await rp.http.get(f"{rp.issuer}.well-known/openid-configuration")).json()
    assert set(metadata["response_modes_supported"]) == {"query", "fragment", "form_post"}
    assert answered(await rp.authorize(browser, response_mode="web_message"))["error"] == "invalid_request"


async def test_tokens_of_the_front_channel_are_off_until_they_are_switched_on(identity) -> None:
    rp = await identity.relying_party("new")
    metadata = (await rp.http.get(f"{rp.issuer}.well-known/openid-configuration")).json()
    assert metadata["response_types_supported"] == ["code"]
    assert "implicit" not in metadata["grant_types_supported"]


@pytest.mark.parametrize(
    "parameters", [{}, {"state": "s"}, {"post_logout_redirect_uri": LOGGED_OUT, "state": "s"}]
)
async def test_a_logout_without_hint_ends_nothing_before_the_user_agrees(
    identity, browser, parameters
) -> None:
    """RP-Initiated Logout 1.0 §2 and §6: anybody could have made the link."""
    rp = await identity.relying_party("bye", logout_uris=[LOGGED_OUT])
    page = await browser.get(f"/application/o/{rp.slug}/end-session/", params=parameters)
    assert page.status_code == 200
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200


async def test_a_client_that_never_answers_holds_up_no_logout(identity, browser) -> None:
    """Back-Channel Logout 1.0 §2.5; the token waits for the client, and nobody for the token."""
    silent = asyncio.Event()

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silent.wait()
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        rp: RelyingParty = await identity.relying_party("slow", logout_uri=f"http://127.0.0.1:{port}/out")
        await rp.tokens(browser)
        started = time.monotonic()
        await browser.submit(await browser.get("/if/flow/default-invalidation-flow/"))
        assert time.monotonic() - started < 2
        assert (await browser.get("/api/v3/core/users/me/")).status_code != 200
    finally:
        silent.set()
        server.close()


async def test_a_hint_that_was_made_for_another_client_or_by_another_key_is_none(identity, browser) -> None:
    """Applications of one installation sign with the same key unless told otherwise. RP-Initiated Logout 1.0 §4."""
    rp = await identity.relying_party("bye", logout_uris=[LOGGED_OUT])
    other = await identity.relying_party("other")
    made = {"common_name": "another key", "validity_days": 30, "alg": "rsa"}
    key = (await identity.api.post("crypto/certificatekeypairs/generate/", json=made)).json()["pk"]
    foreign = await identity.relying_party("foreign", signing_key=key)
    for hint in [(await client.tokens(browser))["id_token"] for client in (other, foreign)]:
        page = await browser.get(
            f"/application/o/{rp.slug}/end-session/",
            params={"id_token_hint": hint, "post_logout_redirect_uri": LOGGED_OUT},
        )
        assert not page.is_redirect
        assert (await browser.get("/api/v3/core/users/me/")).status_code == 200
