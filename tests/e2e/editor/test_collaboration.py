"""Several people in the same flow, in real browsers, over a network that is cut and restored: nothing is lost."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.cuttable import Cuttable, cuttable
from tests.support.editor import (
    canvas_of,
    deploy,
    drag_from_palette,
    edit,
    node,
    nodes,
    run_command,
    select,
    wire,
)
from tests.support.ports import free_port
from tests.support.processes import Wirelatch, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

FLOWS: list[dict[str, Any]] = [
    {"id": "t1", "type": "tab", "label": "Together", "disabled": False, "info": ""},
    {"id": "t2", "type": "tab", "label": "Elsewhere", "disabled": False, "info": ""},
    {"id": "i1", "type": "inject", "z": "t1", "name": "go", "props": [], "x": 140, "y": 80, "wires": [[]]},
    {"id": "a1", "type": "change", "z": "t1", "name": "left", "rules": [], "x": 340, "y": 180, "wires": [[]]},
    {
        "id": "b1",
        "type": "change",
        "z": "t1",
        "name": "right",
        "rules": [],
        "x": 340,
        "y": 280,
        "wires": [[]],
    },
]

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("flows", tmp_path_factory.mktemp("together"), "--no-sign-in") as program:
        yield program


@pytest.fixture
def api(running: Wirelatch) -> Iterator[httpx.Client]:
    """The Admin API, with the flows deployed and nothing else in the draft."""
    with httpx.Client(base_url=running.flows) as client:
        assert client.post("/flows", json=FLOWS).status_code == 204
        assert client.post("/api/v1/draft/discard", json={}).status_code == 204
        yield client


@pytest.fixture
def network(running: Wirelatch) -> Iterator[Cuttable]:
    with cuttable(int(running.flows.rpartition(":")[2])) as between:
        yield between


@pytest.fixture
def opened(browser: Browser, running: Wirelatch) -> Iterator[Opened]:
    """Opens the editor in a browser of its own, directly or over a network; errors of the page fail the test."""
    contexts = []
    failures: list[str] = []

    def open_editor(over: Cuttable | None = None) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.on("weberror", lambda error: failures.append(str(error.error)))
        contexts.append(context)
        page = context.new_page()
        page.goto(running.flows if over is None else f"http://127.0.0.1:{over.port}/")
        saved(page)
        return page

    yield open_editor
    for context in contexts:
        context.close()
    # Parts of the editor that are fetched at their first use cannot be, without a network.
    assert [text for text in failures if "dynamically imported" not in text] == []


def expect_true(is_so: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def saved(page: Page) -> None:
    """Wait until the server has what was done in the page."""
    expect(page.get_by_role("button", name="Draft: Draft saved")).to_be_visible()


def undo(page: Page) -> None:
    canvas_of(page).focus()
    page.keyboard.press("Control+z")


def draft_of(client: httpx.Client) -> dict[str, dict[str, Any]]:
    """The records of the draft by id, as an editor that opens now would get them."""
    records = {record["id"]: record for record in client.get("/flows").json()}
    for patch in client.get("/api/v1/draft").json()["ops"]:
        if patch["op"] == "add":
            records[patch["record"]["id"]] = patch["record"]
        elif patch["op"] == "remove":
            del records[patch["id"]]
        elif patch["op"] == "list":
            port = records[patch["id"]]["wires"][patch["path"][1]]
            port[:] = [item for item in port if item not in patch["remove"]]
            port += [item for _, item in patch["add"]]
        elif patch["op"] == "set":
            records[patch["id"]][patch["path"][0]] = patch["value"]
    return records


def rename(page: Page, name: str, type_label: str, new: str) -> None:
    tray = edit(page, name, type_label)
    tray.get_by_label("Name", exact=True).fill(new)
    tray.get_by_role("button", name="Done").click()
    expect(tray).to_be_hidden()


def test_nothing_is_lost_when_the_network_is_cut_while_two_edit_the_same_flow(
    api: httpx.Client, opened: Opened, network: Cuttable
) -> None:
    ada, bob = opened(), opened(network)
    drag_from_palette(ada, "function", 700, 100)
    expect(nodes(bob)).to_have_count(4)

    network.cut()
    expect(bob.get_by_role("button", name="Draft: Offline")).to_be_visible()
    # Both wire the same output, each adds a node, each changes another property, one deletes what nobody changed.
    wire(ada, "go", "left")
    wire(bob, "go", "right")
    drag_from_palette(ada, "debug", 700, 300)
    drag_from_palette(bob, "template", 700, 400)
    rename(ada, "left", "change", "left of Ada")
    rename(bob, "right", "change", "right of Bob")
    select(ada, "function 1")
    ada.keyboard.press("Delete")
    expect(nodes(ada)).to_have_count(4)
    expect(nodes(bob)).to_have_count(5)

    network.restore()
    saved(bob)
    for page in (ada, bob):
        expect(nodes(page)).to_have_count(5)
        for name in ("left of Ada", "right of Bob", "debug", "template"):
            expect(node(page, name)).to_be_visible()
    draft = draft_of(api)
    assert set(draft["i1"]["wires"][0]) == {"a1", "b1"}
    assert len(draft) == len(FLOWS) + 2
    assert api.get("/flows").json() == FLOWS, "nothing of it is deployed"


def test_each_takes_back_only_what_they_did_and_still_can_after_reloading(
    api: httpx.Client, opened: Opened
) -> None:
    ada, bob = opened(), opened()
    rename(ada, "left", "change", "of Ada")
    expect(node(bob, "of Ada")).to_be_visible()
    drag_from_palette(bob, "debug", 700, 300)
    wire(bob, "of Ada", "debug 1")
    expect(nodes(ada)).to_have_count(4)
    saved(bob)

    ada.reload()
    saved(ada)
    expect(node(ada, "of Ada")).to_be_visible()
    undo(ada)
    expect(node(ada, "left")).to_be_visible()
    expect(node(bob, "left")).to_be_visible()
    saved(ada)
    draft = draft_of(api)
    assert len(draft) == len(FLOWS) + 1, "Bob's node stays"
    assert draft["a1"]["wires"][0], "and so does his wire at the node that Ada had renamed"
    canvas_of(ada).focus()
    ada.keyboard.press("Control+y")
    expect(node(bob, "of Ada")).to_be_visible()


def test_a_draft_outlives_the_death_of_the_server_and_all_browsers(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    with wirelatch("flows", tmp_path, "--no-sign-in", flows_port=port) as first:
        page.goto(first.flows)
        saved(page)
        drag_from_palette(page, "function", 500, 200)
        saved(page)
        first.program.process.send_signal(signal.SIGKILL)
        first.program.process.wait()
    # Edited while there is no server: sent when it is back.
    drag_from_palette(page, "debug", 500, 300)
    expect(page.get_by_role("button", name="Draft: Offline")).to_be_visible()
    with wirelatch("flows", tmp_path, "--no-sign-in", flows_port=port) as second:
        saved(page)
        context.close()
        other = browser.new_context()
        page = other.new_page()
        page.goto(second.flows)
        expect(nodes(page)).to_have_count(2)
        assert httpx.get(f"{second.flows}/flows").json() == []
        other.close()


def test_what_a_closed_window_could_not_send_is_sent_by_another_window(
    api: httpx.Client, opened: Opened, network: Cuttable
) -> None:
    page = opened(network)
    network.cut()
    expect(page.get_by_role("button", name="Draft: Offline")).to_be_visible()
    drag_from_palette(page, "debug", 700, 300)
    unsent = "() => Object.keys(localStorage).some((key) => key.startsWith('wirelatch.editor.unsent.'))"
    expect_true(lambda: page.evaluate(unsent))
    with page.context.expect_page() as new_page:
        page.evaluate("window.open('about:blank')")
    page.close(run_before_unload=False)
    network.restore()
    other = new_page.value
    other.goto(f"http://127.0.0.1:{network.port}/")
    expect(nodes(other)).to_have_count(4)
    saved(other)
    assert len(draft_of(api)) == len(FLOWS) + 1


def test_people_see_each_other_and_where_they_are(api: httpx.Client, opened: Opened) -> None:
    ada, bob = opened(), opened()
    others = bob.get_by_role("region", name="Also here")
    expect(others.get_by_role("button", name=re.compile("Go to Anon"))).to_have_count(1)
    select(ada, "left")
    expect(
        bob.get_by_role("tab", name="Together").get_by_role("img", name=re.compile("Here"))
    ).to_be_visible()
    tray = edit(ada, "left", "change")
    expect(tray).to_be_visible()
    expect(bob.get_by_text(re.compile("Anon .*")).first).to_be_attached()
    theirs = edit(bob, "left", "change")
    expect(theirs.get_by_role("status").filter(has_text="editing this too")).to_be_visible()
    theirs.get_by_role("button", name="Cancel").click()
    tray.get_by_role("button", name="Cancel").click()
    ada.get_by_role("tab", name="Elsewhere").click()
    expect(
        bob.get_by_role("tab", name="Elsewhere").get_by_role("img", name=re.compile("Here"))
    ).to_be_visible()
    ada.context.close()
    expect(others).to_be_hidden()


def test_a_deploy_is_a_deploy_for_everybody_and_one_from_elsewhere_keeps_the_draft(
    api: httpx.Client, opened: Opened
) -> None:
    ada, bob = opened(), opened()
    rename(ada, "left", "change", "of Ada")
    expect(node(bob, "of Ada")).to_be_visible()
    deploy(bob)
    expect(ada).to_have_title(re.compile("^Together"))
    assert next(record for record in api.get("/flows").json() if record["id"] == "a1")["name"] == "of Ada"

    rename(bob, "right", "change", "of Bob")
    flows = api.get("/flows").json()
    flows.append(
        {"id": "x1", "type": "comment", "z": "t1", "name": "by a tool", "x": 600, "y": 500, "wires": []}
    )
    flows[3]["name"] = "by a tool too"
    assert api.post("/flows", json=flows).status_code == 204
    for page in (ada, bob):
        expect(node(page, "by a tool too")).to_be_visible()
        expect(nodes(page)).to_have_count(4)
        expect(node(page, "of Bob")).to_be_visible()
        expect(page).to_have_title(re.compile("^●"))
    deploy(ada)
    expect(bob).to_have_title(re.compile("^Together"))
    assert {record.get("name") for record in api.get("/flows").json()} >= {
        "of Bob",
        "by a tool",
        "by a tool too",
    }


def test_a_draft_can_be_discarded_and_left_for_a_private_one(api: httpx.Client, opened: Opened) -> None:
    page = opened()
    rename(page, "left", "change", "shared")
    saved(page)
    run_command(page, "Work on a private draft")
    expect(page.get_by_role("button", name="Draft: Private draft")).to_be_visible()
    drag_from_palette(page, "debug", 700, 300)
    expect(page.get_by_role("button", name="Draft: Private draft")).to_be_visible()
    page.reload()
    expect(nodes(page)).to_have_count(4)
    run_command(page, "Merge into the shared draft")
    saved(page)
    expect(nodes(page)).to_have_count(4)
    assert len(draft_of(api)) == len(FLOWS) + 1

    run_command(page, "Whose changes")
    dialog = page.get_by_role("dialog", name="Changes that are not deployed")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_role("button", name="Discard all").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Discard").click()
    expect(nodes(page)).to_have_count(3)
    expect(node(page, "left")).to_be_visible()
    undo(page)
