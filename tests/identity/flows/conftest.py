"""Flows made over the API, and browsers that go through them."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx
import pytest
from tests.identity.conftest import BASE, Browser, Identity

AUTHENTICATION = "default-authentication-flow"


class Builder:
    """Makes flows."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.api = identity.api

    async def created(self, path: str, **values: Any) -> dict[str, Any]:
        answer = await self.api.post(path, json=values)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def stage(self, path: str, name: str, **values: Any) -> dict[str, Any]:
        return await self.created(f"stages/{path}/", name=name, **values)

    async def flow(self, slug: str, designation: str = "authentication", **values: Any) -> dict[str, Any]:
        return await self.created(
            "flows/instances/", slug=slug, name=slug, title=slug.title(), designation=designation, **values
        )

    async def bind(
        self, flow: dict[str, Any], stage: dict[str, Any], order: int, **values: Any
    ) -> dict[str, Any]:
        return await self.created(
            "flows/bindings/", target=flow["pk"], stage=stage["pk"], order=order, **values
        )

    async def get(self, path: str, **query: str) -> Any:
        answer = await self.api.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def default_stage(self, name: str) -> dict[str, Any]:
        return next(s for s in (await self.get("stages/all/", name=name))["results"] if s["name"] == name)

    async def bindings(self, slug: str) -> list[dict[str, Any]]:
        flow = await self.get(f"flows/instances/{slug}/")
        return (await self.get("flows/bindings/", target=flow["pk"]))["results"]

    async def two_pages(self) -> None:
        """Ask for the password on a page of its own."""
        stage = await self.default_stage("default-authentication-identification")
        answer = await self.api.patch(f"stages/identification/{stage['pk']}/", json={"password_stage": None})
        assert answer.status_code == 200, answer.text

    async def login_stages(self, flow: dict[str, Any], first: int = 0) -> None:
        """Identification with password, and login."""
        for order, name in (
            (first, "default-authentication-identification"),
            (900, "default-authentication-login"),
        ):
            await self.bind(flow, await self.default_stage(name), order)


class JsonBrowser:
    """Goes through a flow by the JSON API."""

    def __init__(self, browser: Browser, slug: str, query: str = "") -> None:
        self.browser, self.path = browser, f"/api/v3/flows/executor/{slug}/"
        self.query = {"query": query}

    async def get(self) -> dict[str, Any]:
        answer = await self.browser.get(self.path, params=self.query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, **body: Any) -> httpx.Response:
        token = self.browser.cookies.get("authentik_csrf", "")
        return await self.browser.post(
            self.path, params=self.query, json=body, headers={"X-authentik-CSRF": token, "Origin": BASE}
        )

    async def solve(self, **body: Any) -> dict[str, Any]:
        answer = await self.post(**body)
        while answer.status_code == 302:
            answer = await self.browser.get(answer.headers["location"])
        assert answer.status_code == 200, answer.text
        return answer.json()


def field_of(page: httpx.Response, name: str) -> str:
    """The value of a hidden field."""
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page.text)[1])


@pytest.fixture
def builder(identity) -> Builder:
    return Builder(identity)


@pytest.fixture
def json_browser(identity) -> JsonBrowser:
    return JsonBrowser(identity.browser(), AUTHENTICATION)
