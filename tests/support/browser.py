"""A real Chromium, the one of the system, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(
    timeout=20_000
)  # as a busy machine may take long to load the editor; nobody waits for what is there


def chromium_path() -> str:
    """Where the system's Chromium is; fails with the command that installs it."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    raise AssertionError("the browser tests need Chromium: sudo apt-get install chromium")


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless browser with an empty profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=Path(chromium_path()), args=ARGUMENTS)
        yield browser
        browser.close()
