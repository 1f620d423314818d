"""The database of one half: reads and writes off the event loop, migrations, closing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from wirelatch.database.appending import Appended
from wirelatch.database.engines import normalise, postgresql_engine, sqlite_engine
from wirelatch.database.gathering import Gathering, Outcome, Work
from wirelatch.database.notices import Notices
from wirelatch.database.writer import GroupWriter

T = TypeVar("T")

READERS = 4
POSTGRESQL_CONNECTIONS = 8
ATTEMPTS = 5
"""How often a PostgreSQL transaction is tried again after a deadlock or serialisation failure."""


def is_unavailable(error: BaseException) -> bool:
    """Whether the database could not be reached or could not do its work just now, rather than anything being wrong."""
    return isinstance(error, OperationalError | InterfaceError | PoolTimeoutError)


class UnusableError(Exception):
    """The database, or what is needed to use it, has to be put right first; the text says how."""


class Database:
    """Reads and writes of one database.

    `work` functions are synchronous, take a :class:`sqlalchemy.Connection`, and run in a worker thread inside one
    transaction: committed when they return, rolled back when they raise. They must have no other side effect, since
    PostgreSQL may ask for a second attempt.
    """

    def __init__(self, url: str) -> None:
        """`url`: `sqlite:////absolute/file.db`, or `postgresql://user:password@host/name`."""
        self.url = normalise(url)
        self.dialect = "sqlite" if self.url.drivername.startswith("sqlite") else "postgresql"
        self._writer: GroupWriter | None = None
        if self.dialect == "sqlite":
            threads = READERS
            self._writing = sqlite_engine(self.url, readers=1, writing=True)
            self._reading = sqlite_engine(self.url, readers=READERS, writing=False)
            self._writer = GroupWriter(self._writing)
        else:
            threads = POSTGRESQL_CONNECTIONS
            self._writing = self._reading = postgresql_engine(self.url, connections=threads)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="database")
        self._appends = Gathering(self._append_all, self.write)
        self._reads = Gathering(self._read_all, self.read)
        self.notices = Notices(self.url)
        """What other processes tell; heard after its `start`."""

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a consistent view of the data; on SQLite it cannot change anything."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_now, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction; returns once it is durably committed."""
        if self._writer is not None:
            return cast(T, await self._writer.submit(work))
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.write_now, work)

    async def append(self, work: Callable[[Connection], T]) -> T:
        """As :meth:`write`, for work that only adds rows (`appending.py`): what waits together is written together."""
        return await self._appends.run(work)

    async def read_together(self, work: Callable[[Connection], T]) -> T:
        """As :meth:`read`, for short look-ups that come many times a second: those that wait together share a view.

        It is taken after the last of them was asked for. On PostgreSQL, where each statement is a journey, several run
        beside each other instead.
        """
        if self.dialect == "sqlite":
            return await self._reads.run(work)
        return await self.read(work)

    async def _append_all(self, works: Sequence[Work]) -> list[Outcome]:
        return await self.write(lambda connection: Appended().run(connection, works))

    async def _read_all(self, works: Sequence[Work]) -> list[Outcome]:
        return await self.read(lambda connection: [Outcome(work(connection)) for work in works])

    async def is_reachable(self, seconds: float = 3.0) -> bool:
        """Whether it answers within so many seconds."""
        try:
            await asyncio.wait_for(
                self.read(lambda connection: connection.execute(text("SELECT 1"))), seconds
            )
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True

    def figures(self) -> dict[str, float]:
        """How busy it is: connections that are open and in use, and what waits."""
        pools: list[Any] = [self._reading.pool]
        if self._writing is not self._reading:
            pools.append(self._writing.pool)
        return {
            "connections_open": float(sum(pool.checkedin() + pool.checkedout() for pool in pools)),
            "connections_in_use": float(sum(pool.checkedout() for pool in pools)),
            "writes_waiting": float(
                self._writer.waiting if self._writer else self._threads._work_queue.qsize()
            ),
            "appends_waiting": float(self._appends.waiting),
            "notices_heard": float(self.notices.hearing),
        }

    def read_now(self, work: Callable[[Connection], T]) -> T:
        """As :meth:`read`, in the calling thread (commands, start-up)."""
        with self._reading.connect() as connection:
            return work(connection)

    def write_now(self, work: Callable[[Connection], T]) -> T:
        """As :meth:`write`, in the calling thread (commands, start-up)."""
        for attempt in range(ATTEMPTS):
            try:
                with self._writing.begin() as connection:
                    return work(connection)
            except DBAPIError as error:
                if not _worth_another_attempt(error) or attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction in the calling thread, for commands."""
        return self._writing.begin()

    def migrate(self, script_location: str, revision: str = "head") -> None:
        """Bring the tables up to date (or to `revision`) with a package's scripts, e.g. `wirelatch.identity:migrations`."""
        # Here, because Alembic takes 0.1 s to import and most starts have nothing to migrate.
        from wirelatch.database.migration import upgrade

        with self._writing.begin() as connection:
            upgrade(connection, script_location, revision)

    def migrate_apart(self, script_location: str) -> None:
        """As :meth:`migrate`, for servers: what only a migration needs does not stay in the memory of this process."""
        from wirelatch.database.migration import is_current, upgrade_apart

        if self.read_now(lambda connection: is_current(connection, script_location)):
            return
        if not upgrade_apart(self.url.render_as_string(hide_password=False), script_location):
            self.migrate(script_location)

    def close_now(self) -> None:
        """As :meth:`close`, where nothing runs in an event loop (commands)."""
        if self._writer is not None:
            self._writer.close()
        self._threads.shutdown()
        self._reading.dispose()
        self._writing.dispose()

    async def close(self) -> None:
        """Finish queued writes and let go of every connection."""
        await self.notices.stop()
        await asyncio.gather(self._appends.finish(), self._reads.finish())
        await asyncio.to_thread(self.close_now)


def _worth_another_attempt(error: DBAPIError) -> bool:
    """PostgreSQL: serialization_failure and deadlock_detected (appendix A of its manual)."""
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01")
