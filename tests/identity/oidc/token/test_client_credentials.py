"""A client on its own behalf, or with a user's app password. RFC 6749 4.4."""

from __future__ import annotations

import asyncio
import base64

import pytest


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


async def ask(rp, **form):
    return await rp.token(grant_type="client_credentials", **form)


async def test_the_client_acts_through_a_service_account_of_its_own(identity, rp) -> None:
    answer = (await ask(rp, scope="openid profile")).json()
    assert "refresh_token" not in answer
    info = (await rp.userinfo(answer["access_token"])).json()
    assert info["preferred_username"] == "ak-Provider for app-client_credentials"
    users = (await identity.api.get("core/users/", params={"type": "service_account"})).json()
    assert len(users["results"]) == 1
    await ask(rp)
    assert (await identity.api.get("core/users/", params={"type": "service_account"})).json()["pagination"][
        "count"
    ] == 1


async def test_its_subject_is_no_users_subject(rp, browser) -> None:
    client = await rp.verified((await ask(rp)).json()["access_token"])
    user = await rp.verified((await rp.tokens(browser))["access_token"])
    assert client["sub"] != user["sub"]


async def test_scopes_are_limited_to_what_is_configured__cve_2024_52287(rp) -> None:
    answer = (await ask(rp, scope="openid goauthentik.io/api offline_access")).json()
    assert answer["scope"] == "openid"


async def test_a_user_with_an_app_password(identity, rp) -> None:
    user = await identity.user("ada")
    password = await identity.user_token(user, "app_password")
    answer = await ask(rp, client_secret=None, username="ada", password=password, scope="openid profile")
    assert (await rp.userinfo(answer.json()["access_token"])).json()["preferred_username"] == "ada"
    packed = base64.b64encode(f"ada:{password}".encode()).decode()
    assert (await ask(rp, client_secret=packed)).status_code == 200


async def test_neither_the_sign_in_password_nor_an_api_token_is_an_app_password(identity, rp) -> None:
    user = await identity.user("ada")
    for password in ("a password", await identity.user_token(user, "api"), ""):
        answer = await ask(rp, client_secret=None, username="ada", password=password)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_another_users_app_password_is_refused(identity, rp) -> None:
    await identity.user("ada")
    password = await identity.user_token(await identity.user("bob"), "app_password")
    assert (await ask(rp, client_secret=None, username="ada", password=password)).status_code == 400


async def test_bindings_hold_here_too(identity) -> None:
    viewers = (await identity.api.get("core/groups/", params={"name": "Wirelatch Viewers"})).json()[
        "results"
    ][0]
    rp = await identity.relying_party("bound", bindings=[{"group": viewers["pk"], "order": 0}])
    answer = await ask(rp)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_deactivated_service_account_gets_nothing(identity, rp) -> None:
    await ask(rp)
    account = (await identity.api.get("core/users/", params={"type": "service_account"})).json()["results"][0]
    await identity.api.patch(f"core/users/{account['pk']}/", json={"is_active": False})
    assert (await ask(rp)).json()["error"] == "invalid_grant"


async def test_a_user_of_that_name_is_not_the_client(identity, rp) -> None:
    await identity.user("ak-Provider for app-client_credentials")
    assert (await ask(rp)).json()["error"] == "invalid_grant"


async def test_a_public_client_needs_an_app_password(identity) -> None:
    rp = await identity.relying_party("public", client_type="public")
    assert (await ask(rp, client_secret=None)).json()["error"] == "unauthorized_client"


async def test_many_first_requests_at_once_make_one_service_account(identity, rp) -> None:
    answers = await asyncio.gather(*(ask(rp) for _ in range(16)))
    assert {answer.status_code for answer in answers} == {200}
    assert (await identity.api.get("core/users/?type=service_account")).json()["pagination"]["count"] == 1


async def test_the_password_grant_is_another_name_for_app_passwords(identity, rp) -> None:
    await rp.change(grant_types=["password"])
    user = await identity.user("ada")
    password = await identity.user_token(user, "app_password")
    form = {"grant_type": "password", "username": "ada"}
    answer = await rp.token(**form, password=password)
    assert answer.status_code == 200, answer.text
    assert "refresh_token" not in answer.json()
    for wrong in ("a password", await identity.user_token(user, "api"), None):
        refused = await rp.token(**form, password=wrong)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert (await rp.token(grant_type="password")).json()["error"] == "unauthorized_client"


async def test_a_client_with_a_registered_method_uses_it_beside_an_app_password(identity, rp) -> None:
    await rp.change(token_endpoint_auth_method="client_secret_post")
    password = await identity.user_token(await identity.user("ada"), "app_password")
    user = {"username": "ada", "password": password}
    assert (await ask(rp, **user)).status_code == 200
    assert (await ask(rp, client_secret=None, **user)).status_code == 401
