"""Fixtures: a provider, and a flows half that signs in there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.access.flows_half import FlowsHalf, flows_half
from tests.access.provider import FakeProvider, provider_running


@pytest.fixture
async def provider() -> AsyncIterator[FakeProvider]:
    async with provider_running() as running:
        yield running


@pytest.fixture
async def half(tmp_path: Path, provider: FakeProvider) -> AsyncIterator[FlowsHalf]:
    async with flows_half(tmp_path, provider) as running:
        yield running
