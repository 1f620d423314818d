"""An administrator tries a provider out from the console."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from tests.identity.conftest import answered

from wirelatch.identity import flows

JSON = {"Accept": "application/json"}


async def tried(browser, rp, **parameters: str):
    answer = await browser.get(f"/application/o/{rp.slug}/try/", params=parameters, headers=JSON)
    while answer.is_redirect:
        answer = await browser.get(answer.headers["location"], headers=JSON)
    return answer


@pytest.mark.parametrize(
    "provider",
    [
        {},
        {"client_type": "public"},
        {"pkce": "off"},
        {"signing_key": None},
        {"require_pushed_authorization_requests": True},
        {"userinfo_signed_response_alg": "RS256"},
        {"issuer_mode": "global", "redirect_uris": []},
    ],
)
async def test_it_shows_what_the_client_would_get_and_checks_it(identity, browser, provider) -> None:
    rp = await identity.relying_party("tried", **provider)
    answer = await tried(browser, rp)
    assert answer.status_code == 200, answer.text
    outcome = answer.json()
    assert outcome["error"] is None
    assert [check["name"] for check in outcome["checks"] if not check["passing"]] == []
    assert len(outcome["checks"]) == 8
    assert outcome["id_token"]["claims"]["preferred_username"] == "admin"
    assert outcome["access_token"]["claims"]["client_id"] == rp.client_id
    assert outcome["userinfo"]["claims"]["email"] == "admin@example.com"
    assert outcome["token_response"]["token_type"] == "Bearer"
    assert "eyJ" not in answer.text


async def test_the_page_shows_the_same_to_a_person(rp, browser) -> None:
    page = await browser.get(f"/application/o/{rp.slug}/try/")
    while page.is_redirect:
        page = await browser.get(page.headers["location"])
    assert "The sign-in to App works" in page.text
    assert "✓ nonce is the one that was sent" in page.text
    assert "&#34;preferred_username&#34;: &#34;admin&#34;" in page.text


async def test_the_tokens_are_revoked_already(identity, rp, browser) -> None:
    await tried(browser, rp)
    listed = (await identity.api.get("oauth2/access_tokens/")).json()["results"]
    assert [token for token in listed if not token["revoked"]] == []


async def test_who_may_not_use_the_application_sees_that(identity, browser) -> None:
    ada = await identity.user("ada")
    rp = await identity.relying_party("closed", bindings=[{"user": ada["pk"], "order": 0}])
    page = await tried(browser, rp)
    assert (page.status_code, "Permission denied" in page.text) == (403, True)
    outcome = (await tried(browser, rp, prompt="none")).json()
    assert outcome["error"] == "access_denied"


async def test_a_sign_in_that_needs_the_person_answers_with_a_page(identity, browser) -> None:
    rp = await identity.relying_party("asking", authorization_flow=flows.EXPLICIT_CONSENT.pk)
    page = await tried(browser, rp)
    assert page.headers["content-type"].startswith("text/html")
    page = await browser.follow(await browser.submit(page, decision="allow"))
    while page.is_redirect:
        page = await browser.get(page.headers["location"])
    assert "The sign-in to Asking works" in page.text


async def test_who_may_not_view_the_provider_cannot_try_it(identity, rp) -> None:
    await identity.user("ada")
    ada = await identity.signed_in("ada", "a password")
    assert (await ada.get(f"/application/o/{rp.slug}/try/")).status_code == 404
    stranger = await identity.browser().get(f"/application/o/{rp.slug}/try/")
    assert stranger.headers["location"].startswith("/if/flow/default-authentication-flow/")
    assert (await ada.get("/application/o/unknown/try/")).status_code == 404


async def test_no_other_request_can_lead_to_its_address(identity, rp, browser) -> None:
    ours = f"http://127.0.0.1:9000/application/o/{rp.slug}/try/"
    assert (await rp.authorize(browser, redirect_uri=ours)).status_code == 400
    other = await identity.relying_party("other")
    begun = await browser.get(f"/application/o/{rp.slug}/try/")
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
    for state_of_another in (state, state.replace("1", "2"), "~"):
        answer = await other.authorize(
            browser,
            state=state_of_another,
            redirect_uri=f"http://127.0.0.1:9000/application/o/{other.slug}/try/",
        )
        assert answer.status_code == 400


async def test_another_session_cannot_end_a_trial(identity, rp, browser) -> None:
    begun = await browser.get(f"/application/o/{rp.slug}/try/")
    ended = await browser.get(begun.headers["location"])
    assert "code" in answered(ended)
    stolen = await (await identity.signed_in()).get(ended.headers["location"], headers=JSON)
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_state")
    assert (await browser.get(ended.headers["location"], headers=JSON)).json()["error"] is None
    again = await browser.get(ended.headers["location"], headers=JSON)
    assert again.json()["error"] == "invalid_grant"
