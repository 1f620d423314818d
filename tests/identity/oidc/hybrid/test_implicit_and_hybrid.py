"""Tokens from the authorization endpoint, for old clients. OpenID Connect Core 3.2, 3.3; Multiple Response Types."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from tests.identity.conftest import answered

GRANTS = ["authorization_code", "implicit", "hybrid", "refresh_token"]
TYPES = ["id_token", "id_token token", "code id_token", "code token", "code id_token token"]


def half_hash(value: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(value.encode()).digest()[:16]).rstrip(b"=").decode()


@pytest.fixture
async def rp(identity):
    return await identity.relying_party(grant_types=GRANTS)


@pytest.mark.parametrize("response_type", TYPES)
async def test_each_type_brings_what_it_names_in_the_fragment(rp, browser, response_type) -> None:
    reordered = " ".join(reversed(response_type.split()))
    answer = await rp.authorize(browser, response_type=reordered, nonce="n-1")
    assert answer.headers["location"].startswith(f"{rp.redirect_uri}#")
    values, asked = answered(answer), set(response_type.split())
    assert (values["state"], values["iss"]) == ("state-1", rp.issuer)
    assert ("code" in values, "access_token" in values, "id_token" in values) == (
        "code" in asked,
        "token" in asked,
        "id_token" in asked,
    )
    if "token" in asked:
        assert (values["token_type"], values["expires_in"]) == ("Bearer", "3600")
        assert (await rp.userinfo(values["access_token"])).status_code == 200
    if "id_token" in asked:
        claims = await rp.verified(values["id_token"])
        assert (claims["nonce"], claims["aud"], claims["iss"]) == ("n-1", rp.client_id, rp.issuer)
        assert claims.get("at_hash") == (half_hash(values["access_token"]) if "token" in asked else None)
        assert claims.get("c_hash") == (half_hash(values["code"]) if "code" in asked else None)
    if "code" in asked:
        tokens = (await rp.redeem(values["code"])).json()
        second = await rp.verified(tokens["id_token"])
        assert second["nonce"] == "n-1"
        if "id_token" in asked:
            assert (claims["sub"], claims["iss"]) == (second["sub"], second["iss"])


async def test_a_code_that_comes_twice_ends_the_tokens_that_came_beside_it(rp, browser) -> None:
    values = answered(await rp.authorize(browser, response_type="code token"))
    assert (await rp.redeem(values["code"])).status_code == 200
    assert (await rp.redeem(values["code"])).json()["error"] == "invalid_grant"
    assert (await rp.userinfo(values["access_token"])).status_code == 401


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        (
            {"nonce": None},
            "invalid_request",
            "The nonce is missing: an ID token from this endpoint needs one",
        ),
        (
            {"response_mode": "query"},
            "invalid_request",
            "Tokens cannot be sent in the query: use fragment or form_post",
        ),
        ({"scope": "email"}, "invalid_scope", "The scope openid is needed for an ID token"),
        (
            {"response_type": "id_token id_token"},
            "unsupported_response_type",
            "The authorization server does not support this response_type",
        ),
        ({"prompt": "please"}, "invalid_request", "The prompt is not supported"),
    ],
)
async def test_errors_travel_in_the_fragment(rp, browser, changes, error, description) -> None:
    request = {"response_type": "code id_token", "nonce": "n"} | changes
    answer = await rp.authorize(browser, **request)
    assert answer.headers["location"].startswith(f"{rp.redirect_uri}#")
    values = answered(answer)
    assert (values["error"], values["error_description"]) == (error, description)


async def test_code_token_needs_no_nonce(rp, browser) -> None:
    assert "access_token" in answered(await rp.authorize(browser, response_type="code token"))


async def test_form_post_takes_tokens_and_puts_nothing_into_the_address(rp, browser) -> None:
    answer = await rp.authorize(
        browser, response_type="code id_token token", response_mode="form_post", nonce="n"
    )
    assert "location" not in answer.headers
    names = set(re.findall(r'name="([a-z_]+)" value=', answer.text))
    assert {"code", "id_token", "access_token", "state", "iss"} <= names


@pytest.mark.parametrize(
    ("granted", "response_type", "called"),
    [
        (["authorization_code"], "id_token", "implicit"),
        (["authorization_code"], "code token", "hybrid"),
        (["authorization_code", "implicit"], "code id_token", "hybrid"),
        (["implicit", "hybrid"], "code id_token", "authorization code"),
        (["implicit"], "code", "authorization code"),
    ],
)
async def test_each_type_needs_its_grant_types(rp, browser, granted, response_type, called) -> None:
    await rp.change(grant_types=granted)
    values = answered(await rp.authorize(browser, response_type=response_type, nonce="n"))
    assert (values["error"], values["error_description"]) == (
        "unauthorized_client",
        f"The client is not allowed to use the {called} grant",
    )


async def test_tokens_that_are_bound_to_a_key_do_not_pass_the_browser(rp, browser) -> None:
    await rp.change(dpop_bound_access_tokens=True)
    values = answered(await rp.authorize(browser, response_type="code token"))
    assert (values["error"], values["error_description"]) == (
        "unauthorized_client",
        "The client's tokens are bound to a key: use the code flow",
    )


async def test_offline_access_is_not_for_an_answer_without_a_code(identity, browser) -> None:
    scopes = await identity.scopes("openid", "offline_access")
    rp = await identity.relying_party("off", grant_types=GRANTS, property_mappings=scopes)
    values = answered(
        await rp.authorize(browser, response_type="id_token token", nonce="n", scope="openid offline_access")
    )
    assert values["scope"] == "openid"


async def test_an_id_token_alone_holds_the_claims_that_userinfo_would_tell(rp, browser) -> None:
    await rp.change(include_claims_in_id_token=False)
    alone = answered(await rp.authorize(browser, response_type="id_token", nonce="n"))["id_token"]
    assert (await rp.verified(alone))["email"] == "admin@example.com"
    beside = answered(await rp.authorize(browser, response_type="id_token token", nonce="n"))["id_token"]
    assert "email" not in await rp.verified(beside)


async def test_the_metadata_lists_what_the_client_may_use(identity, rp) -> None:
    async def found(party) -> dict:
        return (await rp.http.get(f"/application/o/{party.slug}/.well-known/openid-configuration")).json()

    assert (await found(rp))["response_types_supported"] == ["code", *TYPES]
    assert "implicit" in (await found(rp))["grant_types_supported"]
    plain = await found(await identity.relying_party("plain"))
    assert plain["response_types_supported"] == ["code"]
    assert "implicit" not in plain["grant_types_supported"]
