"""Signing out at one application, or at the provider, signs a person out of the others: in one browser, of two applications.

One is told within the browser (OpenID Connect Front-Channel Logout 1.0), one by the provider (Back-Channel Logout 1.0).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.peers.relying_parties.conftest import PASSWORD, Provider
from tests.peers.relying_parties.web_application import Kind, WebApplication, running
from tests.support.sign_in import sign_in

pytestmark = [pytest.mark.peers, pytest.mark.e2e, pytest.mark.timeout(120)]
SCOPES = ("openid", "profile", "email")


@dataclass
class Both:
    front: WebApplication
    back: WebApplication


@pytest.fixture(scope="module")
def both(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("logout")
    with (
        running(Kind("front-channel", "logout_app.py", scopes=SCOPES), provider, folder) as front,
        running(Kind("back-channel", "logout_app.py", scopes=SCOPES), provider, folder) as back,
    ):
        for application, method in ((front, "frontchannel"), (back, "backchannel")):
            uri = f"{application.base}/{method.replace('channel', '-channel')}-logout"
            provider.change(application.registered, logout_method=method, logout_uri=uri)
        yield Both(front, back)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def who(page: Page, application: WebApplication) -> Any:
    """Whom the application knows in this browser."""
    page.goto(f"{application.base}/")
    claims = json.loads(page.locator("pre").inner_text())
    return claims and claims["preferred_username"]


def enter_both(page: Page, both: Both) -> None:
    page.goto(f"{both.front.base}/login")
    sign_in(page, "ada", PASSWORD)
    page.wait_for_url(f"{both.front.base}/")
    page.goto(f"{both.back.base}/login")
    page.wait_for_url(f"{both.back.base}/")
    assert (who(page, both.front), who(page, both.back)) == ("ada", "ada")


def heard(application: WebApplication) -> list[str]:
    told: list[str] = httpx.get(f"{application.base}/heard").json()
    return told


def wait_until_told(application: WebApplication, before: int) -> None:
    deadline = time.monotonic() + 20
    while len(heard(application)) == before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(heard(application)) > before


@pytest.mark.parametrize("first", ["front", "back"])
def test_signing_out_of_one_application_signs_out_of_the_other(both: Both, page: Page, first: str) -> None:
    one, other = (both.front, both.back) if first == "front" else (both.back, both.front)
    enter_both(page, both)
    before = len(heard(other))
    page.goto(f"{one.base}/logout")
    page.wait_for_url(f"{one.base}/**")
    wait_until_told(other, before)
    assert (who(page, one), who(page, other)) == (None, None)


def test_signing_out_at_the_provider_signs_out_of_both(provider: Provider, both: Both, page: Page) -> None:
    enter_both(page, both)
    before = len(heard(both.front)), len(heard(both.back))
    page.goto(f"{provider.url}/flows/-/default/invalidation/")
    page.get_by_role("button", name="Log out").click()
    wait_until_told(both.front, before[0])
    wait_until_told(both.back, before[1])
    assert (who(page, both.front), who(page, both.back)) == (None, None)
    page.goto(f"{provider.url}/if/user/")
    expect(page.get_by_label("Username", exact=False).first).to_be_visible()


def test_the_applications_of_another_browser_stay_signed_in(both: Both, page: Page, browser: Browser) -> None:
    elsewhere = browser.new_context()
    try:
        another = elsewhere.new_page()
        enter_both(page, both)
        enter_both(another, both)
        before = len(heard(both.back))
        page.goto(f"{both.front.base}/logout")
        page.wait_for_url(f"{both.front.base}/**")
        wait_until_told(both.back, before)
        assert (who(another, both.front), who(another, both.back)) == ("ada", "ada")
    finally:
        elsewhere.close()
