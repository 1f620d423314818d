"""Context stores of one test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wirelatch.context.stores import ContextStores
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED

Make = Callable[..., ContextStores]


def make_stores(directory: Path, **options: Any) -> ContextStores:
    """Stores whose files are below a directory."""
    return ContextStores(directory, paths=paths, undefined=UNDEFINED, **options)


@pytest.fixture
def with_module(tmp_path: Path) -> Make:
    """Opened stores of which the default one, `kept`, has the module and config that are given."""

    def make(module: str, **config: Any) -> ContextStores:
        contexts = make_stores(
            tmp_path / "context", configuration={"kept": {"module": module, "config": config}}
        )
        contexts.open()
        return contexts

    return make
