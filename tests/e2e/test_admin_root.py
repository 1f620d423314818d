"""Our editor below a path of the server, as behind a reverse proxy that has other things at `/`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import launched
from tests.support.editor import deploy, drag_from_palette, node
from tests.support.processes import wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


def test_the_editor_loads_and_deploys_below_its_root(tmp_path: Path) -> None:
    environment = {"WIRELATCH_HTTP_ADMIN_ROOT": "/red", "WIRELATCH_HTTP_NODE_ROOT": "/api"}
    with (
        wirelatch("flows", tmp_path / "data", "--no-sign-in", environment=environment) as half,
        launched() as browser,
    ):
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(half.flows)))
        page.goto(f"{half.flows}/red")
        drag_from_palette(page, "comment", 200, 100)
        expect(node(page, "comment")).to_be_visible()
        deploy(page)
        kinds = {record["type"] for record in json.loads((half.data / "flows.json").read_text())}
        assert kinds == {"tab", "comment"}
        assert all(path.startswith("/red") for path in asked), asked
