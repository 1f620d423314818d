"""Whom passkeys are for: the host we are reached at, over HTTPS or on localhost."""

from __future__ import annotations

import httpx
import pytest
from tests.identity.conftest import Identity

from wirelatch.identity.authenticators.relying_party import RelyingParty, relying_party
from wirelatch.identity.web.call import Call


def at(identity: Identity, url: str) -> RelyingParty:
    parsed = httpx.URL(url)
    headers = [(b"host", parsed.netloc)]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}

    async def receive() -> dict[str, str]:
        return {}

    return relying_party(Call({**scope, "scheme": parsed.scheme}, receive), identity.app.services)


@pytest.mark.parametrize(
    ("url", "host", "origins"),
    [
        ("https://id.example.com", "id.example.com", {"https://id.example.com"}),
        ("https://id.example.com:8443", "id.example.com", {"https://id.example.com:8443"}),
        ("http://id.example.com", "id.example.com", {"https://id.example.com"}),
        ("http://localhost:9000", "localhost", {"https://localhost:9000", "http://localhost:9000"}),
    ],
)
async def test_the_host_and_its_secure_origins(
    identity: Identity, url: str, host: str, origins: set[str]
) -> None:
    rp = at(identity, url)
    assert (rp.id, set(rp.origins), rp.problem) == (host, origins, "")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000", "https://192.0.2.1", "http://[::1]:9000"])
async def test_at_an_address_there_are_no_passkeys(identity: Identity, url: str) -> None:
    assert "host name" in at(identity, url).problem


async def test_related_origins_are_published_where_there_are_some(identity: Identity) -> None:
    browser = identity.browser()
    assert (await browser.get("/.well-known/webauthn")).status_code == 404
    identity.app.services.settings.webauthn_origins = "https://login.example.org, https://id.example.net/"
    browser.base_url = httpx.URL("http://localhost:9000")
    origins = (await browser.get("/.well-known/webauthn")).json()["origins"]
    assert {"https://login.example.org", "https://id.example.net", "http://localhost:9000"} <= set(origins)
