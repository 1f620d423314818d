"""Pictures that are fetched only when something shows them: the glyphs of Font Awesome, and Mermaid diagrams."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.canvas_pages import opened, placed, tab
from tests.support.editor import edit, node, select
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

DIAGRAMS = """Here it is:

```mermaid
flowchart LR
  accTitle: Way of an order
  A["Start <img src=x onerror=window.struck=1>"] --> B[End]
  style A fill:#ff0000
  click B href "javascript:window.struck=1"
```

```mermaid
flowchart LR
  A -->
  )broken(
```
"""


def test_icons_of_font_awesome_are_its_own_glyphs_and_unknown_names_show_the_icon_of_the_type(
    browser: Browser, program: Wirelatch
) -> None:
    flows = [
        tab("t1", "House"),
        placed("clock", "function", 200, 80, icon="font-awesome/fa-clock-o", func="return msg;"),
        placed("other", "function", 200, 140, icon="font-awesome/fa-no-such-icon", func="return msg;"),
    ]
    with opened(browser, program, flows) as page:
        expect(node(page, "clock").locator(".wl-node-icon text")).to_have_text("\uf017")
        expect(node(page, "other").locator(".wl-node-icon text")).to_have_text("")
        expect(node(page, "other").locator(".wl-node-icon path")).to_have_attribute("d", re.compile("^M"))
        assert page.evaluate("document.fonts.check('16px \"Wirelatch Glyphs\"')")
        tray = edit(page, "clock", "function")
        tray.get_by_role("tab", name="Appearance").click()
        tray.get_by_role("button", name="Icon", exact=True).click()
        page.get_by_role("searchbox", name="Filter icons").fill("american")
        page.get_by_role("button", name="Icon american-sign-language-interpreting").click()
        expect(tray.get_by_text("font-awesome/fa-american-sign-language-interpreting")).to_be_visible()


def test_mermaid_diagrams_are_drawn_under_the_content_security_policy_and_run_nothing(
    browser: Browser, program: Wirelatch
) -> None:
    flows = [tab("t1", "House"), placed("drawn", "function", 200, 80, func="return msg;", info=DIAGRAMS)]
    with opened(browser, program, flows) as page:
        refused: list[str] = []
        page.on("console", lambda m: refused.append(m.text) if "inline style" in m.text else None)
        select(page, "drawn")
        picture = page.locator("[data-diagram=picture]")
        expect(picture).to_have_accessible_name("Way of an order")
        start = picture.locator(".node", has_text="Start").locator("rect").first
        expect(start).to_have_css("fill", "rgb(255, 0, 0)")
        problem = page.locator("[data-diagram=problem]")
        expect(problem).to_contain_text(")broken(")
        expect(page.get_by_text("This diagram cannot be drawn")).to_be_visible()
        expect(picture.locator("[onerror], foreignObject, script, [*|href^=javascript]")).to_have_count(0)
        assert page.evaluate("window.struck") is None
        assert refused == []
