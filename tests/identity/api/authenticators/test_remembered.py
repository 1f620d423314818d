"""Browsers that are trusted for a while are seen and forgotten by their owner; administrators take the whole factor away."""

from __future__ import annotations

import pytest
from tests.identity.conftest import BASE, Browser, Identity
from tests.identity.stages.people import (
    change_stage,
    enroll_codes,
    enroll_totp,
    is_signed_in,
    password_page_passed,
)
from tests.support.mail_server import mail_server

from wirelatch.identity.api.authenticators.devices import MODELS
from wirelatch.identity.mail import MailServer

OWN = "/api/v3/authenticators/remembered/"


async def forget(browser: Browser, path: str = "") -> int:
    headers = {"X-authentik-CSRF": browser.cookies["authentik_csrf"], "Origin": BASE}
    return (await browser.delete(OWN + path, headers=headers)).status_code


@pytest.fixture
async def trusted(identity: Identity) -> Browser:
    """A browser of alice's that is signed in, and not asked for her codes for 30 days."""
    await identity.user("alice", email="alice@example.com")
    phone = await enroll_totp(await identity.signed_in("alice", "a password"))
    await change_stage(identity, "default-authentication-mfa-validation", last_auth_threshold="days=30")
    browser = identity.browser()
    page = await password_page_passed(browser, "alice", "a password")
    await browser.submit(page, code=phone.code(), remember_browser="true")
    assert await is_signed_in(browser)
    await browser.get("/if/user/")
    return browser


async def is_asked(browser: Browser) -> bool:
    """Whether alice, signing in anew in this browser, is asked for a code."""
    browser.cookies.delete("wirelatch_identity")
    await password_page_passed(browser, "alice", "a password")
    return not await is_signed_in(browser)


async def test_the_owner_sees_where_they_are_trusted_and_by_which_device(trusted: Browser) -> None:
    (seen,) = (await trusted.get(OWN)).json()
    assert (seen["device"], seen["last_ip"]) == ("Authenticator app", "127.0.0.1")
    assert set(seen) == {"pk", "created", "expires", "last_ip", "last_user_agent", "device"}


@pytest.mark.parametrize("one", [True, False])
async def test_a_forgotten_browser_is_asked_again(trusted: Browser, one: bool) -> None:
    (seen,) = (await trusted.get(OWN)).json()
    assert await forget(trusted, f"{seen['pk']}/" if one else "") == (204 if one else 200)
    assert (await trusted.get(OWN)).json() == []
    assert await is_asked(trusted)


async def test_nobody_sees_or_forgets_somebody_elses(identity: Identity, trusted: Browser) -> None:
    (seen,) = (await trusted.get(OWN)).json()
    await identity.user("mallory")
    mallory = await identity.signed_in("mallory", "a password")
    await mallory.get("/if/user/")
    assert (await mallory.get(OWN)).json() == []
    assert await forget(mallory, f"{seen['pk']}/") == 404
    assert await forget(mallory) == 200
    assert (await mallory.get("/api/v3/authenticators/admin/remembered/?user=1")).status_code == 403
    assert not await is_asked(trusted)


async def test_an_administrator_resets_a_users_second_factor_and_the_user_is_told(
    identity: Identity, trusted: Browser
) -> None:
    await enroll_codes(trusted)
    user = (await trusted.get("/api/v3/core/users/me/")).json()["user"]["pk"]
    listed = await identity.api.get("authenticators/admin/remembered/", params={"user": user})
    assert len(listed.json()) == 1
    async with mail_server() as server:
        identity.app.services.mail.server = MailServer(
            "127.0.0.1", "id@example.com", port=server.port, tls="none", timeout=5
        )
        answer = await identity.api.post(f"core/users/{user}/reset_authenticators/")
        assert answer.json() == {"devices": 2, "browsers": 1}
        assert "by an administrator" in server.text_of(await server.message())
    assert (await identity.api.get("authenticators/admin/all/", params={"user": user})).json() == []
    assert (await identity.api.get("authenticators/admin/remembered/", params={"user": user})).json() == []
    fresh = identity.browser()
    await password_page_passed(fresh, "alice", "a password")
    assert await is_signed_in(fresh)
    (event,) = (await identity.api.get("events/events/", params={"search": "authenticators_reset"})).json()[
        "results"
    ]
    assert event["user"]["username"] == "admin"


async def test_who_may_less_cannot_reset_an_administrators_second_factor__ghsa_h6c5(
    identity: Identity, browser: Browser
) -> None:
    await enroll_totp(browser)
    helper = await identity.user("helper")
    role = (await identity.api.post("rbac/roles/", json={"name": "desk"})).json()["pk"]
    full = ["authentik_core.change_user", *(f"{each.app}.delete_{each.name}" for each in MODELS.values())]
    given = await identity.api.post(
        f"rbac/permissions/assigned_by_roles/{role}/assign/", json={"permissions": full}
    )
    assert given.is_success, given.text
    changed = await identity.api.patch(f"core/users/{helper['pk']}/", json={"roles": [role]})
    assert changed.is_success, changed.text
    api = identity.api_client(await identity.user_token(helper))
    assert (await api.post(f"core/users/{helper['pk']}/reset_authenticators/")).status_code == 200
    assert (await api.post("core/users/1/reset_authenticators/")).status_code == 403
    assert len((await browser.get("/api/v3/authenticators/all/")).json()) == 1
