"""Brands are in effect on sign-in, flow and interface pages: title, logo, icon, styles, background, footer links."""

from __future__ import annotations

import html
import re

import pytest
from tests.identity.conftest import Identity

SIGN_IN = "/if/flow/default-authentication-flow/"
PNG = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
async def acme(identity: Identity) -> dict:
    """The brand of acme.example."""
    answer = await identity.api.post(
        "core/brands/",
        json={
            "domain": "acme.example",
            "branding_title": "Acme <Works>",
            "branding_logo": PNG,
            "branding_favicon": "/static/acme.ico",
            "branding_custom_css": ".card { border-color: red; }",
            "branding_default_flow_background": "https://cdn.example/b(1)'x.jpg",
        },
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_sign_in_pages_wear_the_brand_of_their_host_name(identity, acme) -> None:
    answer = await identity.browser().get(SIGN_IN, headers={"Host": "sso.acme.example"})
    page = answer.text
    assert "· Acme &lt;Works&gt;</title>" in page
    assert f'<img class="logo" src="{PNG}" alt="Acme &lt;Works&gt;">' in page
    assert '<link rel="icon" href="/static/acme.ico">' in page
    assert page.count('rel="icon"') == 1
    assert ".card { border-color: red; }" in page
    assert 'url("https://cdn.example/b(1)%27x.jpg")' in page
    assert "Wirelatch" not in page.replace("Welcome to Wirelatch!", "")  # the title of the flow
    assert "'sha256-" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


async def test_other_host_names_do_not(identity, acme) -> None:
    answer = await identity.browser().get(SIGN_IN)
    assert "Acme" not in answer.text
    assert "<style>" not in answer.text
    assert "style-src 'self';" in answer.headers["content-security-policy"]


async def test_interfaces_wear_it_from_the_first_moment(identity, acme) -> None:
    browser = await identity.signed_in()
    answer = await browser.get("/if/admin/", headers={"Host": "acme.example"})
    assert answer.status_code == 200, "the web part is not built: `.venv/bin/python tools/build_web.py`"
    about = re.search(r'<meta name="wirelatch-brand" content="([^"]*)">', answer.text)
    assert about is not None
    assert '"title": "Acme <Works>"' in html.unescape(about[1])
    assert "<title>Acme &lt;Works&gt; Admin</title>" in answer.text
    assert ".card { border-color: red; }" in answer.text


async def test_footer_links_stand_below_sign_in_pages(identity) -> None:
    links = [{"name": "Imprint", "href": "https://acme.example/imprint"}, {"name": "<b>Made here"}]
    assert (await identity.api.patch("admin/settings/", json={"footer_links": links})).status_code == 200
    page = (await identity.browser().get(SIGN_IN)).text
    assert '<a href="https://acme.example/imprint">Imprint</a>' in page
    assert "&lt;b&gt;Made here" in page


async def test_external_users_are_taken_to_the_default_application(identity) -> None:
    made = await identity.api.post(
        "core/applications/",
        json={"name": "Shop", "slug": "shop", "meta_launch_url": "https://shop.example/"},
    )
    (brand,) = (await identity.api.get("core/brands/", params={"default": True})).json()["results"]
    path = f"core/brands/{brand['brand_uuid']}/"
    assert (
        await identity.api.patch(path, json={"default_application": made.json()["pk"]})
    ).status_code == 200
    await identity.user("guest", type="external")
    await identity.user("staff")
    guest = await identity.signed_in("guest", "a password")
    answer = await guest.get("/if/user/")
    assert answer.headers.get("location") == "https://shop.example/"
    staff = await identity.signed_in("staff", "a password")
    assert (await staff.get("/if/user/")).status_code in (200, 503)


async def test_external_users_stay_where_the_default_application_is_closed_to_them(identity) -> None:
    made = (
        await identity.api.post(
            "core/applications/",
            json={"name": "Shop", "slug": "shop", "meta_launch_url": "https://shop.example/"},
        )
    ).json()
    group = (await identity.api.post("core/groups/", json={"name": "customers"})).json()["pk"]
    await identity.api.post("policies/bindings/", json={"target": made["pk"], "group": group, "order": 0})
    (brand,) = (await identity.api.get("core/brands/", params={"default": True})).json()["results"]
    await identity.api.patch(f"core/brands/{brand['brand_uuid']}/", json={"default_application": made["pk"]})
    await identity.user("guest", type="external")
    guest = await identity.signed_in("guest", "a password")
    assert (await guest.get("/if/user/")).status_code in (200, 503)
