"""Claims asked for one by one, and how surely the user was authenticated. OpenID Connect Core 5.5, 3.1.2.1."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update
from tests.identity.conftest import ADMIN_PASSWORD, answered

from wirelatch.identity import flows
from wirelatch.identity.directory.tables import sessions

MULTI_FACTOR = "https://refeds.org/profile/mfa"


def claims(**places) -> str:
    return json.dumps(places)


async def told(rp, browser, **changes) -> tuple[dict, dict]:
    """The claims of the ID token and of userinfo."""
    tokens = await rp.tokens(browser, **changes)
    return await rp.verified(tokens["id_token"]), (await rp.userinfo(tokens["access_token"])).json()


async def test_a_claim_is_told_where_it_was_asked_for_without_its_scope(rp, browser) -> None:
    asked = claims(userinfo={"name": {"essential": True}}, id_token={"email": None, "unknown": None})
    id_token, userinfo = await told(rp, browser, scope="openid", claims=asked)
    assert id_token["email"] == "admin@example.com"
    assert userinfo["name"] == "Administrator"
    assert "name" not in id_token
    assert "email" not in userinfo
    assert "unknown" not in id_token


async def test_it_is_told_after_a_refresh_as_well(identity, browser) -> None:
    scopes = await identity.scopes("openid", "offline_access", "email")
    rp = await identity.relying_party("off", property_mappings=scopes)
    asked = claims(userinfo={"email": None}, id_token={"email": None})
    first = await rp.tokens(browser, scope="openid offline_access", claims=asked)
    second = (await rp.token(grant_type="refresh_token", refresh_token=first["refresh_token"])).json()
    assert (await rp.verified(second["id_token"]))["email"] == "admin@example.com"
    assert (await rp.userinfo(second["access_token"])).json()["email"] == "admin@example.com"


async def test_what_the_clients_mappings_do_not_tell_cannot_be_had(identity, browser) -> None:
    rp = await identity.relying_party("few", property_mappings=await identity.scopes("openid"))
    _, userinfo = await told(
        rp, browser, scope="openid", claims=claims(userinfo={"email": {"essential": True}})
    )
    assert set(userinfo) == {"sub"}


async def test_another_value_than_asked_for_is_not_told(rp, browser) -> None:
    asked = claims(userinfo={"name": {"value": "Somebody"}, "email": {"values": ["a", "admin@example.com"]}})
    _, userinfo = await told(rp, browser, scope="openid", claims=asked)
    assert "name" not in userinfo
    assert userinfo["email"] == "admin@example.com"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "null", "1", '{"userinfo": []}', '{"id_token": {"name": 1}}',
     '{"id_token": {"name": {"essential": "yes"}}}', '{"id_token": {"acr": {"values": "x"}}}', '{"id_token": {"x": {"value": ' + "[" * 300 + "]" * 300 + "}}}",
     "[" * 2000,  '{"a": "' + "x" * 9000],
)  # fmt: skip
async def test_what_is_malformed_is_invalid_request_or_nothing(rp, browser, text) -> None:
    values = answered(await rp.authorize(browser, claims=text))
    assert values.get("error") == (None if text == "" else "invalid_request")
    if text:
        assert values["error_description"].startswith("The claims parameter is ")


async def test_the_user_is_asked_about_claims_and_asked_again_for_more(identity, browser) -> None:
    rp = await identity.relying_party("asking", authorization_flow=flows.EXPLICIT_CONSENT.pk)
    asked = claims(userinfo={"email": None})
    page = await browser.follow(await rp.authorize(browser, scope="openid", claims=asked))
    assert "Your “email”" in page.text
    assert "code" in answered(await browser.follow(await browser.submit(page, decision="allow")))
    assert "code" in answered(await rp.authorize(browser, scope="openid", claims=asked))
    more = claims(userinfo={"email": None, "name": None})
    answer = await rp.authorize(browser, scope="openid", claims=more)
    assert answer.headers["location"].startswith("/if/flow/")


async def test_a_sub_that_is_asked_for_must_be_the_users(rp, browser) -> None:
    subject = (await rp.verified((await rp.tokens(browser))["id_token"]))["sub"]
    right, wrong = (claims(id_token={"sub": {"value": value}}) for value in (subject, "somebody"))
    assert "code" in answered(await rp.authorize(browser, prompt="none", claims=right))
    assert answered(await rp.authorize(browser, prompt="none", claims=wrong))["error"] == "login_required"


async def test_acr_is_the_usual_one_unless_another_was_asked_for_and_proved(identity, rp, browser) -> None:
    usual = "goauthentik.io/providers/oauth2/default"
    id_token, _ = await told(rp, browser, acr_values=f"{MULTI_FACTOR} phr")
    assert (id_token["acr"], id_token["amr"]) == (usual, ["pwd"])
    await proved(identity, ["pwd", "otp", "mfa"])
    id_token, _ = await told(rp, browser, acr_values=f"phr {MULTI_FACTOR}")
    assert (id_token["acr"], id_token["amr"]) == (MULTI_FACTOR, ["pwd", "otp", "mfa"])
    assert (await told(rp, browser))[0]["acr"] == usual


async def test_an_essential_acr_has_the_user_sign_in_once_more_and_is_an_error_when_that_does_not_help(
    identity, rp, browser
) -> None:
    asked = claims(id_token={"acr": {"essential": True, "values": [MULTI_FACTOR]}})
    page = await browser.follow(await rp.authorize(browser, claims=asked))
    assert page.status_code == 200
    answer = await browser.follow(await browser.submit(page, uid_field="admin", password=ADMIN_PASSWORD))
    assert answered(answer)["error"] == "unmet_authentication_requirements"
    await proved(identity, ["pwd", "otp", "mfa"])
    id_token, _ = await told(rp, browser, claims=asked)
    assert id_token["acr"] == MULTI_FACTOR
    nobody = claims(id_token={"acr": {"essential": True, "value": "urn:retina"}})
    assert (
        answered(await rp.authorize(browser, claims=nobody))["error"] == "unmet_authentication_requirements"
    )


async def proved(identity, amr: list[str]) -> None:
    await identity.app.services.database.write(
        lambda connection: connection.execute(update(sessions).values(amr=amr))
    )
