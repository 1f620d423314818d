"""Signing in, being only a viewer, and signing out in the stock Node-RED editor, through a reverse proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import launched
from tests.support.identity_api import IdentityApi
from tests.support.ports import free_port
from tests.support.processes import ADMIN_PASSWORD, ADMIN_TOKEN, BOOTSTRAP, Wirelatch, wirelatch
from tests.support.sign_in import sign_in
from tests.support.stock_editor import stock_editor

pytestmark = [pytest.mark.peers, pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Wirelatch, str]]:
    """Both halves, and the stock editor at the address at which browsers are told to find the flows half."""
    port = free_port()
    environment = {**BOOTSTRAP, "WIRELATCH_FLOWS_URL": f"http://127.0.0.1:{port}"}
    data = tmp_path_factory.mktemp("data") / "data"
    with (
        wirelatch("run", data, environment=environment) as running,
        stock_editor(running.flows, port) as (address, _),
    ):
        yield running, address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@contextmanager
def signed_in(browser: Browser, address: str, username: str, password: str) -> Iterator[Page]:
    """A window of its own, in the editor."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(address)
    sign_in(page, username, password)
    expect(page.locator("#red-ui-header-toolbar")).to_be_visible(timeout=30_000)
    yield page
    context.close()


def test_an_administrator_signs_in_deploys_and_signs_out(
    proxied: tuple[Wirelatch, str], browser: Browser
) -> None:
    running, address = proxied
    with signed_in(browser, address, "admin", ADMIN_PASSWORD) as page:
        assert page.evaluate("RED.settings.user.username") == "admin"
        record = {"id": "c1", "type": "comment", "name": "mine", "info": "", "x": 100, "y": 100, "wires": []}
        page.evaluate(
            "record => RED.nodes.import([{...record, z: RED.workspaces.active()}], {generateIds: false})",
            record,
        )
        page.evaluate("RED.nodes.dirty(true)")
        with page.expect_response(
            lambda a: a.request.method == "POST" and a.url.endswith("/flows")
        ) as answer:
            page.locator("#red-ui-header-button-deploy").click()
        assert answer.value.status == 200
        page.evaluate("RED.user.logout()")
        expect(page.get_by_label("Username", exact=False).first).to_be_visible(timeout=30_000)
    flows = httpx.get(f"{running.flows}/flows", headers={"Authorization": f"Bearer {ADMIN_TOKEN}"}).json()
    assert "c1" in {record["id"] for record in flows}


def test_a_viewer_sees_flows_and_debug_messages_and_cannot_deploy(
    proxied: tuple[Wirelatch, str], browser: Browser
) -> None:
    running, address = proxied
    identity = IdentityApi(running.identity)
    user = identity.create_user("vera", "a long password")
    group = identity.call("GET", "/core/groups/", params={"name": "Wirelatch Viewers"})["results"]
    group_id = (
        group[0]["pk"]
        if group
        else identity.call("POST", "/core/groups/", json={"name": "Wirelatch Viewers"})["pk"]
    )
    identity.call("POST", f"/core/groups/{group_id}/add_user/", json={"pk": user["pk"]})
    with signed_in(browser, address, "vera", "a long password") as page:
        assert page.evaluate("RED.settings.user.permissions") == "read"
        assert page.evaluate("RED.user.hasPermission('flows.write')") is False
        status = "fetch('flows', {method: 'POST', body: '[]'}).then(answer => answer.status)"
        assert page.evaluate(status) == 401
        flow = {"label": "x", "nodes": [
            {"id": "vi", "type": "inject", "props": [{"p": "payload"}], "payload": "7", "payloadType": "num",
             "x": 1, "y": 1, "wires": [["vd"]]},
            {"id": "vd", "type": "debug", "active": True, "tosidebar": True, "complete": "payload",
             "targetType": "msg", "x": 1, "y": 1, "wires": []}]}  # fmt: skip
        headers = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
        httpx.post(f"{running.flows}/flow", json=flow, headers=headers).raise_for_status()
        httpx.post(f"{running.flows}/inject/vi", headers=headers).raise_for_status()
        expect(page.get_by_role("log", name="Debug messages")).to_contain_text("msg.payload : number")
