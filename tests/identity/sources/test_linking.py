"""Which account upstream becomes which user: only by subject, or where both sides vouch; and who may connect the two."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.identity.conftest import Browser, Identity
from tests.identity.sources.conftest import Through, username_of
from tests.identity.sources.upstream import Upstream

from wirelatch.database import now
from wirelatch.identity.directory.tables import sessions, users


async def verify_address(identity: Identity, pk: int) -> None:
    def work(connection) -> None:
        connection.execute(update(users).where(users.c.id == pk).values(email_verified=True))

    await identity.app.services.database.write(work)


async def connections(identity: Identity) -> list[tuple[int, str]]:
    listed = (await identity.api.get("sources/user_connections/oauth/")).json()["results"]
    return [(one["user"], one["identifier"]) for one in listed]


@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("there", [True, False, "true", None])
async def test_an_address_links_only_when_it_is_verified_on_both_sides(
    through: Through, identity: Identity, here: bool, there: object
) -> None:
    await through.change(user_matching_mode="email_link")
    user = await identity.user("local", email="Alice@Example.com")
    if here:
        await verify_address(identity, user["pk"])
    through.upstream.user["email_verified"] = there
    browser = identity.browser()
    answer = await through.sign_in(browser)
    if here and there is True:
        assert await username_of(browser) == "local"
        assert await connections(identity) == [(user["pk"], "subject-1")]
    else:
        assert answer.status_code == 403
        assert "connect the two in your settings" in answer.text
        assert await connections(identity) == []


async def test_an_address_that_several_users_have_links_to_nobody(
    through: Through, identity: Identity
) -> None:
    await through.change(user_matching_mode="email_link")
    for name in ("one", "two"):
        await verify_address(identity, (await identity.user(name, email="alice@example.com"))["pk"])
    assert (await through.sign_in(identity.browser())).status_code == 403


async def test_an_address_that_a_mapping_made_up_is_not_verified(
    through: Through, identity: Identity
) -> None:
    mapping = await identity.api.post(
        "propertymappings/source/oauth/",
        json={"name": "m", "expression": 'return {"email": info["preferred_username"] + "@corp.example"}'},
    )
    await through.change(user_matching_mode="email_link", user_property_mappings=[mapping.json()["pk"]])
    await verify_address(identity, (await identity.user("boss", email="alice@corp.example"))["pk"])
    assert (await through.sign_in(identity.browser())).status_code == 403


@pytest.mark.parametrize("mode", ["email_deny", "username_deny"])
async def test_denying_modes_let_nobody_in_who_collides(
    through: Through, identity: Identity, mode: str
) -> None:
    await through.change(user_matching_mode=mode)
    user = await identity.user("alice", email="alice@example.com")
    await verify_address(identity, user["pk"])
    assert (await through.sign_in(identity.browser())).status_code == 403


async def test_a_name_links_a_plain_user_but_never_one_with_rights(
    through: Through, identity: Identity
) -> None:
    await through.change(user_matching_mode="username_link")
    user = await identity.user("alice")
    browser = identity.browser()
    await through.sign_in(browser)
    assert await connections(identity) == [(user["pk"], "subject-1")]
    through.upstream.user.update(sub="subject-2", preferred_username="admin")
    stranger = identity.browser()
    assert (await through.sign_in(stranger)).status_code == 403
    assert await username_of(stranger) is None


async def test_the_enrolled_users_address_is_verified_as_upstream_has_it(
    through: Through, identity: Identity, upstream: Upstream
) -> None:
    await through.sign_in(identity.browser())
    upstream.user.update(
        sub="subject-2", preferred_username="bob", email="bob@example.com", email_verified=False
    )
    await through.sign_in(identity.browser())

    def work(connection) -> dict[str, bool]:
        return {row.username: row.email_verified for row in connection.execute(users.select())}

    verified = await identity.app.services.database.read(work)
    assert (verified["alice"], verified["bob"]) == (True, False)


async def test_who_is_signed_in_connects_by_a_form_that_names_both_accounts(
    through: Through, identity: Identity
) -> None:
    user = await identity.user("local")
    browser = await identity.signed_in("local", "a password")
    page = await through.sign_in(browser)
    assert "alice" in page.text
    assert "local" in page.text
    assert await connections(identity) == []
    done = await browser.submit(page)
    assert done.status_code == 303, done.text
    assert await connections(identity) == [(user["pk"], "subject-1")]
    stranger = identity.browser()
    await through.sign_in(stranger)
    assert await username_of(stranger) == "local"


async def test_connecting_needs_the_form_of_this_session(through: Through, identity: Identity) -> None:
    await identity.user("local")
    await identity.user("other")
    browser = await identity.signed_in("local", "a password")
    page = await through.sign_in(browser)
    forged = await browser.submit(page, csrf_token="wrong")
    assert forged.status_code == 403
    elsewhere = await identity.signed_in("other", "a password")
    own = await through.sign_in(elsewhere)
    proof = page.text.split('name="proof" value="')[1].split('"')[0]
    assert (await elsewhere.submit(own, proof=proof)).status_code == 400
    assert await connections(identity) == []


async def test_an_account_that_is_connected_with_another_user_is_not_taken_from_them(
    through: Through, identity: Identity
) -> None:
    await through.sign_in(identity.browser())
    before = await connections(identity)
    await identity.user("local")
    browser = await identity.signed_in("local", "a password")
    assert (await browser.submit(await through.sign_in(browser))).status_code == 409
    assert await connections(identity) == before


async def test_connecting_and_disconnecting_need_a_sign_in_of_a_moment_ago(
    through: Through, identity: Identity
) -> None:
    await identity.user("local")
    browser = await identity.signed_in("local", "a password")
    await browser.submit(await through.sign_in(browser))
    listed = (await browser.get("/api/v3/sources/user_connections/all/")).json()["results"]

    def age(connection) -> None:
        connection.execute(update(sessions).values(authenticated_at=now() - timedelta(hours=2)))

    await identity.app.services.database.write(age)
    answer = await browser.get("/source/oauth/login/up/")
    assert answer.headers["location"].startswith("/if/flow/default-authentication-flow/?next=")
    assert (await disconnect(browser, listed[0]["pk"])).json()["code"] == "reauthentication_required"


async def disconnect(browser: Browser, pk: int):
    await browser.get("/if/user/")
    page = await browser.get("/if/flow/default-invalidation-flow/")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    return await browser.delete(
        f"/api/v3/sources/user_connections/all/{pk}/", headers={"X-authentik-CSRF": token}
    )


async def test_the_last_way_to_sign_in_cannot_be_removed_by_its_user(
    through: Through, identity: Identity
) -> None:
    browser = identity.browser()
    await through.sign_in(browser)
    own = (await browser.get("/api/v3/sources/user_connections/all/")).json()["results"]
    answer = await disconnect(browser, own[0]["pk"])
    assert answer.status_code == 400
    assert "only way to sign in" in answer.text
    user = (await identity.api.get("core/users/", params={"username": "alice"})).json()["results"][0]
    await identity.api.post(f"core/users/{user['pk']}/set_password/", json={"password": "a new password"})
    again = await identity.signed_in("alice", "a new password")
    assert (await disconnect(again, own[0]["pk"])).status_code == 204


async def test_users_see_only_their_own_connections(through: Through, identity: Identity) -> None:
    await through.sign_in(identity.browser())
    await identity.user("local")
    browser = await identity.signed_in("local", "a password")
    assert (await browser.get("/api/v3/sources/user_connections/all/")).json()["results"] == []


async def test_the_user_and_the_source_of_a_connection_never_change__cve_2026_49448(
    through: Through, identity: Identity
) -> None:
    await through.sign_in(identity.browser())
    row = (await identity.api.get("sources/user_connections/oauth/")).json()["results"][0]
    admin = (await identity.api.get("core/users/me/")).json()["user"]["pk"]
    for path in ("all", "oauth"):
        answer = await identity.api.patch(
            f"sources/user_connections/{path}/{row['pk']}/", json={"user": admin}
        )
        assert answer.status_code == 400, answer.text
        assert "user" in answer.json()
    assert await connections(identity) == [(row["user"], "subject-1")]


async def test_a_link_that_was_removed_meanwhile_signs_nobody_in(
    through: Through, identity: Identity
) -> None:
    owner = identity.browser()
    await through.sign_in(owner)
    browser = identity.browser()
    asked = await through.leave(browser)
    row = (await identity.api.get("sources/user_connections/oauth/")).json()["results"][0]
    await identity.api.delete(f"sources/user_connections/oauth/{row['pk']}/")
    await through.change(enrollment_flow=None)
    assert (await through.back(browser, asked)).status_code == 403
    assert await username_of(browser) is None


async def test_two_first_sign_ins_at_the_same_moment_make_one_user(
    through: Through, identity: Identity
) -> None:
    browsers = [identity.browser() for _ in range(4)]
    await asyncio.gather(*(through.sign_in(browser) for browser in browsers))
    assert len(await connections(identity)) == 1
    listed = (
        await identity.api.get("core/users/", params={"path_startswith": "goauthentik.io/sources"})
    ).json()
    assert [user["username"] for user in listed["results"]] == ["alice"]


async def test_groups_follow_the_provider_and_none_with_rights_is_joined_by_its_name(
    through: Through, identity: Identity, upstream: Upstream
) -> None:
    await through.change(group_matching_mode="name_link")
    await identity.api.post("core/groups/", json={"name": "staff"})
    upstream.user["groups"] = ["staff", "new", "Wirelatch Admins"]
    await through.sign_in(identity.browser())

    async def groups() -> set[str]:
        found = await identity.api.get("core/users/", params={"username": "alice"})
        return {group["name"] for group in found.json()["results"][0]["groups_obj"]}

    assert await groups() == {"staff", "new"}
    upstream.user["groups"] = ["new"]
    await through.sign_in(identity.browser())
    assert await groups() == {"new"}
