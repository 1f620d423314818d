"""Signing in on a device without a browser. RFC 8628."""

from __future__ import annotations

import asyncio
import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from tests.identity.conftest import BASE

from wirelatch.database import now
from wirelatch.identity.oidc.device.user_code import LETTERS
from wirelatch.identity.oidc.tables import device_codes

GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
async def tv(identity):
    """A public client on a device."""
    return await identity.relying_party(
        "tv",
        client_type="public",
        grant_types=[GRANT, "refresh_token"],
        property_mappings=await identity.scopes("openid", "profile", "offline_access"),
    )


async def begin(rp, **form):
    values = {"client_id": rp.client_id, "scope": "openid profile offline_access goauthentik.io/api"} | form
    return await rp.http.post("/application/o/device/", data=values)


async def poll(rp, device_code: str, **form):
    return await rp.token(grant_type=GRANT, device_code=device_code, client_secret=None, **form)


async def agree(browser, user_code: str, decision: str = "allow"):
    """What the user does: type the code, read, decide."""
    shown = await browser.submit(await browser.get("/device"), code=user_code)
    if "decision" not in shown.text:
        return shown
    return await browser.submit(shown, decision=decision)


def failure(answer) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["error"], body["error_description"]


async def at_once(identity) -> None:
    """Forget that the device has just asked."""
    await identity.app.services.database.write(
        lambda c: c.execute(update(device_codes).values(last_poll=None))
    )


async def test_the_device_gets_tokens_when_the_user_has_agreed(identity, tv, browser) -> None:
    answer = await begin(tv)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    begun = answer.json()
    assert begun["verification_uri"] == f"{BASE}/device"
    assert begun["verification_uri_complete"] == f"{BASE}/device?code={begun['user_code']}"
    assert (begun["expires_in"], begun["interval"]) == (600, 5)
    assert set(begun["user_code"].replace("-", "")) <= set(LETTERS)
    description = "The user has not decided yet"
    assert failure(await poll(tv, begun["device_code"])) == (400, "authorization_pending", description)
    done = await agree(browser, begun["user_code"].lower().replace("-", " "))
    assert "The device is signed in" in done.text
    tokens = (await poll(tv, begun["device_code"])).json()
    assert tokens["scope"] == "offline_access openid profile"  # never more than configured (CVE-2024-52287)
    claims = await tv.verified(tokens["id_token"])
    assert claims["preferred_username"] == "admin"
    assert "sid" not in claims  # the device stays signed in when the browser does not
    assert (await tv.userinfo(tokens["access_token"])).status_code == 200
    refreshed = await tv.token(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"], client_secret=None
    )
    assert refreshed.status_code == 200
    assert len(await identity.events("authorize_application")) == 1


async def test_asking_too_often_is_told_and_makes_it_slower(tv) -> None:
    code = (await begin(tv)).json()["device_code"]
    await poll(tv, code)
    assert failure(await poll(tv, code)) == (400, "slow_down", "Ask at most every 10 seconds")
    assert failure(await poll(tv, code)) == (400, "slow_down", "Ask at most every 15 seconds")


async def test_a_refusal_is_final(tv, browser) -> None:
    begun = (await begin(tv)).json()
    assert "The device was refused" in (await agree(browser, begun["user_code"], "deny")).text
    assert failure(await poll(tv, begun["device_code"])) == (400, "access_denied", "The user refused")
    assert "This code is not known" in (await agree(browser, begun["user_code"])).text


async def test_it_expires_for_both_sides(identity, tv, browser) -> None:
    begun = (await begin(tv)).json()
    past = update(device_codes).values(expires=now() - timedelta(seconds=1))
    await identity.app.services.database.write(lambda connection: connection.execute(past))
    assert "has expired" in (await agree(browser, begun["user_code"])).text
    description = "The device_code has expired: start again"
    assert failure(await poll(tv, begun["device_code"])) == (400, "expired_token", description)


async def test_opening_the_complete_link_agrees_to_nothing_and_the_page_warns(tv, browser) -> None:
    begun = (await begin(tv)).json()
    page = await browser.get(begun["verification_uri_complete"])
    assert f'value="{begun["user_code"]}"' in page.text
    await poll(tv, begun["device_code"])
    shown = await browser.submit(page, code=begun["user_code"])
    text_shown = html.unescape(shown.text)
    assert "Sign this device in to Tv?" in text_shown
    assert "If somebody sent you this link or code, refuse" in text_shown
    assert begun["user_code"] in text_shown
    assert "127.0.0.1" in text_shown
    assert shown.headers["x-frame-options"] == "DENY"
    again = await tv.token(grant_type=GRANT, device_code=begun["device_code"], client_secret=None)
    assert again.json()["error"] in ("slow_down", "authorization_pending")


async def test_a_form_of_another_site_decides_nothing(tv, browser) -> None:
    begun = (await begin(tv)).json()
    form = {"code": begun["user_code"], "decision": "allow", "csrf_token": "x" * 43}
    answer = await browser.post("/device", data=form, headers={"Origin": BASE})
    assert answer.status_code == 403
    assert (await poll(tv, begun["device_code"])).json()["error"] == "authorization_pending"


async def test_who_is_not_signed_in_signs_in_first(identity, tv) -> None:
    begun = (await begin(tv)).json()
    stranger = identity.browser()
    answer = await stranger.get(begun["verification_uri_complete"])
    assert answer.is_redirect
    assert answer.headers["location"].startswith("/if/flow/default-authentication-flow/")


async def test_cve_2024_38371_bindings_hold_when_agreeing_and_when_redeeming(identity) -> None:
    group = (await identity.api.post("core/groups/", json={"name": "viewers"})).json()
    user = await identity.user("viewer", password="a password")
    rp = await identity.relying_party(
        "bound",
        client_type="public",
        grant_types=[GRANT],
        bindings=[{"group": group["pk"], "order": 0, "enabled": True, "negate": False}],
    )
    browser = await identity.signed_in("viewer", "a password")
    begun = (await begin(rp)).json()
    assert (await agree(browser, begun["user_code"])).status_code == 403
    await identity.api.post(f"core/groups/{group['pk']}/add_user/", json={"pk": user["pk"]})
    assert "The device is signed in" in (await agree(browser, begun["user_code"])).text
    await identity.api.post(f"core/groups/{group['pk']}/remove_user/", json={"pk": user["pk"]})
    description = "The user may not use this application"
    assert failure(await poll(rp, begun["device_code"])) == (400, "invalid_grant", description)


async def test_cve_2025_53942_who_is_deactivated_gets_no_tokens(identity, tv) -> None:
    user = await identity.user("leaver", password="a password")
    browser = await identity.signed_in("leaver", "a password")
    begun = (await begin(tv)).json()
    await agree(browser, begun["user_code"])
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
    assert (await poll(tv, begun["device_code"])).json()["error"] == "invalid_grant"


async def test_another_client_cannot_have_the_tokens(identity, tv, browser) -> None:
    begun = (await begin(tv)).json()
    await agree(browser, begun["user_code"])
    other = await identity.relying_party("other", client_type="public", grant_types=[GRANT])
    description = "The device_code is invalid, or was issued to another client"
    assert failure(await poll(other, begun["device_code"])) == (400, "invalid_grant", description)


async def test_reuse_ends_what_was_issued(identity, tv, browser) -> None:
    begun = (await begin(tv)).json()
    await agree(browser, begun["user_code"])
    tokens = (await poll(tv, begun["device_code"])).json()
    assert (await poll(tv, begun["device_code"])).json()["error"] == "invalid_grant"
    assert (await tv.userinfo(tokens["access_token"])).status_code == 401
    assert len(await identity.events("suspicious_request")) == 1


async def test_guesses_are_limited(identity, tv, browser) -> None:
    page = await browser.get("/device")
    answers = [await browser.submit(page, code=f"BCDF-{letters}") for letters in ["BBBB", "CCCC", "DDDD"] * 4]
    assert answers[0].status_code == 400
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_a_confidential_client_authenticates_and_others_may_not_ask(identity, rp) -> None:
    assert failure(await begin(rp)) == (401, "invalid_client", "Client authentication failed")
    description = "The client is not allowed to use the device code grant"
    assert failure(await begin(rp, client_secret=rp.client_secret)) == (
        400,
        "unauthorized_client",
        description,
    )


async def test_codes_are_stored_as_hashes(identity, tv) -> None:
    begun = (await begin(tv)).json()
    rows = await identity.app.services.database.read(
        lambda c: c.execute(text("SELECT * FROM device_codes")).all()
    )
    stored = repr(rows)
    assert begun["device_code"] not in stored
    assert begun["user_code"].replace("-", "") not in stored.replace("-", "")


async def test_an_address_with_too_many_waiting_devices_has_to_wait(identity, tv) -> None:
    answers = [await begin(tv) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[-1].json()["error"] == "slow_down"


class TestOnEachDatabase:
    @pytest.fixture
    def identity_database_url(self, each_database: str) -> str:
        return each_database

    async def test_of_64_redemptions_at_once_exactly_one_succeeds(self, identity, tv, browser) -> None:
        begun = (await begin(tv)).json()
        await agree(browser, begun["user_code"])
        answers = await asyncio.gather(*(poll(tv, begun["device_code"]) for _ in range(64)))
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * 63

    async def test_of_many_decisions_one_counts(self, identity, tv, browser) -> None:
        begun = (await begin(tv)).json()
        shown = await browser.submit(await browser.get("/device"), code=begun["user_code"])
        answers = await asyncio.gather(*(browser.submit(shown, decision="allow") for _ in range(8)))
        done = [answer for answer in answers if re.search("The device is signed in", answer.text)]
        assert len(done) == 1
        assert (await poll(tv, begun["device_code"])).status_code == 200


async def test_the_metadata_names_the_endpoint(identity, tv, rp) -> None:
    path = "/application/o/{}/.well-known/openid-configuration"
    metadata = (await tv.http.get(path.format("tv"))).json()
    assert metadata["device_authorization_endpoint"] == f"{BASE}/application/o/device/"
    assert GRANT in metadata["grant_types_supported"]
    assert "device_authorization_endpoint" not in (await rp.http.get(path.format("app"))).json()
