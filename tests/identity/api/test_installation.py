"""Brands, system settings, impersonation, icons and tokens: what is set is in effect."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from tests.identity.conftest import Browser

from wirelatch.identity.api.core.expired_tokens import end_expired_tokens
from wirelatch.identity.directory.tables import api_tokens
from wirelatch.identity.installation.brands import Brand, of_host


async def settings(identity, **values) -> dict:
    answer = await identity.api.patch("admin/settings/", json=values)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def unsafe(browser: Browser, method: str, path: str, **values):
    """A request as a page of ours sends it."""
    await browser.get("/if/flow/default-invalidation-flow/")
    headers = {"X-authentik-CSRF": browser.cookies["authentik_csrf"]}
    return await browser.request(method, f"/api/v3/{path}", json=values, headers=headers)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("company.example", "company.example"),
        ("sso.company.example:9000", "company.example"),
        ("a.sso.company.example", "sso.company.example"),
        ("SSO.Company.Example.", "sso.company.example"),
        ("notcompany.example", "fallback"),
        ("127.0.0.1:9000", "fallback"),
        ("[::1]:9000", "fallback"),
    ],
)
def test_the_longest_domain_that_fits_is_the_brand(host, domain) -> None:
    known = (
        Brand("1", "company.example"),
        Brand("2", "sso.company.example"),
        Brand("3", "fallback", default=True),
    )
    expected = "sso.company.example" if host.lower().startswith("sso.") else domain
    assert of_host(known, host).domain == expected


async def test_there_is_always_one_default_brand(identity) -> None:
    first = (await identity.api.get("core/brands/")).json()["results"]
    assert [brand["default"] for brand in first] == [True]
    path = f"core/brands/{first[0]['brand_uuid']}/"
    assert (await identity.api.delete(path)).status_code == 400
    assert (await identity.api.patch(path, json={"default": False})).status_code == 400
    made = await identity.api.post("core/brands/", json={"domain": "b.example", "default": True})
    assert made.status_code == 201
    listed = (await identity.api.get("core/brands/")).json()["results"]
    assert sorted(brand["default"] for brand in listed) == [False, True]


@pytest.mark.parametrize(
    "css",
    [
        "@import 'x'",
        "a{background:url(https://evil)}",
        "</style><script>",
        "a{b:\\75rl(x)}",
        "x{y:expression(1)}",
    ],
)
async def test_styles_that_fetch_or_break_out_are_refused(identity, css) -> None:
    body = {"domain": "b.example", "branding_custom_css": css}
    answer = await identity.api.post("core/brands/", json=body)
    assert (answer.status_code, list(answer.json())) == (400, ["branding_custom_css"])


@pytest.mark.parametrize(
    "svg",
    [
        "<svg xmlns='x'><script>alert(1)</script></svg>",
        "<svg onload='alert(1)'></svg>",
        "<svg><foreignObject/></svg>",
        "<svg><a href='javascript:alert(1)'/></svg>",
        "<svg><use href='https://evil.example/x.svg#a'/></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
        "<html></html>",
    ],
)
async def test_an_icon_that_could_run_anything_is_refused(identity, rp, svg) -> None:
    files = {"file": ("icon.svg", svg.encode(), "image/svg+xml")}
    answer = await identity.api.post(f"core/applications/{rp.slug}/set_icon/", files=files)
    assert (answer.status_code, list(answer.json())) == (400, ["file"])


async def test_an_icon_is_uploaded_and_cleared(identity, rp) -> None:
    path = f"core/applications/{rp.slug}/"
    files = {"file": ("icon.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h1'/></svg>", "x/y")}
    assert (await identity.api.post(path + "set_icon/", files=files)).status_code == 200
    files = {"file": ("icon.png", b"\x89PNG\r\n\x1a\n....", "image/png")}
    assert (await identity.api.post(path + "set_icon/", files=files)).status_code == 200
    shown = (await identity.api.get(path)).json()
    assert shown["meta_icon"].startswith("data:image/png;base64,")
    assert (await identity.api.put(path, json={**shown, "name": "Other"})).status_code == 200
    assert (await identity.api.post(path + "set_icon/", files={"clear": (None, "true")})).status_code == 200
    assert (await identity.api.get(path)).json()["meta_icon"] == ""
    assert (await identity.api.post(path + "set_icon_url/", json={"url": "fa://fa-cog"})).status_code == 200


async def test_settings_are_in_effect(identity) -> None:
    user = await identity.user("ada")
    ada = identity.api_client(await identity.user_token(user))
    assert (await ada.patch("core/users/me/", json={"email": "a@example.com"})).status_code == 403
    assert (await ada.get("core/users/me/")).json()["user"]["changeable"] == ["name"]
    await settings(
        identity,
        default_user_change_email=True,
        default_token_length=80,
        default_token_duration="hours=2",
        pagination_default_page_size=1,
        avatars="gravatar,initials",
        footer_links=[{"name": "Help", "href": "https://help.example.com"}],
    )
    assert (await ada.get("core/users/me/")).json()["user"]["changeable"] == ["name", "email"]
    assert (await ada.patch("core/users/me/", json={"email": "a@example.com"})).status_code == 200
    made = (await ada.post("core/tokens/", json={"identifier": "mine"})).json()
    assert len(made["key"]) == 80
    expires = datetime.fromisoformat(made["expires"]) - datetime.now(UTC)
    assert timedelta(hours=1) < expires <= timedelta(hours=2)
    listed = (await identity.api.get("core/users/")).json()
    assert len(listed["results"]) == 1
    assert listed["results"][0]["avatar"].startswith("https://www.gravatar.com/")
    current = (await identity.api_client().get("core/brands/current/")).json()
    assert current["ui_footer_links"] == [{"name": "Help", "href": "https://help.example.com"}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"footer_links": [{"name": "x", "href": "javascript:alert(1)"}]},
        {"gdpr_compliance": True},
        {"avatars": "http://x"},
        {"default_token_length": 5},
        {"pagination_default_page_size": 200},
        {"event_retention": "soon"},
        {"base_url": "https://elsewhere.example"},
    ],
)
async def test_settings_that_cannot_be_in_effect_are_refused(identity, wrong) -> None:
    answer = await identity.api.patch("admin/settings/", json=wrong)
    assert (answer.status_code, list(answer.json())) == (400, list(wrong))


async def test_impersonating_is_on_the_record_with_both_users_and_ends(identity, browser) -> None:
    user = await identity.user("ada")
    path = f"core/users/{user['pk']}/impersonate/"
    assert (await unsafe(browser, "POST", path)).status_code == 400
    answer = await unsafe(browser, "POST", path, reason="She asked me to look")
    assert answer.status_code == 204, answer.text
    me = (await browser.get("/api/v3/core/users/me/")).json()
    assert (me["user"]["username"], me["original"]["username"]) == ("ada", "admin")
    assert (await browser.get("/api/v3/core/users/")).status_code == 403
    refused = await unsafe(browser, "POST", "core/tokens/", identifier="outlasting")
    assert refused.status_code == 403
    assert (await unsafe(browser, "PATCH", "core/users/me/", name="Ada L.")).status_code == 200
    event = (await identity.events("model_updated"))[0]
    assert event["user"]["username"] == "admin"
    assert event["user"]["on_behalf_of"]["username"] == "ada"
    assert (await browser.get("/api/v3/core/users/impersonate_end/")).status_code == 204
    me = (await browser.get("/api/v3/core/users/me/")).json()
    assert (me["user"]["username"], "original" in me) == ("admin", False)
    started = (await identity.events("impersonation_started"))[0]
    assert started["context"]["reason"] == "She asked me to look"
    assert (await identity.events("impersonation_ended"))[0]["user"]["username"] == "admin"


async def test_nobody_impersonates_who_has_more_rights(identity) -> None:
    helper = await identity.user("helper")
    role = (await identity.api.post("rbac/roles/", json={"name": "Impersonators"})).json()
    await identity.api.post(
        f"rbac/permissions/assigned_by_roles/{role['pk']}/assign/",
        json={"permissions": ["authentik_core.impersonate"]},
    )
    await identity.api.post(f"rbac/roles/{role['pk']}/add_user/", json={"pk": helper["pk"]})
    ada = await identity.user("ada")
    browser = await identity.signed_in("helper", "a password")
    refused = await unsafe(browser, "POST", "core/users/1/impersonate/", reason="x")
    assert refused.status_code == 403
    allowed = await unsafe(browser, "POST", f"core/users/{ada['pk']}/impersonate/", reason="x")
    assert allowed.status_code == 204
    await settings(identity, impersonation=False)


async def test_an_expired_api_token_is_rotated_and_others_go(identity) -> None:
    for identifier, intent in (("script", "api"), ("mail", "app_password")):
        await identity.api.post("core/tokens/", json={"identifier": identifier, "intent": intent})
    services = identity.app.services
    past = datetime.now(UTC) - timedelta(minutes=1)
    expire = update(api_tokens).where(api_tokens.c.identifier.in_(("script", "mail"))).values(expires=past)
    await services.database.write(lambda connection: connection.execute(expire))
    await end_expired_tokens(services)
    script = (await identity.api.get("core/tokens/script/")).json()
    assert datetime.fromisoformat(script["expires"]) > datetime.now(UTC)
    assert (await identity.api.get("core/tokens/mail/")).status_code == 404
    assert (await identity.events("secret_rotate"))[0]["context"]["model"]["name"] == "script"


async def test_ending_sessions_in_bulk_ends_those_of_the_users_named(identity, browser) -> None:
    await identity.user("ada")
    ada = await identity.signed_in("ada", "a password")
    answer = await identity.api.delete("core/authenticated_sessions/bulk_delete/?user_pks=1")
    assert answer.json() == {"deleted": 1}
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 403
    assert (await ada.get("/api/v3/core/users/me/")).status_code == 200


async def test_applications_without_bindings_can_be_closed_to_everybody(identity, rp) -> None:
    ada = identity.api_client(await identity.user_token(await identity.user("ada")))
    assert (await ada.get("core/applications/app/check_access/")).json()["passing"] is True
    await settings(identity, flags={"core_default_app_access": False})
    assert (await ada.get("core/applications/app/check_access/")).json()["passing"] is False
