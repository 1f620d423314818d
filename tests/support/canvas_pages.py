"""The editor without sign-in, for tests of the canvas and what stands around it: flows, points, gestures, keys."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.editor import canvas_of
from tests.support.processes import Wirelatch

Record = dict[str, Any]


def tab(flow_id: str, label: str, **more: Any) -> Record:
    """A flow."""
    return {"id": flow_id, "type": "tab", "label": label, "disabled": False, "info": "", **more}


def placed(node_id: str, kind: str, x: int, y: int, *targets: str, z: str = "t1", **more: Any) -> Record:
    """A node called as its id, its first output wired to the targets."""
    wires: list[list[str]] = [] if kind in {"debug", "comment"} else [list(targets)]
    return {"id": node_id, "type": kind, "z": z, "name": node_id, "x": x, "y": y, "wires": wires, **more}


@contextmanager
def opened(
    browser: Browser, program: Wirelatch, flows: Sequence[Record], address: str = "", **options: Any
) -> Iterator[Page]:
    """The editor with these flows deployed and no draft, in a new profile; errors of the page fail the test."""
    httpx.post(f"{program.flows}/flows", json=list(flows)).raise_for_status()
    # What an earlier page changed and did not deploy waits on the server for the next one.
    httpx.post(f"{program.flows}/api/v1/draft/discard", json={}).raise_for_status()
    context: BrowserContext = browser.new_context(**{"viewport": {"width": 1400, "height": 800}, **options})
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{program.flows}{address}")
    expect(canvas_of(page)).to_be_visible()
    expect(page.get_by_role("tab").first).to_be_visible()
    yield page
    context.close()
    assert errors == []


def records(page: Page) -> dict[str, Record]:
    """What the editor's document holds now, by id: all flows, as the export dialog tells them."""
    page.keyboard.press("Control+e")
    dialog = page.get_by_role("dialog", name="Export nodes")
    dialog.get_by_role("button", name="All flows").click()
    found = json.loads(dialog.get_by_role("textbox").first.input_value())
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return {record["id"]: record for record in found}


def focus_canvas(page: Page) -> None:
    """Give the canvas the focus without a pointer."""
    canvas_of(page).focus()


def said(page: Page, text: str) -> None:
    """What a screen reader was told last contains a text."""
    expect(page.locator(".wl-canvas-live")).to_contain_text(text)
