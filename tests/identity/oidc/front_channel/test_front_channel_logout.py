"""Telling clients of a logout in the browser. OpenID Connect Front-Channel Logout 1.0."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

BYE = "https://app.example.com/bye"
GONE = "https://app.example.com/front?x=1"


@pytest.fixture
async def rp(identity):
    return await identity.relying_party(
        "app", logout_uris=[BYE], logout_uri=GONE, logout_method="frontchannel"
    )


def frames(page) -> list[str]:
    return [html.unescape(src) for src in re.findall(r'<iframe src="([^"]+)"', page.text)]


async def log_out(rp, browser, **parameters: str):
    """The page with the frames that a client's logout passes."""
    tokens = await rp.tokens(browser)
    answer = await browser.get(
        f"/application/o/{rp.slug}/end-session/",
        params={"id_token_hint": tokens["id_token"], **parameters},
    )
    return await rp.verified(tokens["id_token"]), await browser.follow(answer)


async def test_each_client_of_the_session_is_framed_with_iss_and_sid(identity, rp, browser) -> None:
    other = await identity.relying_party(
        "other",
        logout_uri="http://other.example.com:8080/out",
        logout_method="frontchannel",
        issuer_mode="global",
    )
    await identity.relying_party(
        "unused", logout_uri="https://unused.example.com/out", logout_method="frontchannel"
    )
    await other.tokens(browser)
    claims, page = await log_out(rp, browser)
    found = frames(page)
    assert [uri.partition("?")[0] for uri in found] == [
        "https://app.example.com/front",
        "http://other.example.com:8080/out",
    ]
    assert dict(parse_qsl(urlsplit(found[0]).query)) == {"x": "1", "iss": rp.issuer, "sid": claims["sid"]}
    assert parse_qs(urlsplit(found[1]).query)["iss"] == ["http://127.0.0.1:9000/"]


async def test_the_page_may_frame_exactly_these_origins_and_goes_on_by_itself(rp, browser) -> None:
    _, page = await log_out(rp, browser, post_logout_redirect_uri=BYE, state="s")
    policy = dict(
        part.strip().partition(" ")[::2] for part in page.headers["content-security-policy"].split(";")
    )
    assert policy["frame-src"] == "https://app.example.com"
    assert policy["script-src"] == "'self'"
    assert page.headers["refresh"] == f"4; url={BYE}?state=s"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert f'href="{BYE}?state=s"' in page.text


async def test_the_session_is_over_before_the_page_is_shown(rp, browser) -> None:
    await log_out(rp, browser)
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 403


async def test_logging_out_here_tells_them_too(identity, rp, browser) -> None:
    claims = await rp.verified((await rp.tokens(browser))["id_token"])
    page = await browser.follow(
        await browser.submit(await browser.get("/if/flow/default-invalidation-flow/"))
    )
    assert parse_qs(urlsplit(frames(page)[0]).query)["sid"] == [claims["sid"]]


async def test_without_such_clients_there_is_no_page_between(identity, browser) -> None:
    rp = await identity.relying_party("back", logout_uris=[BYE], logout_uri=GONE)
    tokens = await rp.tokens(browser)
    answer = await browser.get(
        f"/application/o/{rp.slug}/end-session/",
        params={"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": BYE},
    )
    assert answer.headers["location"] == BYE


@pytest.mark.parametrize(
    "change", [{"next": "https://evil.example.com/"}, {"session": "x"}, {"mark": "1.x"}, {}]
)
async def test_the_page_leads_only_where_we_signed_it_to(rp, browser, change) -> None:
    answer = await browser.get(
        "/flows/-/front-channel-logout/", params={"session": "s", "next": "/", "mark": ""} | change
    )
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_an_address_that_cannot_be_framed_is_left_out(identity, browser) -> None:
    rp = await identity.relying_party("native", logout_uri="app://out", logout_method="frontchannel")
    _, page = await log_out(rp, browser)
    assert "You’re logged out" in page.text


async def test_the_metadata_says_so(rp) -> None:
    found = (await rp.http.get(f"/application/o/{rp.slug}/.well-known/openid-configuration")).json()
    assert found["frontchannel_logout_supported"] is found["frontchannel_logout_session_supported"] is True
