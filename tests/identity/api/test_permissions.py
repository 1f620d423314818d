"""Every endpoint of the API, from the table itself: without credentials, without rights, with every permission but the
right one, and with the right one alone. Deny by default: an endpoint that is not covered here fails."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert
from tests.identity.conftest import LINK_TOKEN
from tests.support.api_objects import make

from wirelatch.identity.api import dispatch
from wirelatch.identity.api.dispatch import ENDPOINTS
from wirelatch.identity.api.endpoints import Endpoint
from wirelatch.identity.api.models import MODELS, known_permissions
from wirelatch.identity.api.permissions import Needs, Permission, Reach, admit
from wirelatch.identity.api.principal import Principal
from wirelatch.identity.directory import roles
from wirelatch.identity.directory.role_tables import role_permissions
from wirelatch.identity.web.errors import ApiError

OPEN = {
    ("GET", "root/config/"),
    ("GET", "core/brands/current/"),
    ("GET", "schema/"),
    ("GET", "schema/browse/"),
    ("GET", "flows/executor/{flow_slug}/"),
    ("POST", "flows/executor/{flow_slug}/"),
}
FOR_EVERY_USER = {
    ("POST", "events/notifications/mark_all_seen/"),
    ("GET", "admin/apps/"),
    ("GET", "admin/models/"),
    ("GET", "admin/version/"),
    ("GET", "core/applications/"),
    ("GET", "core/applications/{slug}/"),
    ("GET", "core/applications/{slug}/check_access/"),
    ("GET", "core/applications/requestable/"),
    ("GET", "core/application_entitlements/requestable/"),
    ("POST", "core/tokens/"),
    # One's own account; the handler refuses others' to who may not change them.
    ("POST", "core/users/account_lockdown/"),
    ("POST", "core/users/switch/"),
    ("GET", "core/users/me/"),
    ("PATCH", "core/users/me/"),
    ("GET", "core/users/impersonate_end/"),
    ("POST", "core/users/impersonate_end/"),
    ("GET", "events/events/actions/"),
    ("GET", "providers/all/types/"),
    ("GET", "rbac/permissions/"),
    ("GET", "rbac/permissions/{id:long}/"),
    ("GET", "authenticators/all/"),
    ("GET", "authenticators/remembered/"),
    ("DELETE", "authenticators/remembered/"),
    ("DELETE", "authenticators/remembered/{id}/"),
    ("GET", "sources/all/types/"),
    ("GET", "sources/all/user_settings/"),
    ("GET", "sources/oauth/source_types/"),
    ("GET", "stages/all/types/"),
    ("GET", "stages/email/templates/"),
    ("GET", "stages/all/user_settings/"),
}
"""Endpoints whose handlers themselves show and change only what is the caller's, or what is no secret."""
FOR_THE_LINK = {
    ("PUT", "core/transactional/applications/"),
    ("GET", "core/applications/{slug}/"),
    ("GET", "providers/oauth2/"),
    ("GET", "providers/oauth2/{id:int}/"),
}
OF_DEVICES = {name for name in known_permissions() if "authenticator" in name and "device" in name}
NEED_MORE: dict[tuple[str, str], set[str]] = {
    ("GET", "authenticators/admin/remembered/"): {name for name in OF_DEVICES if ".view_" in name},
    ("POST", "core/users/{id:int}/reset_authenticators/"): {
        name for name in OF_DEVICES if ".delete_" in name
    },
    ("DELETE", "core/authenticated_sessions/bulk_delete/"): {"authentik_core.change_user"},
    ("PUT", "core/transactional/applications/"): {"authentik_providers_oauth2.add_oauth2provider"},
    ("GET", "authenticators/admin/all/"): {
        name for name in known_permissions() if "authenticator" in name and ".view_" in name
    },
    # What is exported is read with the caller's own rights.
    ("GET", "flows/instances/{slug}/export/"): {name for name in known_permissions() if ".view_" in name},
}
"""Endpoints that refuse with the one permission alone, and what they need besides."""
NEVER = {
    ("GET", "core/tokens/{identifier}/view_key/"),  # nobody sees a key that somebody else has made
    ("POST", "core/users/{id:int}/impersonate/"),  # a token cannot impersonate, only a browser's session
}
NAMES = [f"{endpoint.method} {endpoint.path}" for endpoint in ENDPOINTS]


def filled(endpoint: Endpoint, wanted: str = "1") -> str:
    return re.sub(r"\{(\w+)(:int|:long)?\}", lambda match: wanted, endpoint.path)


def key(endpoint: Endpoint) -> tuple[str, str]:
    return endpoint.method, endpoint.path


def is_plain(needed: Needs) -> bool:
    """Whether the objects are rows of one table, so that one can be made."""
    model = needed.model
    if model is None or model.finder is not None or model.table is None:
        return False
    return [other for other in MODELS.values() if other.table is model.table] == [model]


class Caller:
    """Somebody whose role can be changed."""

    def __init__(self, identity, api, role_id: str) -> None:
        self.identity, self.api, self.role_id = identity, api, role_id

    async def hold(self, permissions: set[str]) -> None:
        def work(connection) -> None:
            connection.execute(role_permissions.delete().where(role_permissions.c.role_id == self.role_id))
            rows = [
                {"role_id": self.role_id, "permission": name, "object_pk": ""} for name in sorted(permissions)
            ]
            if rows:
                connection.execute(insert(role_permissions), rows)

        await self.identity.app.services.database.write(work)


async def caller(identity, name: str) -> Caller:
    user = await identity.user(name)
    api = identity.api_client(await identity.user_token(user))

    def work(connection) -> str:
        role_id = roles.create(connection, name=f"role of {name}")
        roles.set_of_user(connection, user["pk"], [role_id])
        return role_id

    return Caller(identity, api, await identity.app.services.database.write(work))


async def object_for(identity, needed: Needs) -> str:
    if needed.reach is not Reach.OBJECT or not is_plain(needed):
        return "1"
    services = identity.app.services
    return await services.database.write(lambda connection: make(connection, needed.model, services.sealer))


def test_no_route_is_there_twice() -> None:
    assert len(NAMES) == len(set(NAMES))


async def test_without_credentials_every_route_is_closed(identity, rp) -> None:
    stranger = identity.api_client()
    for endpoint in ENDPOINTS:
        answer = await stranger.request(endpoint.method, filled(endpoint), json={})
        if endpoint.permission is Permission.ANYONE:
            assert key(endpoint) in OPEN, f"{key(endpoint)} is open to everybody without being listed here"
            assert answer.status_code in (200, 404), endpoint.path
        else:
            assert (answer.status_code, answer.json()["detail"]) == (
                403,
                "Authentication credentials were not provided.",
            ), key(endpoint)


async def test_a_wrong_token_opens_nothing(identity) -> None:
    for token in ("wrong", "a.b.c", LINK_TOKEN[:-1], LINK_TOKEN + "x", "ä"):
        answer = await identity.api_client().get(
            "core/users/me/", headers={"Authorization": f"Bearer {token}".encode()}
        )
        assert (answer.status_code, answer.json()["detail"]) == (403, "Token invalid/expired")


async def test_a_user_without_rights_opens_only_what_is_for_every_user(identity, rp) -> None:
    ada = await caller(identity, "ada")
    for endpoint in ENDPOINTS:
        needed = endpoint.permission
        if key(endpoint) in OPEN | FOR_EVERY_USER:
            continue
        assert needed is not Permission.SIGNED_IN, f"{key(endpoint)} is for every user without being listed"
        wanted = await object_for(identity, needed) if isinstance(needed, Needs) else "1"
        answer = await ada.api.request(endpoint.method, filled(endpoint, wanted), json={})
        if isinstance(needed, Needs) and needed.owner and needed.reach is Reach.LIST:
            assert answer.status_code == 200, key(endpoint)
        elif isinstance(needed, Needs) and needed.owner:
            # Others' objects are as if they were not there.
            assert answer.status_code == 404, key(endpoint)
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied"), key(endpoint)


async def test_every_permission_but_the_right_one_opens_nothing__cve_2024_42490(identity, rp) -> None:
    bob = await caller(identity, "bob")
    everything = set(known_permissions())
    for endpoint in sorted(ENDPOINTS, key=lambda each: getattr(each.permission, "permission", "")):
        needed = endpoint.permission
        if not isinstance(needed, Needs):
            continue
        await bob.hold(everything - {needed.permission})
        wanted = await object_for(identity, needed)
        answer = await bob.api.request(endpoint.method, filled(endpoint, wanted), json={})
        if needed.owner and needed.reach is Reach.LIST:
            assert answer.status_code == 200, key(endpoint)
        elif needed.owner or (needed.reach is Reach.OBJECT and not is_plain(needed)):
            assert answer.status_code in (403, 404), key(endpoint)
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied"), key(endpoint)


async def test_the_right_permission_alone_is_enough(identity, rp, monkeypatch) -> None:
    monkeypatch.setattr(dispatch, "OBSERVERS", [])  # what fills the columns here is no answer to be proud of
    eve = await caller(identity, "eve")
    for endpoint in ENDPOINTS:
        needed = endpoint.permission
        if not isinstance(needed, Needs):
            continue
        await eve.hold({needed.permission} | NEED_MORE.get(key(endpoint), set()))
        wanted = await object_for(identity, needed)
        answer = await eve.api.request(endpoint.method, filled(endpoint, wanted), json={})
        if key(endpoint) in NEVER:
            assert answer.status_code == 403, key(endpoint)
        else:
            assert answer.status_code != 403, (key(endpoint), answer.text)
            assert answer.status_code < 500, (key(endpoint), answer.text)


async def test_the_link_token_opens_only_its_four_routes(identity, rp) -> None:
    link = identity.api_client(LINK_TOKEN)
    for endpoint in ENDPOINTS:
        if key(endpoint) in OPEN | FOR_THE_LINK:
            continue
        answer = await link.request(endpoint.method, filled(endpoint), json={})
        assert answer.status_code == 403, key(endpoint)


@pytest.mark.parametrize("permission", [p for p in Permission if p is not Permission.ANYONE])
def test_nobody_is_admitted_to_nothing_but_the_open_routes(permission) -> None:
    with pytest.raises(ApiError):
        admit(Principal(), permission)


async def test_an_app_password_is_no_api_token(identity) -> None:
    key_of_app = await identity.user_token(await identity.user("ada"), "app_password")
    assert (await identity.api_client(key_of_app).get("core/users/me/")).status_code == 403


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


async def test_a_permission_is_found_by_its_number_however_long_that_is(identity) -> None:
    listed = (await identity.api.get("rbac/permissions/", params={"page_size": 100})).json()["results"]
    longest = max(listed, key=lambda permission: permission["id"])
    assert longest["id"] > 999_999_999
    assert (await identity.api.get(f"rbac/permissions/{longest['id']}/")).json() == longest
