"""Signing in with a password, without JavaScript."""

from __future__ import annotations

import statistics
import time

import pytest
from argon2 import PasswordHasher

PATH = "/if/flow/default-authentication-flow/"
GOOD = {"uid_field": "admin", "password": "correct horse battery staple"}
FAILED = "Invalid username, email or password."


async def attempt(browser, **values: str):
    return await browser.submit(await browser.get(PATH), **values)


async def test_the_cookie_is_kept_from_scripts_and_other_sites(identity) -> None:
    browser = identity.browser()
    answer = await attempt(browser, **GOOD)
    assert answer.status_code == 303
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("wirelatch_identity="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


async def test_over_tls_the_cookie_is_secure(identity) -> None:
    browser = identity.browser()
    browser.base_url = "https://id.example.com"
    page = await browser.get(PATH)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = await browser.post(
        PATH, data={**GOOD, "csrf_token": token}, headers={"Origin": "https://id.example.com"}
    )
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    "identifier", ["admin", "ADMIN", " admin ", "admin@example.com", "Admin@Example.com"]
)
async def test_name_or_address_in_any_case(identity, identifier) -> None:
    assert (await attempt(identity.browser(), **GOOD | {"uid_field": identifier})).status_code == 303


async def test_an_address_that_two_users_have_is_no_name(identity) -> None:
    await identity.user("ada", email="shared@example.com")
    await identity.user("bob", email="shared@example.com")
    answer = await attempt(identity.browser(), uid_field="shared@example.com", password="a password")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "values",
    [
        GOOD | {"password": "wrong"},
        GOOD | {"uid_field": "nobody"},
        GOOD | {"password": ""},
        GOOD | {"uid_field": ""},
        GOOD | {"password": "x" * 5000},
        GOOD | {"uid_field": "ad\u0000min"},
    ],
)
async def test_whatever_is_wrong_the_answer_is_the_same(identity, values) -> None:
    answer = await attempt(identity.browser(), **values)
    assert answer.status_code == 401
    assert FAILED in answer.text
    assert not any(c.startswith("wirelatch_identity=") for c in answer.headers.get_list("set-cookie"))


async def test_an_empty_post_signs_nobody_in__cve_2026_49443(identity) -> None:
    browser = identity.browser()
    await browser.get(PATH)
    assert (await browser.post(PATH)).status_code in (403, 415)
    assert (await browser.post(PATH, data={})).status_code in (403, 415)


async def test_deactivated_users_and_service_accounts_cannot_sign_in(identity) -> None:
    await identity.user("gone", is_active=False)
    await identity.user("robot", type="service_account")
    for name in ("gone", "robot"):
        answer = await attempt(identity.browser(), uid_field=name, password="a password")
        assert answer.status_code == 401
        assert FAILED in answer.text


async def test_deactivating_a_user_ends_the_session_at_once(identity) -> None:
    user = await identity.user("ada")
    browser = await identity.signed_in("ada", "a password")
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 403


async def test_a_new_password_ends_the_other_sessions(identity) -> None:
    user = await identity.user("ada")
    browser = await identity.signed_in("ada", "a password")
    await identity.api.post(f"core/users/{user['pk']}/set_password/", json={"password": "another password"})
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 403


async def test_signing_in_again_changes_the_cookie(identity, browser) -> None:
    before = browser.cookies["wirelatch_identity"]
    await browser.sign_in()
    assert browser.cookies["wirelatch_identity"] != before
    other = identity.browser()
    other.cookies.set("wirelatch_identity", before)
    assert (await other.get("/api/v3/core/users/me/")).status_code == 403


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example.com/",
        "//evil.example.com/",
        "/\\evil.example.com/",
        "javascript:alert(1)",
        "/a\r\nb",
        "\t//evil.example.com",
    ],
)
async def test_it_goes_on_only_to_a_path_of_ours(identity, target) -> None:
    browser = identity.browser()
    page = await browser.get(PATH, params={"next": target})
    assert (await browser.submit(page, **GOOD)).headers["location"] == "/if/user/"


async def test_who_is_signed_in_goes_straight_on(browser) -> None:
    answer = await browser.get(PATH, params={"next": "/if/admin/#/core/applications"})
    assert answer.headers["location"] == "/if/admin/#/core/applications"


async def test_a_form_from_elsewhere_is_refused(identity) -> None:
    browser = identity.browser()
    page = await browser.get(PATH)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    for headers in (
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        assert (
            await browser.post(PATH, data={**GOOD, "csrf_token": token}, headers=headers)
        ).status_code == 403
    assert (await browser.post(PATH, data={**GOOD, "csrf_token": "x" * 43})).status_code == 403
    assert (await identity.browser().post(PATH, data={**GOOD, "csrf_token": token})).status_code == 403


async def test_pages_cannot_be_framed_and_run_no_script(identity) -> None:
    answer = await identity.browser().get(PATH)
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_what_was_typed_is_escaped(identity) -> None:
    answer = await attempt(identity.browser(), uid_field='"><script>alert(1)</script>', password="x")
    assert "<script>alert" not in answer.text


async def test_guessing_is_slowed_down_per_account_and_address(identity) -> None:
    browser = identity.browser("203.0.113.1")
    statuses = [
        (await attempt(browser, uid_field="admin", password=f"guess {n}")).status_code for n in range(12)
    ]
    assert statuses == [401] * 10 + [429] * 2
    blocked = await attempt(browser, **GOOD)
    assert blocked.status_code == 429
    assert int(blocked.headers["retry-after"]) > 0


async def test_a_stranger_cannot_lock_an_account_for_its_owner(identity) -> None:
    stranger = identity.browser("203.0.113.1")
    for number in range(12):
        await attempt(stranger, uid_field="admin", password=f"guess {number}")
    assert (await attempt(identity.browser("198.51.100.7"), **GOOD)).status_code == 303


async def test_a_stranger_at_the_same_address_cannot_lock_the_owner_out_of_a_known_browser(identity) -> None:
    """As behind a reverse proxy that is not trusted, or on the machine itself."""
    owner = await identity.signed_in()
    del owner.cookies["wirelatch_identity"]
    await identity.user("ada", "adas password")
    stranger = await identity.signed_in("ada", "adas password")
    del stranger.cookies["wirelatch_identity"]
    for number in range(12):
        last = await attempt(stranger, uid_field="admin", password=f"guess {number}")
    assert last.status_code == 429
    assert (await attempt(identity.browser(), **GOOD)).status_code == 429
    assert (await attempt(owner, **GOOD)).status_code == 303


async def test_a_known_browser_has_no_endless_guesses(identity) -> None:
    owner = await identity.signed_in()
    del owner.cookies["wirelatch_identity"]
    statuses = [(await attempt(owner, uid_field="admin", password=f"g{n}")).status_code for n in range(12)]
    assert statuses == [401] * 10 + [429] * 2


async def test_guesses_in_parallel_count_as_well(identity) -> None:
    import asyncio

    browser = identity.browser("203.0.113.9")
    page = await browser.get(PATH)
    answers = await asyncio.gather(
        *(browser.submit(page, uid_field="admin", password=f"g{n}") for n in range(30))
    )
    assert sum(answer.status_code == 401 for answer in answers) == 10


async def test_an_unknown_user_takes_as_long_as_a_wrong_password(identity) -> None:
    passwords = identity.app.services.passwords
    passwords._hasher = PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1)
    stored = await passwords.hash("right")
    await passwords.check(None, "warm up")

    async def took(known: str | None) -> float:
        begun = time.perf_counter()
        assert not await passwords.check(known, "wrong")
        return time.perf_counter() - begun

    ratios = [
        await took(None) / await took(stored) for _ in range(25)
    ]  # in turns: other load hits both alike
    assert 0.5 < statistics.median(ratios) < 2


async def test_an_old_hash_is_renewed_at_sign_in(identity) -> None:
    from sqlalchemy import text

    services = identity.app.services
    services.passwords._hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    await identity.signed_in()
    query = text("SELECT password_hash FROM users WHERE username = 'admin'")
    assert "m=16,t=2" in await services.database.read(lambda c: c.execute(query).scalar())
    await identity.signed_in()


async def test_logins_and_failures_are_in_the_ledger_and_unknown_names_are_not(identity) -> None:
    await attempt(identity.browser("203.0.113.5"), uid_field="my password by mistake", password="x")
    await attempt(identity.browser("203.0.113.5"), uid_field="admin", password="x")
    await identity.signed_in()
    failed = await identity.events("login_failed")
    assert [event["user"].get("username") for event in failed] == ["admin", None]
    assert failed[0]["client_ip"] == "203.0.113.5"
    assert "my password by mistake" not in str(failed)
    assert (await identity.events("login"))[0]["user"]["username"] == "admin"


async def test_forwarded_headers_from_a_client_are_not_believed__cve_2023_36456(identity) -> None:
    browser = identity.browser("203.0.113.5")
    browser.headers["X-Forwarded-For"] = "not an address, 10.0.0.1"
    await attempt(browser, uid_field="admin", password="x")
    assert (await identity.events("login_failed"))[0]["client_ip"] == "203.0.113.5"


async def test_signing_out_needs_a_click_and_ends_the_session(browser) -> None:
    page = await browser.get("/if/flow/default-invalidation-flow/")
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200
    await browser.submit(page)
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 403


@pytest.mark.parametrize("path", ["/if/admin/", "/if/user/"])
async def test_the_interfaces_lead_to_the_sign_in_page(identity, path) -> None:
    answer = await identity.browser().get(path)
    assert answer.headers["location"] == f"{PATH}?next={path.replace('/', '%2F')}"


async def test_the_admin_interface_is_for_administrators(identity) -> None:
    await identity.user("ada")
    answer = await (await identity.signed_in("ada", "a password")).get("/if/admin/")
    assert answer.status_code == 403
    assert "Permission denied" in answer.text


async def test_static_files_are_served_for_ever(identity) -> None:
    page = await identity.browser().get(PATH)
    path = page.text.split('rel="icon" type="image/svg+xml" href="')[1].split('"')[0]
    answer = await identity.browser().get(path)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert (await identity.browser().get("/static/identity/x/..%2f..%2frender.py")).status_code == 404


async def test_a_cookie_of_another_program_on_this_host_locks_nobody_out(browser) -> None:
    """All ports of a host share their cookies, and some programs set ones that no standard allows."""
    own = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    for foreign in ('state={"a": [1]}', "a,b=c", "nothing", '"'):
        browser.cookies.clear()
        answer = await browser.get("/api/v3/core/users/me/", headers={"Cookie": f"{foreign}; {own}"})
        assert answer.status_code == 200, foreign
