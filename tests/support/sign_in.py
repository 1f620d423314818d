"""What a person does on the identity half's sign-in pages."""

from __future__ import annotations

from playwright.sync_api import Page


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill in the sign-in pages, whether name and password are asked together or one after the other."""
    page.get_by_label("Username", exact=False).first.fill(username)
    if not page.get_by_label("Password", exact=True).is_visible():
        page.locator("button[type=submit]").first.click()
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("button[type=submit]").first.click()
