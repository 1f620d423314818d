"""What tests of every floor share: the event loop, and databases of both kinds."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

import pytest
import uvloop

from tests.support.postgresql import postgresql_database, running_server
from wirelatch.database import Database


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database postgresql` has the identity half's tests run on PostgreSQL."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: where files run beside each other, one that comes last is what all wait for."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run on the event loop that serves in production."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: WIRELATCH_TEST_POSTGRES, or a throw-away cluster of the installed programs."""
    given = os.environ.get("WIRELATCH_TEST_POSTGRES")
    if given:
        yield given
        return
    with running_server() as server:
        yield server.url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    with postgresql_database(request.getfixturevalue("postgresql_server")) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, empty database, once of each kind."""
    opened = Database(database_url)
    yield opened
    await opened.close()
