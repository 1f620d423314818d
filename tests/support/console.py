"""What a person does in the console, and what the tests of it need there."""

from __future__ import annotations

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.support.processes import ADMIN_PASSWORD, Wirelatch
from tests.support.sign_in import sign_in


def visit(
    page: Page, identity: Wirelatch, path: str, username: str = "admin", password: str = ADMIN_PASSWORD
) -> None:
    """Open a page, and sign in where it asks for that: as the administrator a test's page is signed in already."""
    if username != "admin":
        page.context.clear_cookies()
    page.goto(identity.identity + path)
    if "/if/flow/" in page.url:
        sign_in(page, username, password)


def open_page(page: Page, name: str) -> None:
    """Go to a page of the console by its navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def create_user(api: httpx.Client, username: str, *, password: str = "", **values: object) -> int:
    """A user, who can sign in only with a password: hashing one takes long."""
    created = api.post("core/users/", json={"username": username, "name": username.title(), **values})
    assert created.status_code == 201, created.text
    pk: int = created.json()["pk"]
    if password:
        api.post(f"core/users/{pk}/set_password/", json={"password": password}).raise_for_status()
    return pk


def create_application(api: httpx.Client, name: str) -> tuple[str, int]:
    """An application with a provider: its slug, and the provider's key."""
    flows = {
        designation: api.get(f"flows/instances/default-provider-{flow}/").json()["pk"]
        for designation, flow in (
            ("authorization", "authorization-implicit-consent"),
            ("invalidation", "invalidation-flow"),
        )
    }
    slug = name.lower()
    answer = api.put(
        "core/transactional/applications/",
        json={
            "app": {"name": name, "slug": slug},
            "provider_model": "authentik_providers_oauth2.oauth2provider",
            "provider": {
                "name": f"Provider for {name}",
                "authorization_flow": flows["authorization"],
                "invalidation_flow": flows["invalidation"],
                "redirect_uris": [{"matching_mode": "strict", "url": f"https://{slug}.company/callback"}],
            },
        },
    )
    assert answer.is_success, answer.text
    return slug, api.get(f"core/applications/{slug}/").json()["provider"]


def value_of(dialog: Locator, label: str) -> str:
    return dialog.get_by_role("textbox", name=label, exact=True).input_value()


def choose(page: Page, scope: Page | Locator, field: str, text: str) -> None:
    """Choose a record in a field that searches while one types."""
    box = scope.get_by_role("combobox", name=field)
    box.click()
    box.fill(text)
    page.get_by_role("option", name=text).first.click()
