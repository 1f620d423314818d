"""wirelatch.access.sessions"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from wirelatch.access import sessions as module
from wirelatch.access.session_ids import hash_of
from wirelatch.access.sessions import Sessions
from wirelatch.access.tables import HEAD, open_database, sessions
from wirelatch.access.users import User
from wirelatch.database import Database

USER = User("ada", ["flows.read"], name="Ada", email="a@b.c", image="https://x/y")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    yield opened
    await opened.close()


class Clock:
    """A clock that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        real = module.now
        monkeypatch.setattr(module, "now", lambda: real() + self.ahead)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


async def test_a_session_is_found_by_its_id_also_after_a_restart(database: Database) -> None:
    session_id = await Sessions(database, 60, 600).create(USER, subject="s")
    found = await Sessions(database, 60, 600).find(session_id)
    assert found is not None
    assert (found.user, found.subject) == (USER, "s")


async def test_ids_are_long_random_and_not_stored(database: Database) -> None:
    store = Sessions(database, 60, 600)
    first, second = await store.create(USER), await store.create(USER)
    assert first != second
    assert len(first) >= 43
    rows = await database.read(lambda connection: connection.execute(select(sessions)).all())
    assert {row.id_hash for row in rows} == {hash_of(first), hash_of(second)}
    assert first not in str(rows)


async def test_an_unknown_id_finds_nothing(database: Database) -> None:
    assert await Sessions(database, 60, 600).find("x") is None


async def test_a_session_ends_when_it_is_not_used(database: Database, clock: Clock) -> None:
    store = Sessions(database, 3600, 360_000)
    session_id = await store.create(USER)
    for _ in range(3):
        clock.ahead += timedelta(minutes=50)
        assert await store.find(session_id) is not None
    clock.ahead += timedelta(minutes=61)
    assert await store.find(session_id) is None


async def test_use_is_remembered_over_a_restart(database: Database, clock: Clock) -> None:
    session_id = await Sessions(database, 3600, 360_000).create(USER)
    for _ in range(3):
        clock.ahead += timedelta(minutes=50)
        assert await Sessions(database, 3600, 360_000).find(session_id) is not None


async def test_a_session_ends_after_its_lifetime_even_if_used(database: Database, clock: Clock) -> None:
    store = Sessions(database, 3600, 7200)
    session_id = await store.create(USER)
    for minutes in (50, 50):
        clock.ahead += timedelta(minutes=minutes)
        assert await store.find(session_id) is not None
    clock.ahead += timedelta(minutes=21)
    assert await store.find(session_id) is None


async def test_sessions_that_are_over_are_cleared_away(database: Database, clock: Clock) -> None:
    store = Sessions(database, 60, 600)
    await store.create(USER)
    clock.ahead += timedelta(hours=1)
    last = await store.create(USER)
    rows = await database.read(
        lambda connection: connection.execute(select(sessions.c.id_hash)).scalars().all()
    )
    assert rows == [hash_of(last)]


async def test_whoever_listens_is_told_of_an_end(database: Database) -> None:
    store = Sessions(database, 60, 600)
    session_id = await store.create(USER)
    ended: list[str] = []
    store.on_end(ended.append)
    assert await store.end(session_id)
    assert not await store.end(session_id)
    assert ended == [hash_of(session_id)]
    assert await store.find(session_id) is None


async def test_the_provider_ends_one_session_or_all_of_a_user(database: Database) -> None:
    store = Sessions(database, 60, 600)
    ids = [
        await store.create(USER, issuer=issuer, subject=subject, provider_session=sid)
        for issuer, subject, sid in (("i", "s", "1"), ("i", "s", "2"), ("i", "t", "3"), ("j", "s", "1"))
    ]

    async def alive() -> list[int]:
        return [index for index, session_id in enumerate(ids) if await store.find(session_id)]

    assert await store.end_at_provider("i", "s", "1") == 1
    assert await alive() == [1, 2, 3]
    assert await store.end_at_provider("i", "s", None) == 1
    assert await alive() == [2, 3]
    assert await store.end_at_provider("i", None, "3") == 1
    assert await alive() == [3]


async def test_tables_are_made_once(database: Database, database_url: str) -> None:
    session_id = await Sessions(database, 60, 600).create(USER)
    again = open_database(database_url)
    try:
        assert await Sessions(again, 60, 600).find(session_id) is not None
    finally:
        await again.close()


def test_the_newest_script_is_the_head() -> None:
    scripts = (Path(module.__file__).parent / "migrations/versions").glob("[0-9]*.py")
    assert max(script.name[:4] for script in scripts) == HEAD
