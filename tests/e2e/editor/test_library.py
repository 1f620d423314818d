"""The library: flows, functions and templates are kept in folders, and come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.canvas_pages import Record, opened, placed, tab
from tests.support.editor import edit, node, run_command
from tests.support.processes import Wirelatch, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS: list[Record] = [
    tab("t1", "House"),
    placed("double", "function", 200, 80, func="msg.payload *= 2;\nreturn msg;", outputs=1),
    placed("empty", "function", 200, 160, func="return msg;", outputs=1),
    placed("page", "template", 200, 240, template='{"a": {{payload}}}', format="json", syntax="mustache"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def program(data: Path) -> Iterator[Wirelatch]:
    with wirelatch("flows", data, "--no-sign-in") as running:
        yield running


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    with opened(browser, program, FLOWS) as page:
        yield page


def test_flows_are_saved_in_a_folder_and_imported_from_it(page: Page, data: Path) -> None:
    run_command(page, "Export to the library")
    dialog = page.get_by_role("dialog", name="Export nodes")
    dialog.get_by_role("button", name="New folder").click()
    dialog.get_by_role("textbox", name="Name of the new folder").fill("house")
    page.keyboard.press("Enter")
    dialog.get_by_role("textbox", name="File name").fill("all")
    dialog.get_by_role("button", name="Save to library").last.click()
    expect(dialog).to_have_count(0)
    assert (data / "lib/flows/house/all.json").is_file()

    run_command(page, "Import from the library")
    dialog = page.get_by_role("dialog", name="Import nodes")
    dialog.get_by_role("button", name="house").click()
    dialog.get_by_role("button", name="all", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text("1 flow, 3 nodes")


def test_an_entry_is_replaced_only_after_a_question(page: Page, data: Path) -> None:
    file = data / "lib/flows/twice.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[]")
    run_command(page, "Export to the library")
    dialog = page.get_by_role("dialog", name="Export nodes")
    dialog.get_by_role("button", name="twice").click()
    dialog.get_by_role("button", name="Save to library").last.click()
    question = page.get_by_role("alertdialog", name="Replace twice.json?")
    question.get_by_role("button", name="Cancel").click()
    assert file.read_text() == "[]"
    dialog.get_by_role("button", name="Save to library").last.click()
    question.get_by_role("button", name="Replace").click()
    expect(question).to_have_count(0)
    expect(dialog).to_have_count(0)
    assert "double" in file.read_text()


def test_a_function_goes_into_the_library_and_into_another_node(page: Page, data: Path) -> None:
    edit(page, "double", "function").get_by_role("button", name="Library").click()
    page.get_by_role("menuitem", name="Save to the library").click()
    dialog = page.get_by_role("dialog", name="Save to library")
    dialog.get_by_role("button", name="Save to library").click()
    expect(dialog).to_have_count(0)
    kept = (data / "lib/functions/double.js").read_text()
    assert kept.startswith("// name: double\n// outputs: 1\n")
    assert kept.endswith("msg.payload *= 2;\nreturn msg;")
    page.get_by_role("button", name="Cancel").click()

    tray = edit(page, "empty", "function")
    tray.get_by_role("button", name="Library").click()
    page.get_by_role("menuitem", name="Open from the library").click()
    dialog = page.get_by_role("dialog", name="Open from the library")
    dialog.get_by_role("button", name="double").click()
    expect(dialog.locator(".cm-content")).to_contain_text("msg.payload *= 2;")
    dialog.get_by_role("button", name="Open", exact=True).click()
    expect(tray.locator(".cm-content")).to_contain_text("msg.payload *= 2;")
    tray.get_by_role("button", name="Done").click()
    expect(node(page, "double")).to_have_count(2)


def test_a_template_that_is_json_comes_back_as_the_text_it_was(page: Page, data: Path) -> None:
    file = data / "lib/templates/answer.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('// name: answer\n// format: json\n{ "b":   1 }')
    tray = edit(page, "page", "template")
    tray.get_by_role("button", name="Library").click()
    page.get_by_role("menuitem", name="Open from the library").click()
    dialog = page.get_by_role("dialog", name="Open from the library")
    dialog.get_by_role("button", name="answer").dblclick()
    expect(dialog).to_have_count(0)
    expect(tray.locator(".cm-content")).to_have_text('{ "b":   1 }')
