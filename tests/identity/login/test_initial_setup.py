"""The first administrator is set up once."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from tests.identity.conftest import CHEAP, Identity, settings_for

from wirelatch.identity.app import create_app

PATH = "/if/flow/initial-setup/"
GOOD = {"email": "me@example.com", "password": "a good password", "password_repeat": "a good password"}


@pytest.fixture
async def fresh(tmp_path: Path, database_url: str):
    settings = settings_for(tmp_path / "fresh", database_url, bootstrap_password="", bootstrap_token="")
    app = create_app(settings, hasher=CHEAP)
    await app.start()
    yield Identity(app)
    await app.stop()


@pytest.mark.parametrize("path", ["/", "/if/admin/", "/if/user/", "/if/flow/default-authentication-flow/"])
async def test_the_first_visit_leads_there(fresh, path) -> None:
    browser = fresh.browser()
    page = await browser.follow(await browser.get(path))
    assert "Choose the password of the first administrator" in page.text


async def test_it_makes_the_administrator_and_signs_in(fresh) -> None:
    browser = fresh.browser()
    answer = await browser.submit(await browser.get(PATH, params={"next": "/if/user/"}), **GOOD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/if/user/")
    me = (await browser.get("/api/v3/core/users/me/")).json()["user"]
    assert (me["username"], me["is_superuser"], me["email"]) == ("admin", True, "me@example.com")
    assert [group["name"] for group in me["groups"]] == ["Wirelatch Admins"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password_repeat": "another"}, "The passwords do not match."),
        ({"password": "short", "password_repeat": "short"}, "The password needs at least 8 characters."),
        ({"email": "nonsense"}, "Enter a valid email address."),
    ],
)
async def test_what_is_wrong_is_said(fresh, changes, message) -> None:
    browser = fresh.browser()
    answer = await browser.submit(await browser.get(PATH), **GOOD | changes)
    assert answer.status_code == 400
    assert message in answer.text


async def test_of_two_visitors_at_once_one_becomes_administrator(fresh) -> None:
    browsers = [fresh.browser() for _ in range(8)]
    pages = [await browser.get(PATH) for browser in browsers]
    await asyncio.gather(
        *(browser.submit(page, **GOOD) for browser, page in zip(browsers, pages, strict=True))
    )
    signed_in = [(await browser.get("/api/v3/core/users/me/")).status_code for browser in browsers]
    assert signed_in.count(200) == 1


async def test_it_stays_closed_when_the_administrator_is_deleted__cve_2023_46249(fresh) -> None:
    browser = fresh.browser()
    await browser.submit(await browser.get(PATH), **GOOD)
    csrf = {
        "X-authentik-CSRF": (await browser.get("/if/flow/default-invalidation-flow/"))
        .text.split('value="')[1]
        .split('"')[0]
    }
    second = (await browser.post("/api/v3/core/users/", json={"username": "second"}, headers=csrf)).json()
    admins = (await browser.get("/api/v3/core/groups/?name=Wirelatch%20Admins")).json()["results"][0]
    answer = await browser.post(
        f"/api/v3/core/groups/{admins['pk']}/add_user/", json={"pk": second["pk"]}, headers=csrf
    )
    assert answer.status_code == 204
    first = (await browser.get("/api/v3/core/users/?username=admin")).json()["results"][0]
    assert (await browser.delete(f"/api/v3/core/users/{first['pk']}/", headers=csrf)).status_code == 204
    fresh.app.services.set_up = False
    answer = await fresh.browser().get(PATH)
    assert answer.headers["location"].startswith("/if/flow/default-authentication-flow/")


@pytest.mark.parametrize("host", ["evil.example.com:9000", "127.0.0.1.evil.example.com", "localhost.evil"])
async def test_under_a_name_that_anybody_can_point_here_it_is_closed(fresh, host) -> None:
    """Else a site the first visitor happens to have open could set the password, by DNS rebinding."""
    browser = fresh.browser()
    page = await browser.get(PATH)
    assert (await browser.get(PATH, headers={"Host": host})).status_code == 421
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    form = GOOD | {"csrf_token": token}
    answer = await browser.post(PATH, data=form, headers={"Host": host, "Origin": f"http://{host}"})
    assert answer.status_code == 421
    assert (await browser.get(PATH)).status_code == 200


@pytest.mark.parametrize(
    "host", ["[::1]:9000", "192.168.1.5", "localhost:9000", "nas:9000", "LOGIN.example.com"]
)
async def test_it_is_open_at_addresses_and_at_the_configured_name(fresh, host) -> None:
    fresh.app.settings.identity_url = "https://login.example.com"
    assert (await fresh.browser().get(PATH, headers={"Host": host})).status_code == 200


async def test_a_form_from_elsewhere_is_refused(fresh) -> None:
    answer = await fresh.browser().post(PATH, data={**GOOD, "csrf_token": "x" * 43})
    assert answer.status_code == 400


async def test_with_a_bootstrap_password_it_is_closed_from_the_start(identity) -> None:
    answer = await identity.browser().get(PATH)
    assert answer.is_redirect
    assert (await identity.api.get("core/users/me/")).json()["user"]["username"] == "admin"


async def test_bootstrap_variables_do_nothing_at_later_starts(identity, tmp_path) -> None:
    settings = settings_for(
        identity.app.settings.data, bootstrap_password="another", bootstrap_token="another-token"
    )
    again = create_app(settings, hasher=CHEAP)
    await again.start()
    try:
        assert (await Identity(again).api_client("another-token").get("core/users/me/")).status_code == 403
    finally:
        await again.stop()
