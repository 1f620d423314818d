"""Subflows: ends in the bar, properties with their form, module, look; instances show the form and store what differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.canvas_pages import Record, opened, placed, records, tab
from tests.support.editor import edit
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SUB, BROKER = "3333333333333333", "5555555555555555"
ENV: list[dict[str, Any]] = [
    {"name": "LAMP", "type": "str", "value": "kitchen",
     "ui": {"icon": "font-awesome/fa-lightbulb-o", "label": {"en-US": "Light", "de": "Lampe"},
            "type": "input", "opts": {"types": ["str"]}}},
    {"name": "MODE", "type": "str", "value": "a",
     "ui": {"type": "select", "opts": {"opts": [{"l": {"en-US": "Fast"}, "v": "a"}, {"l": {"en-US": "Slow"}, "v": "b"}]}}},
    {"name": "COUNT", "type": "num", "value": "3", "ui": {"type": "spinner", "opts": {"min": 1, "max": 9}}},
    {"name": "ON", "type": "bool", "value": "true", "ui": {"label": {"en-US": "Switched on"}, "type": "checkbox"}},
    {"name": "", "type": "str", "value": "", "ui": {"label": {"en-US": "Connection"}, "type": "none"}},
    {"name": "BROKER", "type": "mqtt-broker", "value": "", "ui": {"type": "conf-types"}},
    {"name": "SECRETLY", "type": "str", "value": "x", "ui": {"type": "hide"}},
]  # fmt: skip
DEFINITION: Record = {
    "id": SUB, "type": "subflow", "name": "Filter", "info": "", "category": "", "in": [], "out": [], "env": ENV,
    "meta": {}, "color": "#DDAA99",
}  # fmt: skip
FLOWS: list[Record] = [
    tab("t1", "House"),
    DEFINITION,
    placed("one", f"subflow:{SUB}", 200, 80, env=[]),
    {"id": BROKER, "type": "mqtt-broker", "name": "Ours", "broker": "127.0.0.1", "port": "1"},
]


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    with opened(browser, program, FLOWS) as page:
        yield page


@pytest.fixture
def template(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    """The editor with the subflow's own sheet open."""
    with opened(browser, program, FLOWS, f"#flow/{SUB}") as page:
        yield page


def bar(page: Page) -> Locator:
    return page.get_by_role("toolbar", name="Subflow")


def properties(page: Page) -> Locator:
    """The tray of the subflow."""
    bar(page).get_by_role("button", name="Properties").click()
    return page.get_by_role("dialog", name="Edit subflow")


def test_an_instance_shows_the_form_that_the_subflow_asks_for_and_stores_what_differs(page: Page) -> None:
    tray = edit(page, "one", "Filter")
    expect(tray.get_by_label("Light", exact=True)).to_have_value("kitchen")
    expect(tray.get_by_text("Connection", exact=True)).to_be_visible()
    expect(tray.get_by_text("SECRETLY")).to_have_count(0)
    tray.get_by_label("MODE").select_option("Slow")
    tray.get_by_label("COUNT").fill("5")
    tray.get_by_label("Switched on").uncheck()
    tray.get_by_role("combobox", name="BROKER").select_option("Ours")
    tray.get_by_role("tab", name="Environment").click()
    tray.get_by_role("button", name="Add more environment variable").click()
    tray.get_by_role("textbox", name="Name, row 1").fill("EXTRA")
    tray.get_by_role("textbox", name="=, row 1").fill("more")
    tray.get_by_role("button", name="Done").click()
    assert records(page)["one"]["env"] == [
        {"name": "MODE", "type": "str", "value": "b"},
        {"name": "COUNT", "type": "num", "value": "5"},
        {"name": "ON", "type": "bool", "value": "false"},
        {"name": "BROKER", "type": "conf-type", "value": BROKER},
        {"name": "EXTRA", "value": "more", "type": "str"},
    ]


def test_a_double_click_on_a_subflow_in_the_palette_opens_its_sheet(page: Page) -> None:
    palette = page.get_by_role("navigation", name="Palette")
    palette.get_by_role("button", name="Filter", exact=True).last.dblclick()
    expect(bar(page)).to_be_visible()


def test_looking_at_the_properties_changes_nothing(template: Page) -> None:
    before = records(template)[SUB]
    tray = properties(template)
    tray.get_by_role("button", name="How instances show LAMP").click()
    tray.get_by_role("button", name="Preview").click()
    expect(tray.get_by_label("Light", exact=True)).to_have_value("kitchen")
    for part in ("Module", "Description", "Appearance"):
        tray.get_by_role("tab", name=part).click()
    tray.get_by_role("button", name="Done").click()
    assert records(template)[SUB] == before


def test_a_property_gets_a_label_in_two_languages_and_choices(template: Page) -> None:
    tray = properties(template)
    tray.get_by_role("button", name="Add property").click()
    tray.get_by_role("textbox", name="Name of property 8").fill("SIZE")
    tray.get_by_role("button", name="How instances show SIZE").click()
    tray.get_by_role("textbox", name="Label of property 8").fill("Size")
    tray.get_by_label("Labels in").select_option("de")
    tray.get_by_role("textbox", name="Label of property 8").fill("Größe")
    tray.get_by_label("Labels in").select_option("en-US")
    tray.get_by_role("combobox", name="Shown as, property 8").select_option("Choice")
    tray.get_by_role("group", name="Choices of property 8").get_by_role("button", name="Add choice").click()
    tray.get_by_role("textbox", name="Label of choice 1").fill("Small")
    tray.get_by_role("textbox", name="Value of choice 1").fill("s")
    tray.get_by_role("combobox", name="Default of property 8").select_option("Small")
    tray.get_by_role("button", name="Done").click()
    assert records(template)[SUB]["env"][-1] == {
        "name": "SIZE",
        "type": "str",
        "value": "s",
        "ui": {
            "label": {"en-US": "Size", "de": "Größe"},
            "type": "select",
            "opts": {"opts": [{"v": "s", "l": {"en-US": "Small"}}]},
        },
    }


def test_module_category_and_colour_are_stored_as_node_red_stores_them(template: Page) -> None:
    tray = properties(template)
    tray.get_by_role("tab", name="Module").click()
    tray.get_by_role("textbox", name="Module").fill("node-red-contrib-filter")
    tray.get_by_label("Version").fill("1.0")
    expect(tray.get_by_role("alert")).to_have_text("A version is three numbers: 1.0.0")
    tray.get_by_label("Version").fill("1.0.0")
    tray.get_by_label("License").select_option("MIT")
    tray.get_by_role("tab", name="Appearance").click()
    tray.get_by_label("Category").select_option("network")
    tray.get_by_role("button", name="#A6BBCF").click()
    tray.get_by_role("button", name="Icon", exact=True).click()
    page = template
    page.get_by_role("searchbox", name="Filter icons").fill("lightbulb-o")
    page.get_by_role("button", name="Icon lightbulb-o").click()
    tray.get_by_role("button", name="Done").click()
    stored = records(template)[SUB]
    assert stored["meta"] == {"module": "node-red-contrib-filter", "version": "1.0.0", "license": "MIT"}
    assert (stored["category"], stored["color"], stored["icon"]) == (
        "network",
        "#A6BBCF",
        "font-awesome/fa-lightbulb-o",
    )


def test_the_bar_adds_and_removes_ends_and_leads_to_the_instances(template: Page) -> None:
    page = template
    for name in ("Add an input", "Add an output", "Add an output", "Add a status output"):
        bar(page).get_by_role("button", name=name).click()
    stored = records(page)[SUB]
    assert (len(stored["in"]), len(stored["out"]), "status" in stored) == (1, 2, True)
    for name in ("Remove the input", "Remove the last output", "Remove the status output"):
        bar(page).get_by_role("button", name=name).click()
    stored = records(page)[SUB]
    assert (len(stored["in"]), len(stored["out"]), "status" in stored) == (0, 1, False)
    bar(page).get_by_role("button", name="1 instance").click()
    page.get_by_role("menuitem", name="one").click()
    expect(page.get_by_role("tab", name="House")).to_have_attribute("aria-selected", "true")
