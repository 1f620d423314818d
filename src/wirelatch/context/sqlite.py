"""The context store that keeps values in a SQLite database: in memory for nodes, on disk a moment after each change.

A row per scope and top-level key, so that a change costs what it changes and not what else there is. Everything that
changed until a moment is written in one transaction: after a crash the database holds what all scopes held at some
moment, at most `flush_interval` seconds and one write before it. Values keep their kinds (Buffer, Date, Map, Set,
BigInt, NaN and values that contain themselves), which JSON files lose.

As in the file store, what is changed inside a value in place is written when its key is set again.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from wirelatch.context.memory import Data, MemoryStore, is_kept
from wirelatch.context.write_behind import Work, WriteBehind
from wirelatch.document.atomic import sync_directory
from wirelatch.jshost.codec import Decoder, Encoder, Handles
from wirelatch.scripting import paths

log = logging.getLogger(__name__)

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS context (scope TEXT, key TEXT, value BLOB NOT NULL, UNIQUE (scope, key))"
)
_PUT = "INSERT INTO context VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
_REMOVE = "DELETE FROM context WHERE scope = ? AND key = ?"
_VERSION = 1


class SqliteStore(MemoryStore):
    """A memory store with a copy in a database. `synchronous` is what SQLite promises after a loss of power:
    `full`, that nothing committed is lost; `normal`, only that the database is whole."""

    module = "sqlite"

    def __init__(
        self,
        file: Path,
        *,
        name: str = "sqlite",
        flush_interval: float = 0.1,
        synchronous: Literal["full", "normal"] = "full",
    ) -> None:
        super().__init__()
        self.file = file
        self._synchronous = synchronous
        self._database: sqlite3.Connection | None = None
        self._dirty: dict[tuple[str, str], None] = {}
        self._taken: dict[tuple[str, str], None] = {}
        handles = Handles()
        self._encoder, self._decoder = Encoder(handles), Decoder(handles)
        self._writing = WriteBehind(name, max(0.0, flush_interval), self._collect, self._put_back, early=True)

    def open(self) -> None:
        """Read everything. A file that is no database is set aside as `<name>.broken`; where none can be opened, that is
        reported, and tried again whenever something is to be written."""
        self._writing.open()
        try:
            rows = self._connect()
        except (sqlite3.OperationalError, OSError) as error:
            log.error(
                "context database %s cannot be opened: %s. Values are kept in memory only", self.file, error
            )
            return
        except sqlite3.DatabaseError as error:
            broken = self.file.with_name(self.file.name + ".broken")
            log.error(
                "context database %s cannot be read (%s); it is kept as %s", self.file, error, broken.name
            )
            self.file.replace(broken)
            for suffix in ("-wal", "-shm"):
                self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
            rows = self._connect()
        for scope, key, value in rows:
            try:
                self.scopes.setdefault(scope, {})[key] = self._decoder.decode(value)[0]
            except (ValueError, LookupError, TypeError, AssertionError) as error:
                log.error("context %s of %s in %s cannot be read: %s", key, scope, self.file, error)

    def _connect(self) -> list[tuple[str, str, bytes]]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        new = not self.file.exists()
        # Opened in one thread and used in another, which is one only.
        database = sqlite3.connect(self.file, isolation_level=None, check_same_thread=False, timeout=5)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute(f"PRAGMA synchronous = {self._synchronous}")
            database.execute(_SCHEMA)
            database.execute(f"PRAGMA user_version = {_VERSION}")
            rows = database.execute("SELECT scope, key, value FROM context ORDER BY rowid").fetchall()
        except BaseException:
            database.close()
            raise
        if new:
            sync_directory(self.file.parent)
        self._database = database
        return rows

    def _disconnect(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def close(self) -> None:
        """Write what is still unwritten and close the database."""
        self._writing.close()
        try:
            self._disconnect()
        except sqlite3.Error as error:
            log.error("context database %s: %s", self.file, error)

    def flush(self) -> None:
        """Write what changed now, and wait until it is on disk."""
        self._writing.flush()

    def changed(self, scope: str, key: str, data: Data) -> None:
        """Have the value written in the next transaction."""
        self._dirty[scope, str(paths.parse(key)[0]) if key not in data else key] = None
        self._writing.wake()

    def delete(self, scope: str) -> None:
        """Forget a scope, on disk too."""
        for key in self.scopes.get(scope, ()):
            self._dirty[scope, key] = None
        super().delete(scope)
        self._writing.wake()

    def keep(self, ids: Iterable[str]) -> None:
        """Forget what belongs to other nodes and flows, in memory and on disk."""
        known = set(ids)
        for scope in [scope for scope in self.scopes if not is_kept(scope, known)]:
            self.delete(scope)

    def _collect(self) -> Work | None:
        self._taken, self._dirty = self._dirty, {}
        changes: list[tuple[str, tuple[Any, ...]]] = []
        for scope, key in self._taken:
            data = self.scopes.get(scope, {})
            if key not in data:
                changes.append((_REMOVE, (scope, key)))
                continue
            try:
                changes.append((_PUT, (scope, key, self._encoder.encode([data[key]]))))
            except (RecursionError, ValueError, TypeError):
                log.error("the value of %s in the context of %s cannot be stored", key, scope)
        if not changes:
            return None

        def work() -> None:
            try:
                if self._database is None:
                    self._connect()
                database = self._database
                assert database is not None
                database.execute("BEGIN IMMEDIATE")
                try:
                    for statement, parameters in changes:
                        database.execute(statement, parameters)
                    database.execute("COMMIT")
                except BaseException:
                    if database.in_transaction:
                        database.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise OSError(str(error)) from error

        return work

    def _put_back(self) -> None:
        self._dirty = {**self._taken, **self._dirty}
