"""A flows half that is open to this machine, a client for it, and tokens with fewer rights."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.access.flows_half import FlowsHalf, flows_half, session_token


@pytest.fixture
async def half(tmp_path: Path) -> AsyncIterator[FlowsHalf]:
    # No provider answers at port 1: sessions are made directly here.
    async with flows_half(tmp_path, identity_port=1) as running:
        yield running


@pytest.fixture
async def api(half: FlowsHalf) -> AsyncIterator[httpx.AsyncClient]:
    """A tool that may do everything."""
    async with half.tool(await session_token(half, "*", "root")) as client:
        yield client
