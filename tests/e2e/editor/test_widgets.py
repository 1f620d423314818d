"""The large editors of values, completion, secrets, and config nodes in trays on top of each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.canvas_pages import Record, opened, placed, records, tab
from tests.support.editor import edit
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

BROKER = "5555555555555555"


def rule(value: str, kind: str) -> Record:
    return {"t": "set", "p": "payload", "pt": "msg", "to": value, "tot": kind}


FLOWS: list[Record] = [
    tab("t1", "House"),
    tab("t2", "Garden"),
    placed(
        "change",
        "change",
        200,
        80,
        rules=[
            rule("$su", "jsonata"),
            rule('{"a":1}', "json"),
            rule("[104,105]", "bin"),
            rule("key", "flow"),
        ],
    ),
    placed("sensor", "mqtt in", 200, 160, broker=BROKER, topic="a"),
    {"id": BROKER, "type": "mqtt-broker", "name": "Ours", "broker": "127.0.0.1", "port": "1"},
    {"id": "6666666666666666", "type": "mqtt-broker", "name": "Spare", "broker": "127.0.0.1", "port": "1"},
]


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    with opened(browser, program, FLOWS) as page:
        yield page


def large(page: Page, row: int) -> Locator:
    """The large editor of a rule's value."""
    tray = edit(page, "change", "change")
    tray.get_by_role("button", name=f"Edit To, row {row} in a large editor").click()
    return page.get_by_role("dialog", name=f"To, row {row}")


def done(page: Page, dialog: Locator) -> Record:
    """Take the value over, and the edit; the node as it is then."""
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Done").click()
    return records(page)["change"]


def test_an_expression_is_completed_and_shows_what_it_gives_while_it_is_written(page: Page) -> None:
    dialog = large(page, 1)
    code = dialog.get_by_role("textbox", name="To, row 1")
    code.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("m")
    dialog.locator(".cm-completionLabel", has_text="$sum").first.click()
    page.keyboard.type("payload.*")
    dialog.get_by_role("tab", name="Test").click()
    result = dialog.get_by_role("status", name="Result")
    expect(result).to_have_text("61.5")
    code.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" +")
    expect(result).to_contain_text("ends too early")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    assert done(page, dialog)["rules"][0]["to"] == "$sum(payload.*)"


def test_a_function_is_put_where_the_cursor_is(page: Page) -> None:
    dialog = large(page, 1)
    dialog.get_by_role("searchbox", name="Filter functions").fill("upper")
    code = dialog.get_by_role("textbox", name="To, row 1")
    code.click()
    page.keyboard.press("Control+a")
    dialog.get_by_role("button", name="$uppercase").click()
    assert done(page, dialog)["rules"][0]["to"] == "$uppercase($su)"


def test_json_is_edited_as_a_tree(page: Page) -> None:
    dialog = large(page, 2)
    dialog.get_by_role("button", name="Tree").click()
    dialog.get_by_role("combobox", name="Type of a").select_option("boolean")
    dialog.get_by_role("combobox", name="Value of a").select_option("true")
    dialog.get_by_role("button", name="Add to the value").click()
    dialog.get_by_role("textbox", name="Name", exact=True).last.fill("list")
    dialog.get_by_role("combobox", name="Type of list").select_option("array")
    dialog.get_by_role("button", name="Add to list").click()
    dialog.get_by_role("textbox", name="Value of [0]").fill("x")
    assert done(page, dialog)["rules"][1]["to"] == '{"a":true,"list":["x"]}'


def test_a_buffer_is_edited_as_text_or_hex(page: Page) -> None:
    dialog = large(page, 3)
    field = dialog.get_by_role("textbox", name="To, row 3")
    expect(field).to_have_value("hi")
    field.fill("hé")
    expect(dialog.get_by_role("status")).to_have_text("3 bytes")
    dialog.get_by_role("button", name="Hex").click()
    expect(field).to_have_value("68 c3 a9")
    field.fill("ff 0")
    expect(dialog.get_by_role("alert")).to_contain_text("Two hexadecimal digits")
    field.fill("ff 00")
    expect(dialog.get_by_role("button", name="Text (UTF-8)")).to_be_disabled()
    assert done(page, dialog)["rules"][2]["to"] == "[255,0]"


def test_a_description_is_written_with_buttons_and_shown_as_it_will_look(page: Page) -> None:
    tray = edit(page, "change", "change")
    tray.get_by_role("tab", name="Description").click()
    text = tray.get_by_role("textbox", name="Description")
    text.click()
    page.keyboard.type("Mind this")
    page.keyboard.press("Control+a")
    tray.get_by_role("button", name="Bold").click()
    tray.get_by_role("button", name="Callout").click()
    page.get_by_role("menuitem", name="Warning").click()
    tray.get_by_role("button", name="Preview").click()
    callout = tray.locator("[data-alert=warning]")
    expect(callout).to_contain_text("Warning")
    expect(callout.locator("strong")).to_have_text("Mind this")
    tray.get_by_role("button", name="Done").click()
    assert records(page)["change"]["info"] == "> [!WARNING]\n> **Mind this**"


def test_a_config_node_is_edited_in_a_tray_of_its_own_that_tells_who_uses_it(page: Page) -> None:
    edit(page, "sensor", "mqtt in").get_by_role("button", name="Edit mqtt-broker").click()
    tray = page.get_by_role("dialog", name="Edit mqtt-broker config node")
    scope = tray.get_by_role("combobox", name="Available on")
    scope.select_option("Garden")
    expect(tray.get_by_role("status")).to_have_text("1 node that uses it stands elsewhere")
    scope.select_option("House")
    expect(tray.get_by_role("status")).to_have_count(0)
    tray.get_by_role("button", name="Used by 1 node").click()
    expect(page.get_by_role("menuitem", name="sensor")).to_be_visible()
    page.keyboard.press("Escape")
    tray.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Done").click()
    assert records(page)[BROKER]["z"] == "t1"


def test_a_config_node_can_be_added_disabled_and_is_chosen_then(page: Page) -> None:
    edit(page, "sensor", "mqtt in").get_by_role("button", name="Add new mqtt-broker").click()
    tray = page.get_by_role("dialog", name="Add new mqtt-broker config node")
    tray.get_by_role("checkbox", name="Enabled").uncheck()
    tray.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Done").click()
    found = records(page)
    broker = found[found["sensor"]["broker"]]
    assert broker["id"] not in (BROKER, "6666666666666666")
    assert broker["d"] is True
