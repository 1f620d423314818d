"""Searching the flows: lists, filters, what was searched before, and going through what was found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.canvas_pages import opened, placed, tab
from tests.support.editor import node
from tests.support.processes import wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS = [
    tab("t1", "Sensors"),
    tab("t2", "Orders"),
    placed("pump one", "inject", 200, 80),
    placed("pump two", "debug", 400, 2000),
    placed("pump three", "function", 200, 80, z="t2"),
    {"id": "b1", "type": "mqtt-broker", "name": "spare", "broker": "127.0.0.1", "port": "1"},
    placed("listener", "mqtt in", 400, 300, z="t2", topic="a", broker="b2"),
    {"id": "b2", "type": "mqtt-broker", "name": "busy", "broker": "127.0.0.1", "port": "1"},
]


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with (
        wirelatch("flows", tmp_path_factory.mktemp("search"), "--no-sign-in") as program,
        opened(browser, program, FLOWS) as page,
    ):
        yield page


@pytest.fixture(autouse=True)
def closed_dialog(page: Page) -> Iterator[None]:
    yield
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_was_found_is_gone_through_with_f_and_shift_f(page: Page) -> None:
    page.keyboard.press("Control+f")
    expect(page.get_by_role("combobox", name="Search flows")).to_be_focused()
    page.keyboard.type("pump")
    page.keyboard.press("Enter")
    bar = page.get_by_role("toolbar", name="Search results")
    expect(bar).to_contain_text("1 of 3")
    expect(node(page, "pump one")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("f")
    expect(bar).to_contain_text("2 of 3")
    page.keyboard.press("f")
    page.keyboard.press("f")
    expect(bar).to_contain_text("1 of 3")
    page.keyboard.press("Shift+F")
    expect(bar).to_contain_text("3 of 3")
    bar.get_by_role("button", name="End the search").click()
    expect(bar).to_have_count(0)


def test_a_list_is_chosen_and_searches_are_remembered(page: Page) -> None:
    page.keyboard.press("Control+f")
    dialog = page.get_by_role("dialog", name="Search flows")
    expect(dialog.get_by_text("Searched for last")).to_be_visible()
    expect(dialog.get_by_role("option", name="pump", exact=True)).to_be_visible()
    dialog.get_by_role("option", name="Unused configuration nodes").click()
    expect(dialog.get_by_role("combobox")).to_have_value("is:config is:unused ")
    expect(dialog.get_by_role("option")).to_have_count(1)
    expect(dialog.get_by_role("option")).to_contain_text("spare")


def test_what_uses_a_node_is_found(page: Page) -> None:
    page.keyboard.press("Control+f")
    expect(page.get_by_role("combobox", name="Search flows")).to_be_focused()
    page.keyboard.type("uses:b2")
    dialog = page.get_by_role("dialog", name="Search flows")
    expect(dialog.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(node(page, "listener")).to_have_attribute("aria-selected", "true")
