"""Setting up authenticators: by their owner, who has signed in a moment ago and shows that they work."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import update
from tests.identity.conftest import Browser, Identity
from tests.identity.stages.people import (
    EMAIL_SETUP,
    SIGN_IN,
    STATIC_SETUP,
    TOTP_SETUP,
    WEBAUTHN_SETUP,
    enroll_codes,
    enroll_totp,
)

from wirelatch.database import now
from wirelatch.identity.directory.tables import sessions

SETUPS = [TOTP_SETUP, STATIC_SETUP, WEBAUTHN_SETUP, EMAIL_SETUP]


@pytest.mark.parametrize("path", SETUPS)
async def test_who_is_not_signed_in_is_led_to_the_sign_in(identity: Identity, path: str) -> None:
    answer = await identity.browser().get(path)
    assert SIGN_IN in answer.headers.get("location", "") or "sign in" in answer.text.lower()
    assert "otpauth" not in answer.text


@pytest.mark.parametrize("path", [TOTP_SETUP, STATIC_SETUP, WEBAUTHN_SETUP])
async def test_a_session_left_behind_is_not_enough(identity: Identity, browser: Browser, path: str) -> None:
    earlier = {"authenticated_at": now() - timedelta(hours=1)}
    await identity.app.services.database.write(
        lambda connection: connection.execute(update(sessions).values(**earlier))
    )
    answer = await browser.get(path)
    assert answer.is_redirect
    assert "again=1" in answer.headers["location"]
    assert path in unquote(answer.headers["location"])


async def test_an_app_is_stored_only_once_it_shows_a_right_code(identity: Identity, browser: Browser) -> None:
    page = await browser.get(TOTP_SETUP)
    assert page.text.count("data:image/svg+xml") == 1
    secret = re.search(r'class="secret"[^>]*>([^<]+)<', page.text)[1]
    wrong = await browser.submit(page, code="000000")
    assert "does not match" in wrong.text
    assert re.search(r'class="secret"[^>]*>([^<]+)<', wrong.text)[1] == secret
    assert (await browser.get("/api/v3/authenticators/all/")).json() == []
    await enroll_totp(browser)
    assert [each["name"] for each in (await browser.get("/api/v3/authenticators/all/")).json()] == [
        "Authenticator app"
    ]


async def test_recovery_codes_are_shown_once_and_stored_when_they_are_said_to_be_saved(
    identity: Identity, browser: Browser
) -> None:
    page = await browser.get(STATIC_SETUP)
    assert "recovery-codes.txt" in page.text
    assert (await browser.submit(page)).status_code == 400
    assert (await browser.get("/api/v3/authenticators/all/")).json() == []
    codes = await enroll_codes(browser)
    assert len(codes) == 6
    assert await enroll_codes(browser) != codes
    assert len((await browser.get("/api/v3/authenticators/all/")).json()) == 1


async def test_without_a_mail_server_no_codes_are_sent_by_mail(browser: Browser) -> None:
    assert "cannot be sent by e-mail" in (await browser.get(EMAIL_SETUP)).text


async def test_at_an_ip_address_it_says_that_passkeys_need_a_name(browser: Browser) -> None:
    assert "localhost instead of 127.0.0.1" in (await browser.get(WEBAUTHN_SETUP)).text


async def test_what_was_set_up_is_in_the_events_without_its_secret(
    identity: Identity, browser: Browser
) -> None:
    phone = await enroll_totp(browser)
    (event,) = [each for each in await identity.events("model_created") if "totpdevice" in repr(each)]
    assert event["user"]["username"] == "admin"
    assert phone.otp.secret not in repr(event)
