"""Flows as an attacker would go through them: others than were meant, for others than were meant, out of order."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from tests.identity.flows.conftest import Builder, JsonBrowser

from wirelatch.identity.flows import defaults

IMPLICIT = defaults.IMPLICIT_CONSENT.slug
EXPLICIT = defaults.EXPLICIT_CONSENT.slug


@pytest.fixture
def builder(identity) -> Builder:
    return Builder(identity)


def next_of(answer: httpx.Response) -> str:
    """What a flow's page will lead to."""
    return parse_qs(urlsplit(answer.headers["location"]).query)["next"][0]


async def has_code(browser, answer: httpx.Response) -> bool:
    """Whether following the redirects ends at the client with a code."""
    return "code=" in (await browser.follow(answer)).headers.get("location", "")


async def explicit(identity, slug: str = "explicit"):
    return await identity.relying_party(slug, authorization_flow=defaults.EXPLICIT_CONSENT.pk)


async def test_the_enrollment_of_sources_lets_in_nobody_who_does_not_come_from_one(identity) -> None:
    for slug in (defaults.SOURCE_ENROLLMENT.slug, defaults.SOURCE_AUTHENTICATION.slug):
        stranger = identity.browser()
        assert (await stranger.get(f"/if/flow/{slug}/")).status_code == 403
        over_json = JsonBrowser(identity.browser(), slug)
        assert (await over_json.get())["component"] == "ak-stage-access-denied"
        assert (await over_json.solve(username="mallory"))["component"] == "ak-stage-access-denied"
    assert (await identity.api.get("core/users/", params={"username": "mallory"})).json()["results"] == []


async def test_no_default_flow_signs_in_or_makes_an_account_for_who_proves_nothing(identity) -> None:
    for flow in defaults.ALL:
        over_json = JsonBrowser(identity.browser(), flow.slug)
        for _ in range(4):
            answer = await over_json.post(
                uid_field="mallory", username="mallory", name="M", email="m@example.com", password="a password",
                password_repeat="a password", confirm=True, code="000000", token="x",
            )  # fmt: skip
            if answer.status_code >= 400:
                break
        me = await over_json.browser.get("/api/v3/core/users/me/")
        assert me.status_code == 403, flow.slug
    assert (await identity.api.get("core/users/", params={"username": "mallory"})).json()["results"] == []


async def test_consent_is_not_given_by_going_through_another_flow(identity, browser) -> None:
    rp = await explicit(identity)
    asked = await rp.authorize(browser)
    detour = await browser.get(f"/if/flow/{IMPLICIT}/?{urlencode({'next': next_of(asked)})}")
    assert not await has_code(browser, detour)
    over_json = JsonBrowser(browser, IMPLICIT, urlencode({"next": next_of(asked)}))
    assert "wirelatch_consented" not in (await over_json.get())["to"]


async def test_a_client_that_asks_for_consent_gets_it_from_no_empty_flow(identity, browser, rp) -> None:
    asked = await rp.authorize(browser, prompt="consent")
    assert EXPLICIT in asked.headers["location"]
    detour = await browser.get(f"/if/flow/{IMPLICIT}/?{urlencode({'next': next_of(asked)})}")
    assert not await has_code(browser, detour)


async def test_being_sent_away_by_a_redirect_stage_is_no_consent(identity, browser, builder) -> None:
    flow = await builder.flow("leads-away", "authorization", authentication="require_authenticated")
    away = await builder.stage("redirect", "away", mode="static", target_static="https://help.example.com/no")
    await builder.bind(flow, away, 0)
    await builder.bind(flow, await builder.default_stage("default-provider-authorization-consent"), 10)
    rp = await identity.relying_party("away", authorization_flow=flow["pk"])
    answer = await browser.follow(await rp.authorize(browser))
    assert answer.headers["location"] == "https://help.example.com/no"


async def test_a_flow_that_stands_in_for_the_providers_own_counts_as_it(identity, browser, builder) -> None:
    second = await builder.flow("second", "authorization", authentication="require_authenticated")
    await builder.bind(second, await builder.default_stage("default-provider-authorization-consent"), 0)
    first = await builder.flow("first", "authorization", authentication="require_authenticated")
    on = await builder.stage("redirect", "on", mode="flow", target_flow=second["pk"], keep_context=False)
    await builder.bind(first, on, 0)
    rp = await identity.relying_party("relayed", authorization_flow=first["pk"])
    page = await browser.follow(await rp.authorize(browser))
    assert "/if/flow/second/" in str(page.url)
    assert await has_code(browser, await browser.submit(page, decision="allow"))


async def test_what_was_agreed_to_for_one_application_does_not_count_for_another(
    identity, browser, builder
) -> None:
    flow = await builder.flow("two-steps", "authorization", authentication="require_authenticated")
    await builder.bind(flow, await builder.default_stage("default-provider-authorization-consent"), 0)
    prompt = await builder.created(
        "stages/prompt/prompts/", name="why", field_key="why", label="Why", type="text", order=0
    )
    asks = await builder.stage("prompt/stages", "why", fields=[prompt["pk"]])
    await builder.bind(flow, asks, 10)
    first = await identity.relying_party("first", authorization_flow=flow["pk"])
    other = await identity.relying_party("other", authorization_flow=flow["pk"])
    page = await browser.follow(await first.authorize(browser))
    page = await browser.follow(await browser.submit(page, decision="allow"))
    assert 'name="why"' in page.text
    page = await browser.follow(await other.authorize(browser))
    assert 'name="decision"' in page.text


async def test_a_mark_of_consent_does_not_count_for_who_is_impersonated(identity, browser) -> None:
    rp = await explicit(identity)
    ada = await identity.user("ada")
    page = await browser.follow(await rp.authorize(browser))
    answer = await browser.submit(page, decision="allow")
    token = browser.cookies["authentik_csrf"]
    started = await browser.post(
        f"/api/v3/core/users/{ada['pk']}/impersonate/",
        json={"reason": "test"},
        headers={"X-authentik-CSRF": token},
    )
    assert started.status_code == 204, started.text
    assert not await has_code(browser, await browser.get(answer.headers["location"]))


async def test_the_consent_page_says_where_the_answer_goes_whatever_the_client_calls_itself(
    identity, browser
) -> None:
    rp = await identity.relying_party(
        "wirelatch-login",
        authorization_flow=defaults.EXPLICIT_CONSENT.pk,
        uris=["https://evil.example:8443/cb"],
    )
    rp.redirect_uri = "https://evil.example:8443/cb"
    page = await browser.follow(await rp.authorize(browser))
    assert "<strong>evil.example:8443</strong>" in page.text
