"""What axe-core finds wrong with a page for people who use a keyboard or a screen reader."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

_SOURCE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


@cache
def _axe() -> str:
    return _SOURCE.read_text("utf-8")


def violations(page: Page, within: str = "") -> list[str]:
    """One line per rule that the page breaks, with the first place. Its context must bypass the CSP.

    `within` is a CSS selector: only what it matches is looked at.
    """
    if not page.evaluate("'axe' in window"):  # stays while only the hash changes
        page.evaluate(_axe())
    found = page.evaluate("within => axe.run(within || document, {resultTypes: ['violations']})", within)[
        "violations"
    ]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]
