"""The user agrees, once, to what a client receives. OpenID Connect Core 3.1.2.4."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from wirelatch.identity import flows


def answered(response) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(response.headers["location"]).query, keep_blank_values=True))


@pytest.fixture
async def asking(identity):
    return await identity.relying_party("asking", authorization_flow=flows.EXPLICIT_CONSENT.pk)


async def test_what_is_asked_for_is_shown_and_agreeing_goes_on(asking, browser) -> None:
    page = await browser.follow(await asking.authorize(browser))
    assert "Email address" in page.text
    assert "General Profile Information" in page.text
    answer = await browser.follow(await browser.submit(page, decision="allow"))
    assert "code" in answered(answer)


async def test_agreeing_is_remembered(asking, browser) -> None:
    await browser.submit(await browser.follow(await asking.authorize(browser)), decision="allow")
    assert "code" in answered(await asking.authorize(browser))
    assert "code" in answered(await asking.authorize(browser, scope="openid"))


async def test_more_scopes_are_asked_for_again(asking, browser) -> None:
    page = await browser.follow(await asking.authorize(browser, scope="openid email"))
    await browser.submit(page, decision="allow")
    page = await browser.follow(await asking.authorize(browser, scope="openid email profile"))
    assert "General Profile Information" in page.text


async def test_refusing_is_told_as_access_denied(asking, browser) -> None:
    page = await browser.follow(await asking.authorize(browser))
    values = answered(await browser.submit(page, decision="deny"))
    assert values == {
        "error": "access_denied",
        "error_description": "The user refused",
        "state": "state-1",
        "iss": asking.issuer,
    }


async def test_an_empty_post_is_no_consent__cve_2026_49443(asking, browser) -> None:
    page = await browser.follow(await asking.authorize(browser))
    await browser.submit(page)
    assert (await asking.authorize(browser)).headers["location"].startswith("/if/flow/")


async def test_a_post_from_elsewhere_is_no_consent(asking, browser) -> None:
    page = await browser.follow(await asking.authorize(browser))
    again = await browser.post(str(page.url), data={"decision": "allow", "csrf_token": "forged" * 8})
    assert again.status_code == 403
    assert (await asking.authorize(browser)).headers["location"].startswith("/if/flow/")


async def test_prompt_none_is_consent_required(asking, browser) -> None:
    assert answered(await asking.authorize(browser, prompt="none"))["error"] == "consent_required"


async def test_prompt_consent_asks_exactly_once_even_where_consent_is_implied(rp, browser) -> None:
    page = await browser.follow(await rp.authorize(browser, prompt="consent"))
    assert "Sign in to App?" in page.text
    assert "code" in answered(await browser.follow(await browser.submit(page, decision="allow")))
    assert (await rp.authorize(browser, prompt="consent")).headers["location"].startswith("/if/flow/")


async def test_implied_consent_shows_no_page(rp, browser) -> None:
    assert "code" in answered(await rp.authorize(browser))


async def test_the_page_leads_only_to_a_request_of_ours(browser) -> None:
    path = f"/if/flow/{flows.EXPLICIT_CONSENT.slug}/"
    answer = await browser.get(path, params={"next": "https://evil.example.com/"})
    assert answer.status_code == 400
