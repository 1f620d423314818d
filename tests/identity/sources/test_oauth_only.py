"""Providers without OpenID Connect: GitHub's way, and any other OAuth 2 server."""

from __future__ import annotations

from typing import Any

import pytest
from tests.identity.conftest import Identity
from tests.identity.sources.conftest import Through, username_of
from tests.identity.sources.upstream import SECRET, Upstream

GITHUB: dict[str, Any] = {"id": 583231, "login": "octocat", "name": "The Octocat", "email": None}


async def github(identity: Identity, upstream: Upstream, **values: Any) -> Through:
    upstream.user = dict(GITHUB)
    upstream.emails = [
        {"email": "old@example.com", "primary": False, "verified": True},
        {"email": "octo@example.com", "primary": True, "verified": True},
    ]
    return await Through(identity, upstream, "github").make(
        provider_type="github",
        oidc_well_known_url="",
        authorization_url=f"{upstream.base}/authorize",
        access_token_url=f"{upstream.base}/token",
        profile_url=f"{upstream.base}/user",
        authorization_code_auth_method="post_body",
        **values,
    )


async def test_github_users_are_known_by_their_number_and_their_primary_address(
    identity: Identity, upstream: Upstream
) -> None:
    through = await github(identity, upstream)
    browser = identity.browser()
    asked = await through.leave(browser)
    assert asked["scope"] == "read:user user:email"
    assert "nonce" not in asked
    await through.back(browser, asked)
    assert await username_of(browser) == "octocat"
    user = (await identity.api.get("core/users/", params={"username": "octocat"})).json()["results"][0]
    assert user["email"] == "octo@example.com"
    linked = (await identity.api.get("sources/user_connections/oauth/")).json()["results"]
    assert linked[0]["identifier"] == "583231"
    form, authorization = upstream.token_requests[0]
    assert (form["client_secret"], authorization) == (SECRET, "")


async def test_an_unverified_primary_address_links_to_nobody(identity: Identity, upstream: Upstream) -> None:
    through = await github(identity, upstream, user_matching_mode="email_link")
    upstream.emails[1]["verified"] = False
    await identity.user("local", email="octo@example.com")
    assert (await through.sign_in(identity.browser())).status_code == 403


async def test_an_error_with_status_200_is_an_error(identity: Identity, upstream: Upstream) -> None:
    through = await github(identity, upstream)
    upstream.token_answer = {"error": "bad_verification_code"}
    assert (await through.sign_in(identity.browser())).status_code == 400


@pytest.mark.parametrize("profile", [{"id": None}, {"id": True}, {"id": ""}, {"id": {"a": 1}}])
async def test_a_profile_that_does_not_say_who_it_is_signs_nobody_in(
    identity: Identity, upstream: Upstream, profile: dict[str, Any]
) -> None:
    through = await github(identity, upstream)
    upstream.userinfo = profile
    assert (await through.sign_in(identity.browser())).status_code == 400


async def test_any_oauth_server_will_do(identity: Identity, upstream: Upstream) -> None:
    upstream.user = {"uid": "u-1", "username": "carol", "email": "carol@example.com"}
    through = await Through(identity, upstream, "plain").make(
        provider_type="oauth2",
        oidc_well_known_url="",
        authorization_url=f"{upstream.base}/authorize",
        access_token_url=f"{upstream.base}/token",
        profile_url=f"{upstream.base}/user",
        additional_scopes="profile",
    )
    browser = identity.browser()
    await through.sign_in(browser)
    assert await username_of(browser) == "carol"
