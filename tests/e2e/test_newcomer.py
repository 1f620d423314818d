"""The newcomer's story in a real browser: start, set the password, sign in, wire, deploy, call, see, stop, start again."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.support.browser import launched
from tests.support.processes import Wirelatch, wirelatch
from tests.support.sign_in import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

PASSWORD = "a password of some length"


def set_up_administrator(page: Page, running: Wirelatch) -> None:
    """The first visit leads to the identity half, where the administrator's password is set."""
    page.goto(running.flows)
    page.wait_for_url(f"{running.identity}/if/flow/initial-setup/**")
    page.get_by_label("Email").fill("admin@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label(re.compile("repeat", re.IGNORECASE)).fill(PASSWORD)
    page.locator("button[type=submit]").click()


def canvas_of(page: Page) -> Locator:
    """The sheet that shows the flow."""
    return page.get_by_role("listbox", name="Flow")


def drag_from_palette(page: Page, type_label: str, x: int, y: int) -> None:
    """Drag a node type from the palette to a point of the canvas, given relative to its corner."""
    palette = page.get_by_role("navigation", name="Palette")
    item = palette.get_by_role("button", name=type_label, exact=True).last  # the category comes first
    item.scroll_into_view_if_needed()
    source = item.bounding_box()
    canvas = canvas_of(page).bounding_box()
    assert source
    assert canvas
    page.mouse.move(source["x"] + source["width"] / 2, source["y"] + source["height"] / 2)
    page.mouse.down()
    page.mouse.move(canvas["x"] + x, canvas["y"] + y, steps=8)
    page.mouse.up()


def node(page: Page, name: str) -> Locator:
    """A node on the canvas by its label or by its type, both of which are part of its accessible name."""
    return canvas_of(page).get_by_role("option", name=name)


def box_of(page: Page, name: str) -> FloatRect:
    """Where a node's body is; its element reaches further, around its ports and status."""
    box = node(page, name).locator(".wl-node-body").bounding_box()
    assert box
    return box


def edit(page: Page, name: str, type_label: str) -> Locator:
    """Double-click a node; the tray that opens. The sheet takes all pointer events, so the mouse goes by place."""
    box = box_of(page, name)
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return page.get_by_role("dialog", name=f"Edit {type_label} node")


def wire(page: Page, source: str, target: str) -> None:
    """Drag from the source's output port to the target's input port, which sit at the ends of the nodes."""
    start, end = box_of(page, source), box_of(page, target)
    page.mouse.move(start["x"] + start["width"], start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"], end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def test_a_newcomer_builds_an_endpoint_and_finds_it_again(tmp_path: Path) -> None:
    """From an empty directory to a deployed endpoint that survives a restart, in the browser alone."""
    data = tmp_path / "data"
    with launched() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        with wirelatch("run", data) as running:
            set_up_administrator(page, running)
            page.wait_for_url(f"{running.flows}/**")
            expect(page.get_by_role("banner")).to_contain_text("Administrator")
            expect(page.get_by_role("tab", name="Flow 1")).to_be_visible()

            drag_from_palette(page, "http in", 150, 120)
            drag_from_palette(page, "function", 350, 120)
            drag_from_palette(page, "change", 550, 120)
            drag_from_palette(page, "http response", 800, 120)
            drag_from_palette(page, "debug", 800, 260)

            tray = edit(page, "http in", "http in")
            tray.get_by_label("URL").fill("/hello")
            tray.get_by_role("button", name="Done").click()

            tray = edit(page, "function", "function")
            tray.get_by_label("Name").fill("greet")
            code = tray.locator(".cm-content").first
            code.click()
            page.keyboard.press("Control+A")
            page.keyboard.type("msg.payload = { hello: msg.req.query.name || 'world' };\nreturn msg;")
            tray.get_by_role("button", name="Done").click()

            tray = edit(page, "change", "change")
            tray.get_by_label("Name").fill("stamp")
            tray.get_by_label("Property, row 1", exact=True).fill("payload.by")
            tray.get_by_label("To, row 1", exact=True).fill("wirelatch")
            tray.get_by_role("button", name="Done").click()

            wire(page, "[get] /hello", "greet")
            wire(page, "greet", "stamp")
            wire(page, "stamp", "http response")
            wire(page, "stamp", "debug")

            page.get_by_role("button", name="Deploy", exact=True).click()
            expect(page.get_by_text("Successfully deployed")).to_be_visible()
            expect(node(page, "greet")).not_to_have_accessible_name(re.compile("not deployed"))

            page.get_by_role("tab", name="Debug").click()
            answer = httpx.get(f"{running.flows}/hello", params={"name": "Ada"})
            assert answer.json() == {"hello": "Ada", "by": "wirelatch"}
            messages = page.get_by_role("complementary", name="Sidebar").get_by_role("listitem")
            expect(messages.first).to_contain_text("Ada")

            assert running.stop() == 0

        ports = {
            "flows_port": int(running.flows.rsplit(":", 1)[1]),
            "identity_port": int(running.identity.rsplit(":", 1)[1]),
        }
        with wirelatch("run", data, **ports) as again:
            assert httpx.get(f"{again.flows}/hello").json() == {"hello": "world", "by": "wirelatch"}
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(again.flows)
            page.wait_for_url(f"{again.identity}/**")
            sign_in(page, "admin", PASSWORD)
            page.wait_for_url(f"{again.flows}/**")
            for label in ("[get] /hello", "greet", "stamp"):
                expect(node(page, label)).to_be_visible()
