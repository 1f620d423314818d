"""A single-page application with npm's `oidc-client-ts`, in Chromium: everything crosses origins there."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.peers.npm import installed
from tests.peers.relying_parties.conftest import PASSWORD, Provider
from tests.support.sign_in import sign_in

pytestmark = [pytest.mark.peers, pytest.mark.e2e, pytest.mark.timeout(120)]
HERE = Path(__file__).parent


class Pages(http.server.SimpleHTTPRequestHandler):
    """Serves the one page at every path that is no file."""

    def translate_path(self, path: str) -> str:
        found = super().translate_path(path)
        return found if Path(found).is_file() else str(Path(self.directory) / "index.html")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        pass


@pytest.fixture(scope="module")
def origin(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application, registered as a public client."""
    folder = tmp_path_factory.mktemp("page")
    library = installed("oidc-client-ts@3.5.0") / "oidc-client-ts/dist/browser/oidc-client-ts.min.js"
    shutil.copy(library, folder)
    shutil.copy(HERE / "applications/single_page.html", folder / "index.html")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Pages, directory=str(folder))
    )
    base = f"http://localhost:{server.server_port}"
    made = provider.api.create_application(
        "Single page",
        "single-page",
        f"{base}/callback",
        client_type="public",
        redirect_uris=[
            {"matching_mode": "strict", "url": f"{base}/callback", "redirect_uri_type": "authorization"},
            {"matching_mode": "strict", "url": f"{base}/", "redirect_uri_type": "logout"},
        ],
        property_mappings=provider.scopes("openid", "profile", "email", "offline_access"),
    )
    provider.bind_to_group("single-page", "makers")
    settings = {
        "authority": f"{provider.url}/application/o/single-page/",
        "client_id": made["client_id"],
        "redirect_uri": f"{base}/callback",
        "post_logout_redirect_uri": f"{base}/",
        "scope": "openid profile email offline_access",
        "loadUserInfo": True,
    }
    (folder / "settings.json").write_text(json.dumps(settings))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield base
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, origin: str) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(origin)
    expect(opened.locator("body[data-ready]")).to_be_attached()
    yield opened
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def user(page: Page) -> Any:
    """Who the application believes is signed in."""
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.locator("#error")).to_be_empty()
    return json.loads(page.locator("#user").inner_text())


def test_it_signs_in_renews_without_a_page_and_signs_out(page: Page, origin: str) -> None:
    press(page, "Sign in")
    sign_in(page, "ada", PASSWORD)
    page.wait_for_url(f"{origin}/")
    first = user(page)
    assert first["profile"]["preferred_username"] == "ada"
    assert first["profile"]["groups"] == ["makers"]
    with page.expect_response(lambda answer: answer.url.endswith("/application/o/token/")) as renewed:
        press(page, "Renew")
    assert renewed.value.ok
    expect(page.locator("#user")).not_to_contain_text(first["access_token"])
    second = user(page)
    assert second["refresh_token"] != first["refresh_token"]
    assert second["profile"]["sub"] == first["profile"]["sub"]
    press(page, "Sign out")
    page.wait_for_url(f"{origin}/**")
    assert user(page) is None


def test_it_revokes_its_tokens(page: Page, origin: str) -> None:
    press(page, "Sign in")
    sign_in(page, "ada", PASSWORD)
    page.wait_for_url(f"{origin}/")
    tokens = user(page)
    token = tokens["access_token"]
    press(page, "Revoke")  # the library forgets the refresh token when it is revoked, and keeps the other
    expect(page.locator("#user")).not_to_contain_text(tokens["refresh_token"])
    status = page.evaluate(
        """async (token) => (await fetch(await manager.metadataService.getUserInfoEndpoint(), {
            headers: { Authorization: `Bearer ${token}` } })).status""",
        token,
    )
    assert status == 401


def test_who_is_not_in_the_group_comes_back_with_access_denied(page: Page, origin: str) -> None:
    press(page, "Sign in")
    sign_in(page, "eve", PASSWORD)
    page.get_by_role("link", name="Go back to").click()
    page.wait_for_url(f"{origin}/**")
    expect(page.locator("#error")).to_have_text("ErrorResponse: access_denied")


def test_other_origins_cannot_read_its_answers(page: Page, provider: Provider, origin: str) -> None:
    """Only the origins of redirect URIs may, and of the authorization endpoint nobody may."""
    here = page.evaluate(
        "url => fetch(url, {method: 'POST'}).then(a => a.status)", f"{provider.url}/application/o/token/"
    )
    assert here in (400, 401)
    ask = "url => fetch(url).then(() => 'read', () => 'refused')"
    assert page.evaluate(ask, f"{provider.url}/application/o/authorize/?client_id=x") == "refused"
    page.goto(origin.replace("localhost", "127.0.0.1"))
    assert page.evaluate(ask, f"{provider.url}/application/o/userinfo/") == "refused"
