"""The folder of blueprints: its files are applied at start and when they change, in the name of an administrator.

Several processes may look at the same time: each applies what it finds changed, and what is so already is not changed
again; they look one after the other, and the first takes the file.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from wirelatch.database.locks import Lock, lock
from wirelatch.identity.blueprints.inside import system_principal
from wirelatch.identity.blueprints.instances import NEVER, File, apply_instance, files_in, folder_of
from wirelatch.identity.blueprints.tables import blueprint_instances as table
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.services import Services

log = logging.getLogger(__name__)
LOOK_EVERY = 5.0
"""Seconds."""


class Folder:
    """Keeps the installation as the files of the folder say."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._seen: object = None

    async def run(self) -> None:
        """Look now and then."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("the folder of blueprints cannot be applied")
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> int:
        """Apply what has changed; returns how many files that were."""
        folder = folder_of(self._services.settings)
        seen = await asyncio.to_thread(_state, folder)
        if seen == self._seen:
            return 0
        files = await asyncio.to_thread(files_in, folder)
        taken = await self._services.database.write(lambda connection: _take(connection, files))
        for row in taken:
            report = await apply_instance(
                self._services,
                row,
                principal=lambda connection: system_principal(connection, "blueprint"),
            )
            for line in report.lines():
                log.warning("blueprint %s: %s", row.path, line)
            log.info("blueprint %s: %s", row.path, report.counts())
        self._seen = seen
        return len(taken)


def _state(folder: Any) -> object:
    found = []
    for file in folder.rglob("*") if folder.is_dir() else []:
        try:
            status = file.stat()
        except OSError:
            continue
        found.append((str(file), status.st_mtime_ns, status.st_size))
    return sorted(found)


def _take(connection: Connection, files: Sequence[File]) -> list[Row[Any]]:
    """The instances of files that have changed and are to be applied, marked as taken."""
    lock(connection, Lock.BLUEPRINT_FOLDER)
    known = {row.path: row for row in connection.execute(select(table).where(table.c.path != ""))}
    names = set(connection.execute(select(table.c.name)).scalars())
    taken = []
    for file in files:
        row = known.get(file.path)
        if row is None:
            if file.blueprint is not None and not file.blueprint.is_instantiated:
                continue
            name = file.blueprint.name if file.blueprint and file.blueprint.name else file.path
            name = name if name not in names else f"{name} ({file.path})"[:255]
            names.add(name)
            pk = new_uuid()
            connection.execute(insert(table).values(id=pk, path=file.path, **new(name)))
            row = connection.execute(select(table).where(table.c.id == pk)).one()
        if not row.enabled or row.last_applied_hash == file.hash:
            continue
        connection.execute(update(table).where(table.c.id == row.id).values(last_applied_hash=file.hash))
        taken.append(row)
    gone = set(known) - {file.path for file in files}
    if gone:
        connection.execute(update(table).where(table.c.path.in_(sorted(gone))).values(status="orphaned"))
    return taken


def new(name: str) -> dict[str, Any]:
    """An instance that nobody has applied yet."""
    return {
        "name": name[:255],
        "content": "",
        "context": {},
        "metadata": {},
        "status": "unknown",
        "enabled": True,
        "last_applied": NEVER,
        "last_applied_hash": "",
        "managed_models": [],
        "messages": [],
    }
