"""What tests of the editor begin with, beside the browser: a flows half that serves it, for the tests of one file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.processes import Wirelatch, wirelatch


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    """A flows half without flows, and without signing in."""
    with wirelatch("flows", tmp_path_factory.mktemp("editor"), "--no-sign-in") as running:
        yield running
