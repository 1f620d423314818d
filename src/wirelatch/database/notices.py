"""Telling the other processes on one PostgreSQL database that something changed: LISTEN and NOTIFY.

A notice is sent within the transaction of the change and arrives when that is committed, also in the process that sent
it. It says that something changed and never what: whoever hears it reads anew. After every new connection all topics
count as changed, since notices may have been missed. Whether notices arrive at all is tried all the time, by one to
ourselves (a connection may be dead without anybody saying so, and a pooler between may keep them back): `hearing` tells,
and who depends on notices asks the database itself now and then while it is False. On SQLite, which has one process,
it always is. https://www.postgresql.org/docs/current/sql-notify.html
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger(__name__)

CHANNEL = "wirelatch"
TRY_EVERY = 5.0
"""Seconds between notices to ourselves."""
DEAF_AFTER = 12.0
"""Seconds without hearing one after which a connection counts as dead."""
LONGEST_PAUSE = 10.0
_NOTIFY = text("SELECT pg_notify(:channel, :topic)")
_TRIAL = "trial "


def notify(connection: Connection, topic: str) -> None:
    """Tell every process, this one too, once the caller's transaction is committed. Nothing on SQLite."""
    if connection.dialect.name == "postgresql":
        connection.execute(_NOTIFY, {"channel": CHANNEL, "topic": topic})


class Notices:
    """Hears notices for as long as `run` runs."""

    def __init__(self, url: URL) -> None:
        """`url`: of the database; nothing is ever heard where it is SQLite."""
        self._url = url
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        self.held: int | None = None
        """A lock that is held, shared with others, for as long as we listen."""
        self._mark = _TRIAL + secrets.token_hex(8)
        self._heard = float("-inf")
        self._task: asyncio.Task[None] | None = None

    @property
    def hearing(self) -> bool:
        """Whether notices have been arriving until just now."""
        return time.monotonic() - self._heard < DEAF_AFTER

    def subscribe(self, topic: str, changed: Callable[[], None]) -> None:
        """Have `changed` called on the event loop for each notice, and whenever some may have been missed."""
        self._listeners.setdefault(topic, []).append(changed)

    def start(self) -> None:
        """Begin to listen, in the running event loop."""
        if self._url.drivername.startswith("postgresql") and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """End listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        import psycopg  # here, because it is not needed on SQLite

        pause = 0.1
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    self._url.set(drivername="postgresql").render_as_string(hide_password=False),
                    autocommit=True,
                    connect_timeout=10,
                )
                async with connection:
                    await self._listen(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("notices of the database cannot be heard: %s", str(error).strip().split("\n")[0])
            if self.hearing:
                pause = 0.1
            self._heard = float("-inf")
            self._tell_all()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _listen(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Hear until the connection is lost, or stays silent for too long."""
        if self.held is not None:
            await connection.execute("SELECT pg_advisory_lock_shared(%s)", (self.held,))
        await connection.execute(f"LISTEN {CHANNEL}")
        began, tried = time.monotonic(), float("-inf")
        self._tell_all()
        while time.monotonic() - max(self._heard, began) < DEAF_AFTER:
            if time.monotonic() - tried >= TRY_EVERY:
                tried = time.monotonic()
                await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, self._mark))
            async for notice in connection.notifies(timeout=TRY_EVERY, stop_after=1):
                if notice.payload == self._mark:
                    if not self.hearing:
                        # What changed between LISTEN and now has been told; what changed before has not.
                        self._tell_all()
                    self._heard = time.monotonic()
                elif not notice.payload.startswith(_TRIAL):
                    self._tell(notice.payload)
        log.warning("notices of the database do not arrive; connecting anew")

    def _tell(self, topic: str) -> None:
        for changed in self._listeners.get(topic, ()):
            with contextlib.suppress(Exception):
                changed()

    def _tell_all(self) -> None:
        for topic in self._listeners:
            self._tell(topic)
