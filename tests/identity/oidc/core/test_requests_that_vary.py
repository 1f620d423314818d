"""What clients may send and leave out without harm. OpenID Connect Core 1.0 §3.1.2.1, §5.4, §15.1."""

from __future__ import annotations

import pytest
from tests.identity.conftest import answered

ADDRESS = {"street_address": "12 St James's Square", "locality": "London", "country": "GB"}


async def test_the_order_of_parameters_and_scopes_does_not_matter(rp, browser) -> None:
    answer = await browser.get(
        "/application/o/authorize/",
        params=[
            ("state", "s"),
            ("scope", "email profile openid"),
            ("redirect_uri", rp.redirect_uri),
            ("client_id", rp.client_id),
            ("response_type", "code"),
        ],
    )
    tokens = (await rp.redeem(answered(answer)["code"])).json()
    claims = await rp.verified(tokens["id_token"])
    assert (claims["preferred_username"], claims["email"]) == ("admin", "admin@example.com")


@pytest.mark.parametrize(
    "more",
    [
        {"display": "page"},
        {"display": "popup"},
        {"ui_locales": "se fr"},
        {"claims_locales": "se"},
        {"login_hint": "somebody@example.com"},
        {"extra": "foobar"},
    ],
)
async def test_hints_about_how_to_ask_change_nothing_for_who_is_signed_in(rp, browser, more) -> None:
    claims = await rp.verified((await rp.tokens(browser, **more))["id_token"])
    assert claims["preferred_username"] == "admin"


async def test_an_acr_that_was_asked_for_is_answered_with_the_one_that_holds(rp, browser) -> None:
    metadata = (await rp.http.get(f"{rp.issuer}.well-known/openid-configuration")).json()
    for asked in (*metadata["acr_values_supported"], "1 2"):
        claims = await rp.verified((await rp.tokens(browser, acr_values=asked))["id_token"])
        assert claims["acr"] in metadata["acr_values_supported"]


async def test_without_a_nonce_the_id_token_has_none(rp, browser) -> None:
    assert "nonce" not in await rp.verified((await rp.tokens(browser))["id_token"])


@pytest.mark.parametrize("length", [64, 1000])
async def test_a_long_nonce_comes_back_whole(rp, browser, length) -> None:
    nonce = "n" * length
    claims = await rp.verified((await rp.tokens(browser, nonce=nonce))["id_token"])
    assert claims["nonce"] == nonce


async def test_auth_time_is_told_whether_or_not_max_age_was_sent(rp, browser) -> None:
    plain = await rp.verified((await rp.tokens(browser))["id_token"])
    aged = await rp.verified((await rp.tokens(browser, max_age="10000"))["id_token"])
    assert plain["auth_time"] == aged["auth_time"]


async def test_address_and_phone_keep_their_json_types(identity, browser) -> None:
    mappings = await identity.scopes("openid", "profile", "email")
    for scope, claims in (
        ("address", {"address": ADDRESS}),
        ("phone", {"phone_number": "+44 20 7946 0000", "phone_number_verified": False}),
        ("dates", {"updated_at": 1735689600}),
    ):
        made = await identity.api.post(
            "propertymappings/provider/scope/",
            json={"name": scope, "scope_name": scope, "expression": f"return {claims!r}"},
        )
        assert made.status_code == 201, made.text
        mappings.append(made.json()["pk"])
    rp = await identity.relying_party("all", property_mappings=mappings)
    tokens = await rp.tokens(browser, scope="openid profile email address phone dates")
    told = (await rp.userinfo(tokens["access_token"])).json()
    assert told["address"] == ADDRESS
    assert told["phone_number_verified"] is False
    assert told["updated_at"] == 1735689600
    assert isinstance(told["email_verified"], bool)


async def test_address_and_phone_are_read_from_the_users_attributes(identity, browser) -> None:
    mappings = await identity.scopes("openid", "address", "phone")
    assert len(mappings) == 3
    rp = await identity.relying_party("all", property_mappings=mappings)

    async def told() -> dict:
        tokens = await rp.tokens(browser, scope="openid address phone")
        claims = (await rp.userinfo(tokens["access_token"])).json()
        return {name: value for name, value in claims.items() if name.startswith(("address", "phone"))}

    assert await told() == {}
    known = {"address": ADDRESS, "phone_number": "+44 20 7946 0000"}
    for stored, verified in ((None, False), ("yes", False), (True, True)):
        attributes = known | {"phone_number_verified": stored}
        changed = await identity.api.patch("core/users/1/", json={"attributes": attributes})
        assert changed.status_code == 200, changed.text
        assert await told() == known | {"phone_number_verified": verified}


async def test_address_and_phone_are_not_chosen_for_new_providers(identity, rp) -> None:
    chosen = (await identity.api.get(f"providers/oauth2/{rp.provider_id}/")).json()["property_mappings"]
    assert len(chosen) == 3
    assert not set(chosen) & set(await identity.scopes("address", "phone"))
