"""Tabs, places and addresses of the workspace, as somebody with many flows uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.canvas_pages import focus_canvas, opened, placed, records, tab
from tests.support.editor import canvas_of, node, run_command, select
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS = [
    tab("t1", "Sensors"),
    tab("t2", "Orders"),
    tab("t3", "Nightly"),
    placed("start", "inject", 200, 80, "far"),
    placed("far", "debug", 4000, 3000),
    placed("order", "inject", 200, 80, z="t2"),
    placed("sweep", "function", 200, 80, z="t3", info="Runs at **two**."),
    {"id": "b1", "type": "mqtt-broker", "name": "spare", "broker": "127.0.0.1", "port": "1"},
    {"id": "b2", "type": "mqtt-broker", "name": "other", "broker": "127.0.0.1", "port": "1"},
]


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    with opened(browser, program, FLOWS) as page:
        yield page


def flow_tab(page: Page, name: str) -> object:
    return page.get_by_role("tablist", name="Flows").get_by_role("tab", name=re.compile(f"^{name}"))


def shown(page: Page) -> str:
    """The flow whose tab is chosen."""
    return page.locator('[role=tablist][aria-label=Flows] [role=tab][aria-selected="true"]').inner_text()


def names(page: Page) -> list[str]:
    return page.get_by_role("tablist", name="Flows").get_by_role("tab").all_inner_texts()


def test_a_hidden_flow_has_no_tab_until_it_is_shown_again(page: Page) -> None:
    focus_canvas(page)
    page.keyboard.press("Alt+w")
    assert names(page) == ["Orders", "Nightly"]
    page.reload()
    expect(page.get_by_role("tablist", name="Flows").get_by_role("tab")).to_have_count(2)
    focus_canvas(page)
    page.keyboard.press("Alt+Shift+w")
    assert names(page) == ["Sensors", "Orders", "Nightly"]
    assert shown(page) == "Sensors"
    run_command(page, "Hide other flows")
    assert names(page) == ["Sensors"]
    run_command(page, "List hidden flows")
    dialog = page.get_by_role("dialog", name="Search flows")
    expect(dialog.get_by_role("option")).to_have_count(2)
    dialog.get_by_role("option", name="Nightly").click()
    assert names(page) == ["Sensors", "Nightly"]


def test_several_tabs_are_marked_with_ctrl_and_shift_and_deleted_together(page: Page) -> None:
    tabs = page.get_by_role("tablist", name="Flows").get_by_role("tab")
    tabs.nth(1).click()
    tabs.nth(2).click(modifiers=["Control"])
    expect(tabs.nth(2)).to_have_accessible_name("Nightly, marked")
    run_command(page, "Delete marked flows")
    assert names(page) == ["Sensors"]
    page.get_by_role("button", name="Undo").click()
    assert names(page) == ["Sensors", "Orders", "Nightly"]
    tabs.nth(0).click()
    tabs.nth(2).click(modifiers=["Shift"])
    run_command(page, "Disable marked flows")
    assert all(record["disabled"] for record in records(page).values() if record["type"] == "tab")


def test_flows_change_places_by_dragging_and_by_keys(page: Page) -> None:
    tabs = page.get_by_role("tablist", name="Flows").get_by_role("tab")
    tabs.nth(2).drag_to(tabs.nth(0))
    assert names(page) == ["Nightly", "Sensors", "Orders"]
    tabs.nth(0).click()
    tabs.nth(0).press("Control+Shift+ArrowRight")
    assert names(page) == ["Sensors", "Nightly", "Orders"]


def test_back_and_forward_lead_to_where_one_was(page: Page) -> None:
    page.get_by_role("tab", name="Nightly").click()
    page.keyboard.press("Control+f")
    page.get_by_role("combobox").fill("far")
    page.get_by_role("option", name=re.compile("^far")).first.click()
    expect(node(page, "far")).to_be_in_viewport()
    assert shown(page) == "Sensors"
    focus_canvas(page)
    page.keyboard.press("Control+Shift+ArrowLeft")
    assert shown(page) == "Nightly"
    page.keyboard.press("Control+Shift+ArrowRight")
    assert shown(page) == "Sensors"
    expect(node(page, "far")).to_be_in_viewport()


def test_an_address_opens_a_flow_a_node_or_its_form(browser: Browser, program: Wirelatch) -> None:
    with opened(browser, program, FLOWS, "/#flow/t2") as page:
        expect(node(page, "order")).to_be_visible()
    with opened(browser, program, FLOWS, "/#node/far") as page:
        expect(node(page, "far")).to_have_attribute("aria-selected", "true")
    with opened(browser, program, FLOWS, "/#node/sweep/edit") as page:
        expect(page.get_by_role("dialog", name="Edit function node")).to_be_visible()


def test_the_address_of_a_node_is_copied(browser: Browser, program: Wirelatch) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    with opened(browser, program, FLOWS, permissions=allowed) as page:
        select(page, "start")
        run_command(page, "Copy address")
        expect(page.get_by_text("Address copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == f"{program.flows}/#node/start"


def test_zoom_and_place_of_a_flow_are_there_after_a_reload(page: Page) -> None:
    focus_canvas(page)
    page.keyboard.press("Control+-")
    page.keyboard.press("w")
    expect(page.get_by_role("button", name="Reset zoom")).to_have_text("90%")
    before = node(page, "start").bounding_box()
    page.wait_for_function("() => localStorage.getItem('wirelatch.editor.views')?.includes('0.9')")
    page.reload()
    expect(page.get_by_role("button", name="Reset zoom")).to_have_text("90%")
    assert before
    assert node(page, "start").bounding_box() == pytest.approx(before, abs=1)


def test_the_badge_of_a_description_shows_it(page: Page) -> None:
    page.get_by_role("tab", name="Nightly").click()
    select(page, "sweep")
    run_command(page, "Show description")
    bubble = page.get_by_role("dialog", name="sweep")
    expect(bubble.locator("strong")).to_have_text("two")
    page.keyboard.press("Escape")
    badge = node(page, "sweep").locator(".wl-node-docs").bounding_box()
    assert badge
    page.mouse.click(badge["x"] + 6, badge["y"] + 6)
    expect(bubble).to_be_visible()


def test_the_explorer_outlines_flows_and_hides_disables_and_finds(page: Page) -> None:
    page.keyboard.press("Control+g")
    page.keyboard.press("e")
    tree = page.get_by_role("tree", name="Explorer")
    tree.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_role("treeitem", name="start")).to_have_attribute("aria-level", "3")
    tree.get_by_role("treeitem", name="far").click()
    expect(node(page, "far")).to_be_in_viewport()
    tree.get_by_role("treeitem", name="Orders").hover()
    tree.get_by_role("button", name="Hide Orders").click()
    assert names(page) == ["Sensors", "Nightly"]
    page.get_by_role("searchbox", name="Find in the explorer").fill("type:function")
    expect(tree.get_by_role("treeitem")).to_have_count(3)


def test_config_nodes_are_selected_together_deleted_and_brought_back(page: Page) -> None:
    page.keyboard.press("Control+g")
    page.keyboard.press("c")
    tree = page.get_by_role("tree", name="Configuration nodes")
    tree.get_by_role("treeitem", name="other").click()
    tree.get_by_role("treeitem", name="spare").click(modifiers=["Shift"])
    page.keyboard.press("Delete")
    expect(page.get_by_text("2 configuration nodes deleted")).to_be_visible()
    expect(page.get_by_text("No config nodes")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(tree.get_by_role("treeitem", name="spare")).to_be_visible()


def test_a_flow_is_laid_out_in_one_step_and_put_back_by_undo(page: Page) -> None:
    before = records(page)
    canvas_of(page).focus()
    page.keyboard.press("Alt+a")
    page.keyboard.press("a")
    expect(node(page, "far")).to_be_in_viewport()
    after = records(page)
    assert after["far"]["y"] == after["start"]["y"]
    assert after["far"]["x"] - after["start"]["x"] < 300
    canvas_of(page).focus()
    page.keyboard.press("Control+z")
    assert records(page) == before
