"""Nobody becomes, or makes anybody, more powerful than they are (authentik: GHSA-h6c5, CVE-2024-37905 and others)."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.identity.api.models import known_permissions


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


async def made(answer: Any) -> dict:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def role(identity, name: str, *permissions: str, users: tuple[dict, ...] = ()) -> dict:
    created = await made(await identity.api.post("rbac/roles/", json={"name": name}))
    path = f"rbac/permissions/assigned_by_roles/{created['pk']}/assign/"
    await made(await identity.api.post(path, json={"permissions": list(permissions)}))
    for user in users:
        answer = await identity.api.post(f"rbac/roles/{created['pk']}/add_user/", json={"pk": user["pk"]})
        assert answer.status_code == 204, answer.text
    return created


async def delegate(identity, *permissions: str, name: str = "delegate"):
    """Somebody with these permissions, and a client for their token."""
    user = await identity.user(name)
    await role(identity, f"role of {name}", *permissions, users=(user,))
    return user, identity.api_client(await identity.user_token(user))


ALMOST_ALL = sorted(name for name in known_permissions() if "impersonate" not in name)


async def administrators(identity) -> str:
    return (await identity.api.get("core/groups/", params={"is_superuser": "true"})).json()["results"][0][
        "pk"
    ]


async def test_a_group_administrator_cannot_reach_the_administrators__ghsa_h6c5(identity) -> None:
    own, api = await delegate(identity, *ALMOST_ALL)
    admins = await administrators(identity)
    team = await made(await identity.api.post("core/groups/", json={"name": "Team", "users": [own["pk"]]}))
    attempts = [
        api.post(f"core/groups/{admins}/add_user/", json={"pk": own["pk"]}),
        api.patch(f"core/groups/{team['pk']}/", json={"parents": [admins]}),
        api.patch(f"core/groups/{team['pk']}/", json={"is_superuser": True}),
        api.patch(f"core/groups/{admins}/", json={"users": [own["pk"], 1]}),
        api.post("core/groups/", json={"name": "Mine", "is_superuser": True, "users": [own["pk"]]}),
        api.post("core/groups/", json={"name": "Mine", "parents": [admins], "users": [own["pk"]]}),
        api.patch(f"core/users/{own['pk']}/", json={"groups": [admins]}),
        api.post("core/users/", json={"username": "mine", "groups": [admins]}),
        api.delete(f"core/groups/{admins}/"),
    ]
    for attempt in attempts:
        answer = await attempt
        assert answer.status_code in (400, 403), answer.text
    me = (await api.get("core/users/me/")).json()["user"]
    assert me["is_superuser"] is False


async def test_nobody_takes_over_a_user_with_more_rights(identity) -> None:
    _, api = await delegate(identity, *ALMOST_ALL)
    key = "k" * 40
    attempts = [
        api.post("core/users/1/set_password/", json={"password": "a new password"}),
        api.patch("core/users/1/", json={"email": "mine@example.com"}),
        api.patch("core/users/1/", json={"is_active": False}),
        api.delete("core/users/1/"),
        api.post("core/tokens/", json={"identifier": "theirs", "user": 1}),
        api.post("core/tokens/wirelatch-bootstrap-token/set_key/", json={"key": key}),
        api.patch("core/tokens/wirelatch-bootstrap-token/", json={"description": "x"}),
    ]
    for attempt in attempts:
        answer = await attempt
        assert (answer.status_code, answer.json().get("code")) == (403, "permission_denied"), answer.text


async def test_roles_give_no_more_than_their_administrator_has(identity) -> None:
    own, api = await delegate(
        identity,
        "authentik_rbac.view_role",
        "authentik_rbac.add_role",
        "authentik_rbac.change_role",
        "authentik_rbac.assign_role_permissions",
        "authentik_rbac.unassign_role_permissions",
        "authentik_core.view_group",
    )
    strong = await role(identity, "Strong", "authentik_core.delete_user")
    weak = await role(identity, "Weak", "authentik_core.view_group")
    assign = f"rbac/permissions/assigned_by_roles/{weak['pk']}/assign/"
    answer = await api.post(assign, json={"permissions": ["authentik_core.delete_user"]})
    assert (answer.status_code, list(answer.json())) == (400, ["permissions"])
    assert (await api.post(assign, json={"permissions": ["authentik_core.view_group"]})).status_code == 200
    member = {"pk": own["pk"]}
    assert (await api.post(f"rbac/roles/{strong['pk']}/add_user/", json=member)).status_code == 400
    assert (await api.post(f"rbac/roles/{weak['pk']}/add_user/", json=member)).status_code == 204


async def test_a_permission_on_one_object_is_on_that_one_alone(identity) -> None:
    ada, bob = await identity.user("ada"), await identity.user("bob")
    helper = await identity.user("helper")
    created = await role(identity, "Helpers", "authentik_core.view_group", users=(helper,))
    assign = f"rbac/permissions/assigned_by_roles/{created['pk']}/assign/"
    body = {
        "permissions": ["authentik_core.view_user", "authentik_core.change_user"],
        "model": "authentik_core.user",
        "object_pk": str(ada["pk"]),
    }
    await made(await identity.api.post(assign, json=body))
    api = identity.api_client(await identity.user_token(helper))
    listed = (await api.get("core/users/")).json()["results"]
    assert [user["username"] for user in listed] == ["ada"]
    assert (await api.get(f"core/users/{ada['pk']}/")).status_code == 200
    assert (await api.get(f"core/users/{bob['pk']}/")).status_code == 404
    assert (await api.patch(f"core/users/{ada['pk']}/", json={"name": "A."})).status_code == 200
    assert (await api.patch(f"core/users/{bob['pk']}/", json={"name": "B."})).status_code == 404
    assert (await api.delete(f"core/users/{ada['pk']}/")).status_code == 403
    shown = (await identity.api.get("rbac/permissions/roles/", params={"uuid": created["pk"]})).json()
    assert {entry["object_description"] for entry in shown["results"]} == {"ada"}
    taken = {**body, "permissions": ["authentik_core.view_user"]}
    answer = await identity.api.patch(assign.replace("/assign/", "/unassign/"), json=taken)
    assert answer.status_code == 204
    assert (await api.get("core/users/")).status_code == 403


async def test_roles_of_a_group_reach_the_members_of_groups_below(identity) -> None:
    created = await role(identity, "Readers", "authentik_core.view_user")
    top = await made(await identity.api.post("core/groups/", json={"name": "Top", "roles": [created["pk"]]}))
    bottom = await made(
        await identity.api.post("core/groups/", json={"name": "Bottom", "parents": [top["pk"]]})
    )
    assert [entry["name"] for entry in bottom["inherited_roles_obj"]] == ["Readers"]
    user = await identity.user("ada", groups=[bottom["pk"]])
    api = identity.api_client(await identity.user_token(user))
    assert (await api.get("core/users/")).status_code == 200
    await identity.api.patch(f"core/groups/{bottom['pk']}/", json={"parents": []})
    assert (await api.get("core/users/")).status_code == 403


async def test_the_read_only_role_sees_and_changes_nothing_and_learns_no_secret(identity, rp) -> None:
    listed = await identity.api.get("core/groups/", params={"name": "Wirelatch Read-only"})
    group = listed.json()["results"][0]
    user = await identity.user("auditor", groups=[group["pk"]])
    api = identity.api_client(await identity.user_token(user))
    for path in ("core/users/", "core/groups/", "providers/oauth2/", "events/events/", "rbac/roles/"):
        answer = await api.get(path)
        assert answer.status_code == 200, path
        assert rp.client_secret not in answer.text
    # GHSA-m9h4: seeing a provider does not tell its secret
    assert (await api.get(f"providers/oauth2/{rp.provider_id}/")).json()["client_secret"] is None
    assert (await api.patch(f"providers/oauth2/{rp.provider_id}/", json={"name": "x"})).status_code == 403
    assert (await api.post("core/groups/", json={"name": "x"})).status_code == 403


async def test_who_makes_an_object_gets_what_their_role_has_been_set_to_get(identity) -> None:
    own, api = await delegate(identity, "authentik_core.add_group", name="maker")
    roles = (await identity.api.get("rbac/roles/", params={"users": own["pk"]})).json()["results"]
    found = (await identity.api.get("rbac/permissions/", params={"codename": "change_group"})).json()
    body = {"name": "Own", "role": roles[0]["pk"], "permissions": [found["results"][0]["id"]]}
    await made(await identity.api.post("rbac/initial_permissions/", json=body))
    group = await made(await api.post("core/groups/", json={"name": "Mine"}))
    assert (await api.patch(f"core/groups/{group['pk']}/", json={"name": "Ours"})).status_code == 200
    other = await made(await identity.api.post("core/groups/", json={"name": "Theirs"}))
    assert (await api.patch(f"core/groups/{other['pk']}/", json={"name": "Ours 2"})).status_code == 403


async def test_the_owner_of_a_consent_and_of_issued_tokens_sees_no_secret__cve_2026_40166(
    identity, rp
) -> None:
    await identity.user("ada")
    browser = await identity.signed_in("ada", "a password")
    await rp.tokens(browser, scope="openid profile offline_access")
    user = (await identity.api.get("core/users/", params={"username": "ada"})).json()["results"][0]
    api = identity.api_client(await identity.user_token(user))
    for path in ("access_tokens", "refresh_tokens", "authorization_codes"):
        answer = await api.get(f"oauth2/{path}/")
        assert answer.status_code == 200
        assert rp.client_secret not in answer.text
    token = (await api.get("oauth2/access_tokens/")).json()["results"][0]
    assert (await api.delete(f"oauth2/access_tokens/{token['pk']}/")).status_code == 204
    assert (await api.get(f"oauth2/access_tokens/{token['pk']}/")).json()["revoked"] is True
