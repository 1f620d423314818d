"""A code is redeemed once, by its client, for its redirect URI. RFC 6749 4.1.3, RFC 9700 4.5."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

INVALID = "The authorization code is invalid, expired, or was issued to another client"


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


def failure(response) -> tuple[int, str, str]:
    return response.status_code, response.json()["error"], response.json()["error_description"]


async def test_the_answer_holds_the_tokens_and_is_not_kept_by_caches(rp, browser) -> None:
    answer = await rp.redeem(await rp.code(browser))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"
    body = answer.json()
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 3600
    assert "refresh_token" not in body


async def test_of_64_redemptions_at_once_exactly_one_succeeds(identity, rp, browser) -> None:
    code = await rp.code(browser)
    answers = await asyncio.gather(*(rp.redeem(code) for _ in range(64)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 63
    assert all(answer.json()["error"] == "invalid_grant" for answer in answers if answer.status_code == 400)


async def test_reuse_revokes_what_the_code_had_issued(identity, rp, browser) -> None:
    code = await rp.code(browser)
    tokens = (await rp.redeem(code)).json()
    assert (await rp.userinfo(tokens["access_token"])).status_code == 200
    assert failure(await rp.redeem(code)) == (400, "invalid_grant", INVALID)
    assert (await rp.userinfo(tokens["access_token"])).status_code == 401
    assert len(await identity.events("suspicious_request")) == 1


async def test_a_code_is_bound_to_its_redirect_uri(identity, browser) -> None:
    uris = ["https://app.example.com/callback", "https://app.example.com/other"]
    rp = await identity.relying_party("two", uris=uris)
    code = await rp.code(browser)
    message = "The redirect_uri is not that of the authorization request"
    assert failure(await rp.redeem(code, redirect_uri=uris[1])) == (400, "invalid_grant", message)
    assert failure(await rp.redeem(code, redirect_uri=None)) == (400, "invalid_grant", message)
    assert (await rp.redeem(code)).status_code == 200


async def test_a_code_is_bound_to_its_client(identity, rp, browser) -> None:
    other = await identity.relying_party("other")
    code = await rp.code(browser)
    assert failure(await other.redeem(code)) == (400, "invalid_grant", INVALID)
    assert (await rp.redeem(code)).status_code == 200


async def test_a_code_expires(identity, rp, browser) -> None:
    code = await rp.code(browser)
    old = text("UPDATE authorization_codes SET expires = '2020-01-01 00:00:00.000000'")
    await identity.app.services.database.write(lambda connection: connection.execute(old))
    assert failure(await rp.redeem(code)) == (400, "invalid_grant", INVALID)


@pytest.mark.parametrize("code", ["nonsense", "x" * 5000, "ä\u0000"])
async def test_an_unknown_code_is_refused(rp, code) -> None:
    assert failure(await rp.redeem(code)) == (400, "invalid_grant", INVALID)


async def test_without_code_the_request_is_invalid(rp) -> None:
    assert failure(await rp.token(grant_type="authorization_code")) == (
        400,
        "invalid_request",
        "The code is missing",
    )


async def test_a_deactivated_users_code_is_worthless__cve_2025_53942(identity, rp) -> None:
    user = await identity.user("ada")
    code = await rp.code(await identity.signed_in("ada", "a password"))
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
    assert (await rp.redeem(code)).json()["error"] == "invalid_grant"


async def test_a_code_does_not_outlive_its_session(rp, browser) -> None:
    code = await rp.code(browser)
    await browser.submit(await browser.get("/if/flow/default-invalidation-flow/"))
    assert failure(await rp.redeem(code)) == (400, "invalid_grant", INVALID)


async def test_who_lost_access_meanwhile_gets_no_token__cve_2024_38371(identity, rp, browser) -> None:
    code = await rp.code(browser)
    viewers = (await identity.api.get("core/groups/", params={"name": "Wirelatch Viewers"})).json()[
        "results"
    ][0]
    application = (await identity.api.get(f"core/applications/{rp.slug}/")).json()
    body = {"target": application["pk"], "group": viewers["pk"], "order": 0}
    assert (await identity.api.post("policies/bindings/", json=body)).status_code == 201
    assert failure(await rp.redeem(code)) == (400, "invalid_grant", "The user may not use this application")


async def test_every_sign_in_is_in_the_ledger_and_the_chain_is_intact(identity, rp, browser) -> None:
    await rp.tokens(browser)
    event = (await identity.events("authorize_application"))[0]
    assert event["user"]["username"] == "admin"
    assert event["context"]["target"] == "application:app"
    assert (await identity.app.services.ledger.verify()).intact
