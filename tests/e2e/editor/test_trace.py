"""Message traces in a real browser: follow a message, see what changed, send it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.editor import canvas_of, press_button, run_command
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS: list[dict[str, Any]] = [
    {"id": "t1", "type": "tab", "label": "Traced"},
    {"id": "go", "type": "inject", "z": "t1", "name": "go", "props": [{"p": "payload"}], "payload": "21",
     "payloadType": "num", "x": 120, "y": 120, "wires": [["double"]]},
    {"id": "double", "type": "function", "z": "t1", "name": "double", "func": "msg.payload *= 2; return msg;",
     "outputs": 1, "x": 300, "y": 120, "wires": [["stamp", "broken"]]},
    {"id": "stamp", "type": "change", "z": "t1", "name": "stamp", "x": 500, "y": 80, "wires": [["out"]],
     "rules": [{"t": "set", "p": "station", "pt": "msg", "to": "harbour", "tot": "str"}]},
    {"id": "out", "type": "debug", "z": "t1", "name": "out", "active": True, "tosidebar": True, "x": 680, "y": 80,
     "complete": "payload", "targetType": "msg", "wires": []},
    {"id": "broken", "type": "function", "z": "t1", "name": "broken", "func": "throw new Error('out of reach');",
     "outputs": 1, "x": 500, "y": 180, "wires": [[]]},
]  # fmt: skip


@pytest.fixture(scope="module")
def program(program: Wirelatch) -> Wirelatch:
    httpx.post(f"{program.flows}/flows", json=FLOWS).raise_for_status()
    return program


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(program.flows)
    expect(canvas_of(page).get_by_role("option").first).to_be_visible()
    run_command(page, "Show message traces")
    expect(page.get_by_text("Waiting for a message")).to_be_visible()
    yield page
    page.get_by_role("button", name="All traces").click()
    page.get_by_role("button", name="Forget all traces of this flow").click()
    expect(page.get_by_text("Waiting for a message")).to_be_visible()
    context.close()


def test_a_message_is_followed_step_by_step_with_what_changed(page: Page) -> None:
    press_button(page, "go")
    row = page.get_by_role("list", name="Traces").get_by_role("button", name="go")
    expect(row).to_contain_text("1 error")
    row.click()
    steps = page.get_by_role("list", name="Steps").get_by_role("button")
    expect(steps).to_have_count(5)
    page.get_by_role("button", name="Next step").click()
    page.get_by_role("button", name="Next step").click()
    detail = page.get_by_role("region", name="Step 3")
    expect(detail).to_contain_text("Changed since double")
    expect(detail.locator("li[data-kind=changed]")).to_have_text("msg.payload2142")
    steps.filter(has_text="broken").click()
    expect(page.get_by_role("region", name="Step")).to_contain_text("out of reach")
    steps.filter(has_text="out").last.press("ArrowUp")
    expect(page.locator(".wl-canvas .wl-trace")).to_be_visible()


def test_a_message_is_sent_again_from_a_step_of_its_way(page: Page) -> None:
    press_button(page, "go")
    traces = page.get_by_role("list", name="Traces").get_by_role("button")
    traces.first.click()
    page.get_by_role("list", name="Steps").get_by_role("button", name="stamp").click()
    page.get_by_role("button", name="Send into the node again").click()
    expect(page.get_by_text("Sent again: stamp")).to_be_visible()
    page.get_by_role("button", name="All traces").click()
    expect(traces).to_have_count(2)
    traces.first.click()
    expect(page.get_by_role("list", name="Steps").get_by_role("button")).to_have_count(2)
