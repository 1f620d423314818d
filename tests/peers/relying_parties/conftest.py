"""One running identity half for all relying parties, with the people who sign in at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.peers.relying_parties.user_agent import UserAgent
from tests.support.browser import launched
from tests.support.identity_api import IdentityApi
from tests.support.processes import BOOTSTRAP, wirelatch

PASSWORD = "an analytical engine"


@dataclass
class Provider:
    """The identity half, and an operator's way to its REST API."""

    url: str
    api: IdentityApi

    def scopes(self, *names: str) -> list[str]:
        """The primary keys of the scope mappings with these names."""
        listed = self.api.call("GET", "/propertymappings/provider/scope/")["results"]
        chosen = [mapping["pk"] for mapping in listed if mapping["scope_name"] in names]
        assert len(chosen) == len(names)
        return chosen

    def user_agent(self, username: str = "ada") -> UserAgent:
        """A browser without JavaScript, of a person who is not signed in yet."""
        return UserAgent(self.url, username, PASSWORD)

    def bind_to_group(self, slug: str, group: str) -> None:
        """Let only members of the group use the application."""
        target = self.api.call("GET", f"/core/applications/{slug}/")["pk"]
        found = self.api.call("GET", "/core/groups/", params={"name": group})["results"][0]["pk"]
        self.api.call("POST", "/policies/bindings/", json={"target": target, "group": found, "order": 0})

    def change(self, provider: dict[str, Any], **fields: Any) -> None:
        """Change a provider."""
        self.api.call("PATCH", f"/providers/oauth2/{provider['pk']}/", json=fields)

    def rotate_key(self, provider: dict[str, Any]) -> None:
        """Have the provider sign with a new key from now on."""
        self.api.call("POST", f"/providers/oauth2/{provider['pk']}/rotate_signing_key/")


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """Ada is of the group makers; Eve is of none."""
    with wirelatch("identity", tmp_path_factory.mktemp("identity"), environment=BOOTSTRAP) as running:
        api = IdentityApi(running.identity)
        group = api.call("POST", "/core/groups/", json={"name": "makers"})["pk"]
        api.create_user("ada", PASSWORD, name="Ada Lovelace", email="ada@example.org", groups=[group])
        api.create_user("eve", PASSWORD, name="Eve", email="eve@example.org")
        yield Provider(running.identity, api)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; of a module, since no asyncio loop and no other browser can run beside it."""
    with launched() as running:
        yield running
