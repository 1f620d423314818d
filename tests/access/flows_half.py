"""The flows half on a free port, as `wirelatch flows` puts it together, and a browser that has no JavaScript."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx

from tests.access.provider import CLIENT_ID, CLIENT_SECRET, FakeProvider
from tests.support.ports import free_port
from wirelatch.access.gate import COOKIE
from wirelatch.cli.flows_app import FlowsApp
from wirelatch.engine.testing import all_types
from wirelatch.settings import load
from wirelatch.webkit.serve import serve


class FlowsHalf:
    """A running flows half."""

    def __init__(self, app: FlowsApp, url: str) -> None:
        self.app = app
        self.url = url

    def browser(self, **more: Any) -> httpx.AsyncClient:
        """A browser without a session, that follows redirects."""
        return httpx.AsyncClient(**{"base_url": self.url, "follow_redirects": True, **more})

    def tool(self, token: str) -> httpx.AsyncClient:
        """A tool with a bearer token."""
        return httpx.AsyncClient(base_url=self.url, headers={"Authorization": f"Bearer {token}"})

    @property
    def same_origin(self) -> dict[str, str]:
        """What browsers send along with a request from our own page."""
        return {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}

    async def audit(self) -> list[tuple[str, str]]:
        """Actor and action of every ledger entry, the oldest first."""
        return [
            (entry.actor, entry.action)
            for entry in reversed(await (await self.app.gate.store()).ledger.entries())
        ]


@contextlib.asynccontextmanager
async def flows_half(
    data: Path, provider: FakeProvider | None = None, *, ready: bool = True, **flags: Any
) -> AsyncIterator[FlowsHalf]:
    """Serve it; with a provider, it signs in there."""
    environ: dict[str, str] = {}
    if provider is not None:
        environ = {
            "WIRELATCH_OIDC_ISSUER": provider.issuer,
            "WIRELATCH_OIDC_CLIENT_ID": CLIENT_ID,
            "WIRELATCH_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        }
    port = free_port()
    settings = load({"data": data, "flows_port": port, **flags}, environ)
    app = FlowsApp(settings, all_types())
    listening = asyncio.Event()
    stop = asyncio.Event()
    serving = asyncio.create_task(
        serve(
            app,
            "127.0.0.1",
            port,
            lambda _: listening.set(),
            stop=stop,
            trusted_proxies=settings.trusted_proxies,
        )
    )
    try:
        await asyncio.wait_for(listening.wait(), 10)
        await app.start()
        if ready and provider is not None:
            await app.settled()
        yield FlowsHalf(app, f"http://127.0.0.1:{port}")
    finally:
        stop.set()
        await serving
        await app.stop()


async def session_token(half: FlowsHalf, permissions: Any, username: str = "somebody") -> str:
    """A session made directly, for tests that are not about signing in."""
    from wirelatch.access.users import User

    store = await half.app.gate.store()
    return await store.sessions.create(User(username, permissions))


async def sign_in(half: FlowsHalf) -> tuple[httpx.AsyncClient, httpx.Response]:
    """A browser that opened the editor, and where it ended."""
    browser = half.browser()
    return browser, await browser.get("/")


async def refusal(half: FlowsHalf) -> str:
    """The page that a failed sign-in ends on."""
    browser, answer = await sign_in(half)
    async with aclosing(browser):
        assert answer.status_code in (400, 403), answer.text
        assert COOKIE not in browser.cookies
        assert (await browser.get("/flows")).status_code == 401
    return answer.text


async def acceptance(half: FlowsHalf) -> None:
    """A sign-in that ends in the editor."""
    browser, answer = await sign_in(half)
    await browser.aclose()
    assert answer.url.path == "/", answer.text
