"""An identity half that may ask its own machine, and a provider there."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from tests.identity.conftest import CHEAP, Browser, Identity, settings_for
from tests.identity.sources.upstream import CLIENT, SECRET, Upstream, running_upstream

from wirelatch.identity.app import create_app
from wirelatch.identity.flows import defaults


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with running_upstream() as running:
        yield running


@pytest.fixture
async def identity(prepared: Path, tmp_path: Path, identity_database_url: str) -> AsyncIterator[Identity]:
    folder = tmp_path / "identity"
    shutil.copytree(prepared, folder)
    settings = settings_for(folder, identity_database_url, fetch_networks="127.0.0.0/8")
    app = create_app(settings, hasher=CHEAP)
    await app.start()
    yield Identity(app)
    await app.stop()


class Through:
    """Signing in through a source."""

    def __init__(self, identity: Identity, upstream: Upstream, slug: str = "up") -> None:
        self.identity, self.upstream, self.slug = identity, upstream, slug
        self.pk = ""

    async def make(self, **values: Any) -> Through:
        """Create the source."""
        body = {
            "name": f"Upstream {self.slug}",
            "slug": self.slug,
            "provider_type": "openidconnect",
            "consumer_key": CLIENT,
            "consumer_secret": SECRET,
            "oidc_well_known_url": f"{self.upstream.base}/.well-known/openid-configuration",
            "authentication_flow": defaults.SOURCE_AUTHENTICATION.pk,
            "enrollment_flow": defaults.SOURCE_ENROLLMENT.pk,
            **values,
        }
        answer = await self.identity.api.post("sources/oauth/", json=body)
        assert answer.status_code == 201, answer.text
        self.pk = answer.json()["pk"]
        return self

    async def change(self, **values: Any) -> None:
        answer = await self.identity.api.patch(f"sources/oauth/{self.slug}/", json=values)
        assert answer.status_code == 200, answer.text

    async def leave(self, browser: Browser, query: str = "") -> dict[str, str]:
        """Go to the provider; the parameters that it is asked with."""
        answer = await browser.get(f"/source/oauth/login/{self.slug}/{query}")
        assert answer.status_code == 302, answer.text
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))

    async def back(self, browser: Browser, asked: dict[str, str]) -> httpx.Response:
        """Come back from the provider."""
        location = urlsplit(self.upstream.authorize(asked))
        return await browser.get(f"{location.path}?{location.query}")

    async def sign_in(self, browser: Browser, query: str = "") -> httpx.Response:
        """There and back."""
        return await self.back(browser, await self.leave(browser, query))


@pytest.fixture
async def through(identity: Identity, upstream: Upstream) -> Through:
    return await Through(identity, upstream).make()


async def username_of(browser: Browser) -> str | None:
    """Who is signed in."""
    answer = await browser.get("/api/v3/core/users/me/")
    return answer.json()["user"]["username"] if answer.status_code == 200 else None
