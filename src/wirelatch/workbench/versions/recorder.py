"""Writing down a version for each deploy, behind it: a deploy is over when flows.json is stored.

What a crash keeps from being written down, or somebody changes on file, is found at the next start.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wirelatch.access.gate import Gate
from wirelatch.database.types import now
from wirelatch.engine.operation import Deployment
from wirelatch.engine.runtime import Runtime
from wirelatch.settings import Settings
from wirelatch.webkit.errors import HttpError
from wirelatch.workbench.versions.content import count

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = logging.getLogger(__name__)

FOUND = "found"
"""The kind of a version that was met on file."""


class VersionRecorder:
    """One per flows half."""

    def __init__(self, settings: Settings, runtime: Runtime, gate: Gate) -> None:
        self._settings = settings
        self._runtime = runtime
        self._gate = gate
        self._waiting: list[tuple[datetime, Deployment]] = []
        self._writing: asyncio.Task[None] | None = None
        runtime.operation.after_store.append(self._deployed)

    def _deployed(self, deployment: Deployment) -> None:
        self._waiting.append((now(), deployment))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._waiting:
            at, deployment = self._waiting[0]
            try:
                await self._in_database(lambda connection: self._record(connection, at, deployment))  # noqa: B023
            except Exception as error:
                log.error("a version cannot be written down: %s", error)
            del self._waiting[0]

    async def _in_database(self, work: Callable[[Connection], Any]) -> None:
        store = await self._gate.store()
        await store.database.write(work)

    def _record(self, connection: Connection, at: datetime, deployed: Deployment) -> None:
        from wirelatch.workbench.versions import store

        newest = store.latest(connection)
        if newest is not None and newest.revision == deployed.revision and deployed.kind != "reload":
            # Deploying what is there already is no new version, however often.
            return
        if deployed.kind == "reload" and deployed.revision == deployed.before:
            return
        amendment = deployed.amendment
        after = {record["id"]: record for record in deployed.records}
        store.add(
            connection,
            at=at,
            author=deployed.user or "",
            kind=deployed.kind,
            revision=deployed.revision,
            before=deployed.before,
            records=deployed.records,
            amendment=amendment,
            counts=count(deployed.before_records, after, amendment.touched() if amendment else None),
            comment=deployed.comment,
        )
        store.tidy(connection, kept=self._settings.versions_kept, days=self._settings.versions_days)

    async def look_at_file(self) -> None:
        """Write down what was loaded at the start, when it is not the newest version."""
        runtime = self._runtime
        records, revision = runtime.flows, runtime.revision

        def work(connection: Connection) -> None:
            from wirelatch.workbench.versions import store

            newest = store.latest(connection)
            if newest is None and not records:
                return
            if newest is not None and newest.revision == revision:
                return
            old = store.records_of(connection, newest.number) if newest is not None else []
            counts = count(
                {record["id"]: record for record in old or []},
                {record["id"]: record for record in records},
                None,
            )
            store.add(
                connection, at=now(), author="", kind=FOUND, revision=revision, before="", records=records,
                amendment=None, counts=counts,
            )  # fmt: skip

        if runtime.problem:
            return
        try:
            await self._in_database(work)
        except (HttpError, OSError) as error:
            log.warning("the version on file cannot be written down: %s", error)

    async def settled(self) -> None:
        """Wait until everything that was deployed is written down."""
        if self._writing is not None:
            await asyncio.shield(self._writing)
