"""Debian's `libapache2-mod-auth-openidc` in a real Apache, as its README and auth_openidc.conf set it up.

https://github.com/OpenIDC/mod_auth_openidc/blob/master/auth_openidc.conf
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.peers.relying_parties.apache import apache
from tests.peers.relying_parties.conftest import PASSWORD, Provider
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.sign_in import sign_in

pytestmark = [pytest.mark.peers, pytest.mark.e2e, pytest.mark.timeout(120)]

CONFIGURATION = """
OIDCProviderMetadataURL {issuer}.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {client_secret}
OIDCRedirectURI {base}/private/redirect_uri
OIDCCryptoPassphrase {passphrase}
OIDCScope "openid profile email offline_access"
OIDCPKCEMethod S256
OIDCRemoteUserClaim preferred_username
OIDCRefreshAccessTokenBeforeExpiry 10 logout_on_error
OIDCOAuthServerMetadataURL {issuer}.well-known/openid-configuration
OIDCOAuthClientID {client_id}
OIDCOAuthClientSecret {client_secret}
OIDCOAuthRemoteUserClaim username
<Location /private>
    AuthType openid-connect
    Require valid-user
</Location>
<Location /makers>
    AuthType openid-connect
    Require claim groups:makers
</Location>
<Location /api>
    AuthType oauth20
    Require valid-user
</Location>
"""


@dataclass
class Site:
    """The running Apache, and what it is registered as."""

    base: str
    registered: dict[str, Any]
    program: Program


@pytest.fixture(scope="module")
def site(provider: Provider) -> Iterator[Site]:
    port = free_port()
    base = f"http://localhost:{port}"
    made = provider.api.create_application(
        "Apache",
        "apache",
        f"{base}/private/redirect_uri",
        redirect_uris=[
            {
                "matching_mode": "strict",
                "url": f"{base}/private/redirect_uri",
                "redirect_uri_type": "authorization",
            },
            {"matching_mode": "strict", "url": f"{base}/public/", "redirect_uri_type": "logout"},
        ],
        property_mappings=provider.scopes("openid", "profile", "email", "offline_access"),
        access_token_validity="seconds=15",
        logout_method="backchannel",
        logout_uri=f"http://127.0.0.1:{port}/private/redirect_uri?logout=backchannel",
    )
    settings = CONFIGURATION.format(
        base=base,
        issuer=f"{provider.url}/application/o/apache/",
        client_id=made["client_id"],
        client_secret=made["client_secret"],
        passphrase=secrets.token_hex(16),
    )
    with apache(port, settings) as (running, program):
        yield Site(running, made, program)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def enter(page: Page, site: Site, username: str) -> None:
    page.goto(f"{site.base}/private/")
    sign_in(page, username, PASSWORD)
    page.wait_for_url(f"{site.base}/private/")
    expect(page.locator("#user")).to_have_text(username)


def logouts_heard(site: Site) -> int:
    """How many logout tokens the module has taken."""
    return site.program.lines.count("POST /private/redirect_uri?logout=backchannel answered 200")


def wait_for_logout(site: Site, heard: int) -> None:
    """Until it has taken one more than `heard`."""
    deadline = time.monotonic() + 20
    while logouts_heard(site) == heard and time.monotonic() < deadline:
        time.sleep(0.1)
    assert logouts_heard(site) > heard


def test_it_signs_in_refreshes_tokens_takes_a_new_key_and_signs_out(
    provider: Provider, site: Site, page: Page
) -> None:
    enter(page, site, "ada")
    expect(page.locator("#groups")).to_have_text("makers")
    first = page.locator("#token").inner_text()
    deadline = time.monotonic() + 30
    while page.locator("#token").inner_text() == first and time.monotonic() < deadline:
        page.wait_for_timeout(500)  # until ten seconds before the token's end, as configured
        page.reload()
    assert page.locator("#token").inner_text() != first
    provider.rotate_key(site.registered)
    page.context.clear_cookies(domain="localhost")
    page.goto(f"{site.base}/private/")
    expect(page.locator("#user")).to_have_text("ada")
    heard = logouts_heard(site)
    page.goto(f"{site.base}/private/redirect_uri?logout={site.base}/public/")
    page.wait_for_url(f"{site.base}/public/**")
    wait_for_logout(site, heard)
    page.goto(f"{site.base}/private/")
    assert page.url.startswith(provider.url)


def test_a_session_that_ends_at_the_provider_ends_there_too(
    provider: Provider, site: Site, page: Page
) -> None:
    """Back-channel logout, which the module checks as the specification says."""
    enter(page, site, "ada")
    heard = logouts_heard(site)
    sessions = provider.api.call("GET", "/core/authenticated_sessions/")["results"]
    ada = provider.api.call("GET", "/core/users/", params={"username": "ada"})["results"][0]["pk"]
    for session in sessions:
        if session["user"] == ada:
            provider.api.call("DELETE", f"/core/authenticated_sessions/{session['uuid']}/")
    wait_for_logout(site, heard)
    page.goto(f"{site.base}/private/")
    expect(page.get_by_label("Username", exact=False).first).to_be_visible()


def test_groups_decide_where_one_may_go(site: Site, page: Page) -> None:
    enter(page, site, "eve")
    answer = page.goto(f"{site.base}/makers/")
    assert answer is not None
    assert answer.status == 401


def test_as_a_resource_server_it_asks_whether_a_token_is_good(provider: Provider, site: Site) -> None:
    answer = httpx.post(
        f"{provider.url}/application/o/token/",
        data={"grant_type": "client_credentials", "scope": "profile"},
        auth=(site.registered["client_id"], site.registered["client_secret"]),
    )
    token = answer.json()["access_token"]
    with httpx.Client(base_url=site.base) as client:
        good = client.get("/api/", headers={"Authorization": f"Bearer {token}"})
        assert good.status_code == 200, good.text
        assert client.get("/api/", headers={"Authorization": "Bearer made-up"}).status_code == 401
        assert client.get("/api/").status_code == 401
