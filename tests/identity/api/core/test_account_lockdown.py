"""An account that somebody else may have got hold of is closed with one call."""

from __future__ import annotations

LOCK = "core/users/account_lockdown/"


async def test_everything_that_acts_for_the_user_ends(identity, rp) -> None:
    user = await identity.user("ada")
    browser = await identity.signed_in("ada", "a password")
    token = await identity.user_token(user)
    told = await rp.tokens(browser)
    answer = await identity.api.post(LOCK, json={"user": user["pk"]})
    assert answer.json() == {"link": f"/if/admin/#/identity/users/{user['pk']}"}
    assert (await identity.api_client(token).get("core/users/me/")).status_code == 403
    assert (await browser.get("/if/user/")).headers["location"].startswith("/if/flow/")
    assert (await rp.userinfo(told["access_token"])).status_code == 401
    assert (await identity.api.get(f"core/users/{user['pk']}/")).json()["is_active"] is False


async def test_being_activated_again_gives_back_no_password_and_no_token(identity) -> None:
    user = await identity.user("ada")
    token = await identity.user_token(user)
    await identity.api.post(LOCK, json={"user": user["pk"]})
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": True})
    assert (await identity.api_client(token).get("core/users/me/")).status_code == 403
    page = await identity.browser().get("/if/flow/default-authentication-flow/")
    browser = identity.browser()
    page = await browser.get("/if/flow/default-authentication-flow/")
    answer = await browser.submit(page, uid_field="ada", password="a password")
    assert answer.status_code != 303


async def test_users_close_their_own_account_and_nobody_elses(identity) -> None:
    ada, grace = await identity.user("ada"), await identity.user("grace")
    client = identity.api_client(await identity.user_token(ada))
    assert (await client.post(LOCK, json={"user": grace["pk"]})).status_code == 403
    assert (await client.post(LOCK, json={})).json() == {"link": "/"}
    assert (await client.get("core/users/me/")).status_code == 403
    assert (await identity.api.get(f"core/users/{grace['pk']}/")).json()["is_active"] is True


async def test_the_last_administrator_cannot(identity) -> None:
    assert (await identity.api.post(LOCK, json={})).status_code == 400
    assert (await identity.api.get("core/users/me/")).status_code == 200
