"""Signing in, again, silently, and not at all. OpenID Connect Core 3.1.2.3, 3.1.2.6."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from sqlalchemy import select, update

from wirelatch.identity.directory.tables import sessions


def answered(response) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(response.headers["location"]).query, keep_blank_values=True))


async def age_sessions(identity, seconds: int) -> None:
    """Make every sign-in older."""

    def work(connection) -> None:
        for row in connection.execute(select(sessions.c.uuid, sessions.c.authenticated_at)).all():
            older = row.authenticated_at - timedelta(seconds=seconds)
            connection.execute(
                update(sessions).where(sessions.c.uuid == row.uuid).values(authenticated_at=older)
            )

    await identity.app.services.database.write(work)


async def test_who_is_not_signed_in_signs_in_and_goes_on_to_the_client(identity, rp) -> None:
    browser = identity.browser()
    page = await browser.follow(await rp.authorize(browser, login_hint="admin"))
    assert 'value="admin"' in page.text
    assert "Sign in to App" in page.text
    answer = await browser.follow(
        await browser.submit(page, uid_field="admin", password="correct horse battery staple")
    )
    assert answer.headers["location"].startswith(rp.redirect_uri)
    assert "code" in answered(answer)


async def test_the_sign_in_form_may_lead_to_the_client(identity, rp) -> None:
    browser = identity.browser()
    page = await browser.follow(await rp.authorize(browser))
    assert "form-action 'self' https://app.example.com;" in page.headers["content-security-policy"]


async def test_the_sign_in_form_may_lead_nowhere_else(identity) -> None:
    browser = identity.browser()
    target = "/application/o/authorize/?client_id=x&redirect_uri=https://evil.example.com/"
    page = await browser.get("/if/flow/default-authentication-flow/", params={"next": target})
    assert "form-action 'self';" in page.headers["content-security-policy"]


async def test_prompt_none_without_a_session_is_login_required(identity, rp) -> None:
    values = answered(await rp.authorize(identity.browser(), prompt="none"))
    assert values["error"] == "login_required"
    assert values["state"] == "state-1"


async def test_prompt_none_with_a_session_gives_a_code_for_the_same_user_and_sign_in(rp, browser) -> None:
    first = await rp.verified((await rp.tokens(browser))["id_token"])
    second = await rp.verified((await rp.tokens(browser, prompt="none"))["id_token"])
    assert (first["sub"], first["auth_time"], first["sid"]) == (
        second["sub"],
        second["auth_time"],
        second["sid"],
    )


async def test_prompt_login_asks_again_exactly_once(identity, rp, browser) -> None:
    await age_sessions(identity, 100)
    before = await rp.verified((await rp.tokens(browser))["id_token"])
    page = await browser.follow(await rp.authorize(browser, prompt="login"))
    assert page.status_code == 200
    answer = await browser.follow(
        await browser.submit(page, uid_field="admin", password="correct horse battery staple")
    )
    after = await rp.verified((await rp.redeem(answered(answer)["code"])).json()["id_token"])
    assert after["auth_time"] > before["auth_time"]
    assert (after["sub"], after["sid"]) == (before["sub"], before["sid"])


def link_on(page, text: str) -> str:
    return html.unescape(re.search(rf'href="([^"]+)">{text}', page.text)[1])


async def test_prompt_select_account_lets_the_user_stay_who_they_are(rp, browser) -> None:
    before = await rp.verified((await rp.tokens(browser))["id_token"])
    page = await rp.authorize(browser, prompt="select_account")
    assert page.status_code == 200
    assert "Choose an account" in page.text
    answer = await browser.get(link_on(page, "Continue as admin"))
    after = await rp.verified((await rp.redeem(answered(answer)["code"])).json()["id_token"])
    assert (after["sub"], after["auth_time"]) == (before["sub"], before["auth_time"])


async def test_prompt_select_account_lets_somebody_else_sign_in(identity, rp, browser) -> None:
    await identity.user("ada")
    page = await rp.authorize(browser, prompt="select_account", login_hint="ada")
    page = await browser.get(link_on(page, "Use another account"))
    assert 'value="ada"' in page.text
    answer = await browser.follow(await browser.submit(page, uid_field="ada", password="a password"))
    told = await rp.verified((await rp.redeem(answered(answer)["code"])).json()["id_token"])
    assert told["preferred_username"] == "ada"


async def test_an_account_is_chosen_for_one_request_and_by_its_own_session(identity, rp, browser) -> None:
    page = await rp.authorize(browser, prompt="select_account", state="earlier")
    chosen = parse_qs(urlsplit(link_on(page, "Continue as admin")).query)["wirelatch_account"][0]
    await identity.user("ada")
    other = await identity.signed_in("ada", "a password")
    for somebody, state in ((browser, "later"), (other, "earlier")):
        again = await rp.authorize(somebody, prompt="select_account", state=state, wirelatch_account=chosen)
        assert "Choose an account" in again.text


async def test_who_is_not_signed_in_has_chosen_by_signing_in(identity, rp) -> None:
    browser = identity.browser()
    page = await browser.follow(await rp.authorize(browser, prompt="select_account"))
    answer = await browser.follow(
        await browser.submit(page, uid_field="admin", password="correct horse battery staple")
    )
    assert "code" in answered(answer)


async def test_prompt_login_is_not_satisfied_by_a_mark_of_ones_own(rp, browser) -> None:
    answer = await rp.authorize(browser, prompt="login", wirelatch_reauth="1.0000")
    assert answer.headers["location"].startswith("/if/flow/default-authentication-flow/")


async def test_a_mark_kept_from_an_earlier_request_satisfies_no_later_one(identity, rp) -> None:
    browser = identity.browser()
    sent_away = await rp.authorize(browser, prompt="login", state="earlier")
    kept = parse_qs(urlsplit(parse_qs(urlsplit(sent_away.headers["location"]).query)["next"][0]).query)
    await browser.sign_in()
    later = await rp.authorize(
        browser, prompt="login", state="later", wirelatch_reauth=kept["wirelatch_reauth"][0]
    )
    assert later.headers["location"].startswith("/if/flow/default-authentication-flow/")


async def test_max_age_asks_again_when_the_sign_in_is_older(identity, rp, browser) -> None:
    await age_sessions(identity, 100)
    assert "code" in answered(await rp.authorize(browser, max_age="10000"))
    assert answered(await rp.authorize(browser, max_age="50", prompt="none"))["error"] == "login_required"
    page = await browser.follow(await rp.authorize(browser, max_age="50"))
    assert "Please sign in again" in page.text


async def test_max_age_zero_does_not_ask_for_ever(rp, browser) -> None:
    page = await browser.follow(await rp.authorize(browser, max_age="0"))
    answer = await browser.follow(
        await browser.submit(page, uid_field="admin", password="correct horse battery staple")
    )
    assert "code" in answered(answer)


async def test_an_id_token_hint_of_the_signed_in_user_gives_a_code(rp, browser) -> None:
    hint = (await rp.tokens(browser))["id_token"]
    assert "code" in answered(await rp.authorize(browser, prompt="none", id_token_hint=hint))


async def test_an_id_token_hint_of_somebody_else_is_login_required(identity, rp, browser) -> None:
    await identity.user("ada")
    hint = (await rp.tokens(await identity.signed_in("ada", "a password")))["id_token"]
    assert (
        answered(await rp.authorize(browser, prompt="none", id_token_hint=hint))["error"] == "login_required"
    )


@pytest.fixture
async def closed(identity):
    """A client that only administrators may use, with a user who is none."""
    groups = (await identity.api.get("core/groups/")).json()["results"]
    admins = next(group for group in groups if group["name"] == "Wirelatch Admins")
    await identity.user("ada")
    return await identity.relying_party("closed", bindings=[{"group": admins["pk"], "order": 0}])


async def test_who_may_not_use_the_application_is_told_why_and_led_back_with_access_denied(
    identity, closed
) -> None:
    page = await closed.authorize(await identity.signed_in("ada", "a password"), state="<s>")
    assert page.status_code == 403
    assert "You are not in the group of users who may use this application." in page.text
    assert "Signed in as <strong>ada</strong>" in page.text
    back = html.unescape(re.search(r'<a class="button" href="([^"]+)">Go back to Closed', page.text)[1])
    assert back.startswith(f"{closed.redirect_uri}?")
    assert dict(parse_qsl(urlsplit(back).query)) == {
        "error": "access_denied",
        "error_description": "You are not in the group of users who may use this application.",
        "state": "<s>",
        "iss": closed.issuer,
    }
    assert "code" in answered(await closed.authorize(await identity.signed_in()))


async def test_with_prompt_none_access_denied_is_told_at_once(identity, closed) -> None:
    ada = await identity.signed_in("ada", "a password")
    assert answered(await closed.authorize(ada, prompt="none"))["error"] == "access_denied"


async def test_with_form_post_the_page_leads_back_by_a_form(identity, closed) -> None:
    page = await closed.authorize(await identity.signed_in("ada", "a password"), response_mode="form_post")
    assert page.status_code == 403
    assert f'<form method="post" action="{closed.redirect_uri}">' in page.text
    assert 'name="error" value="access_denied"' in page.text
    assert "form-action 'self' https://app.example.com" in page.headers["content-security-policy"]
