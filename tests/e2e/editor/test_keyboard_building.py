"""A flow built, wired, grouped and taken apart without a pointer, and what those who only listen are told of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.canvas_pages import focus_canvas, opened, placed, records, said, tab
from tests.support.editor import canvas_of, node, nodes
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS = [
    tab("t1", "Flow"),
    placed("go", "inject", 200, 100),
    placed("choose", "switch", 480, 100, outputs=2, rules=[{"t": "true"}, {"t": "else"}], property="payload"),
    placed("near", "debug", 760, 100),
    placed("below", "debug", 760, 240),
    {"id": "g1", "type": "group", "z": "t1", "name": "Box", "style": {"label": True}, "nodes": ["inside"],
     "x": 134, "y": 339, "w": 212, "h": 82},
    placed("inside", "function", 240, 380, g="g1"),
]  # fmt: skip


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    with opened(browser, program, FLOWS) as page:
        focus_canvas(page)
        yield page


def test_a_wire_is_drawn_with_arrow_keys_and_told(page: Page) -> None:
    page.keyboard.press("Home")
    said(page, "go, inject selected")
    page.keyboard.press("o")
    said(page, "output of go, inject to choose, switch")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    said(page, "below, debug")
    page.keyboard.press("Enter")
    said(page, "Wire from go, inject to below, debug")
    expect(node(page, "below")).to_have_attribute("aria-selected", "true")
    assert records(page)["go"]["wires"] == [["below"]]


def test_a_digit_chooses_the_output_and_escape_gives_up(page: Page) -> None:
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("o")
    page.keyboard.press("2")
    said(page, "output 2 of choose")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("o")
    page.keyboard.press("Escape")
    said(page, "No wire laid")
    assert records(page)["choose"]["wires"][1] == ["near"]


def test_a_wire_is_laid_by_choosing_from_a_list(page: Page) -> None:
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+O")
    expect(page.get_by_role("combobox", name="Which output?")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Wire to…")
    expect(dialog.get_by_role("option").first).to_contain_text("near")
    page.keyboard.type("below")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    assert records(page)["choose"]["wires"][1] == ["below"]


def test_a_chain_is_added_node_by_node(page: Page) -> None:
    page.keyboard.press("End")
    said(page, "inside, function selected")
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="Add a node")
    expect(dialog.get_by_role("option").first).to_contain_text("debug")
    page.keyboard.type("change")
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_role("combobox", name="Add a node")).to_have_value("")
    page.keyboard.type("debug")
    page.keyboard.press("Enter")
    expect(nodes(page)).to_have_count(7)
    found = records(page)
    (change,) = found["inside"]["wires"][0]
    assert found[change]["type"] == "change"
    (debug,) = found[change]["wires"][0]
    assert found[debug]["type"] == "debug"
    assert found[debug]["x"] > found[change]["x"] > found["inside"]["x"]


def test_wires_are_selected_one_by_one_and_deleted(browser: Browser, program: Wirelatch) -> None:
    wired = [record | {"wires": [["choose"]]} if record["id"] == "go" else record for record in FLOWS]
    with opened(browser, program, wired) as page:
        focus_canvas(page)
        page.keyboard.press(".")
        said(page, "Wire from go, inject to choose, switch selected")
        page.keyboard.press("Delete")
        assert records(page)["go"]["wires"] == [[]]
        focus_canvas(page)
        page.keyboard.press("Control+z")
        said(page, "Undone")


def test_nodes_go_into_groups_and_out_of_them(page: Page) -> None:
    page.keyboard.press("End")
    page.keyboard.press("g")
    said(page, "group Box selected")
    page.keyboard.press("Shift+G")
    expect(node(page, "inside")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    page.keyboard.press("Alt+g")
    expect(page.get_by_role("dialog", name="Move into group")).to_be_visible()
    page.keyboard.press("Enter")
    found = records(page)
    assert found["go"]["g"] == "g1"
    box, moved = found["g1"], found["go"]
    assert box["nodes"] == ["inside", "go"]
    assert box["y"] < moved["y"] < box["y"] + box["h"]
    focus_canvas(page)
    page.keyboard.press("Control+Shift+P")
    page.get_by_role("combobox").fill("Remove selection from group")
    page.keyboard.press("Enter")
    assert "g" not in records(page)["go"]


def test_deleting_and_moving_is_told(page: Page) -> None:
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowDown")
    said(page, "Move")
    page.keyboard.press("Delete")
    said(page, "1 node deleted")
    expect(nodes(page)).to_have_count(4)


def test_a_node_tells_what_it_is_joined_to_and_where_it_is(browser: Browser, program: Wirelatch) -> None:
    wired = [record | {"wires": [["inside"]]} if record["id"] == "go" else record for record in FLOWS]
    with opened(browser, program, wired) as page:
        focus_canvas(page)
        page.keyboard.press("End")
        said(page, "inside, function selected. From go, inject. In group Box")
        assert canvas_of(page).get_attribute("aria-activedescendant") == "wl-node-inside"
