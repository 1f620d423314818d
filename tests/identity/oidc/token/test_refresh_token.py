"""Refresh tokens rotate; one that comes a second time ends its family. RFC 6749 6, RFC 9700 4.14.2."""

from __future__ import annotations

import asyncio

import pytest

INVALID = "The refresh token is invalid, expired, revoked, or was issued to another client"


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


@pytest.fixture
async def offline(identity):
    scopes = await identity.scopes("openid", "profile", "email", "offline_access")
    return await identity.relying_party("offline", property_mappings=scopes)


def failure(response) -> tuple[int, str, str]:
    return response.status_code, response.json()["error"], response.json()["error_description"]


async def first(offline, browser) -> dict:
    return await offline.tokens(browser, scope="openid profile offline_access", nonce="n-1")


async def refresh(offline, token: str, **form):
    return await offline.token(grant_type="refresh_token", refresh_token=token, **form)


async def test_a_refresh_gives_new_tokens_for_the_same_user_and_sign_in(offline, browser) -> None:
    tokens = await first(offline, browser)
    before = await offline.verified(tokens["id_token"])
    renewed = (await refresh(offline, tokens["refresh_token"])).json()
    after = await offline.verified(renewed["id_token"])
    assert [after[name] for name in ("iss", "sub", "aud", "auth_time")] == [
        before[name] for name in ("iss", "sub", "aud", "auth_time")
    ]
    assert "nonce" not in after
    assert renewed["refresh_token"] != tokens["refresh_token"]
    assert (await offline.userinfo(renewed["access_token"])).status_code == 200


async def test_reuse_revokes_the_whole_family(identity, offline, browser) -> None:
    tokens = await first(offline, browser)
    second = (await refresh(offline, tokens["refresh_token"])).json()
    third = (await refresh(offline, second["refresh_token"])).json()
    assert failure(await refresh(offline, tokens["refresh_token"])) == (400, "invalid_grant", INVALID)
    assert failure(await refresh(offline, third["refresh_token"])) == (400, "invalid_grant", INVALID)
    assert (await offline.userinfo(third["access_token"])).status_code == 401
    assert len(await identity.events("suspicious_request")) == 1


async def test_of_64_refreshes_at_once_exactly_one_succeeds(offline, browser) -> None:
    token = (await first(offline, browser))["refresh_token"]
    answers = await asyncio.gather(*(refresh(offline, token) for _ in range(64)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 63


async def test_it_is_bound_to_its_client(identity, rp, offline, browser) -> None:
    token = (await first(offline, browser))["refresh_token"]
    assert failure(await refresh(rp, token)) == (400, "invalid_grant", INVALID)
    assert (await refresh(offline, token)).status_code == 200


async def test_scope_can_be_narrowed_and_not_widened(offline, browser) -> None:
    token = (await first(offline, browser))["refresh_token"]
    answer = await refresh(offline, token, scope="openid email")
    assert failure(answer) == (400, "invalid_scope", "The scope exceeds what was granted")
    narrowed = (await refresh(offline, token, scope="openid")).json()
    assert narrowed["scope"] == "openid"
    assert (await refresh(offline, narrowed["refresh_token"])).json()[
        "scope"
    ] == "openid profile offline_access"


async def test_without_offline_access_there_is_none(offline, browser) -> None:
    assert "refresh_token" not in await offline.tokens(browser, scope="openid profile")


async def test_signing_out_ends_access_tokens_and_leaves_offline_grants(offline, browser) -> None:
    tokens = await first(offline, browser)
    await browser.submit(await browser.get("/if/flow/default-invalidation-flow/"))
    assert (await offline.userinfo(tokens["access_token"])).status_code == 401
    assert (await refresh(offline, tokens["refresh_token"])).status_code == 200


async def test_a_deactivated_users_tokens_are_worthless_at_once__cve_2025_64521(identity, offline) -> None:
    user = await identity.user("ada")
    tokens = await first(offline, await identity.signed_in("ada", "a password"))
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
    assert (await offline.userinfo(tokens["access_token"])).status_code == 401
    assert failure(await refresh(offline, tokens["refresh_token"])) == (400, "invalid_grant", INVALID)
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": True})
    assert failure(await refresh(offline, tokens["refresh_token"])) == (400, "invalid_grant", INVALID)


async def test_a_threshold_keeps_a_young_token(offline, browser) -> None:
    await offline.change(refresh_token_threshold="hours=1")
    token = (await first(offline, browser))["refresh_token"]
    assert (await refresh(offline, token)).json()["refresh_token"] == token
    assert (await refresh(offline, token)).status_code == 200


async def test_a_public_clients_token_rotates_whatever_the_threshold(identity, browser) -> None:
    scopes = await identity.scopes("openid", "offline_access")
    public = await identity.relying_party(
        "public", client_type="public", property_mappings=scopes, refresh_token_threshold="hours=1"
    )
    challenge = {
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }
    code = await public.code(browser, scope="openid offline_access", **challenge)
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    token = (await public.redeem(code, client_secret=None, code_verifier=verifier)).json()["refresh_token"]
    assert (await refresh(public, token, client_secret=None)).json()["refresh_token"] != token


async def test_it_is_not_stored_in_clear(identity, offline, browser) -> None:
    token = (await first(offline, browser))["refresh_token"]
    for file in identity.app.settings.data.glob("*.db*"):
        assert token.encode() not in file.read_bytes()
