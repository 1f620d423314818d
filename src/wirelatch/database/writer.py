"""The one writer of a SQLite database: a thread that commits waiting writes together.

A durable commit costs a disk flush; while one is under way, further writes queue up and then share the next.
Each keeps its own atomicity through a savepoint: one that fails is undone alone. A write is acknowledged only
after the commit that holds it.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

MOST_PER_COMMIT = 128
"""Bound on one batch, so that the first write in it is not kept waiting for ever under load."""


class _Write(NamedTuple):
    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


class _Outcome(NamedTuple):
    future: asyncio.Future[Any]
    value: Any
    error: BaseException | None


class GroupWriter:
    """Runs writes one after the other in its own thread; several share one transaction when they wait together."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="database-writer", daemon=True)
        self._closed = False
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many writes nobody has begun."""
        return self._queue.qsize()

    def submit(self, work: Callable[[Connection], Any]) -> asyncio.Future[Any]:
        """Queue one write; the future resolves on the calling loop once the write is committed."""
        if self._closed:
            raise RuntimeError("the database is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._queue.put(_Write(work, loop, future))
        return future

    def close(self) -> None:
        """Finish what is queued, then end the thread. Blocks."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        connection: Connection | None = None
        closing = False
        while not closing:
            batch: list[_Write] = []
            entry = self._queue.get()
            while True:
                if entry is None:
                    closing = True
                    break
                batch.append(entry)
                if len(batch) >= MOST_PER_COMMIT:
                    break
                try:
                    entry = self._queue.get_nowait()
                except queue.Empty:
                    break
            if batch:
                try:
                    connection = connection or self._engine.connect()
                    outcomes = self._commit(connection, batch)
                except Exception as error:
                    outcomes = [_Outcome(write.future, None, error) for write in batch]
                    if connection is not None:
                        connection.invalidate()
                        connection.close()
                        connection = None
                _tell(batch, outcomes)
        if connection is not None:
            connection.close()

    def _commit(self, connection: Connection, batch: list[_Write]) -> list[_Outcome]:
        if len(batch) == 1:
            write = batch[0]
            try:
                with connection.begin():
                    return [_Outcome(write.future, write.work(connection), None)]
            except Exception as error:
                return [_Outcome(write.future, None, error)]
        outcomes = []
        with connection.begin():
            for write in batch:
                try:
                    with connection.begin_nested():
                        outcomes.append(_Outcome(write.future, write.work(connection), None))
                except Exception as error:
                    if not _in_transaction(connection):
                        raise  # a full disk, say, undoes the whole transaction: nothing of this batch exists
                    outcomes.append(_Outcome(write.future, None, error))
        return outcomes


def _in_transaction(connection: Connection) -> bool:
    return bool(getattr(connection.connection.dbapi_connection, "in_transaction", False))


def _tell(batch: list[_Write], outcomes: list[_Outcome]) -> None:
    """Resolve the futures with one wake-up per event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
    for write, outcome in zip(batch, outcomes, strict=True):
        by_loop.setdefault(write.loop, []).append(outcome)
    for loop, told in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, told)
        except RuntimeError:
            continue  # the loop is closed: nobody is left to hear it, and the write is committed all the same


def _resolve(outcomes: list[_Outcome]) -> None:
    for future, value, error in outcomes:
        if future.cancelled():
            continue
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)
