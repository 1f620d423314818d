"""Finding commands, and what the window says: the list of commands, notices, event log, tour, a lost connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.support.browser import launched
from tests.support.canvas_pages import opened, placed, tab
from tests.support.editor import canvas_of, nodes, run_command
from tests.support.processes import wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS = [tab("t1", "Sensors"), placed("one", "inject", 200, 80), placed("two", "debug", 400, 200)]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with (
        wirelatch("flows", tmp_path_factory.mktemp("commands"), "--no-sign-in") as program,
        launched() as browser,
        opened(browser, program, FLOWS) as page,
    ):
        yield page


@pytest.fixture(autouse=True)
def closed_dialog(page: Page) -> Iterator[None]:
    canvas_of(page).focus()
    yield
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_commands_that_cannot_run_say_why_and_do_nothing(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Shift+P")
    page.get_by_role("combobox").fill("delete and reconnect")
    option = page.get_by_role("option", name="Delete and reconnect")
    expect(option).to_have_attribute("aria-disabled", "true")
    expect(option).to_contain_text("Nothing is selected.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+Shift+P")
    page.get_by_role("combobox").fill("delete and reconnect")
    expect(option).not_to_have_attribute("aria-disabled", "true")
    expect(option.locator("kbd")).to_have_text(["Ctrl+Del"])
    page.keyboard.press("Enter")
    expect(nodes(page)).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(nodes(page)).to_have_count(2)


def test_the_main_menu_offers_commands_with_their_keys_and_check_marks(page: Page) -> None:
    page.get_by_role("button", name="Main menu").click()
    page.get_by_role("menuitem", name="View").click()
    item = page.get_by_role("menuitem", name="Show sidebar")
    expect(item).to_contain_text("Ctrl+Space")
    item.click()
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_role("tablist", name="Sidebar")).to_be_hidden()
    canvas_of(page).focus()
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("tablist", name="Sidebar")).to_be_visible()


def test_what_notices_said_is_in_the_event_log(page: Page) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    expect(page.get_by_role("region", name="Notices")).to_contain_text("2 nodes copied")
    page.keyboard.press("Control+Shift+L")
    log = page.get_by_role("dialog", name="Event log")
    expect(log.get_by_role("listitem").first).to_contain_text("2 nodes copied")
    log.get_by_role("button", name="Clear").click()
    expect(log).to_contain_text("Nothing has happened yet")


def test_stopped_flows_are_told_of_with_a_button_that_starts_them(page: Page) -> None:
    run_command(page, "Stop flows")
    notice = page.get_by_role("alertdialog").filter(has_text="The flows are stopped")
    notice.get_by_role("button", name="Start flows").click()
    expect(notice).to_have_count(0)
    expect(page.get_by_role("region", name="Notices")).to_contain_text("Flows started")


def test_the_tour_goes_by_keyboard_and_invites_nobody_again(page: Page) -> None:
    page.get_by_role("button", name="New here? Take the tour").click()
    tour = page.get_by_role("dialog")
    expect(tour).to_contain_text("Welcome to Wirelatch")
    for title in ("The palette", "The canvas", "The sidebar", "Deploy", "Everything else"):
        page.keyboard.press("Enter")
        expect(tour.get_by_role("heading")).to_have_text(title)
    page.keyboard.press("Enter")
    expect(tour).to_have_count(0)
    page.reload()
    expect(canvas_of(page)).to_be_visible()
    expect(page.get_by_role("button", name="Deploy", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="New here? Take the tour")).to_have_count(0)
    run_command(page, "Tour of the editor")
    expect(tour).to_contain_text("1 of 6")
    tour.get_by_role("button", name="Skip the tour").click()


def test_tips_come_one_by_one_until_switched_off(page: Page) -> None:
    tip = page.get_by_role("complementary", name="Tip")
    before = tip.inner_text()
    tip.get_by_role("button", name="Next tip").click()
    expect(tip).not_to_have_text(before)
    tip.get_by_role("button", name="No more tips").click()
    expect(tip).to_have_count(0)
    run_command(page, "Show tips")
    expect(tip).to_be_visible()


def test_a_lost_connection_is_told_of_and_nothing_moves(page: Page) -> None:
    sockets: list[WebSocketRoute] = []
    is_down = False

    def connect(socket: WebSocketRoute) -> None:
        if is_down:
            socket.close()
        else:
            socket.connect_to_server()
            sockets.append(socket)

    page.route_web_socket("**/comms", connect)
    page.reload()
    expect(canvas_of(page)).to_be_visible()
    expect(page.get_by_role("button", name="Deploy", exact=True)).to_be_visible()
    before = canvas_of(page).bounding_box()
    is_down = True
    sockets[-1].close()
    notice = page.get_by_role("alert").filter(has_text="Lost the connection to the server.")
    expect(notice).to_be_visible()
    assert canvas_of(page).bounding_box() == before
    is_down = False
    notice.get_by_role("button", name="Try now").click()
    expect(notice).to_have_count(0)
    expect(page.get_by_role("region", name="Notices")).to_contain_text("Connected again")
