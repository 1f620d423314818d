"""The newcomer's story in a real browser: start, set the password, sign in, wire, deploy, call, see, stop, start again."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import launched
from tests.support.editor import drag_from_palette, edit, node, wire
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
