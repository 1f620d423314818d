"""Import and export: what is wrong with a text, what is there already, where it lands, and taking it back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import launched
from tests.support.canvas_pages import Record, opened, placed, records, tab
from tests.support.editor import canvas_of, node, nodes
from tests.support.processes import Wirelatch, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SUB, BROKER = "3333333333333333", "5555555555555555"
FLOWS: list[Record] = [
    tab("t1", "House"),
    {"id": SUB, "type": "subflow", "name": "Filter", "info": "", "in": [], "out": [], "env": [], "meta": {}},
    placed("inner", "debug", 100, 80, z=SUB),
    placed("sensor", "mqtt in", 200, 80, "out", broker=BROKER, topic="a"),
    placed("out", "debug", 420, 80),
    {"id": BROKER, "type": "mqtt-broker", "name": "Ours", "broker": "127.0.0.1", "port": "1"},
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("flows", tmp_path_factory.mktemp("import"), "--no-sign-in") as running:
        yield running


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    with opened(browser, program, FLOWS) as page:
        yield page


def import_dialog(page: Page, text: str | None = None) -> Locator:
    """The import dialog, with a text in its field."""
    page.keyboard.press("Control+i")
    dialog = page.get_by_role("dialog", name="Import nodes")
    if text is not None:
        dialog.get_by_role("textbox", name="Flow JSON").fill(text)
    return dialog


def press_import(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Import", exact=True).click()


def theirs(**changes: str) -> list[Record]:
    """The same flows as somebody else has them."""
    copy: list[Record] = json.loads(json.dumps(FLOWS))
    for record in copy:
        record.update({"label" if record["type"] == "tab" else "name": "Theirs"}, **changes)
    return copy


def test_a_text_that_is_no_json_is_refused_with_the_place_of_the_error(page: Page) -> None:
    dialog = import_dialog(page, '[\n  {"id": "a" "type": "inject"}\n]')
    expect(dialog.get_by_role("alert")).to_contain_text("line 2, column 14")
    expect(dialog.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    dialog.get_by_role("button", name="Show where it is wrong").click()
    field = dialog.get_by_role("textbox", name="Flow JSON")
    assert field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == '"'


def test_each_thing_that_is_there_already_can_be_copied_replaced_or_left_as_it_is(page: Page) -> None:
    dialog = import_dialog(page, json.dumps(theirs()))
    expect(dialog.get_by_role("status")).to_contain_text("6 of them are there already")
    press_import(dialog)
    choice = dialog.get_by_role("combobox", name="What becomes of Theirs")
    # Subflow, flow, config node: Node-RED's defaults use what is there of all but flows.
    expect(choice).to_have_count(3)
    assert [box.input_value() for box in choice.all()] == ["skip", "copy", "skip"]
    choice.nth(2).select_option("Replace what is there")
    dialog.get_by_role("button", name="Import selected").click()
    expect(page.get_by_role("tablist", name="Flows").get_by_role("tab")).to_have_count(2)
    found = records(page)
    assert found[BROKER]["name"] == "Theirs"
    assert found[SUB]["name"] == "Filter"
    copied = [record for record in found.values() if record["type"] == "mqtt in"]
    assert len(copied) == 2
    assert {record["broker"] for record in copied} == {BROKER}


def test_a_flow_can_be_replaced_and_the_notice_takes_that_back(page: Page) -> None:
    dialog = import_dialog(page, json.dumps([theirs()[0], theirs()[4]]))
    press_import(dialog)
    dialog.get_by_role("combobox", name="What becomes of Theirs").select_option(
        "Replace the flow that is there"
    )
    dialog.get_by_role("button", name="Import selected").click()
    tabs = page.get_by_role("tablist", name="Flows").get_by_role("tab")
    expect(tabs).to_have_text([re.compile("^Theirs")])
    expect(nodes(page)).to_have_count(1)
    page.get_by_role("button", name="Undo", exact=True).last.click()
    expect(tabs).to_have_text([re.compile("^House")])
    expect(nodes(page)).to_have_count(2)


def test_what_comes_onto_the_open_flow_follows_the_mouse_until_a_click(page: Page) -> None:
    single = [placed("new1", "comment", 5000, 5000, z="elsewhere")]
    dialog = import_dialog(page, json.dumps(single))
    press_import(dialog)
    expect(node(page, "new1")).to_be_visible()
    area = canvas_of(page).bounding_box()
    assert area
    page.mouse.move(area["x"] + 300, area["y"] + 400)
    page.mouse.move(area["x"] + 310, area["y"] + 420)
    page.mouse.click(area["x"] + 320, area["y"] + 420)
    put = records(page)["new1"]
    # Its left end is on the grid, not its middle.
    assert abs(put["x"] - 320) < 20
    assert put["y"] == 420
    # One step of undo: it came and was put down.
    canvas_of(page).focus()
    page.keyboard.press("Control+z")
    assert "new1" not in records(page)


def test_escape_gives_an_import_up_that_is_still_carried(page: Page) -> None:
    press_import(import_dialog(page, json.dumps([placed("new2", "comment", 0, 0, z="elsewhere")])))
    expect(node(page, "new2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(node(page, "new2")).to_have_count(0)


def test_types_that_are_not_installed_are_named_with_the_packages_that_the_file_names(page: Page) -> None:
    text = [
        placed("n1", "foreign", 0, 0, z="elsewhere"),
        {"id": "g1", "type": "global-config", "env": [], "modules": {"node-red-contrib-foreign": "1.2.3"}},
    ]
    dialog = import_dialog(page, json.dumps(text))
    expect(dialog.get_by_text("Not installed: foreign")).to_be_visible()
    expect(dialog.get_by_text("node-red-contrib-foreign 1.2.3")).to_be_visible()


def test_pictures_from_elsewhere_in_a_description_are_fetched_when_asked_for(page: Page) -> None:
    asked: list[str] = []
    page.context.route(
        "https://pictures.test/**", lambda route: (asked.append(route.request.url), route.abort())
    )
    text = [tab("stranger", "Stranger", info="![a house](https://pictures.test/house.png)")]
    press_import(import_dialog(page, json.dumps(text)))
    show = page.get_by_role("button", name="a house: Show pictures from pictures.test")
    expect(show).to_be_visible()
    assert asked == []
    with page.expect_request("https://pictures.test/house.png"):
        show.click()
    expect(page.get_by_role("img", name="a house")).to_have_attribute("referrerpolicy", "no-referrer")


def test_a_file_dropped_on_the_canvas_opens_the_import(page: Page, tmp_path: Path) -> None:
    content = json.dumps([placed("dropped", "comment", 0, 0, z="elsewhere")])
    transfer = page.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "flows.json", { type: "application/json" }));
            return transfer;
        }""",
        content,
    )
    for event in ("dragenter", "dragover", "drop"):
        canvas_of(page).dispatch_event(event, {"dataTransfer": transfer, "clientX": 500, "clientY": 300})
    dialog = page.get_by_role("dialog", name="Import nodes")
    expect(dialog.get_by_role("status")).to_contain_text("1 node")


def test_an_export_is_shown_as_json_or_as_a_list(page: Page) -> None:
    page.keyboard.press("Control+e")
    dialog = page.get_by_role("dialog", name="Export nodes")
    dialog.get_by_role("button", name="All flows").click()
    dialog.get_by_role("button", name="Formatted").click()
    assert json.loads(dialog.get_by_role("textbox").input_value())[0]["id"] == "t1"
    dialog.get_by_role("button", name="List", exact=True).click()
    tree = dialog.get_by_role("treegrid", name="Exported nodes")
    expect(tree.get_by_role("row", name="sensor")).to_be_visible()
    expect(dialog.get_by_text("1 flow, 1 subflow, 3 nodes, 1 config node")).to_be_visible()
