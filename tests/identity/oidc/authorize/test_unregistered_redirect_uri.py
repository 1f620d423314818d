"""What an administrator is shown, and can do, when a client comes with another redirect URI than it registered."""

from __future__ import annotations

import html
import re

import pytest

from wirelatch.identity.oidc.authorization import refuse

CALLBACK = "https://app.example.com/callback"
SLASH = f"{CALLBACK}/"
BUTTON = "Register this redirect URI and go on"


async def registered(identity, rp) -> list[str]:
    found = (await identity.api.get(f"providers/oauth2/{rp.provider_id}/")).json()["redirect_uris"]
    return [uri["url"] for uri in found]


async def test_one_click_registers_what_was_received_and_the_sign_in_goes_on(identity, rp, browser) -> None:
    page = await rp.authorize(browser, redirect_uri=SLASH)
    assert BUTTON in page.text
    answer = await browser.submit(page)
    assert answer.status_code == 303
    answer = await browser.get(answer.headers["location"])
    assert answer.headers["location"].startswith(f"{SLASH}?code=")
    assert await registered(identity, rp) == [CALLBACK, SLASH]


async def test_what_was_registered_is_in_the_log_with_before_and_after(identity, rp, browser) -> None:
    await browser.submit(await rp.authorize(browser, redirect_uri=SLASH))
    event = (await identity.events("model_updated"))[0]
    assert SLASH in str(event["context"])
    assert event["user"]["username"] == "admin"


async def test_the_first_redirect_uri_of_a_provider_comes_the_same_way(identity, browser) -> None:
    rp = await identity.relying_party("none", redirect_uris=[])
    answer = await browser.submit(await rp.authorize(browser))
    assert answer.status_code == 303
    assert await registered(identity, rp) == [CALLBACK]


async def test_another_host_needs_a_tick_because_the_link_may_be_somebody_elses(
    identity, rp, browser
) -> None:
    page = await rp.authorize(browser, redirect_uri="https://evil.example.com/cb")
    assert 'name="sure"' in page.text
    assert (await browser.submit(page)).status_code == 400
    assert await registered(identity, rp) == [CALLBACK]
    assert (await browser.submit(page, sure="yes")).status_code == 303


@pytest.mark.parametrize("uri", [f"{CALLBACK}#x", "javascript:alert(1)", "nonsense", None])
async def test_what_can_be_no_redirect_uri_cannot_be_registered(identity, rp, browser, uri) -> None:
    page = await rp.authorize(browser, redirect_uri=uri)
    assert BUTTON not in page.text
    good = await rp.authorize(browser, redirect_uri=SLASH)
    assert (await browser.submit(good, redirect_uri=uri or "", sure="yes")).status_code == 400
    assert await registered(identity, rp) == [CALLBACK]


async def test_a_forged_post_registers_nothing(identity, rp, browser) -> None:
    form = {"csrf_token": "x" * 64, "redirect_uri": SLASH}
    answer = await browser.post(f"/application/o/{rp.slug}/redirect-uris/", data=form)
    assert answer.status_code == 403
    assert await registered(identity, rp) == [CALLBACK]


async def test_who_may_not_change_the_provider_is_shown_nothing_and_can_add_nothing(
    identity, rp, browser
) -> None:
    await identity.user("ada")
    ada = await identity.signed_in("ada", "a password")
    page = await rp.authorize(ada, redirect_uri=SLASH)
    assert page.status_code == 400
    assert CALLBACK not in page.text
    own = await browser.get("/if/flow/default-invalidation-flow/")
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', (await ada.get("/if/flow/default-invalidation-flow/")).text
    )
    assert own.status_code == 200
    form = {"csrf_token": html.unescape(token[1]), "redirect_uri": SLASH}
    answer = await ada.post(f"/application/o/{rp.slug}/redirect-uris/", data=form)
    assert answer.status_code == 403
    assert await registered(identity, rp) == [CALLBACK]


async def test_a_mismatch_is_in_the_log_once_and_strangers_cannot_flood_it(identity, rp) -> None:
    stranger = identity.browser()
    for _ in range(3):
        await rp.authorize(stranger, redirect_uri=SLASH)
    events = await identity.events("configuration_error")
    assert len(events) == 1
    assert SLASH in str(events[0]["context"])
    for number in range(refuse.MOST_EVENTS + 5):
        await rp.authorize(stranger, redirect_uri=f"{SLASH}{number}")
    listed = await identity.api.get(
        "events/events/", params={"action": "configuration_error", "page_size": 100}
    )
    assert listed.json()["pagination"]["count"] == refuse.MOST_EVENTS
