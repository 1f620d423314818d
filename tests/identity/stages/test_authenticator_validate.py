"""Second factors at sign-in: asked for where they are set up, passed only by who has them."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, select, update
from tests.identity.conftest import ADMIN_PASSWORD, BASE, Browser, Identity
from tests.identity.stages.people import (
    SIGN_IN,
    Phone,
    amr_of,
    change_stage,
    enroll_codes,
    enroll_totp,
    is_signed_in,
    password_page_passed,
)

from wirelatch.database import now
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.authenticators import guesses
from wirelatch.identity.authenticators.tables import remembered_browsers
from wirelatch.identity.flows.tables import flow_stage_bindings, stages


async def change(identity: Identity, **settings: Any) -> None:
    """Change the default validation stage."""
    await change_stage(identity, "default-authentication-mfa-validation", **settings)


async def test_without_a_device_a_password_is_enough(identity: Identity) -> None:
    browser = identity.browser()
    await password_page_passed(browser)
    assert await is_signed_in(browser)


async def test_with_an_authenticator_app_a_code_is_asked_for(identity: Identity, browser: Browser) -> None:
    phone = await enroll_totp(browser)
    fresh = identity.browser()
    page = await password_page_passed(fresh)
    assert not await is_signed_in(fresh)
    assert 'autocomplete="one-time-code"' in page.text
    answer = await fresh.submit(page, code=phone.code())
    assert answer.status_code == 303
    assert await amr_of(fresh, identity) == {"pwd", "otp", "mfa"}


async def test_a_code_opens_one_session_only(identity: Identity, browser: Browser) -> None:
    code = (await enroll_totp(browser)).code()
    browsers = [identity.browser() for _ in range(4)]
    pages = [await password_page_passed(each) for each in browsers]
    await asyncio.gather(*(each.submit(page, code=code) for each, page in zip(browsers, pages, strict=True)))
    assert sorted([await is_signed_in(each) for each in browsers]) == [False, False, False, True]


@pytest.mark.parametrize("code", ["", " ", "000000", "none", "12345678901234567890"])
async def test_cve_2026_49443_nothing_but_a_right_code_passes(
    identity: Identity, browser: Browser, code: str
) -> None:
    await enroll_totp(browser)
    fresh = identity.browser()
    page = await password_page_passed(fresh)
    answer = await fresh.submit(page, code=code)
    assert answer.status_code == 401
    assert not await is_signed_in(fresh)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"code": None},
        {"code": []},
        {"webauthn": {}},
        {"webauthn": {"id": "x"}},
        {"selected_stage": "x"},
        {"duo": 1},
    ],
)
async def test_an_empty_or_strange_answer_passes_nothing(
    identity: Identity, browser: Browser, answer: dict[str, Any]
) -> None:
    await enroll_totp(browser)
    fresh = identity.browser()
    await password_page_passed(fresh)
    executor = "/api/v3/flows/executor/default-authentication-flow/"
    shown = (await fresh.get(executor)).json()
    assert shown["component"] == "ak-stage-authenticator-validate"
    assert [each["device_class"] for each in shown["device_challenges"]] == ["totp"]
    headers = {"X-authentik-CSRF": fresh.cookies["authentik_csrf"], "Origin": BASE}
    await fresh.post(executor, json={"component": shown["component"], **answer}, headers=headers)
    assert not await is_signed_in(fresh)


async def test_a_recovery_code_signs_in_once(identity: Identity, browser: Browser) -> None:
    codes = await enroll_codes(browser)
    fresh, again = identity.browser(), identity.browser()
    page = await password_page_passed(fresh)
    assert "Recovery code" in page.text
    assert (await fresh.submit(page, code=codes[0])).status_code == 303
    assert await is_signed_in(fresh)
    assert (await again.submit(await password_page_passed(again), code=codes[0])).status_code == 401


async def test_one_can_choose_between_devices(identity: Identity, browser: Browser) -> None:
    await enroll_totp(browser)
    codes = await enroll_codes(browser)
    fresh = identity.browser()
    page = await password_page_passed(fresh)
    assert "Authenticator app" in page.text
    uid = re.search(r'name="selected_device" value="(\d+)">Recovery code', page.text)[1]
    other = await fresh.submit(page, selected_device=uid)
    other = await fresh.follow(other) if other.is_redirect else other
    assert 'for="code">Recovery code' in other.text
    assert (await fresh.submit(other, code=codes[1])).status_code == 303


async def test_a_device_of_another_user_proves_nothing(identity: Identity, browser: Browser) -> None:
    phone = await enroll_totp(browser)
    await identity.user("mallory")
    mallory = await identity.signed_in("mallory", "a password")
    await enroll_totp(mallory)
    fresh = identity.browser()
    page = await password_page_passed(fresh, "mallory", "a password")
    assert (await fresh.submit(page, code=phone.code())).status_code == 401


async def test_guesses_from_many_addresses_add_up_but_do_not_lock_out_known_browsers(
    identity: Identity, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "PER_DAY", 3)
    phone = await enroll_totp(browser)
    answers = []
    for number in range(4):
        stranger = identity.browser(f"192.0.2.{number}")
        page = await password_page_passed(stranger)
        answers.append(await stranger.submit(page, code="000000"))
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    page = await browser.submit(
        await browser.get(f"{SIGN_IN}?again=1"), uid_field="admin", password=ADMIN_PASSWORD
    )
    page = await browser.follow(page) if page.is_redirect else page
    assert (await browser.submit(page, code=phone.code())).status_code == 303


async def test_deny_lets_nobody_in_without_a_device(identity: Identity) -> None:
    await identity.user("alice")
    await change(identity, not_configured_action="deny")
    fresh = identity.browser()
    page = await password_page_passed(fresh, "alice", "a password")
    assert "No (allowed) MFA authenticator configured" in page.text
    assert not await is_signed_in(fresh)


async def test_configure_sets_one_up_and_then_signs_in(identity: Identity) -> None:
    await identity.user("alice")
    pk = await change_stage(identity, "default-authenticator-totp-setup")
    await change(identity, not_configured_action="configure", configuration_stages=[pk])
    fresh = identity.browser()
    page = await password_page_passed(fresh, "alice", "a password")
    assert "Set up an authenticator app" in page.text
    assert not await is_signed_in(fresh)
    phone = Phone(re.search(r'class="secret"[^>]*>([^<]+)<', page.text)[1].replace(" ", ""))
    await fresh.submit(page, code=phone.code())
    assert await is_signed_in(fresh)
    again = identity.browser()
    page = await password_page_passed(again, "alice", "a password")
    assert (await again.submit(page, code=phone.code())).status_code == 303


class TestRemembering:
    """`last_auth_threshold`."""

    async def sign_in(self, browser: Browser, code: str, **more: str) -> httpx.Response:
        return await browser.submit(await password_page_passed(browser), code=code, **more)

    async def sign_out(self, browser: Browser) -> None:
        browser.cookies.delete("wirelatch_identity")

    async def test_a_browser_is_trusted_only_when_asked_to_and_for_that_long(
        self, identity: Identity, browser: Browser
    ) -> None:
        phone = await enroll_totp(browser)
        await change(identity, last_auth_threshold="days=30")
        fresh = identity.browser()
        await self.sign_in(fresh, phone.code())
        await self.sign_out(fresh)
        page = await password_page_passed(fresh)
        assert "Do not ask again in this browser for 30 days" in page.text
        await fresh.submit(page, code=phone.code(), remember_browser="true")
        await self.sign_out(fresh)
        await password_page_passed(fresh)
        assert await is_signed_in(fresh)
        assert await amr_of(fresh, identity) == {"pwd"}
        earlier = {"created_at": now() - timedelta(days=31)}
        await identity.app.services.database.write(
            lambda connection: connection.execute(update(remembered_browsers).values(**earlier))
        )
        await self.sign_out(fresh)
        await password_page_passed(fresh)
        assert not await is_signed_in(fresh)

    async def test_a_cookie_of_one_user_is_worth_nothing_to_another(
        self, identity: Identity, browser: Browser
    ) -> None:
        phone = await enroll_totp(browser)
        await identity.user("bob")
        bob = await identity.signed_in("bob", "a password")
        await enroll_totp(bob)
        await change(identity, last_auth_threshold="days=30")
        fresh = identity.browser()
        await self.sign_in(fresh, phone.code(), remember_browser="true")
        await self.sign_out(fresh)
        await password_page_passed(fresh, "bob", "a password")
        assert not await is_signed_in(fresh)

    async def test_trust_ends_with_the_device_and_with_the_password(
        self, identity: Identity, browser: Browser
    ) -> None:
        phone = await enroll_totp(browser)
        await enroll_codes(browser)
        await change(identity, last_auth_threshold="days=30")
        fresh = identity.browser()
        await self.sign_in(fresh, phone.code(), remember_browser="true")
        await self.sign_out(fresh)
        await identity.api.post("core/users/1/set_password/", json={"password": "another password entirely"})
        await password_page_passed(fresh, "admin", "another password entirely")
        assert not await is_signed_in(fresh)


async def test_a_second_factor_first_does_not_stand_for_the_password(
    identity: Identity, browser: Browser
) -> None:
    phone = await enroll_totp(browser)
    await change_stage(identity, "default-authentication-identification", password_stage=None)
    services = identity.app.services

    def work(connection: Connection) -> None:
        validation = select(stages.c.id).where(stages.c.name == "default-authentication-mfa-validation")
        this = flow_stage_bindings.c.stage == validation.scalar_subquery()
        connection.execute(update(flow_stage_bindings).where(this).values(order=15))
        count_up(connection)

    await services.database.write(work)
    services.catalog.changed()
    fresh = identity.browser()
    page = await fresh.follow(await fresh.submit(await fresh.get(SIGN_IN), uid_field="admin"))
    page = await fresh.follow(await fresh.submit(page, code=phone.code()))
    assert 'name="password"' in page.text
    assert not await is_signed_in(fresh)
    await fresh.submit(page, password=ADMIN_PASSWORD)
    assert await is_signed_in(fresh)
