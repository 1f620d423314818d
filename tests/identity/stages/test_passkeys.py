"""Passkeys on the pages: registered, as second factor, and instead of name and password."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.identity.conftest import BASE, Browser, Identity
from tests.identity.stages.people import (
    SIGN_IN,
    WEBAUTHN_SETUP,
    amr_of,
    at_localhost,
    change_stage,
    enroll_passkey,
    is_signed_in,
    options_of,
    password_page_passed,
)
from tests.support.soft_authenticator import SoftAuthenticator

VALIDATION = "default-authentication-mfa-validation"


class AtLocalhost(Browser):
    """Passkeys need a name, and forms that come from it."""

    async def submit(self, page: httpx.Response, **values: str) -> httpx.Response:
        self.headers["Origin"] = str(self.base_url).rstrip("/")
        return await super().submit(page, **values)

    async def post(self, *arguments: Any, **options: Any) -> httpx.Response:
        options.setdefault("headers", {})["Origin"] = str(self.base_url).rstrip("/")
        return await super().post(*arguments, **options)


def fresh(identity: Identity) -> Browser:
    browser = at_localhost(identity)
    browser.__class__ = AtLocalhost
    return browser


@pytest.fixture
async def owner(identity: Identity) -> Browser:
    """A browser at localhost in which the administrator is signed in."""
    browser = fresh(identity)
    await browser.sign_in()
    return browser


async def use(browser: Browser, device: SoftAuthenticator, **changes: Any) -> httpx.Response:
    """Sign in with a passkey on the sign-in page."""
    page = await browser.get(SIGN_IN)
    response = {**device.get(options_of(page, "sign-in")), **changes}
    return await browser.submit(page, passkey=json.dumps(response))


async def test_a_passkey_alone_signs_in_and_counts_as_several_factors(
    identity: Identity, owner: Browser
) -> None:
    device = await enroll_passkey(owner)
    browser = fresh(identity)
    page = await browser.get(SIGN_IN)
    assert 'autocomplete="username webauthn"' in page.text
    assert options_of(page, "sign-in")["userVerification"] == "required"
    assert (await use(browser, device)).status_code == 303
    assert await is_signed_in(browser)
    browser.base_url = httpx.URL(BASE)
    for cookie in list(browser.cookies.jar):
        cookie.domain = "127.0.0.1"
    assert await amr_of(browser, identity) == {"hwk", "user", "mfa"}


async def test_a_security_key_is_asked_for_after_the_password(identity: Identity, owner: Browser) -> None:
    device = await enroll_passkey(owner, verifies_user=False)
    browser = fresh(identity)
    page = await password_page_passed(browser)
    assert not await is_signed_in(browser)
    options = options_of(page)
    assert len(options["allowCredentials"]) == 1
    answer = await browser.submit(page, webauthn=json.dumps(device.get(options)))
    assert answer.status_code == 303
    assert await is_signed_in(browser)


async def test_without_user_verification_a_key_alone_does_not_sign_in(
    identity: Identity, owner: Browser
) -> None:
    device = await enroll_passkey(owner, verifies_user=False)
    browser = fresh(identity)
    assert (await use(browser, device)).status_code == 401
    assert not await is_signed_in(browser)


async def test_a_response_signs_in_once_and_in_the_browser_it_was_made_for(
    identity: Identity, owner: Browser
) -> None:
    device = await enroll_passkey(owner, counter=None)
    browser, other = fresh(identity), fresh(identity)
    page, elsewhere = await browser.get(SIGN_IN), await other.get(SIGN_IN)
    response = json.dumps(device.get(options_of(page, "sign-in")))
    assert (await other.submit(elsewhere, passkey=response)).status_code == 401
    answers = await asyncio.gather(*(browser.submit(page, passkey=response) for _ in range(4)))
    assert [answer.status_code for answer in answers].count(401) == 3


async def test_cure53_2023_a_response_to_one_flow_is_worth_nothing_in_another(
    identity: Identity, owner: Browser
) -> None:
    device = await enroll_passkey(owner)
    browser = fresh(identity)
    page = await browser.get(SIGN_IN)
    response = device.get(options_of(page, "sign-in"))
    second = await password_page_passed(browser)
    assert (await browser.submit(second, webauthn=json.dumps(response))).status_code == 401
    assert not await is_signed_in(browser)


async def test_cure53_2023_a_key_of_another_user_is_no_second_factor(
    identity: Identity, owner: Browser
) -> None:
    await enroll_passkey(owner)
    await identity.user("mallory")
    mallory = fresh(identity)
    await mallory.sign_in("mallory", "a password")
    device = await enroll_passkey(mallory)
    browser = fresh(identity)
    page = await password_page_passed(browser)
    assert (await browser.submit(page, webauthn=json.dumps(device.get(options_of(page))))).status_code == 401
    assert not await is_signed_in(browser)


async def test_a_second_factor_is_not_left_out_at_another_address_of_ours(
    identity: Identity, owner: Browser
) -> None:
    await enroll_passkey(owner)
    elsewhere = identity.browser()
    page = await password_page_passed(elsewhere)
    assert "localhost" in page.text
    assert not await is_signed_in(elsewhere)


async def test_a_deactivated_user_does_not_sign_in_with_a_passkey(identity: Identity, owner: Browser) -> None:
    await identity.user("alice")
    alice = fresh(identity)
    await alice.sign_in("alice", "a password")
    device = await enroll_passkey(alice)
    pk = (await alice.get("/api/v3/core/users/me/")).json()["user"]["pk"]
    await identity.api.patch(f"core/users/{pk}/", json={"is_active": False})
    browser = fresh(identity)
    assert (await use(browser, device)).status_code == 401


@pytest.mark.parametrize("changes", [{"id": "AAAA", "rawId": "AAAA"}, {"response": {}}, {"type": "password"}])
async def test_a_response_that_was_tampered_with_is_refused(
    identity: Identity, owner: Browser, changes: dict[str, Any]
) -> None:
    device = await enroll_passkey(owner)
    browser = fresh(identity)
    assert (await use(browser, device, **changes)).status_code == 401


async def test_registering_needs_the_challenge_of_this_run(identity: Identity, owner: Browser) -> None:
    page = await owner.get(WEBAUTHN_SETUP)
    options = options_of(page, "create")
    device = SoftAuthenticator("http://localhost:9000")
    wrong = device.create({**options, "challenge": "c29tZXRoaW5nIGVsc2U"})
    again = await owner.submit(page, response=json.dumps(wrong))
    assert "could not be registered" in again.text
    # One answer used the challenge up: the right one comes too late.
    assert options_of(again, "create")["challenge"] != options["challenge"]
    late = await owner.submit(page, response=json.dumps(device.create(options)))
    assert "could not be registered" in late.text
    assert len(await identity.events("suspicious_request")) == 2


async def test_a_stage_that_asks_for_verification_takes_no_less(identity: Identity, owner: Browser) -> None:
    device = await enroll_passkey(owner, verifies_user=False)
    await change_stage(identity, VALIDATION, webauthn_user_verification="required")
    browser = fresh(identity)
    page = await password_page_passed(browser)
    assert (await browser.submit(page, webauthn=json.dumps(device.get(options_of(page))))).status_code == 401


async def test_a_copied_key_is_noticed(identity: Identity, owner: Browser) -> None:
    device = await enroll_passkey(owner)
    assert (await use(fresh(identity), device)).status_code == 303
    device.counter = 0
    assert (await use(fresh(identity), device)).status_code == 401
    assert "copy" in repr(await identity.events("suspicious_request"))
