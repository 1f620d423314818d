"""The console's pages one by one: by keyboard, for screen readers, and what decides about access."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, expect

from tests.support.axe import violations
from tests.support.console import choose, create_application, create_user, open_page, value_of, visit
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

PAGES = (
    "administration/overview",
    "administration/dashboard/users",
    "core/applications",
    "core/applications/{slug}",
    "core/applications/{slug}?tab=bindings",
    "core/applications/{slug}?tab=entitlements",
    "core/providers",
    "core/providers/{provider}",
    "core/providers/{provider}?tab=try",
    "core/providers?create=1",
    "core/registration",
    "events/log",
    "events/rules",
    "events/rules?create=1",
    "events/transports",
    "events/transports?create=1",
    "policy/policies",
    "policy/policies?create=1",
    "core/property-mappings",
    "core/property-mappings?create=1",
    "blueprints/instances",
    "blueprints/instances?create=1",
    "policy/reputation",
    "flow/flows",
    "flow/flows/default-authentication-flow",
    "flow/stages",
    "flow/stages/prompts",
    "flow/stages/invitations",
    "identity/users",
    "identity/users?create=1",
    "identity/users/{user}",
    "identity/groups",
    "identity/groups?create=1",
    "identity/roles",
    "core/tokens",
    "core/tokens?create=1",
    "crypto/certificates",
    "core/brands",
    "admin/settings",
)


@pytest.fixture
def open_to_axe(browser: Browser, signed_in: StorageState) -> Iterator[Page]:
    """A page of the administrator's into which a test may bring a script."""
    size = ViewportSize(width=1280, height=900)
    context = browser.new_context(
        viewport=size, bypass_csp=True, storage_state=signed_in, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"Tab never came to {name!r}")


@pytest.mark.slow
def test_axe_finds_nothing_on_any_page(identity: Wirelatch, open_to_axe: Page, api: httpx.Client) -> None:
    """Every page and its forms, in light and dark, and as wide as a phone."""
    page = open_to_axe
    slug, provider = create_application(api, "Axe")
    user = create_user(api, "alexei")
    visit(page, identity, "/if/admin/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    found: dict[str, list[str]] = {}
    for number, path in enumerate(PAGES):
        page.set_viewport_size({"width": 390 if number % 3 == 2 else 1280, "height": 900})
        page.emulate_media(color_scheme="dark" if number % 2 else "light")
        address = path.format(slug=slug, provider=provider, user=user)
        page.evaluate("address => { location.hash = address }", f"#/{address}")
        if "create=" in path:
            expect(page.get_by_role("dialog")).to_be_visible()
        else:
            expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        expect(page.get_by_text("Loading", exact=True)).to_have_count(0)
        found |= {address: broken} if (broken := violations(page)) else {}
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert found == {}


def test_the_wizard_is_gone_through_by_keyboard_alone(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    """From the palette that Ctrl+K opens to the saved application, without the mouse."""
    visit(page, identity, "/if/admin/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("new appl")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="New Application")
    expect(dialog.get_by_label("Application Name")).to_be_focused()
    page.keyboard.type("Keys")
    page.keyboard.press("Enter")
    for heading in ("Choose a Provider Type", "Configure the Provider", "Configure Bindings (optional)"):
        expect(dialog.get_by_role("heading", name=heading)).to_be_focused()
        tab_to(page, "Next")
        page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="Review and Submit Application")).to_be_focused()
    tab_to(page, "Submit")
    page.keyboard.press("Enter")
    result = page.get_by_role("dialog", name="Your application has been saved")
    assert value_of(result, "Slug") == "keys"
    assert api.get("core/applications/keys/").status_code == 200


def test_a_binding_decides_and_check_access_says_why(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    slug, _ = create_application(api, "Vault")
    create_user(api, "outsider")
    member = create_user(api, "insider")
    group = api.post("core/groups/", json={"name": "Keyholders", "users": [member]}).json()["pk"]
    visit(page, identity, f"/if/admin/#/core/applications/{slug}?tab=bindings")
    page.get_by_role("button", name="Bind existing policy/group/user").click()
    dialog = page.get_by_role("dialog", name="Bind policy/group/user")
    choose(page, dialog, "Group", "Keyholders")
    dialog.get_by_text("Expires", exact=True).click()
    dialog.get_by_role("button", name="Save Binding").click()
    row = page.get_by_role("row", name="Group Keyholders")
    expect(row).to_contain_text("Expires in")
    stored = api.get("policies/bindings/", params={"group": group}).json()["results"][0]
    assert stored["expires"] is not None
    page.get_by_role("tab", name="Overview").click()
    panel = page.get_by_role("region", name="Check access")
    for username, verdict in (("outsider", "outsider has no access"), ("insider", "insider has access")):
        choose(page, panel, "User", username)
        panel.get_by_role("button", name="Check").click()
        expect(panel.get_by_text(verdict)).to_be_visible()
        expect(panel.get_by_text("“Keyholders”")).to_be_visible()


def test_a_policy_is_written_and_tested(identity: Wirelatch, page: Page, api: httpx.Client) -> None:
    nurse = create_user(api, "nurse")
    create_user(api, "visitor")
    api.post("core/groups/", json={"name": "staff", "users": [nurse]})
    visit(page, identity, "/if/admin/")
    open_page(page, "Policies")
    page.get_by_role("button", name="New Policy").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Expression Policy").click()
    form = page.get_by_role("dialog", name="New Expression Policy")
    form.get_by_label("Name", exact=True).fill("Staff only")
    form.get_by_role("button", name="Create").click()
    page.get_by_role("button", name="Test Staff only").click()
    test = page.get_by_role("dialog", name="Test Staff only")
    for username, verdict in (("nurse", "Passes"), ("visitor", "Does not pass")):
        choose(page, test, "User", username)
        test.get_by_role("button", name="Test", exact=True).click()
        expect(test.get_by_text(verdict, exact=True)).to_be_visible()


def test_a_wrong_expression_is_told_at_its_field(identity: Wirelatch, page: Page) -> None:
    visit(page, identity, "/if/admin/#/core/property-mappings?create=1")
    form = page.get_by_role("dialog", name="New Scope Mapping")
    form.get_by_label("Name", exact=True).fill("Broken")
    form.get_by_label("Scope name").fill("broken")
    form.get_by_role("textbox", name="Expression").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nimport os")
    form.get_by_role("button", name="Create Scope Mapping").click()
    expect(form.get_by_role("alert")).to_be_visible()
    form.get_by_label("Scope name").fill("two words")
    form.get_by_role("button", name="Create Scope Mapping").click()
    expect(form.get_by_text("A scope name has no spaces.")).to_be_visible()


def test_a_trial_shows_what_the_application_would_get(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    _, provider = create_application(api, "Trial")
    visit(page, identity, f"/if/admin/#/core/providers/{provider}?tab=try")
    page.get_by_role("button", name="Run the sign-in").click()
    expect(page.get_by_text("The sign-in works")).to_be_visible()
    expect(page.get_by_role("region", name="Claims of the ID token")).to_contain_text(
        '"preferred_username": "admin"'
    )


def test_a_forgotten_sign_in_is_mended_from_the_users_row(
    identity: Wirelatch, page: Page, api: httpx.Client
) -> None:
    """A row opens to what can be done to the account, and says so by keyboard too."""
    create_user(api, "sleeper")
    visit(page, identity, "/if/admin/#/identity/users?search=sleeper")
    toggle = page.get_by_role("button", name="Show details of sleeper")
    toggle.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Deactivate").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Deactivate").click()
    expect(page.get_by_role("row", name="sleeper").first).to_contain_text("Inactive")
    user = api.get("core/users/", params={"username": "sleeper"}).json()["results"][0]
    assert not user["is_active"]


def test_stages_of_a_flow_change_places(identity: Wirelatch, page: Page, api: httpx.Client) -> None:
    """A flow of two stages, made here; the second is moved before the first."""
    flow = api.post(
        "flows/instances/",
        json={"name": "Greeting", "slug": "greeting", "title": "Greeting", "designation": "enrollment"},
    ).json()["pk"]
    for order, name in ((10, "hello"), (20, "goodbye")):
        stage = api.post("stages/dummy/", json={"name": name}).json()["pk"]
        api.post("flows/bindings/", json={"target": flow, "stage": stage, "order": order})
    visit(page, identity, "/if/admin/#/flow/flows/greeting")
    expect(page.get_by_role("list", name="Stages of Greeting").get_by_text("hello")).to_be_visible()
    page.get_by_role("tab", name="Stage Bindings").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("hello")
    page.get_by_role("button", name="Move goodbye up").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("goodbye")
    stored = api.get("flows/bindings/", params={"target": flow, "ordering": "order"}).json()["results"]
    assert [binding["stage_obj"]["name"] for binding in stored] == ["goodbye", "hello"]
    page.get_by_role("button", name="Show details of goodbye").click()
    expect(page.get_by_text("This stage always runs.", exact=False)).to_be_visible()


def test_the_bell_tells_what_came_and_forgets_it_when_seen(identity: Wirelatch, page: Page) -> None:
    """A transport's example comes under the bell; by keyboard it is marked as seen."""
    visit(page, identity, "/if/admin/#/events/transports")
    page.get_by_role("button", name="Test default-local-transport").click()
    bell = page.get_by_role("banner").get_by_role("button", name="Notifications, 1 unseen")
    bell.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Notifications")
    item = drawer.get_by_role("listitem").filter(has_text="Test of the transport default-local-transport")
    item.get_by_role("button", name="Mark as seen").focus()
    page.keyboard.press("Enter")
    expect(drawer.get_by_role("status").filter(has_text="All seen")).to_be_visible()
    expect(item).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("banner").get_by_role("button", name="Notifications", exact=True)).to_be_focused()
