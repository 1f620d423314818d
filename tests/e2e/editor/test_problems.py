"""The problems panel in a real browser: what it finds, where it leads, what it mends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.editor import canvas_of, run_command
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

PLACE: dict[str, Any] = {"z": "t1", "x": 300, "wires": [[]]}
FLOWS: list[dict[str, Any]] = [
    {"id": "t1", "type": "tab", "label": "Troubled"},
    {"id": "go", "type": "inject", "name": "go", **PLACE, "x": 120, "y": 40, "props": [{"p": "payload"}],
     "payload": "", "payloadType": "date", "wires": [["f", "p", "s", "r", "gone"]]},
    {"id": "f", "type": "function", "name": "script", "func": "return msg +;", "outputs": 1, **PLACE, "y": 40},
    {"id": "p", "type": "python", "name": "snake", "func": "return msg[", "outputs": 1, **PLACE, "y": 100},
    {"id": "s", "type": "change", "name": "formula", **PLACE, "y": 160,
     "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": "$sum(", "tot": "jsonata"}]},
    {"id": "r", "type": "http request", "name": "fetch", "method": "GET", "ret": "txt", "url": "http://127.0.0.1/",
     "authType": "basic", **PLACE, "y": 220},
    {"id": "x", "type": "strange type", "name": "foreign", **PLACE, "y": 280},
    {"id": "u", "type": "change", "name": "alone", "rules": [], **PLACE, "y": 340},
    {"id": "b", "type": "mqtt-broker", "name": "idle broker", "broker": "127.0.0.1", "port": "1883"},
]  # fmt: skip


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    httpx.post(f"{program.flows}/flows", json=FLOWS).raise_for_status()
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(program.flows)
    expect(canvas_of(page).get_by_role("option").first).to_be_visible()
    run_command(page, "Show problems")
    yield page
    context.close()


def test_the_panel_tells_what_is_wrong_and_the_footer_counts_it(page: Page) -> None:
    troubled = page.get_by_role("region", name="Troubled").get_by_role("listitem")
    for name, text in {
        "script": "On Message is not valid JavaScript",
        "snake": "On Message is not valid Python",
        "formula": "JSONata",
        "fetch": "Nothing is stored for",
        "foreign": "The type “strange type” is not installed",
        "alone": "nothing is wired to its input",
        "go": "Wires lead to nodes that are not on this flow: gone",
    }.items():
        expect(troubled.filter(has_text=text)).to_contain_text(name)
    expect(page.get_by_role("listitem").filter(has_text="idle broker")).to_contain_text("No node uses")
    expect(page.get_by_role("button", name="Problems: 4 errors, ")).to_be_visible()


def test_a_problem_leads_to_its_node_and_mending_is_one_step_of_undo(page: Page) -> None:
    page.get_by_role("listitem").filter(has_text="nothing is wired").filter(has_text="alone").get_by_role(
        "button"
    ).first.click()
    expect(canvas_of(page).get_by_role("option", name="alone")).to_have_attribute("aria-selected", "true")
    dead = page.get_by_role("listitem").filter(has_text="Wires lead to nodes")
    dead.get_by_role("button", name="Remove the dead wires").click()
    expect(dead).to_have_count(0)
    unused = page.get_by_role("listitem").filter(has_text="idle broker")
    unused.get_by_role("button", name="Delete the configuration node").click()
    expect(unused).to_have_count(0)
    canvas_of(page).focus()
    page.keyboard.press("Control+z")
    expect(unused).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(dead).to_have_count(1)


def test_the_keyboard_goes_from_problem_to_problem(page: Page) -> None:
    expect(page.get_by_role("button", name="Problems: 4 errors, ")).to_be_visible()
    canvas_of(page).focus()
    selected = canvas_of(page).get_by_role("option", selected=True)
    page.keyboard.press("F8")
    expect(selected).to_have_count(1)
    first = selected.get_attribute("aria-label")
    page.keyboard.press("F8")
    expect(selected).not_to_have_attribute("aria-label", first or "")


def test_a_kind_of_warning_is_switched_off_where_it_is_shown_and_on_again_in_the_settings(
    page: Page, program: Wirelatch
) -> None:
    run_command(page, "Deploy")
    warnings = page.get_by_role("dialog", name="Deploy with these warnings?")
    not_again = warnings.get_by_role("checkbox", name="Do not warn of this again")
    expect(not_again).to_have_count(2)
    not_again.last.check()
    warnings.get_by_role("button", name="Deploy anyway").click()
    expect(warnings).to_have_count(0)
    page.reload()  # problems that were confirmed are asked about again on another page
    expect(canvas_of(page).get_by_role("option").first).to_be_visible()
    run_command(page, "Deploy")
    expect(warnings.get_by_role("heading", name="Types that are not installed")).to_be_visible()
    expect(warnings.get_by_role("heading", name="Config nodes that nothing uses")).to_have_count(0)
    warnings.get_by_role("button", name="Cancel").click()
    page.keyboard.press("Control+,")
    again = page.get_by_role("switch", name="Of configuration nodes that nothing uses")
    expect(again).not_to_be_checked()
    httpx.post(f"{program.flows}/settings/user", json={"editor": None}).raise_for_status()
