"""What a person sets for themselves: language, theme, view, keys, node types; it is there with the next page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import launched
from tests.support.canvas_pages import opened, placed, tab
from tests.support.editor import canvas_of, node, nodes
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS = [tab("t1", "Sensors"), placed("one", "inject", 200, 80), placed("two", "debug", 400, 200)]


@pytest.fixture(scope="module")
def page(program: Wirelatch) -> Iterator[Page]:
    with launched() as browser, opened(browser, program, FLOWS) as page:
        yield page


@pytest.fixture(autouse=True)
def as_before(page: Page, program: Wirelatch) -> Iterator[None]:
    """Every test begins and ends in English, with the defaults, on the canvas."""
    yield
    httpx.post(f"{program.flows}/settings/user", json={"editor": None}).raise_for_status()
    reload(page)


def reload(page: Page) -> None:
    page.reload()
    expect(canvas_of(page)).to_be_visible()


def settings(page: Page, pane: str) -> Locator:
    """The dialog, at a pane."""
    page.keyboard.press("Control+,")
    dialog = page.get_by_role("dialog", name="Settings")
    dialog.get_by_role("tab", name=pane).click()
    return dialog


def close(page: Page) -> None:
    """Close the dialog by its button."""
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^(Close|Schließen)$")).first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def kept(program: Wirelatch) -> dict[str, object]:
    editor = httpx.get(f"{program.flows}/settings/user").json().get("editor", {})
    assert isinstance(editor, dict)
    return editor


def test_another_language_is_shown_at_once_and_with_the_next_page(page: Page) -> None:
    node_box = node(page, "one")
    node_box.focus()
    dialog = settings(page, "View")
    dialog.get_by_role("button", name="As the browser").click()
    page.get_by_role("option", name="Deutsch").click()
    expect(page.get_by_role("dialog", name="Einstellungen")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    close(page)
    expect(nodes(page)).to_have_count(2)
    expect(page.get_by_role("button", name="Hauptmenü")).to_be_visible()
    reload(page)
    expect(page.get_by_role("navigation", name="Palette")).to_contain_text("Allgemein")
    page.keyboard.press("Control+Shift+P")
    page.get_by_role("combobox").fill("rückgängig")
    expect(page.get_by_role("option", name="Rückgängig").first).to_be_visible()
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("locale", "deploy"), [("ja-JP", "デプロイ"), ("de-AT", "Übernehmen")])
def test_without_a_choice_the_browsers_language_is_shown(
    page: Page, program: Wirelatch, locale: str, deploy: str
) -> None:
    browser: Browser | None = page.context.browser
    assert browser
    context = browser.new_context(locale=locale)
    other = context.new_page()
    other.goto(program.flows)
    expect(other.get_by_role("button", name=deploy).first).to_be_visible()
    context.close()


def test_a_key_is_changed_by_pressing_it_and_kept_as_node_red_keeps_it(
    page: Page, program: Wirelatch
) -> None:
    dialog = settings(page, "Keyboard")
    dialog.get_by_role("searchbox").fill("select all nodes")
    dialog.get_by_role("button", name="Change the keys of Select all nodes").click()
    field = dialog.get_by_role("textbox", name="Keys of Select all nodes")
    field.press("Control+c")
    expect(dialog.get_by_role("alert")).to_contain_text("Copy")
    expect(dialog.get_by_role("button", name="Take over")).to_be_disabled()
    field.press("Backspace")
    field.press("Alt+q")
    dialog.get_by_role("button", name="Take over").click()
    close(page)
    canvas_of(page).focus()
    page.keyboard.press("Control+a")
    expect(page.get_by_role("status").filter(has_text="selected")).to_have_count(0)
    page.keyboard.press("Alt+q")
    expect(node(page, "two")).to_have_attribute("aria-selected", "true")
    reload(page)
    assert kept(program)["keymap"] == {"core:select-all-nodes": {"scope": "red-ui-workspace", "key": "alt-q"}}
    dialog = settings(page, "Keyboard")
    dialog.get_by_role("button", name="Reset all").click()
    close(page)
    canvas_of(page).focus()
    page.keyboard.press("Control+a")
    expect(node(page, "two")).to_have_attribute("aria-selected", "true")


def test_keys_that_the_stock_editor_has_stored_hold_here(page: Page, program: Wirelatch) -> None:
    keymap = {"core:show-about": {"scope": "*", "key": "ctrl-alt-u"}, "core:search": {"scope": "*"}}
    httpx.post(f"{program.flows}/settings/user", json={"editor": {"keymap": keymap}}).raise_for_status()
    reload(page)
    canvas_of(page).focus()
    page.keyboard.press("Control+Alt+u")
    expect(page.get_by_role("dialog", name="About")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Shift+P")
    page.get_by_role("combobox").fill("search…")
    expect(page.get_by_role("option", name="Search…").first.locator("kbd")).to_have_count(0)
    page.keyboard.press("Escape")


def test_what_the_canvas_shows_is_kept_under_node_reds_names(page: Page, program: Wirelatch) -> None:
    dialog = settings(page, "View")
    dialog.get_by_text("Snap nodes to the grid").click()
    dialog.get_by_text("Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    close(page)
    reload(page)
    assert kept(program)["view"] == {"view-snap-grid": False}
    dialog = settings(page, "View")
    expect(dialog.get_by_role("switch", name="Snap nodes to the grid")).not_to_be_checked()
    dialog.get_by_text("As the system", exact=True).click()
    page.keyboard.press("Escape")


def test_node_types_that_nobody_uses_are_switched_off(page: Page) -> None:
    page.keyboard.press("Alt+Shift+P")
    dialog = page.get_by_role("dialog", name="Settings")
    expect(dialog.get_by_role("switch", name="Offer inject")).to_be_disabled()
    dialog.get_by_role("searchbox").fill("delay")
    switch = dialog.get_by_role("switch", name="Offer delay")
    switch.locator("xpath=ancestor-or-self::label").click()
    expect(switch).not_to_be_checked()
    close(page)
    palette = page.get_by_role("navigation", name="Palette")
    expect(palette.get_by_role("button", name="delay", exact=True)).to_have_count(0)
    page.keyboard.press("Alt+Shift+P")
    dialog.get_by_role("searchbox").fill("delay")
    switch.locator("xpath=ancestor-or-self::label").click()
    close(page)
    expect(palette.get_by_role("button", name="delay", exact=True)).to_have_count(1)
