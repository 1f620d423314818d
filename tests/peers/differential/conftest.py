"""One Node-RED for all differential tests of a run; each test gets a runtime of ours beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.peers.differential.twins import Twins, twins
from tests.peers.node_red import NodeRed, node_red


@pytest.fixture(scope="session")
def running_node_red(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeRed]:
    """A Node-RED without flows."""
    with node_red(
        tmp_path_factory.mktemp("node-red"), more_settings="mqttReconnectTime: 300, debugMaxLength: 100000,"
    ) as running:
        yield running


@pytest.fixture
async def pair(running_node_red: NodeRed, tmp_path: Path) -> AsyncIterator[Twins]:
    """Node-RED and our runtime."""
    async with twins(
        running_node_red, tmp_path / "wirelatch", mqttReconnectTime=300, debugMaxLength=100000
    ) as both:
        yield both
