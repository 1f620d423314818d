"""Writing a Python function in a real browser: completion, parameters, mistakes while typing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.editor import canvas_of, edit
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS: list[dict[str, Any]] = [
    {"id": "t1", "type": "tab", "label": "Python"},
    {"id": "code", "type": "python", "z": "t1", "name": "code", "func": "", "initialize": "total_seen = 0",
     "outputs": 1, "x": 240, "y": 120, "wires": [[]]},
]  # fmt: skip


@pytest.fixture(scope="module")
def program(program: Wirelatch) -> Wirelatch:
    httpx.post(f"{program.flows}/flows", json=FLOWS).raise_for_status()
    return program


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(program.flows)
    expect(canvas_of(page).get_by_role("option").first).to_be_visible()
    yield page
    context.close()


@pytest.fixture
def code(page: Page) -> Locator:
    field = edit(page, "code", "python").get_by_role("textbox", name="On Message")
    field.click()
    return field


def options(page: Page) -> Locator:
    return page.locator(".cm-tooltip-autocomplete").get_by_role("option")


def test_what_the_node_offers_is_completed(page: Page, code: Locator) -> None:
    page.keyboard.type("node.linkc")
    expect(options(page).filter(has_text="linkcall").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(code).to_have_text("node.linkcall")
    page.keyboard.type("(")
    call = page.locator(".cm-python-help")
    expect(call.locator("strong")).to_have_text("target: str")
    page.keyboard.type("'a', ")
    expect(call.locator("strong")).to_have_text("msg: Any")


def test_names_of_on_start_are_known(page: Page, code: Locator) -> None:
    page.keyboard.type("msg.payload = total_")
    expect(options(page).filter(has_text="total_seen").first).to_be_visible()


def test_mistakes_are_marked_while_typing(page: Page, code: Locator) -> None:
    page.keyboard.type("return mgs", delay=5)
    page.keyboard.press("Escape")
    mark = page.locator(".cm-lintRange-error")
    expect(mark).to_have_text("mgs")
    mark.hover()
    expect(page.get_by_text("undefined name 'mgs'")).to_be_visible()
    code.press("Control+a")
    page.keyboard.type("return msg", delay=5)
    expect(mark).to_have_count(0)
