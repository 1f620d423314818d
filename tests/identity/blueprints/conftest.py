"""A second installation, made by itself: none of its keys is one of the first."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.identity.conftest import CHEAP, Identity, settings_for, start_once

from wirelatch.identity.app import create_app


@pytest.fixture(scope="session")
def prepared_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    start_once(settings_for(folder))
    return folder


@pytest.fixture
async def elsewhere(prepared_elsewhere: Path, tmp_path: Path) -> AsyncIterator[Identity]:
    folder = tmp_path / "elsewhere"
    shutil.copytree(prepared_elsewhere, folder)
    app = create_app(settings_for(folder), hasher=CHEAP)
    await app.start()
    yield Identity(app)
    await app.stop()
