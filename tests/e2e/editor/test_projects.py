"""Projects in a real browser: begin one with the flows that run, commit, branch, look at what changed; axe looks, too."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.support.axe import violations
from tests.support.canvas_pages import focus_canvas, opened, placed, tab
from tests.support.editor import canvas_of
from tests.support.processes import Wirelatch, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

DIALOG = "section[role=dialog]"


@pytest.fixture
def with_projects(tmp_path: Path) -> Iterator[Wirelatch]:
    with wirelatch("flows", tmp_path, "--no-sign-in", environment={"WIRELATCH_PROJECTS": "true"}) as running:
        yield running


def test_flows_become_a_project_whose_changes_are_committed(
    browser: Browser, with_projects: Wirelatch, tmp_path: Path
) -> None:
    flows = [tab("t1", "Lights"), placed("hall", "inject", 120, 120, "out"), placed("out", "debug", 320, 120)]
    with opened(browser, with_projects, flows, bypass_csp=True) as page:
        page.keyboard.press("Control+g")
        page.keyboard.press("v")
        page.get_by_role("dialog", name="Project").get_by_role("button", name="Projects").click()
        dialog = page.get_by_role("dialog", name="Projects")
        dialog.get_by_role("button", name="New project").click()
        dialog = page.get_by_role("dialog", name="New project")
        assert violations(page, DIALOG) == []
        dialog.get_by_role("textbox", name="Name", exact=True).fill("house")
        dialog.get_by_role("textbox", name="Encryption key").fill("a key")
        with page.expect_event("load"):
            dialog.get_by_role("button", name="Make and open").click()
        expect(canvas_of(page).get_by_role("option")).to_have_count(2)

        flows[1]["x"], flows[1]["name"] = 140, "stairs"
        httpx.post(f"{with_projects.flows}/flows", json=flows).raise_for_status()
        focus_canvas(page)
        page.keyboard.press("Control+g")
        page.keyboard.press("v")
        dialog = page.get_by_role("dialog", name="Project house")
        dialog.get_by_role("button", name="Compare flows.json").click()
        expect(dialog.get_by_text("stairs").first).to_be_visible()
        assert violations(page, DIALOG) == []
        dialog.get_by_role("button", name="Stage flows.json").click()
        dialog.get_by_role("textbox", name="Message of the commit").fill("Light the stairs")
        dialog.get_by_role("button", name="Commit", exact=True).click()
        expect(dialog.get_by_text("Everything is committed or staged.")).to_be_visible()
        dialog.get_by_role("tab", name="History").click()
        expect(dialog.get_by_role("listitem").first).to_contain_text("Light the stairs")
        dialog.get_by_role("button", name="Show what changed").first.click()
        assert violations(page, DIALOG) == []
        for name in ("Settings", "Branches and remotes"):
            dialog.get_by_role("tab", name=name).click()
            expect(dialog.get_by_role("tabpanel", name=name)).to_be_visible()
            assert violations(page, DIALOG) == []
        dialog.get_by_role("textbox", name="New branch").fill("attic")
        with page.expect_event("load"):
            dialog.get_by_role("button", name="Make and open").click()
        expect(canvas_of(page).get_by_role("option")).to_have_count(2)
    said = subprocess.run(
        ["git", "log", "-1", "--format=%s %D"],
        cwd=tmp_path / "projects" / "house", check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert said.stdout == "Light the stairs HEAD -> attic, main\n"
