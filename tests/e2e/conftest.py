"""What tests of the console share: an identity half, a browser, a page that tells of its errors, and the API.

One identity half, one browser and one sign-in of the administrator serve all tests of a module: each would cost seconds, and
each test has names of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, StorageState

from tests.support.browser import launched
from tests.support.console import visit
from tests.support.processes import ADMIN_TOKEN, BOOTSTRAP, Wirelatch, wirelatch


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("identity", tmp_path_factory.mktemp("identity"), environment=BOOTSTRAP) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(identity: Wirelatch, browser: Browser) -> StorageState:
    """The cookies of the administrator's session."""
    context = browser.new_context()
    visit(context.new_page(), identity, "/if/user/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(browser: Browser, signed_in: StorageState) -> Iterator[Page]:
    """A page of the administrator's."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, storage_state=signed_in)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    # A refused style or script is told on the console.
    page.on(
        "console",
        lambda message: failures.append(message.text) if "Content Security" in message.text else None,
    )
    yield page
    context.close()
    assert failures == []


@pytest.fixture
def api(identity: Wirelatch) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
    with httpx.Client(base_url=f"{identity.identity}/api/v3/", headers=headers) as client:
        yield client
