"""What a check of an authenticator needs of a running identity half."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection
from tests.identity.conftest import Identity

T = TypeVar("T")


class Store:
    """The database and the sealer of a running half, at hand."""

    def __init__(self, identity: Identity) -> None:
        self.services = identity.app.services
        self.sealer = self.services.sealer

    async def write(self, work: Callable[..., T], *arguments: Any, **options: Any) -> T:
        return await self.services.database.write(lambda connection: work(connection, *arguments, **options))

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self.services.database.read(work)


@pytest.fixture
def store(identity: Identity) -> Store:
    """On SQLite."""
    return Store(identity)
