"""Reads and writes, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError, NoResultFound, OperationalError

from wirelatch.database import Database, Instant

metadata = MetaData()
parents = Table(
    "parents", metadata, Column("id", Integer, primary_key=True), Column("name", String(40), unique=True)
)
children = Table("children", metadata, Column("parent", ForeignKey("parents.id"), nullable=False))
moments = Table("moments", metadata, Column("at", Instant, nullable=False))


async def count(database: Database, table: Table = parents) -> int:
    return await database.read(lambda c: c.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.fixture(autouse=True)
async def tables(database: Database) -> None:
    await database.write(metadata.create_all)


async def test_a_write_is_visible_to_the_next_read(database: Database) -> None:
    await database.write(lambda c: c.execute(insert(parents).values(name="one")))
    assert await count(database) == 1


async def test_a_failed_write_leaves_nothing_behind(database: Database) -> None:
    def work(connection):
        connection.execute(insert(parents).values(name="one"))
        raise LookupError("changed my mind")

    with pytest.raises(LookupError, match="changed my mind"):
        await database.write(work)
    assert await count(database) == 0


async def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.write(lambda c: c.execute(insert(children).values(parent=99)))


async def test_of_many_writes_waiting_together_only_the_bad_one_fails(database: Database) -> None:
    def add(name):
        return database.write(lambda c: c.execute(insert(parents).values(name=name)).rowcount)

    names = [f"n{i}" for i in range(200)] + ["n7"] + [f"m{i}" for i in range(50)]
    outcomes = await asyncio.gather(*(add(name) for name in names), return_exceptions=True)
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1
    assert await count(database) == 250


async def test_of_many_conditional_updates_exactly_one_succeeds(database: Database) -> None:
    await database.write(lambda c: c.execute(insert(parents).values(id=1, name="free")))

    def take(connection):
        taken = update(parents).where(parents.c.id == 1, parents.c.name == "free").values(name="taken")
        return connection.execute(taken).rowcount

    assert sum(await asyncio.gather(*(database.write(take) for _ in range(64)))) == 1


async def test_instants_come_back_aware_and_in_utc(database: Database) -> None:
    noon = datetime(2026, 5, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    await database.write(lambda c: c.execute(insert(moments).values(at=noon)))
    back = await database.read(lambda c: c.execute(select(moments.c.at)).scalar_one())
    assert back == datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert back.utcoffset() == timedelta(0)


async def test_a_naive_datetime_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"):
        await database.write(lambda c: c.execute(insert(moments).values(at=datetime(2026, 1, 1))))


async def test_the_loop_goes_on_while_a_write_is_under_way(database: Database) -> None:
    ticks = 0
    started, release = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(connection):
        loop.call_soon_threadsafe(started.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result(10)

    writing = asyncio.create_task(database.write(slow))
    await started.wait()
    for _ in range(10):
        await asyncio.sleep(0)
        ticks += 1
    release.set()
    await writing
    assert ticks == 10


async def test_data_outlives_the_process_handle(database_url: str, database: Database) -> None:
    await database.write(lambda c: c.execute(insert(parents).values(name="kept")))
    second = Database(database_url)
    try:
        assert await count(second) == 1
    finally:
        await second.close()


async def test_a_closed_database_refuses_writes(database_url: str) -> None:
    closed = Database(database_url)
    await closed.close()
    with pytest.raises(RuntimeError):
        await closed.write(lambda c: None)


async def test_a_read_on_sqlite_cannot_write(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'readonly.db'}")
    try:
        await database.write(metadata.create_all)
        with pytest.raises(OperationalError, match="readonly"):
            await database.read(lambda c: c.execute(insert(parents).values(name="no")))
    finally:
        await database.close()


async def test_writes_on_sqlite_that_wait_together_share_commits(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'group.db'}")
    try:
        await database.write(metadata.create_all)
        transactions = 0

        def note(connection):
            nonlocal transactions
            transactions += not connection.in_nested_transaction()
            return connection.execute(text("SELECT 1")).scalar()

        await asyncio.gather(*(database.write(note) for _ in range(300)))
        assert transactions < 100
    finally:
        await database.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_a_database_we_cannot_use_is_named_in_the_error(url: str) -> None:
    with pytest.raises(ValueError, match="database"):
        Database(url)


async def test_nobody_else_can_read_a_sqlite_file(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        opened = Database(f"sqlite:///{folder / 'a.db'}")
        await opened.write(lambda connection: connection.execute(text("CREATE TABLE t (a INTEGER)")))
        modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
        await opened.close()
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("a.db", "a.db-wal", "a.db-shm"), 0o600)


async def test_looking_up_together_gives_each_its_own_and_fails_alone(database: Database) -> None:
    await database.write(
        lambda c: c.execute(insert(parents), [{"id": n, "name": f"p{n}"} for n in range(20)])
    )

    def look_up(number: int):
        wanted = select(parents.c.name).where(parents.c.id == number)
        return lambda connection: connection.execute(wanted).scalar_one()

    found = await asyncio.gather(
        *(database.read_together(look_up(n)) for n in range(25)), return_exceptions=True
    )
    assert found[:20] == [f"p{n}" for n in range(20)]
    assert all(isinstance(error, NoResultFound) for error in found[20:])


async def test_what_is_looked_up_together_is_as_it_was_when_the_last_of_them_asked(
    database: Database,
) -> None:
    names = [asyncio.create_task(database.read_together(lambda c: c.execute(select(parents.c.name)).all()))]
    for number in range(20):
        await database.write(lambda c, n=number: c.execute(insert(parents).values(id=n, name=f"p{n}")))
        names.append(
            asyncio.create_task(database.read_together(lambda c: c.execute(select(parents.c.name)).all()))
        )
    for number, found in enumerate(await asyncio.gather(*names)):
        assert len(found) >= number
