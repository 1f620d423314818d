"""What a Node-RED user does in the editor, in a real browser against both halves: import, undo, subflow, conflict …"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import launched
from tests.support.editor import (
    deploy,
    drag_from_palette,
    edit,
    node,
    nodes,
    press_button,
    run_command,
    select,
    wire,
)
from tests.support.processes import ADMIN_PASSWORD, ADMIN_TOKEN, BOOTSTRAP, Wirelatch, wirelatch
from tests.support.sign_in import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

CHAIN: list[dict[str, Any]] = [
    {"id": "t1", "type": "tab", "label": "Chain", "disabled": False, "info": ""},
    {"id": "i1", "type": "inject", "z": "t1", "name": "go", "props": [{"p": "payload"}], "repeat": "",
     "crontab": "", "once": False, "payload": "5", "payloadType": "num", "x": 140, "y": 80, "wires": [["c1"]]},
    {"id": "c1", "type": "change", "z": "t1", "name": "stamp", "x": 340, "y": 80, "wires": [["d1"]],
     "rules": [{"t": "set", "p": "stamped", "pt": "msg", "to": "true", "tot": "bool"}]},
    {"id": "d1", "type": "debug", "z": "t1", "name": "out", "active": True, "tosidebar": True, "console": False,
     "tostatus": False, "complete": "stamped", "targetType": "msg", "x": 540, "y": 80, "wires": []},
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("run", tmp_path_factory.mktemp("editor"), environment=BOOTSTRAP) as program:
        yield program


@pytest.fixture(scope="module")
def signed_in(browser: Browser, running: Wirelatch) -> Any:
    """The cookies of the administrator, so that each test begins in the editor."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(running.flows)
    page.wait_for_url(f"{running.identity}/**")
    sign_in(page, "admin", ADMIN_PASSWORD)
    page.wait_for_url(f"{running.flows}/**")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def api(running: Wirelatch) -> Iterator[httpx.Client]:
    """The Admin API, with nothing deployed."""
    with httpx.Client(base_url=running.flows, headers={"Authorization": f"Bearer {ADMIN_TOKEN}"}) as client:
        assert client.post("/flows", json=[]).status_code == 204
        assert client.post("/api/v1/draft/discard", json={}).status_code == 204
        yield client


@pytest.fixture
def context(browser: Browser, signed_in: Any, api: httpx.Client) -> Iterator[BrowserContext]:
    context = browser.new_context(storage_state=signed_in, viewport={"width": 1440, "height": 900})
    failures: list[str] = []
    context.on("weberror", lambda error: failures.append(str(error.error)))
    context.on(
        "console", lambda line: failures.append(line.text) if "Content Security" in line.text else None
    )
    yield context
    context.close()
    assert failures == []


def open_editor(context: BrowserContext, running: Wirelatch) -> Page:
    page = context.new_page()
    page.set_default_timeout(10000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(running.flows)
    expect(page.get_by_role("tablist", name="Flows").get_by_role("tab").first).to_be_visible()
    return page


def import_text(page: Page, text: str) -> None:
    page.keyboard.press("Control+i")
    dialog = page.get_by_role("dialog", name="Import nodes")
    dialog.get_by_role("textbox", name="Flow JSON").fill(text)
    dialog.get_by_role("button", name="Import", exact=True).click()


def test_an_empty_workspace_has_a_first_flow_that_is_deployed_with_its_first_node(
    context: BrowserContext, running: Wirelatch, api: httpx.Client
) -> None:
    page = open_editor(context, running)
    expect(page).to_have_title(re.compile("^Flow 1"))
    assert api.get("/flows").json() == []
    drag_from_palette(page, "comment", 300, 200)
    deploy(page)
    assert [record["type"] for record in api.get("/flows").json()] == ["tab", "comment"]


def test_an_import_is_one_step_of_undo_and_comes_out_as_it_went_in(
    context: BrowserContext, running: Wirelatch
) -> None:
    page = open_editor(context, running)
    import_text(page, json.dumps(CHAIN))
    expect(nodes(page)).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(page.get_by_role("tab", name="Chain")).to_have_count(0)
    expect(page.get_by_role("tab", name="Flow 1")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Control+Shift+z")
    page.get_by_role("tab", name="Chain").click()
    expect(nodes(page)).to_have_count(3)
    page.keyboard.press("Control+e")
    dialog = page.get_by_role("dialog", name="Export nodes")
    dialog.get_by_role("button", name="Current flow").click()
    exported = json.loads(dialog.get_by_role("textbox").input_value())
    assert exported == CHAIN


def test_what_is_no_flow_json_is_explained_and_not_imported(
    context: BrowserContext, running: Wirelatch
) -> None:
    page = open_editor(context, running)
    page.keyboard.press("Control+i")
    dialog = page.get_by_role("dialog", name="Import nodes")
    dialog.get_by_role("textbox", name="Flow JSON").fill("[{")
    expect(dialog.get_by_role("alert")).to_contain_text("Not valid JSON")
    expect(dialog.get_by_role("button", name="Import", exact=True)).to_be_disabled()


def test_the_password_of_a_config_node_goes_to_the_server_and_never_comes_back(
    context: BrowserContext, running: Wirelatch, api: httpx.Client
) -> None:
    page = open_editor(context, running)
    drag_from_palette(page, "mqtt in", 300, 200)
    tray = edit(page, "mqtt in", "mqtt in")
    tray.get_by_label("Topic").fill("a/b")
    tray.get_by_role("button", name="Add new mqtt-broker").click()
    broker = page.get_by_role("dialog", name="Add new mqtt-broker config node")
    broker.get_by_label("Server").fill("127.0.0.1")
    broker.get_by_label("Port").fill("1")
    broker.get_by_role("tab", name="Security").click()
    broker.get_by_label("Username").fill("ada")
    broker.get_by_label("Password", exact=True).fill("s3cret-of-ada")
    broker.get_by_role("button", name="Add", exact=True).click()
    tray.get_by_role("button", name="Done").click()
    deploy(page)
    assert "s3cret-of-ada" not in api.get("/flows").text
    assert "s3cret-of-ada" not in (running.data / "flows.json").read_text()
    assert "s3cret-of-ada" not in (running.data / "flows_cred.json").read_text()

    page.reload()
    tray = edit(page, "a/b", "mqtt in")
    tray.get_by_role("button", name="Edit mqtt-broker").click()
    broker = page.get_by_role("dialog", name="Edit mqtt-broker config node")
    broker.get_by_role("tab", name="Security").click()
    expect(broker.get_by_label("Username")).to_have_value("ada")
    expect(broker.get_by_label("Password", exact=True)).to_have_value("")
    expect(broker.get_by_label("Password", exact=True)).to_have_attribute("placeholder", re.compile("kept"))


def test_a_selection_becomes_a_subflow_that_works_where_it_stood(
    context: BrowserContext, running: Wirelatch, api: httpx.Client
) -> None:
    page = open_editor(context, running)
    import_text(page, json.dumps(CHAIN))
    select(page, "stamp")
    run_command(page, "Turn selection into a subflow")
    expect(node(page, "Subflow 1")).to_be_visible()
    deploy(page)
    page.get_by_role("tab", name="Debug").click()
    press_button(page, "go")
    messages = page.get_by_role("complementary", name="Sidebar").get_by_role("listitem")
    expect(messages.first).to_contain_text("true")


def test_deleting_and_reconnecting_closes_the_gap(context: BrowserContext, running: Wirelatch) -> None:
    page = open_editor(context, running)
    import_text(page, json.dumps(CHAIN))
    select(page, "stamp")
    page.keyboard.press("Control+Delete")
    expect(nodes(page)).to_have_count(2)
    page.keyboard.press("Control+e")
    exported = json.loads(
        page.get_by_role("dialog", name="Export nodes").get_by_role("textbox").input_value()
    )
    assert next(record["wires"] for record in exported if record["id"] == "i1") == [["d1"]]


def test_a_deploy_over_somebody_elses_asks_what_to_keep(
    context: BrowserContext, running: Wirelatch, api: httpx.Client
) -> None:
    # With a draft on the server, theirs would have joined it: see editor/test_collaboration.py.
    context.route("**/api/v1/draft**", lambda route: route.abort())
    page = open_editor(context, running)
    drag_from_palette(page, "comment", 300, 100)
    theirs = api.post("/flows", json=CHAIN, headers={"Node-RED-API-Version": "v1"})
    assert theirs.status_code == 204
    expect(page.get_by_text("The flows were deployed from another editor")).to_be_visible()
    page.get_by_role("button", name="Deploy", exact=True).click()
    dialog = page.get_by_role("dialog", name="Somebody else has deployed")
    dialog.get_by_role("button", name="Load theirs").click()
    page.get_by_role("tab", name="Chain").click()
    expect(nodes(page)).to_have_count(3)
    expect(page).to_have_title(re.compile("^Chain"))


def test_wires_and_nodes_are_made_with_the_mouse_and_taken_back_with_the_keyboard(
    context: BrowserContext, running: Wirelatch
) -> None:
    page = open_editor(context, running)
    drag_from_palette(page, "inject", 200, 100)
    drag_from_palette(page, "debug", 500, 100)
    wire(page, "timestamp", "debug")
    for left in (2, 1, 0):
        page.keyboard.press("Control+z")
        expect(nodes(page)).to_have_count(left)


def test_a_dialog_that_cannot_be_fetched_takes_nothing_else_with_it(
    context: BrowserContext, running: Wirelatch
) -> None:
    page = open_editor(context, running)
    drag_from_palette(page, "inject", 200, 100)
    page.route("**/assets/**", lambda route: route.abort())
    page.keyboard.press("Control+e")
    expect(page.get_by_text("A part of the editor could not be shown")).to_be_visible()
    page.unroute("**/assets/**")
    expect(nodes(page)).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(nodes(page)).to_have_count(0)
