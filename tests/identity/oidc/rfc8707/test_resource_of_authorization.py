"""What an access token is for. RFC 8707."""

from __future__ import annotations

import pytest
from tests.identity.conftest import answered

from wirelatch.identity import flows

API, FILES = "https://api.example.com/", "https://files.example.com/v1"


@pytest.fixture
async def rp(identity):
    return await identity.relying_party(allowed_resources=[API, FILES])


async def audience(rp, browser, *resources: str, scope: str = "email") -> object:
    query = [("client_id", rp.client_id), ("redirect_uri", rp.redirect_uri), ("response_type", "code")]
    pairs = [*query, ("scope", scope), *(("resource", uri) for uri in resources)]
    code = answered(await browser.get("/application/o/authorize/", params=pairs))["code"]
    return (await rp.verified((await rp.redeem(code)).json()["access_token"]))["aud"]


async def test_the_token_is_for_the_resources_that_were_asked_for(rp, browser) -> None:
    assert await audience(rp, browser, API) == API
    assert await audience(rp, browser, API, FILES, API) == [API, FILES]
    assert await audience(rp, browser) == rp.client_id


@pytest.mark.parametrize(
    ("resource", "description"),
    [
        ("https://other.example.com/", "The resource is not registered for this client"),
        (API.rstrip("/"), "The resource is not registered for this client"),
        (f"{API}#x", "The resource must be an absolute URI without fragment"),
        ("api", "The resource must be an absolute URI without fragment"),
    ],
)
async def test_another_resource_is_invalid_target(rp, browser, resource, description) -> None:
    values = answered(await rp.authorize(browser, resource=resource))
    assert (values["error"], values["error_description"]) == ("invalid_target", description)


async def test_a_client_without_registered_resources_can_ask_for_none(identity, browser) -> None:
    rp = await identity.relying_party("plain")
    assert answered(await rp.authorize(browser, resource=API))["error"] == "invalid_target"


async def test_a_token_for_a_resource_alone_tells_nothing_at_userinfo(rp, browser) -> None:
    code = answered(await rp.authorize(browser, scope="email", resource=API))["code"]
    token = (await rp.redeem(code)).json()["access_token"]
    assert (await rp.userinfo(token)).status_code == 401


async def test_several_resources_survive_the_way_over_the_consent_page(identity, browser) -> None:
    rp = await identity.relying_party(
        "asking", authorization_flow=flows.EXPLICIT_CONSENT.pk, allowed_resources=[API, FILES]
    )
    query = [("client_id", rp.client_id), ("redirect_uri", rp.redirect_uri), ("response_type", "code")]
    pairs = [*query, ("scope", "email"), ("resource", API), ("resource", FILES)]
    page = await browser.follow(await browser.get("/application/o/authorize/", params=pairs))
    assert f"Access to {API} on your behalf" in page.text
    assert f"Access to {FILES} on your behalf" in page.text
    answer = await browser.follow(await browser.submit(page, decision="allow"))
    token = (await rp.redeem(answered(answer)["code"])).json()["access_token"]
    assert (await rp.verified(token))["aud"] == [API, FILES]


@pytest.mark.parametrize("wrong", [["api"], ["https://a.example/#x"], [1], "https://a.example/"])
async def test_what_is_no_absolute_uri_cannot_be_registered(identity, rp, wrong) -> None:
    answer = await identity.api.patch(
        f"providers/oauth2/{rp.provider_id}/", json={"allowed_resources": wrong}
    )
    assert (answer.status_code, list(answer.json())) == (400, ["allowed_resources"])
