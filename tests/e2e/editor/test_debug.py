"""The debug sidebar in a real browser: filters, formats, what is pinned open, and a flood of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import launched
from tests.support.editor import canvas_of, press_button, run_command, select
from tests.support.processes import Wirelatch, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def debug(node_id: str, z: str, x: int, y: int, **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": "debug", "z": z, "name": node_id, "active": True, "tosidebar": True, "x": x, "y": y,
            "complete": "payload", "targetType": "msg", "wires": [], **more}  # fmt: skip


def inject(
    node_id: str, z: str, y: int, payload: str, kind: str, *targets: str, **more: Any
) -> dict[str, Any]:
    return {"id": node_id, "type": "inject", "z": z, "name": node_id, "props": [{"p": "payload"}], "payload": payload,
            "payloadType": kind, "x": 140, "y": y, "wires": [list(targets)], **more}  # fmt: skip


FLOWS: list[dict[str, Any]] = [
    {"id": "t1", "type": "tab", "label": "First"},
    inject("object", "t1", 80, '{"station": {"name": "harbour", "id": 255}, "at": 1700000000000}', "json", "out"),
    debug("out", "t1", 400, 80),
    inject("bytes", "t1", 140, "[104, 101, 108, 108, 111]", "bin", "other"),
    debug("other", "t1", 400, 140),
    inject("inside", "t1", 200, "deep", "str", "sub"),
    {"id": "sub", "type": "subflow:s", "z": "t1", "name": "instance", "x": 400, "y": 200, "wires": []},
    {"id": "s", "type": "subflow", "name": "Sub", "in": [{"x": 50, "y": 50, "wires": [{"id": "d"}]}], "out": []},
    debug("d", "s", 200, 50, name="inner"),
    {"id": "t2", "type": "tab", "label": "Second"},
    inject("elsewhere", "t2", 80, "from the second flow", "str", "far"),
    debug("far", "t2", 400, 80),
    {"id": "t3", "type": "tab", "label": "Flood"},
    inject("many", "t3", 80, "[" + ",".join(str(n) for n in range(50)) + "]", "json", "each", repeat="0.05"),
    {"id": "each", "type": "split", "z": "t3", "splt": "\\n", "spltType": "str", "x": 300, "y": 80,
     "wires": [["flood"]]},
    debug("flood", "t3", 500, 80, active=False),
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("flows", tmp_path_factory.mktemp("debug"), "--no-sign-in") as running:
        yield running


@pytest.fixture
def api(program: Wirelatch) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=program.flows) as client:
        client.post("/flows", json=FLOWS).raise_for_status()
        client.post("/api/v1/draft/discard", json={}).raise_for_status()
        yield client


@pytest.fixture
def page(browser: Browser, program: Wirelatch, api: httpx.Client) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(program.flows)
    expect(canvas_of(page).get_by_role("option").first).to_be_visible()
    page.get_by_role("tab", name="Debug").click()
    yield page
    context.close()


def messages(page: Page) -> Locator:
    return page.get_by_role("list", name="Debug messages").get_by_role("listitem")


def open_filter(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(All nodes|Current flow|Chosen nodes)")).click()


def test_what_is_shown_can_be_narrowed_to_nodes_a_flow_and_a_text(page: Page, api: httpx.Client) -> None:
    for name in ("object", "bytes", "elsewhere"):
        api.post(f"/inject/{name}")
    expect(messages(page)).to_have_count(3)
    open_filter(page)
    page.get_by_role("menuitemradio", name="Current flow").click()
    expect(messages(page)).to_have_count(2)
    open_filter(page)
    page.get_by_role("menuitemcheckbox", name="other").click()
    page.keyboard.press("Escape")
    expect(messages(page)).to_have_count(1)
    expect(messages(page)).to_contain_text("buffer[5]")
    page.get_by_role("button", name="Clear shown").click()
    expect(page.get_by_text("No message passes the filter")).to_be_visible()
    open_filter(page)
    page.get_by_role("menuitemradio", name="All nodes").click()
    expect(messages(page)).to_have_count(2)
    page.get_by_role("searchbox", name="Filter messages").fill("second")
    expect(messages(page)).to_have_count(1)
    page.get_by_role("searchbox", name="Filter messages").press("Escape")
    select(page, "object")
    run_command(page, "Clear the debug messages shown")
    expect(messages(page)).to_have_count(0)


def test_a_number_can_be_read_as_hexadecimal_and_as_a_date_and_bytes_as_text(page: Page) -> None:
    press_button(page, "object")
    entry = messages(page).first
    entry.get_by_role("button", expanded=False).first.click()
    entry.get_by_role("button", name="1700000000000").click()
    expect(entry).to_contain_text("0x18bcfe56800")
    entry.get_by_role("button", name="0x18bcfe56800").click()
    expect(entry).to_contain_text("2023-11-14T22:13:20.000Z")
    press_button(page, "bytes")
    entry = messages(page).last
    entry.get_by_role("button", name="buffer[5]").click()
    expect(entry).to_contain_text("68 65 6c 6c 6f")
    entry.get_by_role("button", name="text", exact=True).click()
    expect(entry.get_by_text("hello", exact=True)).to_be_visible()


def test_a_path_that_is_pinned_is_open_in_messages_to_come_and_can_be_copied(page: Page) -> None:
    press_button(page, "object")
    entry = messages(page).first
    entry.get_by_role("button", expanded=False).first.click()
    entry.get_by_role("button", name="station").click()
    line = entry.locator("[data-kind=object]").last
    line.get_by_role("button", name="Keep this open in all messages of the node").first.click()
    press_button(page, "object")
    expect(messages(page)).to_have_count(2)
    expect(messages(page).last).to_contain_text("harbour")
    name = messages(page).last.locator("[data-kind=string]").first
    name.hover()
    name.get_by_role("button", name="Copy path").click()
    assert page.evaluate("navigator.clipboard.readText()") == "payload.station.name"
    name.get_by_role("button", name="Copy value").click()
    assert page.evaluate("navigator.clipboard.readText()") == "harbour"


def test_a_message_from_inside_a_subflow_leads_to_its_node_there(page: Page) -> None:
    press_button(page, "inside")
    messages(page).first.get_by_role("button", name="instance / inner").click()
    expect(page.get_by_role("tab", name="Sub")).to_have_attribute("aria-selected", "true")
    expect(canvas_of(page).get_by_role("option", name="inner")).to_have_attribute("aria-selected", "true")


def test_a_debug_node_is_switched_off_from_its_message_without_a_deploy(
    page: Page, api: httpx.Client
) -> None:
    press_button(page, "object")
    messages(page).first.hover()
    messages(page).first.get_by_role("button", name="More for this message").click()
    with page.expect_response("**/debug/disable"):
        page.get_by_role("menuitem", name="Switch this debug node off").click()
    press_button(page, "object")
    press_button(page, "bytes")
    expect(messages(page)).to_have_count(2)
    with page.expect_response("**/debug/enable"):
        run_command(page, "Switch all debug nodes of this flow on")
    press_button(page, "object")
    expect(messages(page)).to_have_count(3)


def test_while_paused_messages_are_counted_and_not_kept(page: Page) -> None:
    page.get_by_role("button", name="Pause").click()
    press_button(page, "object")
    press_button(page, "object")
    expect(page.get_by_text("Paused: 2 messages not kept.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    press_button(page, "object")
    expect(messages(page)).to_have_count(1)


def test_of_a_thousand_messages_a_second_only_what_is_in_view_is_in_the_page(
    page: Page, api: httpx.Client
) -> None:
    api.post("/debug/flood/enable")
    expect(page.get_by_text("Older messages are dropped after 1000.")).to_be_attached()
    assert page.locator("aside [data-kind]").count() < 100
    rows = page.get_by_role("list", name="Debug messages")
    rows.hover()
    page.mouse.wheel(0, -3000)
    api.post("/debug/flood/disable")
    page.get_by_role("button", name="Clear all").click()
    press_button_after_flood = api.post("/inject/object")
    assert press_button_after_flood.status_code == 200
    expect(messages(page).last).to_contain_text("object")
