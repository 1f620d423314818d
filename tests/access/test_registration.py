"""The link between the two halves, made against the real identity half."""

from __future__ import annotations

import asyncio
import contextlib
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.access.flows_half import flows_half
from tests.support.ports import free_port
from wirelatch.access.fetching import ProviderError, new_client
from wirelatch.access.registration import FILE_NAME, register, registered
from wirelatch.identity.app import create_app
from wirelatch.settings import Settings, load
from wirelatch.webkit.serve import serve

URLS = ("http://127.0.0.1:1880", "http://localhost:1880")
TOKEN = "a link token of some length, made up for this test"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    flags = {"data": tmp_path, "identity_port": free_port(), "link_token": TOKEN}
    return load(flags, {})


@contextlib.asynccontextmanager
async def identity(settings: Settings) -> AsyncIterator[None]:
    """The identity half, in this process."""
    stop, listening = asyncio.Event(), asyncio.Event()
    app = create_app(settings)
    task = asyncio.create_task(
        serve(app, "127.0.0.1", settings.identity_port, lambda port: listening.set(), stop=stop)
    )
    try:
        await asyncio.wait_for(listening.wait(), 20)
        yield
    finally:
        stop.set()
        await task


async def test_the_first_start_registers_and_the_next_ones_find_it_again(settings: Settings) -> None:
    async with identity(settings), new_client() as http:
        first = await register(settings, http, URLS)
        second = await register(settings, http, URLS)
    file = settings.data / FILE_NAME
    assert first == second
    assert first.issuer == f"{settings.identity_base_url}/application/o/wirelatch/"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["client_id"] == first.client_id


async def test_a_lost_file_and_a_lost_database_are_made_good(settings: Settings) -> None:
    async with identity(settings), new_client() as http:
        first = await register(settings, http, URLS)
        (settings.data / FILE_NAME).unlink()
        second = await register(settings, http, URLS)
        assert first.client_id != second.client_id
    for file in settings.data.glob("identity.db*"):
        file.unlink()
    async with identity(settings), new_client() as http:
        assert await register(settings, http, URLS) == second
        assert await register(settings, http, URLS) == second


async def test_other_ports_are_added_to_the_registration(settings: Settings) -> None:
    async with identity(settings), new_client() as http:
        first = await register(settings, http, URLS)
        second = await register(settings, http, ("http://127.0.0.1:1999",))
    assert first == second
    urls = {entry["url"] for entry in json.loads((settings.data / FILE_NAME).read_text())["redirect_uris"]}
    assert urls == {"http://127.0.0.1:1999/auth/strategy/callback", "http://127.0.0.1:1999/"}


async def test_a_wrong_link_token_registers_nothing(settings: Settings) -> None:
    async with identity(settings), new_client() as http:
        stranger = load(
            {"data": settings.data, "identity_port": settings.identity_port, "link_token": "wrong"}, {}
        )
        with pytest.raises(ProviderError, match="status 403"):
            await register(stranger, http, URLS)
    assert not (settings.data / FILE_NAME).exists()


async def test_it_waits_for_an_identity_half_that_is_not_up_yet(settings: Settings) -> None:
    async with new_client() as http:
        waiting = asyncio.create_task(registered(settings, http, URLS))
        async with identity(settings):
            client = await asyncio.wait_for(waiting, 20)
    assert client.client_id


async def test_the_editor_leads_to_the_identity_half(settings: Settings) -> None:
    async with (
        identity(settings),
        flows_half(settings.data, identity_port=settings.identity_port, link_token=TOKEN) as half,
        half.browser() as browser,
    ):
        await asyncio.wait_for(half.app.settled(), 20)
        answer = await browser.get("/")
    assert answer.url.path.startswith("/if/flow/")
    assert str(answer.url).startswith(settings.identity_base_url)
