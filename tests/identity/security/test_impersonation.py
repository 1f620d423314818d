"""Whoever impersonates somebody leaves nothing behind by which they could be that person afterwards."""

from __future__ import annotations

import pytest
from tests.identity.flows.conftest import JsonBrowser
from tests.identity.security.test_tokens import DEVICE, impersonate

from wirelatch.identity.flows import defaults


@pytest.fixture
async def ada(identity):
    everything = {f"goauthentik.io/user/can-change-{name}": True for name in ("name", "email", "username")}
    return await identity.user("ada", email="ada@example.com", attributes=everything)


async def present(identity, user: dict) -> dict:
    return (await identity.api.get(f"core/users/{user['pk']}/")).json()


async def test_no_device_stays_signed_in_as_who_was_impersonated(identity, browser, ada) -> None:
    app = await identity.relying_party("tv", grant_types=[DEVICE])
    begun = (
        await app.http.post(
            "/application/o/device/", data={"client_id": app.client_id, "client_secret": app.client_secret}
        )
    ).json()
    await impersonate(browser, ada)
    assert (await browser.get("/device", params={"code": begun["user_code"]})).status_code == 403
    token = browser.cookies["authentik_csrf"]
    form = {"code": begun["user_code"], "decision": "allow", "csrf_token": token}
    assert (await browser.post("/device", data=form)).status_code == 403
    answer = await app.token(grant_type=DEVICE, device_code=begun["device_code"])
    assert answer.json()["error"] == "authorization_pending"


async def test_the_address_and_name_that_somebody_signs_in_with_stay_theirs(identity, browser, ada) -> None:
    await impersonate(browser, ada)
    headers = {"X-authentik-CSRF": browser.cookies["authentik_csrf"]}
    for change in ({"email": "mine@attacker.example"}, {"username": "mallory"}):
        answer = await browser.patch("/api/v3/core/users/me/", json=change, headers=headers)
        assert answer.status_code == 403, answer.text
    answer = await browser.patch("/api/v3/core/users/me/", json={"name": "Ada L."}, headers=headers)
    assert answer.status_code == 200, answer.text
    over_json = JsonBrowser(browser, defaults.USER_SETTINGS.slug)
    assert (await over_json.get())["component"] == "ak-stage-prompt"
    told = await over_json.solve(username="ada", name="Ada", email="mine@attacker.example")
    assert told["component"] == "ak-stage-access-denied"
    assert (await present(identity, ada))["email"] == "ada@example.com"


async def test_nobody_is_deleted_in_their_own_name(identity, browser, ada) -> None:
    await impersonate(browser, ada)
    over_json = JsonBrowser(browser, defaults.UNENROLLMENT.slug)
    assert (await over_json.get())["component"] == "ak-stage-password"
    await over_json.solve(password="correct horse battery staple")
    await over_json.solve(confirm=True)
    assert (await present(identity, ada))["is_active"] is True


async def test_what_was_issued_meanwhile_ends_with_the_impersonation(identity, browser, ada) -> None:
    app = await identity.relying_party(
        "app", property_mappings=await identity.scopes("openid", "offline_access")
    )
    await impersonate(browser, ada)
    tokens = await app.tokens(browser, scope="openid offline_access")
    assert (await app.userinfo(tokens["access_token"])).status_code == 200
    headers = {"X-authentik-CSRF": browser.cookies["authentik_csrf"]}
    assert (await browser.post("/api/v3/core/users/impersonate_end/", headers=headers)).status_code == 204
    assert (await app.userinfo(tokens["access_token"])).status_code == 401
    refreshed = await app.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed.status_code == 400
