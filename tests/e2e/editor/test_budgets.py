"""What the editor costs before anybody has done anything, counted: bytes of script, elements on a large flow."""

from __future__ import annotations

import pytest
from benchmarks.editor_canvas import flows_of
from benchmarks.peers import ours
from playwright.sync_api import expect

from tests.support.browser import launched
from tests.support.editor import canvas_of

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SCRIPT = 350_000
"""Compressed bytes of script until the editor is idle."""
ELEMENTS = 4_000


def test_with_ten_thousand_nodes_the_first_load_and_the_elements_stay_within_their_budgets() -> None:
    with launched() as browser, ours(flows_of(10_000)) as contender:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        scripts: set[str] = set()
        sizes: dict[str, float] = {}
        session.on(
            "Network.responseReceived", lambda e: e["type"] == "Script" and scripts.add(e["requestId"])
        )
        session.on(
            "Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]})
        )
        page.goto(contender.url, wait_until="networkidle")
        expect(canvas_of(page).get_by_role("option").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        session.send("Performance.enable")
        session.send("HeapProfiler.collectGarbage")
        nodes = next(
            m["value"] for m in session.send("Performance.getMetrics")["metrics"] if m["name"] == "Nodes"
        )
        script = sum(sizes.get(request, 0) for request in scripts)
        print(f"script {script:,.0f}, DOM nodes {nodes:,.0f}")
    assert 0 < script <= SCRIPT
    assert nodes <= ELEMENTS
