"""Every route of the API, tried with nothing, with too little, and with the link token. Deny by default."""

from __future__ import annotations

import pytest
from tests.identity.conftest import LINK_TOKEN

from wirelatch.identity.api.dispatch import ENDPOINTS, admit
from wirelatch.identity.api.endpoints import Permission
from wirelatch.identity.api.errors import ApiError
from wirelatch.identity.api.principal import Principal

OPEN = {("GET", "root/config/")}
FOR_EVERY_USER = {
    ("GET", "core/users/me/"),
    ("PATCH", "core/users/me/"),
    ("GET", "core/users/{id:int}/"),
    ("POST", "core/users/{id:int}/set_password/"),
    ("GET", "core/applications/"),
    ("GET", "core/applications/{slug}/"),
    ("GET", "core/applications/{slug}/check_access/"),
    ("GET", "core/tokens/"),
    ("POST", "core/tokens/"),
    ("GET", "core/tokens/{identifier}/"),
    ("GET", "core/tokens/{identifier}/view_key/"),
    ("PUT", "core/tokens/{identifier}/"),
    ("PATCH", "core/tokens/{identifier}/"),
    ("DELETE", "core/tokens/{identifier}/"),
    ("GET", "core/authenticated_sessions/"),
    ("GET", "core/authenticated_sessions/{uuid}/"),
    ("DELETE", "core/authenticated_sessions/{uuid}/"),
    ("GET", "admin/version/"),
}
FOR_THE_LINK = {
    ("PUT", "core/transactional/applications/"),
    ("GET", "core/applications/{slug}/"),
    ("GET", "providers/oauth2/"),
    ("GET", "providers/oauth2/{id:int}/"),
}


def filled(path: str) -> str:
    for name, value in (
        ("{id:int}", "1"),
        ("{id}", "x"),
        ("{slug}", "app"),
        ("{identifier}", "x"),
        ("{uuid}", "x"),
        ("{pk}", "x"),
    ):
        path = path.replace(name, value)
    return path


def routes() -> list[tuple[str, str]]:
    return [(endpoint.method, endpoint.path) for endpoint in ENDPOINTS]


def test_no_route_is_there_twice() -> None:
    assert len(routes()) == len(set(routes()))


async def test_without_credentials_every_route_is_closed(identity, rp) -> None:
    stranger = identity.api_client()
    for method, path in routes():
        answer = await stranger.request(method, filled(path), json={})
        if (method, path) in OPEN:
            assert answer.status_code == 200, path
        else:
            assert (answer.status_code, answer.json()["detail"]) == (
                403,
                "Authentication credentials were not provided.",
            ), (method, path)


async def test_a_wrong_token_opens_nothing(identity) -> None:
    for token in ("wrong", "a.b.c", LINK_TOKEN[:-1], LINK_TOKEN + "x", "ä"):
        answer = await identity.api_client().get(
            "core/users/me/", headers={"Authorization": f"Bearer {token}".encode()}
        )
        assert (answer.status_code, answer.json()["detail"]) == (403, "Token invalid/expired")


async def test_a_user_opens_only_what_is_for_every_user(identity, rp) -> None:
    ada = identity.api_client(await identity.user_token(await identity.user("ada")))
    for method, path in routes():
        if (method, path) in OPEN | FOR_EVERY_USER:
            continue
        answer = await ada.request(method, filled(path), json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied"), (method, path)


async def test_the_link_token_opens_only_its_four_routes(identity, rp) -> None:
    link = identity.api_client(LINK_TOKEN)
    for method, path in routes():
        if (method, path) in OPEN | FOR_THE_LINK:
            continue
        answer = await link.request(method, filled(path), json={})
        assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize("permission", [p for p in Permission if p is not Permission.ANYONE])
def test_nobody_is_admitted_to_nothing_but_the_open_routes(permission) -> None:
    with pytest.raises(ApiError):
        admit(Principal(), permission)


async def test_an_app_password_is_no_api_token(identity) -> None:
    key = await identity.user_token(await identity.user("ada"), "app_password")
    assert (await identity.api_client(key).get("core/users/me/")).status_code == 403


async def test_an_access_token_works_with_the_api_scope_and_not_without(identity) -> None:
    scopes = await identity.scopes("openid", "goauthentik.io/api")
    rp = await identity.relying_party("tool", property_mappings=scopes)
    browser = await identity.signed_in()
    with_scope = (await rp.tokens(browser, scope="openid goauthentik.io/api"))["access_token"]
    without = (await rp.tokens(browser, scope="openid"))["access_token"]
    assert (await identity.api_client(with_scope).get("core/users/me/")).json()["user"]["username"] == "admin"
    assert (await identity.api_client(without).get("core/users/me/")).status_code == 403


async def test_a_deactivated_users_api_token_is_worthless__cve_2025_64521(identity) -> None:
    user = await identity.user("ada")
    ada = identity.api_client(await identity.user_token(user))
    assert (await ada.get("core/users/me/")).status_code == 200
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
    assert (await ada.get("core/users/me/")).status_code == 403


async def test_with_a_session_unsafe_requests_need_the_csrf_header(browser) -> None:
    answer = await browser.post("/api/v3/core/groups/", json={"name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    token = (
        (await browser.get("/if/flow/default-invalidation-flow/"))
        .text.split('name="csrf_token" value="')[1]
        .split('"')[0]
    )
    assert browser.cookies["authentik_csrf"] == token
    headers = {"X-authentik-CSRF": token}
    assert (
        await browser.post("/api/v3/core/groups/", json={"name": "x"}, headers=headers)
    ).status_code == 201
    from_elsewhere = {**headers, "Origin": "https://evil.example.com"}
    assert (
        await browser.post("/api/v3/core/groups/", json={"name": "y"}, headers=from_elsewhere)
    ).status_code == 403


async def test_a_cookie_that_another_port_of_the_host_has_set_is_no_csrf_token(identity, browser) -> None:
    browser.cookies.set("authentik_csrf", "t" * 43, domain="127.0.0.1")
    answer = await browser.post(
        "/api/v3/core/groups/", json={"name": "x"}, headers={"X-authentik-CSRF": "t" * 43}
    )
    assert answer.status_code == 403


async def test_the_wrong_method_and_the_wrong_path_are_told_apart(identity) -> None:
    answer = await identity.api.delete("core/users/")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert (await identity.api.get("core/nothing/")).status_code == 404
    assert (await identity.api.get("core/users")).status_code == 404


async def test_a_body_that_is_no_json_object_is_400(identity) -> None:
    for content in (b"{", b"[]", b"1"):
        answer = await identity.api.post("core/users/", content=content)
        assert answer.status_code == 400
