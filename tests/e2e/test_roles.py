"""Who may do what in the editor, and what signing out ends, in a real browser against both halves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import launched
from tests.support.editor import box_of, drag_from_palette, edit, nodes, press_button
from tests.support.processes import ADMIN_PASSWORD, ADMIN_TOKEN, BOOTSTRAP, Wirelatch, wirelatch
from tests.support.sign_in import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

PASSWORD = "pass-word-1"
FLOWS = [
    {"id": "t1", "type": "tab", "label": "Shared", "disabled": False, "info": ""},
    {"id": "i1", "type": "inject", "z": "t1", "name": "go", "props": [{"p": "payload"}], "repeat": "",
     "crontab": "", "once": False, "payload": "5", "payloadType": "num", "x": 240, "y": 80, "wires": [[]]},
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    """Both halves with a flow, a viewer and a user without groups."""
    bearer = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
    with wirelatch("run", tmp_path_factory.mktemp("roles"), environment=BOOTSTRAP) as program:
        with httpx.Client(base_url=f"{program.identity}/api/v3/core/", headers=bearer) as api:
            groups = {group["name"]: group["pk"] for group in api.get("groups/").json()["results"]}
            for username, memberships in (("victor", [groups["Wirelatch Viewers"]]), ("norma", [])):
                user = {"username": username, "name": username.title(), "groups": memberships}
                pk = api.post("users/", json=user).json()["pk"]
                api.post(f"users/{pk}/set_password/", json={"password": PASSWORD})
        answer = httpx.post(f"{program.flows}/flows", json=FLOWS, headers=bearer)
        assert answer.status_code == 204, answer.text
        yield program


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10000)
    yield page
    context.close()


def enter(page: Page, running: Wirelatch, username: str, password: str = PASSWORD) -> None:
    """Go to the editor and sign in on the way."""
    page.goto(running.flows)
    page.wait_for_url(f"{running.identity}/**")
    sign_in(page, username, password)
    page.wait_for_url(f"{running.flows}/**")


def sign_out(page: Page, name: str) -> None:
    page.get_by_role("banner").get_by_role("button", name=name).click()
    page.get_by_role("menuitem", name="Sign out").click()


def test_a_viewer_sees_everything_and_changes_nothing(running: Wirelatch, page: Page) -> None:
    enter(page, running, "victor")
    expect(page.get_by_role("banner")).to_contain_text("View only")
    expect(page.get_by_role("button", name="Deploy")).to_have_count(0)
    place = box_of(page, "go")
    drag_from_palette(page, "debug", 400, 300)
    page.mouse.move(place["x"] + 20, place["y"] + 10)
    page.mouse.down()
    page.mouse.move(place["x"] + 200, place["y"] + 100, steps=4)
    page.mouse.up()
    page.keyboard.press("Delete")
    expect(nodes(page)).to_have_count(1)
    assert box_of(page, "go") == place

    tray = edit(page, "go", "inject")
    expect(tray.get_by_label("Name")).to_be_disabled()
    expect(tray.get_by_role("button", name="Done")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(tray).to_have_count(0)
    press_button(page, "go")
    expect(page.get_by_text("Your permissions do not allow this")).to_be_visible()


def test_who_is_in_no_group_is_refused_and_can_sign_in_as_somebody_else(
    running: Wirelatch, page: Page
) -> None:
    enter(page, running, "norma")
    expect(page.get_by_role("heading", name="No access to this editor")).to_be_visible()
    assert page.request.get(f"{running.flows}/flows").status == 401
    page.get_by_role("link", name="Sign in as somebody else").click()
    sign_in(page, "victor", PASSWORD)
    page.wait_for_url(f"{running.flows}/**")
    expect(page.get_by_role("banner")).to_contain_text("Victor")


def test_signing_out_of_the_editor_ends_both_sessions(running: Wirelatch, page: Page) -> None:
    enter(page, running, "admin", ADMIN_PASSWORD)
    expect(page.get_by_role("banner")).to_contain_text("Administrator")
    sign_out(page, "Administrator")
    page.wait_for_url(f"{running.identity}/**")
    assert page.request.get(f"{running.flows}/flows").status == 401
    page.goto(f"{running.identity}/if/user/")
    expect(page.get_by_label(re.compile("username", re.IGNORECASE))).to_be_visible()


def test_signing_out_of_my_applications_ends_the_editors_session(running: Wirelatch, page: Page) -> None:
    enter(page, running, "admin", ADMIN_PASSWORD)
    page.get_by_role("banner").get_by_role("button", name="Administrator").click()
    with page.expect_popup() as opened:
        page.get_by_role("menuitem", name="My applications").click()
    other = opened.value
    assert other.url.startswith(f"{running.identity}/if/user/")
    sign_out(other, "Account: Administrator")
    expect(other.get_by_role("heading", name="You’re logged out")).to_be_visible()
    expect(page.get_by_role("dialog", name="Your session has ended")).to_be_visible()
    assert page.request.get(f"{running.flows}/flows").status == 401
