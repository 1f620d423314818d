"""The pages in a real browser, with scripts switched off: setup, sign-in, consent, form_post, sign-out, phone size."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page
from tests.support.browser import launched
from tests.support.identity_api import EXPLICIT_CONSENT, IMPLICIT_CONSENT, IdentityApi
from tests.support.processes import ADMIN_PASSWORD, BOOTSTRAP, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


class Client(BaseHTTPRequestHandler):
    """A relying party's callback on another origin; it shows what came."""

    received: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self._show("")

    def do_POST(self) -> None:
        self._show(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _show(self, body: str) -> None:
        if "/cb" in self.path:
            self.received.append((self.command, body or self.path))
        page = b"<h1>Back at the client</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def callback() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Client)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/cb"
    server.shutdown()


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with wirelatch("identity", tmp_path_factory.mktemp("data"), environment=BOOTSTRAP) as running:
        yield running.identity


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    yield context.new_page()
    context.close()


def authorize(identity: str, provider: dict, callback: str, **more: str) -> str:
    query = {
        "response_type": "code",
        "client_id": provider["client_id"],
        "redirect_uri": callback,
        "scope": "openid email",
    }
    return f"{identity}/application/o/authorize/?{urlencode(query | more)}"


def sign_in(page: Page) -> None:
    page.get_by_label("Email or username").fill("admin")
    page.get_by_label("Password").fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Log in").click()


def test_sign_in_and_consent_end_at_a_client_on_another_origin(
    identity: str, callback: str, page: Page
) -> None:
    provider = IdentityApi(identity).create_application(
        "Weather", "weather", callback, consent=EXPLICIT_CONSENT
    )
    page.goto(authorize(identity, provider, callback, state="a b"))
    assert page.get_by_role("heading", name="Sign in to Weather").is_visible()
    sign_in(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Back at the client").wait_for()
    assert "state=a+b" in page.url
    page.goto(authorize(identity, provider, callback))
    page.get_by_text("Back at the client").wait_for()


def test_form_post_works_with_and_without_script(
    identity: str, callback: str, page: Page, chromium: Browser
) -> None:
    provider = IdentityApi(identity).create_application("Forms", "forms", callback, consent=IMPLICIT_CONSENT)
    Client.received.clear()
    page.goto(authorize(identity, provider, callback, response_mode="form_post"))
    sign_in(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Back at the client").wait_for()
    scripted = chromium.new_context().new_page()
    problems: list[str] = []
    scripted.on("console", lambda message: problems.append(message.text))
    scripted.goto(authorize(identity, provider, callback, response_mode="form_post"))
    sign_in(scripted)
    scripted.get_by_text("Back at the client").wait_for()
    assert [method for method, _ in Client.received] == ["POST", "POST"]
    assert all("code=" in body for _, body in Client.received)
    assert problems == []


def test_pages_fit_a_phone_and_a_wrong_password_is_said(identity: str, page: Page) -> None:
    page.goto(f"{identity}/if/user/")
    page.get_by_label("Email or username").fill("admin")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    assert page.get_by_role("alert").inner_text() == "Invalid username, email or password."
    assert page.get_by_label("Email or username").input_value() == "admin"
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["width"] <= 360


def test_the_first_administrator_is_set_up_without_script(tmp_path: Path, page: Page) -> None:
    with wirelatch("identity", tmp_path / "data") as running:
        page.goto(running.identity)
        page.get_by_label("Password", exact=True).fill("a good password")
        page.get_by_label("Password (repeat)").fill("a good password")
        page.get_by_role("button", name="Create the administrator").click()
        page.goto(f"{running.identity}/if/flow/default-invalidation-flow/")
        assert page.get_by_text("Signed in as admin").is_visible()
        page.get_by_role("button", name="Log out").click()
        assert page.get_by_role("heading", name="You’re logged out").is_visible()


def test_a_recovery_link_leads_to_a_new_password_and_in(identity: str, page: Page) -> None:
    """The form after the link is the page's own: a policy of `no-referrer` made browsers send `Origin: null`."""
    api = IdentityApi(identity)
    user = api.create_user("ada", "forgotten by her", email="ada@example.com")
    link = api.call("POST", f"/core/users/{user['pk']}/recovery/", json={})["link"]
    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Password", exact=True).fill("a new good password")
    page.get_by_label("Password (repeat)").fill("a new good password")
    page.get_by_role("button", name="Continue").click()
    page.goto(f"{identity}/if/flow/default-invalidation-flow/")
    assert page.get_by_text("Signed in as ada").is_visible()
