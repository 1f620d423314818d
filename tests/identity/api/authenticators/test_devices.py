"""Authenticators over the API: one's own, and those of others for administrators; never a secret."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update
from tests.identity.conftest import BASE, Browser, Identity
from tests.identity.stages.people import enroll_codes, enroll_totp, is_signed_in, password_page_passed
from tests.support.mail_server import mail_server

from wirelatch.database import now
from wirelatch.identity.directory.tables import sessions
from wirelatch.identity.mail import MailServer

ALL = "/api/v3/authenticators/all/"


async def delete(browser: Browser, path: str) -> httpx.Response:
    headers = {"X-authentik-CSRF": browser.cookies["authentik_csrf"], "Origin": BASE}
    return await browser.delete(f"/api/v3/authenticators/{path}", headers=headers)


async def grow_old(identity: Identity) -> None:
    """Let everybody's sign-in be an hour ago."""
    earlier = {"authenticated_at": now() - timedelta(hours=1)}
    await identity.app.services.database.write(
        lambda connection: connection.execute(update(sessions).values(**earlier))
    )


async def test_devices_are_listed_without_their_secrets(identity: Identity, browser: Browser) -> None:
    phone = await enroll_totp(browser)
    codes = await enroll_codes(browser)
    listed = (await browser.get(ALL)).json()
    assert [each["meta_model_name"].split(".")[1] for each in listed] == ["totpdevice", "staticdevice"]
    (totp,) = (await browser.get("/api/v3/authenticators/totp/")).json()["results"]
    assert (totp["name"], totp["user"]["username"]) == ("Authenticator app", "admin")
    (static,) = (await browser.get("/api/v3/authenticators/static/")).json()["results"]
    assert len(static["token_set"]) == 6
    seen = repr([listed, totp, static])
    assert phone.otp.secret not in seen
    assert all(code not in seen for code in codes)


async def test_a_device_can_be_renamed_by_its_owner(identity: Identity, browser: Browser) -> None:
    await enroll_totp(browser)
    (device,) = (await browser.get(ALL)).json()
    headers = {"X-authentik-CSRF": browser.cookies["authentik_csrf"], "Origin": BASE}
    path = f"/api/v3/authenticators/totp/{device['pk']}/"
    answer = await browser.patch(path, json={"name": "Phone"}, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (200, "Phone")
    assert (await browser.patch(path, json={"name": " "}, headers=headers)).status_code == 400


async def test_nobody_sees_or_deletes_somebody_elses(identity: Identity, browser: Browser) -> None:
    await enroll_totp(browser)
    (device,) = (await browser.get(ALL)).json()
    await identity.user("mallory")
    mallory = await identity.signed_in("mallory", "a password")
    assert (await mallory.get(ALL)).json() == []
    assert (await mallory.get("/api/v3/authenticators/totp/")).json()["results"] == []
    assert (await mallory.get(f"/api/v3/authenticators/totp/{device['pk']}/")).status_code in (403, 404)
    await mallory.get("/if/user/")
    assert (await delete(mallory, f"totp/{device['pk']}/")).status_code in (403, 404)
    assert (await delete(mallory, f"admin/totp/{device['pk']}/")).status_code in (403, 404)
    assert (await mallory.get("/api/v3/authenticators/admin/all/?user=1")).status_code == 403
    assert len((await browser.get(ALL)).json()) == 1


async def test_a_device_is_found_only_as_what_it_is(identity: Identity, browser: Browser) -> None:
    await enroll_totp(browser)
    (device,) = (await browser.get(ALL)).json()
    assert (await browser.get(f"/api/v3/authenticators/static/{device['pk']}/")).status_code == 404


async def test_deleting_needs_a_recent_sign_in(identity: Identity, browser: Browser) -> None:
    await enroll_totp(browser)
    (device,) = (await browser.get(ALL)).json()
    await grow_old(identity)
    answer = await delete(browser, f"totp/{device['pk']}/")
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert len((await browser.get(ALL)).json()) == 1


async def test_an_administrator_deletes_what_a_user_has_lost(identity: Identity) -> None:
    user = await identity.user("alice")
    alice = await identity.signed_in("alice", "a password")
    await enroll_totp(alice)
    listed = (await identity.api.get("authenticators/admin/all/", params={"user": user["pk"]})).json()
    found = (await identity.api.get("authenticators/admin/totp/", params={"user": user["pk"]})).json()
    assert [each["pk"] for each in found["results"]] == [int(each["pk"]) for each in listed]
    answer = await identity.api.delete(f"authenticators/admin/totp/{listed[0]['pk']}/")
    assert answer.status_code == 204
    (event,) = [each for each in await identity.events("model_deleted") if "totpdevice" in repr(each)]
    assert event["user"]["username"] == "admin"
    fresh = identity.browser()
    await password_page_passed(fresh, "alice", "a password")
    assert await is_signed_in(fresh)


@pytest.mark.parametrize("by_administrator", [False, True])
async def test_the_owner_is_written_to_when_a_device_comes_and_goes(
    identity: Identity, by_administrator: bool
) -> None:
    await identity.user("alice", email="alice@example.com")
    async with mail_server() as server:
        mail = identity.app.services.mail
        mail.server = MailServer("127.0.0.1", "id@example.com", port=server.port, tls="none", timeout=5)
        alice = await identity.signed_in("alice", "a password")
        await enroll_totp(alice)
        message = await server.message()
        assert message["To"] == "alice@example.com"
        assert "was added" in message["Subject"]
        (device,) = (await alice.get(ALL)).json()
        if by_administrator:
            await identity.api.delete(f"authenticators/admin/totp/{device['pk']}/")
        else:
            assert (await delete(alice, f"totp/{device['pk']}/")).status_code == 204
        text = server.text_of(await server.message())
        assert "It was the last one" in text
        assert ("by an administrator" in text) == by_administrator


async def test_a_device_deleted_twice_at_once_is_gone_once(identity: Identity, browser: Browser) -> None:
    await enroll_totp(browser)
    (device,) = (await browser.get(ALL)).json()
    answers = await asyncio.gather(*(delete(browser, f"totp/{device['pk']}/") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [204, 404, 404, 404]


async def test_the_old_address_hears_of_a_new_one(identity: Identity) -> None:
    user = await identity.user("alice", email="alice@example.com")
    async with mail_server() as server:
        mail = identity.app.services.mail
        mail.server = MailServer("127.0.0.1", "id@example.com", port=server.port, tls="none", timeout=5)
        await identity.api.patch(f"core/users/{user['pk']}/", json={"name": "Alice"})
        await identity.api.patch(f"core/users/{user['pk']}/", json={"email": "mallory@example.com"})
        message = await server.message()
        assert (message["To"], "address of your account was changed" in message["Subject"]) == (
            "alice@example.com",
            True,
        )
