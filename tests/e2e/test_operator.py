"""What an operator does now and then, in the console of a real identity half, and what comes of it outside."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.console import choose, create_application, create_user, value_of, visit
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


def test_a_refused_redirect_uri_is_registered_from_the_event_that_tells_of_it(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    slug, provider = create_application(api, "Slash")
    client = api.get(f"providers/oauth2/{provider}/").json()["client_id"]
    asked = {
        "client_id": client,
        "response_type": "code",
        "scope": "openid",
        "redirect_uri": f"https://{slug}.company/callback/",
    }
    address = f"{identity.identity}/application/o/authorize/"
    assert httpx.get(address, params=asked).status_code == 400
    visit(page, identity, "/if/admin/#/events/log?action=configuration_error")
    page.get_by_role("row", name="slash").get_by_role("button", name="Show details").click()
    refusal = page.get_by_role("status").filter(has_text="The redirect URI was not registered")
    expect(refusal.get_by_text("https://slash.company/callback", exact=True)).to_be_visible()
    expect(refusal.get_by_text("https://slash.company/callback/", exact=True)).to_be_visible()
    refusal.get_by_role("button", name="Add this URI").click()
    expect(page.get_by_text("The redirect URI is registered now")).to_be_visible()
    assert httpx.get(address, params=asked).status_code == 302


def test_an_administrator_acts_as_somebody_else_and_comes_back(
    identity: Wirelatch, browser: Browser, api: httpx.Client
) -> None:
    pk = create_user(api, "wanda")
    page = browser.new_context().new_page()  # a session of its own: others go on as the administrator
    visit(page, identity, "/if/admin/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{identity.identity}/if/admin/#/identity/users/{pk}")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Impersonate").click()
    dialog = page.get_by_role("dialog", name="Impersonate wanda")
    dialog.get_by_label("Reason").fill("A ticket")
    dialog.get_by_role("button", name="Impersonate").click()
    banner = page.get_by_text("You are impersonating wanda", exact=False)
    expect(banner).to_be_visible()
    expect(page.get_by_role("link", name="Admin interface")).to_have_count(0)
    page.get_by_role("button", name="Stop impersonation").click()
    expect(page.get_by_role("heading", name="Wanda", level=1)).to_be_visible()
    expect(banner).to_have_count(0)
    page.context.close()


def test_a_recovery_link_lets_a_user_choose_a_password(
    identity: Wirelatch, page: Page, browser: Browser, api: httpx.Client
) -> None:
    pk = create_user(api, "oblivia")
    visit(page, identity, f"/if/admin/#/identity/users/{pk}")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Create recovery link").click()
    link = value_of(page.get_by_role("dialog", name="Recovery link for oblivia"), "Link")
    stranger = browser.new_context().new_page()
    stranger.goto(link)
    stranger.get_by_role("button", name="Continue").click()
    expect(stranger.get_by_role("textbox", name="Password", exact=True)).to_be_visible()
    stranger.context.close()


def test_a_new_client_secret_works_beside_the_old_one(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    _, provider = create_application(api, "Vaultier")
    before = api.get(f"providers/oauth2/{provider}/").json()
    visit(page, identity, f"/if/admin/#/core/providers/{provider}")
    page.get_by_role("button", name="Rotate Client Secret").click()
    page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    shown = page.get_by_role("dialog", name="New client secret")
    secret = value_of(shown, "Client Secret")
    assert secret != before["client_secret"]
    for each in (secret, before["client_secret"]):
        answer = httpx.post(
            f"{identity.identity}/application/o/introspect/",
            data={"token": "x"},
            auth=(before["client_id"], each),
        )
        assert answer.status_code == 200


def test_a_key_is_generated_and_rotated_for_the_providers_that_sign_with_it(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    visit(page, identity, "/if/admin/#/crypto/certificates?create=1")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Common Name").fill("signing")
    dialog.get_by_role("button", name="Generate").click()
    expect(page.get_by_role("row", name="signing")).to_be_visible()
    pair = api.get("crypto/certificatekeypairs/", params={"name": "signing"}).json()["results"][0]["pk"]
    _, provider = create_application(api, "Signed")
    api.patch(f"providers/oauth2/{provider}/", json={"signing_key": pair}).raise_for_status()
    page.reload()
    page.get_by_role("button", name="Show details of signing").click()
    page.get_by_role("button", name="Rotate").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("1 provider signs")
    question.get_by_role("button", name="Rotate").click()
    expect(question).to_have_count(0, timeout=30_000)  # a key of 4096 bits takes its time
    assert api.get(f"providers/oauth2/{provider}/").json()["signing_key"] != pair


def test_an_invitations_link_is_shown_when_it_is_made_and_opens_its_flow(
    identity: Wirelatch, page: Page, browser: Browser, api: httpx.Client
) -> None:
    flow = api.post(
        "flows/instances/",
        json={"name": "Join", "slug": "join", "title": "Join us", "designation": "enrollment"},
    ).json()["pk"]
    for order, (kind, name) in enumerate((("invitation/stages", "invited"), ("dummy", "welcome"))):
        stage = api.post(f"stages/{kind}/", json={"name": name}).json()["pk"]
        api.post("flows/bindings/", json={"target": flow, "stage": stage, "order": order}).raise_for_status()
    visit(page, identity, "/if/admin/#/flow/stages/invitations?create=1")
    form = page.get_by_role("dialog", name="New Invitation")
    form.get_by_label("Name", exact=True).fill("for-ann")
    choose(page, form, "Flow", "join")
    form.get_by_role("button", name="Create Invitation").click()
    link = value_of(page.get_by_role("dialog", name="Link of for-ann"), "Link")
    stranger = browser.new_context().new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("button", name="Continue")).to_be_visible()
    stranger.context.close()
    stranger = browser.new_context().new_page()
    stranger.goto(link.partition("?")[0])
    expect(stranger.get_by_role("heading", level=1)).to_be_visible()
    expect(stranger.get_by_role("button", name="Continue")).to_have_count(0)
    stranger.context.close()


def test_choosing_reaches_beyond_the_first_hundred(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    """By scrolling on, and by searching, in the two lists of a form and in a field for one record."""
    for number in range(115):
        api.post("core/groups/", json={"name": f"choir-{number:03}"}).raise_for_status()
    visit(page, identity, "/if/admin/#/identity/users?create=1")
    form = page.get_by_role("dialog", name="New User")
    available = form.get_by_role("list", name="Available groups")
    entries = available.get_by_role("button", name=re.compile("^Add choir"))
    last = available.get_by_role("button", name="Add choir-114")
    expect(entries.nth(20)).to_be_attached()
    while (count := entries.count()) < 115:
        available.evaluate("list => { list.scrollTop = 0; list.scrollTop = list.scrollHeight }")
        expect(entries.nth(count)).to_be_attached()
    last.click()
    form.get_by_role("searchbox", name="Search groups").fill("choir-107")
    available.get_by_role("button", name="Add choir-107").click()
    chosen = form.get_by_role("list", name="Chosen groups")
    expect(chosen.get_by_role("listitem")).to_have_text([re.compile("choir-114"), re.compile("choir-107")])
    form.get_by_label("Username").fill("soprano")
    form.get_by_label("Name", exact=True).fill("Soprano")
    form.get_by_role("button", name="Create User").click()
    expect(page.get_by_role("heading", name="Soprano", level=1)).to_be_visible()
    user = api.get("core/users/", params={"username": "soprano"}).json()["results"][0]
    assert sorted(group["name"] for group in user["groups_obj"]) == ["choir-107", "choir-114"]

    slug, _ = create_application(api, "Choir")
    page.goto(f"{identity.identity}/if/admin/#/core/applications/{slug}?tab=bindings")
    page.get_by_role("button", name="Bind existing policy/group/user").click()
    binding = page.get_by_role("dialog", name="Bind policy/group/user")
    choose(page, binding, "Group", "choir-113")
    binding.get_by_role("button", name="Save Binding").click()
    expect(page.get_by_role("row", name="choir-113")).to_be_visible()


def test_a_role_gets_a_permission_on_one_object_alone(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    _, provider = create_application(api, "Desk")
    role = api.post("rbac/roles/", json={"name": "helpers"}).json()["pk"]
    visit(page, identity, f"/if/admin/#/core/providers/{provider}?tab=permissions")
    page.get_by_role("button", name="Assign to role").click()
    form = page.get_by_role("dialog", name="Assign permissions on this object")
    choose(page, form, "Role", "helpers")
    form.get_by_role("button", name=re.compile("^Add Can view")).first.click()
    form.get_by_role("button", name="Assign").click()
    row = page.get_by_role("row", name="helpers")
    expect(row).to_contain_text("view_oauth2provider")
    query = {"model": "authentik_providers_oauth2.oauth2provider", "object_pk": provider}
    held = api.get("rbac/permissions/assigned_by_roles/", params=query).json()["results"]
    assert [each["role_pk"] for each in held if each["object_permissions"]] == [role]
    row.get_by_role("checkbox").check(force=True)
    page.get_by_role("button", name="Remove permissions of 1").click()
    page.get_by_role("alertdialog").get_by_role("button").last.click()
    expect(row).to_have_count(0)


def test_a_token_made_in_the_console_registers_a_client(identity: Wirelatch, page: Page) -> None:
    visit(page, identity, "/if/admin/#/core/registration")
    page.get_by_role("button", name="New Initial Access Token").click()
    form = page.get_by_role("dialog", name="New Initial Access Token")
    form.get_by_label("Name", exact=True).fill("pipeline")
    form.get_by_role("button", name="Create Initial Access Token").click()
    made = page.get_by_role("dialog", name="pipeline created")
    answer = httpx.post(
        value_of(made, "Registration endpoint"),
        json={"redirect_uris": ["https://pipeline.example/cb"], "client_name": "Pipeline"},
        headers={"Authorization": f"Bearer {value_of(made, 'Initial Access Token')}"},
    )
    assert answer.status_code == 201, answer.text
    made.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("row", name="pipeline")).to_contain_text("Used up")


def test_the_brand_of_the_console_is_that_of_the_sign_in_page(
    identity: Wirelatch, page: Page, browser: Browser, api: httpx.Client
) -> None:
    visit(page, identity, "/if/admin/#/core/brands")
    page.get_by_role("button", name="New Brand").first.click()
    form = page.get_by_role("dialog", name="New Brand")
    form.get_by_label("Domain").fill("localhost")
    form.get_by_label("Title").fill("Acme")
    form.get_by_label("Logo").fill("https://cdn.invalid/logo.svg")
    form.get_by_role("button", name="Create Brand").click()
    expect(page.get_by_role("row", name="localhost")).to_be_visible()
    visitor = browser.new_context().new_page()
    visitor.goto(f"{identity.identity.replace('127.0.0.1', 'localhost')}/if/admin/")
    expect(visitor).to_have_title(re.compile("Acme$"))
    expect(visitor.get_by_role("img", name="Acme")).to_be_attached()
    visitor.goto(f"{identity.identity}/if/admin/")
    expect(visitor).to_have_title(re.compile("Wirelatch$"))
    visitor.context.close()
