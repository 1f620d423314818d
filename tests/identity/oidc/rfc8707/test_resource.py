"""Tokens for named resources: RFC 8707; the shape of JWT access tokens: RFC 9068."""

from __future__ import annotations

import pytest
from joserfc import jws
from tests.identity.conftest import BASE

API, OTHER = "https://api.example.com/", "https://other.example.com/"
DESCRIPTION = "The resource is not one that this client may have tokens for"


@pytest.fixture
async def client(identity):
    return await identity.relying_party("resourceful", allowed_resources=[API, OTHER])


def failure(answer) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["error"], body["error_description"]


async def test_a_token_is_for_the_resource_that_was_asked_for(client) -> None:
    answer = await client.token(grant_type="client_credentials", scope="profile", resource=API)
    claims = await client.verified(answer.json()["access_token"])
    assert claims["aud"] == API
    form = [("client_id", client.client_id), ("client_secret", client.client_secret)]
    form += [
        ("grant_type", "client_credentials"),
        ("scope", "profile"),
        ("resource", API),
        ("resource", OTHER),
    ]
    answer = await client.http.post(
        "/application/o/token/",
        content="&".join(f"{name}={value}" for name, value in form),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (await client.verified(answer.json()["access_token"]))["aud"] == [API, OTHER]


async def test_without_one_it_is_for_the_client(client) -> None:
    answer = await client.token(grant_type="client_credentials")
    assert (await client.verified(answer.json()["access_token"]))["aud"] == client.client_id


async def test_other_resources_are_refused(client, rp) -> None:
    for who, resource in ((client, "https://evil.example/"), (client, API + "x"), (rp, API)):
        answer = await who.token(grant_type="client_credentials", resource=resource)
        assert failure(answer) == (400, "invalid_target", DESCRIPTION)


async def test_the_code_keeps_what_was_granted_and_a_refresh_may_narrow_it(identity, client, browser) -> None:
    mappings = await identity.scopes("openid", "offline_access")
    await client.change(property_mappings=mappings)
    code = await client.code(browser, scope="openid offline_access", resource=API)
    assert failure(await client.redeem(code, resource=OTHER)) == (400, "invalid_target", DESCRIPTION)
    tokens = (await client.redeem(code)).json()
    # With openid the token is for userinfo as well.
    assert (await client.verified(tokens["access_token"]))["aud"] == [API, client.client_id]
    assert (await client.userinfo(tokens["access_token"])).status_code == 200
    assert (await client.verified(tokens["id_token"]))["aud"] == client.client_id
    refreshed = await client.token(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"], resource=OTHER
    )
    assert failure(refreshed) == (400, "invalid_target", DESCRIPTION)


async def test_a_token_for_a_resource_does_not_open_our_own_api(identity, client, browser) -> None:
    await client.change(property_mappings=await identity.scopes("goauthentik.io/api"))
    for resource, status in ((None, 200), (API, 403)):
        code = await client.code(browser, scope="goauthentik.io/api", resource=resource)
        token = (await client.redeem(code)).json()["access_token"]
        api = identity.api_client(token)
        assert (await api.get("core/users/me/")).status_code == status


async def test_access_tokens_have_the_claims_of_rfc_9068(rp, browser) -> None:
    tokens = await rp.tokens(browser)
    claims = await rp.verified(tokens["access_token"])
    wanted = {"iss", "exp", "aud", "sub", "client_id", "iat", "jti", "auth_time", "acr", "amr", "scope"}
    assert wanted <= set(claims)
    assert jws.extract_compact(tokens["access_token"].encode()).headers()["typ"] == "at+jwt"


async def test_the_type_can_be_that_of_authentik_and_is_still_no_id_token(rp, browser) -> None:
    await rp.change(access_token_typ="JWT")
    tokens = await rp.tokens(browser)
    assert jws.extract_compact(tokens["access_token"].encode()).headers()["typ"] == "JWT"
    assert (await rp.userinfo(tokens["access_token"])).status_code == 200
    assert (await rp.userinfo(tokens["id_token"])).status_code == 401
    hinted = await rp.authorize(browser, id_token_hint=tokens["access_token"], prompt="none")
    assert "error=invalid_request" in hinted.headers["location"]
    assert hinted.headers["location"].startswith(rp.redirect_uri), BASE
