"""Introspection is for a client's own tokens. RFC 7662."""

from __future__ import annotations


async def ask(rp, token: str, **form: str):
    body = {"client_id": rp.client_id, "client_secret": rp.client_secret, "token": token, **form}
    return await rp.http.post("/application/o/introspect/", data=body)


async def test_a_live_access_token_is_described(rp, browser) -> None:
    token = (await rp.tokens(browser))["access_token"]
    answer = (await ask(rp, token)).json()
    assert answer["active"] is True
    assert (answer["client_id"], answer["username"], answer["iss"]) == (rp.client_id, "admin", rp.issuer)


async def test_a_live_refresh_token_is_described(identity, browser) -> None:
    rp = await identity.relying_party(
        "r", property_mappings=await identity.scopes("openid", "offline_access")
    )
    token = (await rp.tokens(browser, scope="openid offline_access"))["refresh_token"]
    assert (await ask(rp, token)).json()["scope"] == "openid offline_access"


async def test_another_clients_token_is_not_active__cve_2024_47077(identity, rp, browser) -> None:
    other = await identity.relying_party("other")
    token = (await rp.tokens(browser))["access_token"]
    assert (await ask(other, token)).json() == {"active": False}


async def test_an_unknown_token_is_not_active(rp) -> None:
    assert (await ask(rp, "unknown")).json() == {"active": False}


async def test_a_wrong_secret_is_401(rp) -> None:
    answer = await ask(rp, "x", client_secret="wrong")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_public_client_may_not_ask(identity) -> None:
    public = await identity.relying_party("public", client_type="public")
    assert (await ask(public, "x")).status_code == 401


async def test_a_deactivated_users_token_is_not_active(identity, rp) -> None:
    user = await identity.user("ada")
    token = (await rp.tokens(await identity.signed_in("ada", "a password")))["access_token"]
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
    assert (await ask(rp, token)).json() == {"active": False}
