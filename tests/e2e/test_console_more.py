"""Less visited pages of the console, as an operator uses them: mappings, initial permissions, sources, blueprints."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.support.axe import violations
from tests.support.console import choose, create_application, visit
from tests.support.processes import ADMIN_PASSWORD, Wirelatch
from tests.support.sign_in import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SOURCE = {
    "name": "Upstream", "slug": "upstream", "provider_type": "openidconnect", "consumer_key": "wirelatch",
    "consumer_secret": "secret", "oidc_well_known_url": "https://upstream.company/.well-known/openid-configuration",
}  # fmt: skip
BLUEPRINT = """version: 1
metadata: {name: Teams, labels: {blueprints.goauthentik.io/instantiate: "false"}}
entries:
  - model: authentik_core.group
    identifiers: {name: from-a-blueprint}
"""


@pytest.mark.parametrize(
    ("tab", "noun", "path"),
    [
        ("OAuth Sources", "OAuth Source Mapping", "propertymappings/source/oauth/"),
        ("Webhooks", "Webhook Mapping", "propertymappings/notification/"),
    ],
)
def test_mappings_of_sources_and_webhooks_have_forms(
    identity: Wirelatch, page: Page, api: httpx.Client, tab: str, noun: str, path: str
) -> None:
    visit(page, identity, "/if/admin/#/core/property-mappings")
    page.get_by_role("tab", name=tab).click()
    page.get_by_role("button", name=f"New {noun}").click()
    form = page.get_by_role("dialog", name=f"New {noun}")
    form.get_by_label("Name", exact=True).fill(f"Made for {tab}")
    form.get_by_role("button", name=f"Create {noun}").click()
    expect(page.get_by_role("row", name=f"Made for {tab}")).to_be_visible()
    page.get_by_role("button", name=f"Edit Made for {tab}").click()
    page.get_by_role("dialog").get_by_label("Name", exact=True).fill(f"Renamed for {tab}")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name=f"Renamed for {tab}")).to_be_visible()
    (stored,) = api.get(path).json()["results"]
    assert stored["name"] == f"Renamed for {tab}"
    assert stored["expression"].startswith("return {")


def test_a_role_gets_permissions_on_what_its_carriers_make(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    role = api.post("rbac/roles/", json={"name": "Builders"}).json()["pk"]
    visit(page, identity, "/if/admin/#/identity/initial-permissions?create=1")
    form = page.get_by_role("dialog", name="New Initial Permissions")
    form.get_by_label("Name", exact=True).fill("Own applications")
    choose(page, form, "Role", "Builders")
    form.get_by_role("searchbox", name="Search permissions").fill("change_application")
    form.get_by_role("button", name="Add Can change Application", exact=True).click()
    form.get_by_role("button", name="Create Initial Permissions").click()
    row = page.get_by_role("row", name="Own applications")
    expect(row).to_contain_text("Can change Application")
    expect(row).to_contain_text("Builders")
    (stored,) = api.get("rbac/initial_permissions/").json()["results"]
    assert stored["role"] == role
    page.get_by_role("button", name="Edit Own applications").click()
    chosen = page.get_by_role("dialog").get_by_role("list", name="Chosen permissions")
    expect(chosen.get_by_role("button", name="Remove Can change Application")).to_be_visible()


def test_who_may_come_from_a_source_is_bound_on_its_page(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    source = api.post("sources/oauth/", json=SOURCE).json()
    api.post("core/groups/", json={"name": "Partners"})
    visit(page, identity, "/if/admin/#/core/sources")
    page.get_by_role("link", name="Upstream").click()
    expect(page.get_by_role("heading", name="Upstream", level=1)).to_be_visible()
    expect(page.get_by_role("textbox", name="Callback URL")).to_have_value(source["callback_url"])
    page.get_by_role("tab", name="Policy Bindings").click()
    page.get_by_role("button", name="Bind existing policy/group/user").click()
    dialog = page.get_by_role("dialog", name="Bind policy/group/user")
    choose(page, dialog, "Group", "Partners")
    dialog.get_by_role("button", name="Save Binding").click()
    expect(page.get_by_role("row", name="Group Partners")).to_be_visible()
    (stored,) = api.get("policies/bindings/", params={"target": source["pk"]}).json()["results"]
    assert stored["group_obj"]["name"] == "Partners"


def test_a_link_into_the_console_is_kept_when_signing_in(identity: Wirelatch, browser: Browser) -> None:
    """The part behind the # is never told to the server; a wrong password on the way does not lose it."""
    context = browser.new_context()
    page = context.new_page()
    deep = "/if/admin/#/identity/users?search=admin"
    page.goto(identity.identity + deep)
    sign_in(page, "admin", "not the password")
    expect(page.get_by_role("alert").or_(page.locator("[aria-invalid=true]")).first).to_be_visible()
    sign_in(page, "admin", ADMIN_PASSWORD)
    expect(page.get_by_role("heading", name="Users", level=1)).to_be_visible()
    assert page.url == identity.identity + deep
    context.close()


def test_a_blueprint_is_applied_from_its_folder_and_says_so(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    folder = identity.data / "blueprints"
    folder.mkdir(exist_ok=True)
    (folder / "teams.yaml").write_text(BLUEPRINT)
    visit(page, identity, "/if/admin/#/blueprints/instances?create=1")
    form = page.get_by_role("dialog", name="New Blueprint")
    form.get_by_label("Name", exact=True).fill("Teams")
    form.get_by_role("button", name="Source").click()
    page.get_by_role("option", name="teams.yaml").click()
    form.get_by_role("button", name="Create Blueprint").click()
    row = page.get_by_role("row", name="Teams")
    expect(row).to_contain_text("teams.yaml")
    page.get_by_role("button", name="Apply Teams").click()
    expect(row).to_contain_text("Successful")
    assert api.get("core/groups/", params={"name": "from-a-blueprint"}).json()["results"]
    (folder / "teams.yaml").write_text(BLUEPRINT.replace("authentik_core.group", "authentik_core.nothing"))
    page.get_by_role("button", name="Apply Teams").click()
    expect(row).to_contain_text("Error")
    page.get_by_role("button", name="Show details of Teams").click()
    expect(page.get_by_text("It was not applied; nothing was changed")).to_be_visible()
    expect(page.get_by_text("authentik_core.nothing").first).to_be_visible()


def test_nothing_of_a_pending_button_is_left_when_the_wizard_is_through(
    identity: Wirelatch, browser: Browser
) -> None:
    """axe's role-img-alt: React Aria announces a pending button by a node that points to it."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    visit(page, identity, "/if/admin/#/core/applications")
    page.get_by_role("button", name="Create with Provider").first.click()
    dialog = page.get_by_role("dialog", name="New Application")
    dialog.get_by_label("Application Name").fill("Announced")
    for _ in range(2):
        dialog.get_by_role("button", name="Next").click()
    dialog.get_by_role("textbox", name="Redirect URI", exact=True).fill("https://announced.company/callback")
    for _ in range(2):
        dialog.get_by_role("button", name="Next").click()
    dialog.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("dialog", name="Your application has been saved")).to_be_visible()
    expect(page.get_by_role("button", name="Done")).to_be_visible()
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize(
    ("locale", "title", "search"),
    [
        ("de-AT", "Meine Anwendungen", "Anwendung nach Namen suchen …"),
        ("ja-JP", "マイアプリケーション", "アプリケーションを名前で検索…"),
    ],
)
def test_my_applications_speaks_the_browsers_language(
    identity: Wirelatch,
    browser: Browser,
    signed_in: StorageState,
    api: httpx.Client,
    locale: str,
    title: str,
    search: str,
) -> None:
    if api.get("core/applications/diary/").status_code == 404:
        create_application(api, "Diary")
        api.patch("core/applications/diary/", json={"meta_launch_url": "https://diary.company/"})
    context = browser.new_context(locale=locale, storage_state=signed_in)
    page = context.new_page()
    visit(page, identity, "/if/user/")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page.get_by_role("searchbox", name=search)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    context.close()
