"""Wires and what stands at them, drawn and changed with a real mouse in the editor."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.canvas_pages import opened, placed, records, tab
from tests.support.editor import box_of, canvas_of, node, run_command, select
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS = [
    tab("t1", "Flow"),
    placed("go", "inject", 160, 100, "choose"),
    {"id": "choose", "type": "switch", "z": "t1", "name": "choose", "property": "payload", "propertyType": "msg",
     "rules": [{"t": "true"}, {"t": "else"}], "outputs": 2, "outputLabels": ["hot", "fine"], "x": 400, "y": 100,
     "wires": [["end"], []]},
    placed("end", "debug", 660, 100),
    placed("alone", "function", 300, 420),
    placed("sender", "link out", 200, 300, links=[], mode="link", l=True),
]  # fmt: skip


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    with opened(browser, program, FLOWS) as page:
        yield page


def port(page: Page, name: str, side: str, index: int = 0) -> tuple[float, float]:
    box = node(page, name).locator(f".wl-port-{side}:visible").nth(index).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def expect_selected(page: Page, *names: str) -> None:
    expect(page.locator('.wl-node[aria-selected="true"]:visible')).to_have_count(len(names))
    for name in names:
        expect(page.locator(f'.wl-node[data-id="{name}"]')).to_have_attribute("aria-selected", "true")


def test_nodes_stand_over_those_before_them_and_can_be_brought_to_the_front(page: Page) -> None:
    """Elements stand in the order in which they were made, which is another one."""
    expect(node(page, "go")).to_have_css("z-index", "0")
    expect(node(page, "alone")).to_have_css("z-index", "3")
    select(page, "go")
    page.mouse.move(700, 600)
    run_command(page, "Bring to front")
    expect(node(page, "go")).to_have_css("z-index", "4")
    expect(node(page, "alone")).to_have_css("z-index", "2")


def test_a_port_under_the_pointer_shows_its_label(page: Page) -> None:
    page.mouse.move(*port(page, "choose", "out", 1))
    expect(page.locator(".wl-canvas-tip")).to_have_text("fine")
    page.mouse.move(700, 600)
    expect(page.locator(".wl-canvas-tip")).to_be_hidden()


def test_shift_selects_along_the_wires_from_where_a_node_is_pressed(page: Page) -> None:
    box = box_of(page, "choose")
    y = box["y"] + box["height"] / 2
    page.keyboard.down("Shift")
    page.mouse.click(box["x"] + box["width"] / 2, y)
    expect_selected(page, "go", "choose", "end")
    page.mouse.click(box["x"] + 16, y)
    expect_selected(page, "go", "choose")
    page.mouse.click(box["x"] + box["width"] - 16, y)
    expect_selected(page, "choose", "end")
    page.keyboard.up("Shift")


def test_alt_and_shift_lead_wires_through_a_junction(page: Page) -> None:
    start, end = port(page, "go", "out"), port(page, "choose", "in")
    middle = (start[0] + end[0]) / 2
    page.keyboard.down("Alt")
    page.keyboard.down("Shift")
    drag(page, (middle, start[1] - 40), (middle, start[1] + 40))
    page.keyboard.up("Shift")
    page.keyboard.up("Alt")
    found = records(page)
    (junction,) = found["go"]["wires"][0]
    assert found[junction]["type"] == "junction"
    assert found[junction]["wires"] == [["choose"]]


def test_ctrl_click_on_the_sheet_adds_a_chain_of_wired_nodes(page: Page) -> None:
    canvas_of(page).click(position={"x": 500, "y": 500}, modifiers=["Control"])
    combobox = page.get_by_role("combobox", name="Add a node")
    combobox.fill("template")
    page.keyboard.press("Shift+Enter")
    expect(combobox).to_have_value("")
    combobox.fill("json")
    page.keyboard.press("Enter")
    expect(combobox).to_have_count(0)
    found = records(page)
    template = next(record for record in found.values() if record["type"] == "template")
    assert found[template["wires"][0][0]]["type"] == "json"


def test_ctrl_click_on_a_wire_suggests_what_usually_follows_and_puts_it_in(page: Page) -> None:
    start, end = port(page, "go", "out"), port(page, "choose", "in")
    page.keyboard.down("Control")
    page.mouse.click((start[0] + end[0]) / 2, start[1])
    page.keyboard.up("Control")
    dialog = page.get_by_role("dialog", name="Add a node")
    expect(dialog.get_by_text("Suggested")).to_be_visible()
    expect(page.get_by_role("combobox", name="Add a node")).to_be_focused()
    page.keyboard.type("function")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    found = records(page)
    (between,) = found["go"]["wires"][0]
    assert found[between]["type"] == "function"
    assert found[between]["wires"] == [["choose"]]


def test_a_link_dragged_away_asks_for_the_other_link_node(page: Page) -> None:
    select(page, "sender")
    box = box_of(page, "sender")
    drag(page, (box["x"] + box["width"], box["y"] + box["height"] / 2), (700, 480))
    dialog = page.get_by_role("dialog", name="Add a node")
    expect(dialog.get_by_role("option", name=re.compile("link in"))).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    found = records(page)
    (other,) = found["sender"]["links"]
    assert found[other]["type"] == "link in"
    assert found[other]["links"] == ["sender"]


def test_nodes_without_names_are_numbered(page: Page) -> None:
    page.keyboard.press("Escape")
    canvas_of(page).click(position={"x": 500, "y": 500}, modifiers=["Control"])
    expect(page.get_by_role("combobox", name="Add a node")).to_be_focused()
    page.keyboard.type("change")
    page.keyboard.press("Enter")
    run_command(page, "Number the selected nodes")
    assert "change 1" in {record.get("name") for record in records(page).values()}
