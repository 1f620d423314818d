"""Works of one kind that wait at the same time are run together: a transaction, and a change of thread, for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Connection

T = TypeVar("T")
Work = Callable[[Connection], Any]

MOST = 128
"""Works that run together, so that the first is not kept waiting for ever under load."""


class RunAloneError(Exception):
    """The work has to be run by itself."""


class Outcome(NamedTuple):
    """What became of one work."""

    value: Any = None
    error: Exception | None = None


ALONE = Outcome(error=RunAloneError())


class Gathering:
    """Runs them one round after the other; while one runs, the next gathers."""

    def __init__(
        self,
        together: Callable[[Sequence[Work]], Awaitable[Sequence[Outcome]]],
        alone: Callable[[Work], Awaitable[Any]],
    ) -> None:
        """`together` runs several; those that it cannot, or all if it raises, are run by `alone`."""
        self._together = together
        self._alone = alone
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._rounds: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many nobody has begun."""
        return len(self._waiting)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run one, with whatever else waits."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((work, future))
        if self._rounds is None:
            self._rounds = loop.create_task(self._run_rounds())
        return cast(T, await future)

    async def finish(self) -> None:
        """Wait until nothing waits."""
        if self._rounds is not None:
            await asyncio.gather(self._rounds, return_exceptions=True)

    async def _run_rounds(self) -> None:
        try:
            while self._waiting:
                taken, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._round(taken)
        finally:
            self._rounds = None

    async def _round(self, taken: list[tuple[Work, asyncio.Future[Any]]]) -> None:
        try:
            outcomes = await self._together([work for work, _ in taken])
        except Exception:
            # Something is wrong with one of them, or with all: each by itself will show.
            outcomes = [ALONE] * len(taken)
        alone = []
        for (work, future), (value, error) in zip(taken, outcomes, strict=True):
            if isinstance(error, RunAloneError):
                alone.append(self._by_itself(work, future))
            elif future.cancelled():
                continue
            elif error is not None:
                future.set_exception(error)
            else:
                future.set_result(value)
        if alone:
            await asyncio.gather(*alone)

    async def _by_itself(self, work: Work, future: asyncio.Future[Any]) -> None:
        try:
            value = await self._alone(work)
        except Exception as error:
            if not future.cancelled():
                future.set_exception(error)
        else:
            if not future.cancelled():
                future.set_result(value)
