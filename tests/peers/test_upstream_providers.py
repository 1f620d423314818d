"""Signing in through real upstream providers: npm's oidc-provider, and a second Wirelatch in a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.peers.npm import NODE, installed, node_environment
from tests.support.browser import launched
from tests.support.identity_api import IdentityApi
from tests.support.ports import free_port
from tests.support.processes import ADMIN_PASSWORD, BOOTSTRAP, Wirelatch, start, wirelatch
from tests.support.sign_in import sign_in

pytestmark = [pytest.mark.peers, pytest.mark.timeout(240)]
VERSION = "9.13.3"
SECRET = "a-secret-of-the-tests-0123456789/+:%"
SIGN_IN = "/if/flow/default-authentication-flow/"


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    environment = {**BOOTSTRAP, "WIRELATCH_FETCH_NETWORKS": "127.0.0.0/8, ::1/128"}
    with wirelatch("identity", tmp_path_factory.mktemp("identity"), environment=environment) as running:
        yield running


def make_source(api: IdentityApi, slug: str, well_known: str, **values: Any) -> None:
    source = api.call(
        "POST",
        "/sources/oauth/",
        json={
            "name": slug.title(),
            "slug": slug,
            "provider_type": "openidconnect",
            "oidc_well_known_url": well_known,
            "authentication_flow": api.flow("default-source-authentication"),
            "enrollment_flow": api.flow("default-source-enrollment"),
            **values,
        },
    )
    stages = api.call(
        "GET", "/stages/identification/", params={"name": "default-authentication-identification"}
    )
    stage = stages["results"][0]
    api.call(
        "PATCH", f"/stages/identification/{stage['pk']}/", json={"sources": [*stage["sources"], source["pk"]]}
    )


def submit(browser: httpx.Client, page: httpx.Response, **values: str) -> httpx.Response:
    """Send the first form of a page."""
    action = html.unescape(re.search(r'<form[^>]*action="([^"]*)"', page.text)[1])
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return browser.post(urljoin(str(page.url), action), data={**dict(hidden), **values})


def test_npms_oidc_provider_signs_a_newcomer_in_and_knows_them_again(identity: Wirelatch) -> None:
    modules = installed(f"oidc-provider@{VERSION}")
    port = free_port()
    callback = f"{identity.identity}/source/oauth/callback/peer/"
    script = Path(__file__).parent / "upstream_oidc_provider.mjs"
    environment = {**node_environment(), "NODE_ENV": "production"}
    program = start([NODE, script, modules, str(port), callback], environment)
    try:
        program.wait_for("ready")
        api = IdentityApi(identity.identity)
        make_source(
            api,
            "peer",
            f"http://127.0.0.1:{port}/.well-known/openid-configuration",
            consumer_key="wirelatch",
            consumer_secret=SECRET,
        )
        for _ in range(2):
            with httpx.Client(follow_redirects=True, timeout=30) as browser:
                page = browser.get(identity.identity + SIGN_IN)
                link = re.search(r'href="(/source/oauth/login/peer/[^"]*)"', page.text)[1]
                page = browser.get(identity.identity + html.unescape(link))
                page = submit(browser, page, login="erin", password="anything")
                page = submit(browser, page)
                assert page.url.path == "/if/user/", page.text
                me = browser.get(f"{identity.identity}/api/v3/core/users/me/").json()["user"]
                assert (me["username"], me["email"]) == ("erin", "erin@example.com")
        linked = api.call("GET", "/sources/user_connections/oauth/", params={"source__slug": "peer"})[
            "results"
        ]
        assert [one["identifier"] for one in linked] == ["erin"]
    finally:
        if program.process.poll() is None:
            program.stop()


@pytest.mark.e2e
def test_a_person_signs_in_through_a_second_wirelatch_and_connects_an_account(
    identity: Wirelatch, tmp_path: Path
) -> None:
    with wirelatch("identity", tmp_path, environment=BOOTSTRAP) as other, launched() as browser:
        # Another host name: browsers share the cookies of all ports of one.
        upstream = f"http://localhost:{urlsplit(other.identity).port}"
        theirs = IdentityApi(other.identity)
        theirs.create_user("frida", "frida's own password", email="frida@example.com")
        provider = theirs.create_application(
            "Downstream", "downstream", f"{identity.identity}/source/oauth/callback/second/"
        )
        api = IdentityApi(identity.identity)
        make_source(
            api,
            "second",
            f"{upstream}/application/o/downstream/.well-known/openid-configuration",
            consumer_key=provider["client_id"],
            consumer_secret=provider["client_secret"],
        )
        page = browser.new_context().new_page()
        page.goto(identity.identity + SIGN_IN)
        page.get_by_role("link", name="Continue with Second").click()
        sign_in(page, "frida", "frida's own password")
        page.wait_for_url(f"{identity.identity}/if/user/**")
        me = page.request.get(f"{identity.identity}/api/v3/core/users/me/").json()["user"]
        assert me["username"] == "frida"
        page.goto(f"{identity.identity}/if/user/#/settings?tab=sources")
        page.get_by_role("button", name="Disconnect Second").click()
        page.get_by_role("alertdialog").get_by_role("button", name="Disconnect").click()
        expect(page.get_by_text("This is your only way to sign in")).to_be_visible()

        # The administrator connects an account of the same provider with their own.
        theirs.create_user("grete", "grete's own password")
        page = browser.new_context().new_page()
        page.goto(f"{identity.identity}/if/user/#/settings?tab=sources")
        sign_in(page, "admin", ADMIN_PASSWORD)
        page.goto(f"{identity.identity}/if/user/#/settings?tab=sources")
        page.get_by_role("button", name="Connect Second").click()
        sign_in(page, "grete", "grete's own password")
        expect(page.get_by_role("heading", name="Connect Second")).to_be_visible()
        page.get_by_role("button", name="Connect").click()
        expect(page.get_by_role("button", name="Disconnect Second")).to_be_visible()
