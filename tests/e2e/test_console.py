"""The admin console and My applications in a real browser, against a real identity half."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.console import create_user, open_page, value_of, visit
from tests.support.ports import free_port
from tests.support.processes import Wirelatch, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

CALLBACK = "https://nodered.company/auth/strategy/callback/"


def test_the_guides_application_is_created_step_by_step(identity: Wirelatch, page: Page) -> None:
    """The wizard has the guide's steps in the guide's words, and its result is what a relying party needs."""
    visit(page, identity, "/if/admin/")
    open_page(page, "Applications")
    page.get_by_role("button", name="Create with Provider").first.click()
    dialog = page.get_by_role("dialog", name="New Application")
    dialog.get_by_label("Application Name").fill("Node-RED")
    assert value_of(dialog, "Slug") == "node-red"
    dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_role("heading", name="Choose a Provider Type")).to_be_visible()
    expect(dialog.get_by_role("radio", name="OAuth2/OpenID Connect")).to_be_checked()
    dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_role("heading", name="Configure the Provider")).to_be_visible()
    assert value_of(dialog, "Provider Name") == "Provider for Node-RED"
    dialog.get_by_role("textbox", name="Redirect URI", exact=True).fill(CALLBACK)
    dialog.get_by_role("button", name="Next").click()
    dialog.get_by_role("button", name="Bind policy/group/user").click()
    dialog.get_by_role("combobox", name="Group").click()
    page.get_by_role("option", name="Wirelatch Viewers").click()
    dialog.get_by_role("button", name="Save Binding").click()
    dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_role("heading", name="Review and Submit Application")).to_be_visible()
    expect(dialog.get_by_text(CALLBACK)).to_be_visible()
    dialog.get_by_role("button", name="Submit").click()

    result = page.get_by_role("dialog", name="Your application has been saved")
    issuer = value_of(result, "OpenID Configuration Issuer")
    assert issuer == f"{identity.identity}/application/o/node-red/"
    metadata = httpx.get(value_of(result, "OpenID Configuration URL")).json()
    assert metadata["issuer"] == issuer
    assert metadata["id_token_signing_alg_values_supported"] == ["RS256"]
    assert metadata["authorization_endpoint"] == value_of(result, "Authorize URL")
    client_id = value_of(result, "Client ID")
    secret = result.get_by_label("Client Secret", exact=True)
    assert secret.get_attribute("type") == "password"
    result.get_by_role("button", name="Reveal Client Secret").click()
    assert secret.get_attribute("type") == "text"
    answer = httpx.post(
        value_of(result, "Token URL"),
        data={
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret.input_value(),
        },
    )
    assert answer.json().get("error") != "invalid_client"
    result.get_by_role("button", name="Done").click()
    expect(page.get_by_role("row", name="Node-RED")).to_be_visible()


def test_a_relying_party_signs_people_in_with_the_values_of_the_wizard(
    identity: Wirelatch, page: Page, tmp_path: Path
) -> None:
    """The values are carried over as a person does it: into the settings of a program that knows nothing else."""
    visit(page, identity, "/if/admin/#/core/applications?create=wizard")
    port = free_port()
    dialog = page.get_by_role("dialog", name="New Application")
    dialog.get_by_label("Application Name").fill("Workshop")
    for _ in range(2):
        dialog.get_by_role("button", name="Next").click()
    redirect_uri = dialog.get_by_role("textbox", name="Redirect URI", exact=True)
    redirect_uri.fill(f"http://127.0.0.1:{port}/auth/strategy/callback")
    for _ in range(2):
        dialog.get_by_role("button", name="Next").click()
    dialog.get_by_role("button", name="Submit").click()
    result = page.get_by_role("dialog", name="Your application has been saved")
    result.get_by_role("button", name="Reveal Client Secret").click()
    values = {
        "WIRELATCH_OIDC_ISSUER": value_of(result, "OpenID Configuration Issuer"),
        "WIRELATCH_OIDC_CLIENT_ID": value_of(result, "Client ID"),
        "WIRELATCH_OIDC_CLIENT_SECRET": value_of(result, "Client Secret"),
    }
    with wirelatch("flows", tmp_path, environment=values, flows_port=port) as workshop:
        page.goto(workshop.flows)
        expect(page.get_by_role("banner")).to_contain_text("Administrator")
        assert page.url.startswith(workshop.flows)


def test_a_refusal_leads_back_to_the_step_it_is_about(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    api.post("core/applications/", json={"name": "Wiki", "slug": "wiki"})
    visit(page, identity, "/if/admin/#/core/applications?create=wizard")
    dialog = page.get_by_role("dialog", name="New Application")
    dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_text("Enter a name.")).to_be_visible()
    dialog.get_by_label("Application Name").fill("Wiki")
    for _ in range(4):
        dialog.get_by_role("button", name="Next").click()
    dialog.get_by_role("button", name="Submit").click()
    expect(dialog.get_by_role("heading", name="Configure the Application")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Slug")).to_have_attribute("aria-invalid", "true")


def test_a_user_is_created_put_into_a_group_and_deactivated(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    visit(page, identity, "/if/admin/")
    open_page(page, "Users")
    page.get_by_role("button", name="New User").click()
    dialog = page.get_by_role("dialog", name="New User")
    dialog.get_by_label("Username").fill("grace")
    dialog.get_by_label("Name", exact=True).fill("Grace Hopper")
    dialog.get_by_role("button", name="Add Wirelatch Viewers").click()
    dialog.get_by_role("button", name="Create User").click()
    expect(page.get_by_role("heading", name="Grace Hopper", level=1)).to_be_visible()
    page.get_by_role("tab", name="Groups").click()
    expect(page.get_by_role("row", name="Wirelatch Viewers")).to_be_visible()
    page.get_by_role("button", name="Deactivate").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Deactivate").click()
    expect(page.get_by_role("button", name="Activate", exact=True)).to_be_visible()
    assert not api.get("core/users/", params={"username": "grace"}).json()["results"][0]["is_active"]


def test_a_tokens_key_is_shown_once_and_opens_the_api(identity: Wirelatch, page: Page) -> None:
    visit(page, identity, "/if/admin/")
    open_page(page, "Tokens and App passwords")
    page.get_by_role("button", name="New Token").click()
    dialog = page.get_by_role("dialog", name="New Token")
    dialog.get_by_label("Identifier").fill("deploy")
    dialog.get_by_role("combobox", name="User").click()
    page.get_by_role("option", name="admin").click()
    dialog.get_by_role("button", name="Create").click()
    key = value_of(page.get_by_role("dialog", name="Token deploy created"), "Key")
    me = httpx.get(f"{identity.identity}/api/v3/core/users/me/", headers={"Authorization": f"Bearer {key}"})
    assert me.json()["user"]["username"] == "admin"
    page.get_by_role("button", name="Done").click()
    page.get_by_role("row", name="deploy").get_by_role("checkbox").check(force=True)
    page.get_by_role("button", name="Delete 1").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("row", name="deploy")).to_have_count(0)


def test_a_list_is_searched_sorted_and_paged_in_its_address(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    for number in range(22):
        create_user(api, f"member-{number:02}")
    visit(page, identity, "/if/admin/")
    open_page(page, "Users")
    page.get_by_role("searchbox", name="Search users").fill("member-")
    expect(page.get_by_text("1–20 of 22")).to_be_visible()
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_role("row", name="member-21")).to_be_visible()
    page.get_by_role("columnheader", name="Name").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("member-21")
    page.reload()
    expect(page.get_by_text("1–20 of 22")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("member-21")


def test_people_find_their_applications_and_open_the_first_with_enter(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    create_user(api, "ada", password="pass-word-1")
    for name, group in (("Grafana", "Observability"), ("Gitea", "Development")):
        address = f"{identity.identity}/-/health/live/?{name}"
        body = {"name": name, "slug": name.lower(), "group": group, "meta_launch_url": address}
        assert api.post("core/applications/", json=body).status_code == 201
    visit(page, identity, "/if/user/", "ada", "pass-word-1")
    expect(page.get_by_role("heading", name="My applications")).to_be_visible()
    expect(page.get_by_role("link", name="Grafana")).to_be_visible()
    expect(page.get_by_role("heading", name="Development")).to_be_visible()
    expect(page.get_by_role("link", name="Admin interface")).to_have_count(0)
    page.get_by_role("searchbox").fill("git")
    expect(page.get_by_role("link", name="Grafana")).to_have_count(0)
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/-/health/live/?Gitea")


def test_people_change_their_own_password_with_the_current_one(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    create_user(api, "hedy", password="pass-word-1")
    visit(page, identity, "/if/user/", "hedy", "pass-word-1")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Settings").click()
    page.get_by_role("tab", name="Change password").click()
    panel = page.get_by_role("tabpanel", name="Change password")
    for label, text in (
        ("Current password", "wrong"),
        ("New password", "pass-word-2"),
        ("Repeat password", "pass-word-2"),
    ):
        panel.get_by_role("textbox", name=label).fill(text)
    panel.get_by_role("button", name="Change password").click()
    expect(panel.get_by_text("The current password is wrong.")).to_be_visible()
    panel.get_by_role("textbox", name="Current password").fill("pass-word-1")
    panel.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Password changed")).to_be_visible()
    page.context.clear_cookies()
    visit(page, identity, "/if/user/", "hedy", "pass-word-2")
    expect(page.get_by_role("heading", name="My applications")).to_be_visible()


def test_the_console_can_be_used_on_a_phone(identity: Wirelatch, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, identity, "/if/admin/")
    page.get_by_role("button", name="Open navigation").click()
    open_page(page, "Groups")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
