"""Deploying as somebody in an editor does: only what differs, conflicts joined, versions compared and restored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.editor import box_of, canvas_of, deploy, node, run_command
from tests.support.processes import Wirelatch, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS: list[dict[str, Any]] = [
    {"id": "t", "type": "tab", "label": "Heating", "disabled": False, "info": ""},
    *(
        {"id": f"n{number}", "type": "comment", "z": "t", "name": f"note {number}", "info": "",
         "x": 140 + 200 * (number % 4), "y": 80 + 60 * (number // 4), "wires": []}
        for number in range(8)
    ),
]  # fmt: skip
V2 = {"Node-RED-API-Version": "v2"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("flows", tmp_path_factory.mktemp("versions"), "--no-sign-in") as program:
        yield program


@pytest.fixture
def api(running: Wirelatch) -> Iterator[httpx.Client]:
    """The Admin API, with the flows deployed as they are above."""
    with httpx.Client(base_url=running.flows, headers=V2) as client:
        client.post("/flows", json={"flows": FLOWS}).raise_for_status()
        yield client


@pytest.fixture
def context(browser: Browser, api: httpx.Client) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    # Each works for himself: without this, both would have one draft and no conflict.
    context.route("**/api/v1/draft**", lambda route: route.abort())
    yield context
    context.close()


def open_editor(context: BrowserContext, running: Wirelatch) -> Page:
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(running.flows)
    expect(node(page, "note 0")).to_be_visible()
    return page


def rename(page: Page, name: str, new: str) -> None:
    box = box_of(page, name)
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tray = page.get_by_role("dialog", name="Edit comment node")
    tray.get_by_role("textbox", name="Title").fill(new)
    tray.get_by_role("button", name="Done", exact=True).click()
    expect(tray).not_to_be_visible()


def names(api: httpx.Client) -> dict[str, str]:
    return {record["id"]: record.get("name", "") for record in api.get("/flows").json()["flows"]}


def change_meanwhile(api: httpx.Client, node_id: str, name: str) -> None:
    flows = api.get("/flows").json()["flows"]
    changed = [{**record, "name": name} if record["id"] == node_id else record for record in flows]
    api.post("/flows", json={"flows": changed}).raise_for_status()


def test_only_what_was_changed_is_sent(
    context: BrowserContext, running: Wirelatch, api: httpx.Client
) -> None:
    page = open_editor(context, running)
    rename(page, "note 0", "boiler")
    with page.expect_request(lambda request: request.method == "PATCH") as sent:
        deploy(page)
    body = sent.value.post_data_json
    assert [record["id"] for record in body["records"]] == ["n0"]
    assert names(api) == {**{record["id"]: record.get("name", "") for record in FLOWS}, "n0": "boiler"}


def test_both_changes_are_joined_when_they_fit_together(
    context: BrowserContext, running: Wirelatch, api: httpx.Client
) -> None:
    page = open_editor(context, running)
    rename(page, "note 0", "mine")
    change_meanwhile(api, "n1", "theirs")
    page.get_by_role("button", name="Review", exact=True).click()
    dialog = page.get_by_role("dialog", name="Somebody else has deployed")
    expect(dialog).to_contain_text("Both changes fit together")
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(node(page, "theirs")).to_be_visible()
    deploy(page)
    found = names(api)
    assert (found["n0"], found["n1"]) == ("mine", "theirs")


def test_what_both_changed_is_decided_by_whoever_merges(
    context: BrowserContext, running: Wirelatch, api: httpx.Client
) -> None:
    page = open_editor(context, running)
    rename(page, "note 0", "mine")
    rename(page, "note 1", "mine too")
    change_meanwhile(api, "n0", "theirs")
    expect(page.get_by_role("button", name="Review", exact=True)).to_be_visible()
    page.get_by_role("button", name="Deploy", exact=True).click()
    dialog = page.get_by_role("dialog", name="Somebody else has deployed")
    merge = dialog.get_by_role("button", name="Merge and deploy")
    expect(merge).to_be_disabled()
    dialog.get_by_role("radio", name="Theirs").check(force=True)
    merge.click()
    expect(page.get_by_text("Successfully deployed")).to_be_visible()
    found = names(api)
    assert (found["n0"], found["n1"]) == ("theirs", "mine too")


def test_changes_can_be_looked_at_before_they_are_deployed(
    context: BrowserContext, running: Wirelatch
) -> None:
    page = open_editor(context, running)
    rename(page, "note 2", "pump")
    run_command(page, "Show changes that are not deployed")
    dialog = page.get_by_role("dialog", name="Changes that are not deployed")
    expect(dialog).to_contain_text("1 changed")
    dialog.locator("summary", has_text="pump").click()
    expect(dialog.get_by_role("row", name="name note 2 pump")).to_be_visible()


def test_a_version_is_named_compared_and_restored(
    context: BrowserContext, running: Wirelatch, api: httpx.Client
) -> None:
    page = open_editor(context, running)
    rename(page, "note 3", "valve")
    deploy(page)
    run_command(page, "Version history")
    dialog = page.get_by_role("dialog", name="Version history")
    versions = dialog.get_by_role("navigation", name="Versions").get_by_role("button", name="Heating")
    expect(versions.first).to_contain_text("Running")
    versions.nth(1).click()
    dialog.get_by_role("button", name="Give it a name").click()
    dialog.get_by_role("textbox", name="Name").fill("Before the valve")
    dialog.get_by_role("button", name="Save").click()
    expect(versions.nth(1)).to_contain_text("Before the valve")
    dialog.get_by_label("Compare with").select_option("here")
    expect(dialog).to_contain_text("1 changed")
    dialog.get_by_role("button", name="Load into the editor").click()
    expect(node(page, "note 3")).to_be_visible()
    assert names(api)["n3"] == "valve"
    canvas_of(page).focus()
    page.keyboard.press("Control+z")
    expect(node(page, "valve")).to_be_visible()
    run_command(page, "Version history")
    versions.nth(1).click()
    with page.expect_response(lambda answer: answer.request.method in ("POST", "PATCH") and answer.ok):
        dialog.get_by_role("button", name="Restore and deploy").click()
    assert names(api)["n3"] == "note 3"
