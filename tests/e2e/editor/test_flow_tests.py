"""The test panel in a real browser: record, run, see what failed, mend, and share with others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.editor import canvas_of, press_button, run_command, select
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS: list[dict[str, Any]] = [
    {"id": "t1", "type": "tab", "label": "Tested"},
    {"id": "go", "type": "inject", "z": "t1", "name": "go", "props": [{"p": "payload"}], "payload": "21",
     "payloadType": "num", "x": 120, "y": 120, "wires": [["double"]]},
    {"id": "double", "type": "python", "z": "t1", "name": "double", "func": "msg.payload *= 2\nreturn msg",
     "outputs": 1, "x": 300, "y": 120, "wires": [["out"]]},
    {"id": "out", "type": "debug", "z": "t1", "name": "out", "active": True, "tosidebar": True, "x": 480, "y": 120,
     "complete": "payload", "targetType": "msg", "wires": []},
]  # fmt: skip
PATH = "/api/v1/flow-tests"


@pytest.fixture(scope="module")
def program(program: Wirelatch) -> Wirelatch:
    httpx.post(f"{program.flows}/flows", json=FLOWS).raise_for_status()
    return program


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    keep(program, [])
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(program.flows)
    expect(canvas_of(page).get_by_role("option").first).to_be_visible()
    yield page
    context.close()


def kept(program: Wirelatch) -> list[dict[str, Any]]:
    tests: list[dict[str, Any]] = httpx.get(program.flows + PATH).json()["tests"]
    return tests


def keep(program: Wirelatch, tests: list[dict[str, Any]]) -> None:
    rev = httpx.get(program.flows + PATH).json()["rev"]
    httpx.put(program.flows + PATH, json={"rev": rev, "tests": tests}).raise_for_status()


def a_test(name: str = "doubles", expected: int = 42) -> dict[str, Any]:
    return {
        "id": name, "name": name, "flow": "t1", "send": [{"to": "double", "message": {"payload": 21}}],
        "expect": [{"node": "double", "at": "output", "messages": [{"payload": expected}]}],
    }  # fmt: skip


def line(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="Tests").get_by_role("listitem").filter(has_text=name)


def test_the_next_message_becomes_a_test_that_passes(page: Page, program: Wirelatch) -> None:
    run_command(page, "Show tests")
    expect(page.get_by_text("This flow has no tests yet")).to_be_visible()
    page.get_by_role("button", name="Record the next message", exact=True).click()
    expect(page.get_by_text("Press an inject node's button")).to_be_visible()
    press_button(page, "go")
    dialog = page.get_by_role("dialog", name="New test")
    dialog.get_by_role("textbox", name="Name").fill("doubles what is sent")
    dialog.get_by_role("button", name="Save and run").click()
    expect(line(page, "doubles what is sent").get_by_role("img", name="Passed")).to_be_visible(timeout=20_000)
    (test,) = kept(program)
    assert test["send"] == [{"from": "go", "port": 0, "message": {"payload": 21}}]
    assert test["expect"] == [{"node": "out", "at": "input", "messages": [{"payload": 42}]}]


def test_a_failure_says_what_came_and_leads_to_its_node(page: Page, program: Wirelatch) -> None:
    keep(program, [a_test(expected=43)])
    page.keyboard.press("Control+Alt+y")
    failure = page.get_by_role("button", name="msg.payload is 42, not 43")
    expect(failure).to_be_visible(timeout=20_000)
    failure.click()
    expect(canvas_of(page).get_by_role("option", name="double", selected=True)).to_be_visible()
    page.get_by_text("Expected and received at double").click()
    expect(page.locator("details pre").last).to_contain_text('"payload": 42')


def test_a_test_is_mended_as_form_and_as_json(page: Page, program: Wirelatch) -> None:
    keep(program, [a_test(expected=43)])
    run_command(page, "Show tests")
    page.get_by_role("button", name="doubles", exact=True).click()
    dialog = page.get_by_role("dialog", name="Edit test")
    messages = dialog.get_by_role("textbox", name="Messages")
    messages.fill("[{")
    expect(dialog.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    messages.fill('[{"payload": 42}]')
    dialog.get_by_role("tab", name="JSON").click()
    expect(dialog.get_by_role("textbox", name="Test as JSON")).to_contain_text("42")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_be_hidden()
    assert kept(program) == [a_test()]


def test_what_somebody_else_wrote_meanwhile_stays(page: Page, program: Wirelatch) -> None:
    keep(program, [a_test()])
    run_command(page, "Show tests")
    page.get_by_role("button", name="More for doubles").click()
    keep(program, [a_test(), a_test("theirs")])
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(line(page, "theirs")).to_be_visible()
    expect(line(page, "doubles (copy)")).to_be_visible()
    assert [test["name"] for test in kept(program)] == ["doubles", "theirs", "doubles (copy)"]
    page.get_by_role("button", name="More for theirs").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("ours")
    page.keyboard.press("Enter")
    expect(line(page, "ours")).to_be_visible()
    page.get_by_role("button", name="More for ours").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_text("Deleted: ours")).to_be_visible()
    assert [test["name"] for test in kept(program)] == ["doubles", "doubles (copy)"]


def test_tests_run_on_changes_that_are_not_deployed(page: Page, program: Wirelatch) -> None:
    keep(program, [a_test()])
    run_command(page, "Show tests")
    shown: list[dict[str, Any]] = []
    page.on(
        "request",
        lambda sent: shown.append(json.loads(sent.post_data or "{}")) if "/run" in sent.url else None,
    )
    select(page, "double")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Run doubles", exact=True).click()
    expect(page.get_by_role("button", name="there is no node 'double'")).to_be_visible(timeout=20_000)
    assert "double" not in {record["id"] for record in shown[0]["flows"]}
    assert "double" in {record["id"] for record in httpx.get(f"{program.flows}/flows").json()}
    httpx.request("DELETE", f"{program.flows}/api/v1/drafts/shared")
