"""Live wires: what goes over the wires of the flow that is shown, in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.support.editor import box_of, canvas_of, edit, press_button
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS: list[dict[str, Any]] = [
    {"id": "t1", "type": "tab", "label": "Live"},
    {"id": "often", "type": "inject", "z": "t1", "name": "often", "props": [{"p": "payload"}], "repeat": "0.1",
     "once": True, "payload": "", "payloadType": "date", "x": 140, "y": 80, "wires": [["stamp"]]},
    {"id": "stamp", "type": "change", "z": "t1", "name": "stamp", "x": 400, "y": 80, "wires": [["end", "look"]],
     "rules": [{"t": "set", "p": "station", "pt": "msg", "to": "harbour", "tot": "str"}]},
    {"id": "end", "type": "debug", "z": "t1", "name": "end", "active": False, "tosidebar": True, "x": 640, "y": 80,
     "complete": "true", "targetType": "full", "wires": []},
    {"id": "look", "type": "function", "z": "t1", "name": "look", "func": "return msg;", "outputs": 1, "x": 640,
     "y": 140, "wires": [[]]},
    {"id": "go", "type": "inject", "z": "t1", "name": "go", "props": [{"p": "payload"}], "payload": "{no json",
     "payloadType": "str", "x": 140, "y": 200, "wires": [["parse"]]},
    {"id": "parse", "type": "json", "z": "t1", "name": "parse", "x": 400, "y": 200, "wires": [[]]},
    {"id": "t2", "type": "tab", "label": "Quiet"},
    {"id": "alone", "type": "comment", "z": "t2", "name": "alone", "x": 140, "y": 80, "wires": []},
]  # fmt: skip


@pytest.fixture(scope="module")
def program(program: Wirelatch) -> Wirelatch:
    httpx.post(f"{program.flows}/flows", json=FLOWS).raise_for_status()
    return program


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, color_scheme="dark" if os.environ.get("DARK") else "light"
    )
    page = context.new_page()
    page.goto(program.flows)
    expect(canvas_of(page).get_by_role("option").first).to_be_visible()
    yield page
    context.close()


def middle_of_wire(page: Page, source: str, target: str) -> tuple[float, float]:
    """A point of a wire between two nodes of the same height."""
    start, end = box_of(page, source), box_of(page, target)
    return (start["x"] + start["width"] + end["x"]) / 2, start["y"] + start["height"] / 2


def test_a_wire_under_the_pointer_shows_its_rate_and_last_message(page: Page) -> None:
    page.keyboard.press("Control+Alt+w")
    expect(canvas_of(page).locator("canvas.wl-live-wires:visible")).to_have_count(1)
    page.mouse.move(*middle_of_wire(page, "stamp", "end"))
    inspector = page.get_by_role("region", name="Wire stamp → end")
    expect(inspector).to_contain_text("/s")
    expect(inspector).to_contain_text("harbour")
    expect(inspector).to_contain_text("station")


def test_a_pinned_inspector_stays_while_the_pointer_is_elsewhere(page: Page) -> None:
    page.keyboard.press("Control+Alt+w")
    expect(canvas_of(page).locator("canvas.wl-live-wires:visible")).to_have_count(1)
    page.mouse.move(*middle_of_wire(page, "often", "stamp"))
    inspector = page.get_by_role("region", name=re.compile("Wire often .*→ stamp"))
    inspector.get_by_role("button", name="Keep open").click()
    page.mouse.move(900, 500)
    expect(inspector).to_contain_text("just now")
    shown = inspector.get_by_text("messages").inner_text()
    expect(inspector.get_by_text("messages")).not_to_have_text(shown)
    inspector.get_by_role("button", name="Close").click()
    expect(inspector).to_have_count(0)


def test_an_error_is_on_the_wire_that_brought_the_message(page: Page) -> None:
    page.keyboard.press("Control+Alt+w")
    expect(canvas_of(page).locator("canvas.wl-live-wires:visible")).to_have_count(1)
    press_button(page, "go")
    page.mouse.move(*middle_of_wire(page, "go", "parse"))
    inspector = page.get_by_role("region", name="Wire go → parse")
    expect(inspector).to_contain_text("JSON")
    expect(inspector).to_contain_text("{no json")


def test_live_wires_are_remembered_and_only_the_flow_shown_is_told_of(page: Page) -> None:
    sockets: list[WebSocket] = []
    page.keyboard.press("Control+Alt+w")
    page.on("websocket", lambda socket: sockets.append(socket))  # a built-in function it does not take
    page.reload()
    expect(canvas_of(page).locator("canvas.wl-live-wires:visible")).to_have_count(1)
    page.get_by_role("tab", name="Quiet").click()
    expect(canvas_of(page).get_by_role("option", name="alone")).to_be_visible()
    expect(canvas_of(page).locator("canvas.wl-live-wires:visible")).to_have_count(0)
    page.get_by_role("tab", name="Live").click()
    expect(canvas_of(page).locator("canvas.wl-live-wires:visible")).to_have_count(1)
    (socket,) = (each for each in sockets if each.url.endswith("/comms"))

    def is_of_flow(text: str | bytes) -> bool:
        return '"flow":"t1"' in str(text)

    socket.wait_for_event("framereceived", is_of_flow)  # what was on its way has come
    told: list[str] = []
    socket.on("framereceived", lambda text: told.append(str(text)))
    for _ in range(2):
        socket.wait_for_event("framereceived", is_of_flow)
    assert not any('"flow":"t2"' in text for text in told)


def test_a_function_completes_properties_of_the_messages_that_came_to_it(page: Page) -> None:
    tray = edit(page, "look", "function")
    tray.get_by_role("tab", name="On Message").click()
    code = tray.get_by_role("textbox", name="On Message").first
    code.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("const x = msg.sta")
    option = page.get_by_role("option", name="station")
    expect(option).to_contain_text("string: harbour")
    option.click()
    expect(code).to_contain_text("const x = msg.station")
