"""Work that only adds rows, many times a second (issuing tokens): several share a transaction, and their rows a statement.

Such work reads, decides, and hands its rows to :func:`append` and its look-ups to :func:`once`; it changes nothing
else, and reads nothing that others of its kind append. Its own rows are written when all that waited together have run;
what was looked up once holds for all of them, since nothing changes in between. Work that finds that it has to change
something says so by :func:`change_here`, and is run again by itself, as any other write is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from wirelatch.database.gathering import Outcome, RunAloneError, Work
from wirelatch.database.inserting import insert_rows

T = TypeVar("T")
_KEY = "wirelatch.appending"


class MustChangeError(RunAloneError):
    """The work has to change something."""


class Appended:
    """What the works that run together have handed over."""

    def __init__(self) -> None:
        self._rows: list[tuple[Table, Mapping[str, Any]]] = []
        self._entries: list[tuple[Callable[[Connection, list[Any]], None], Any]] = []
        self._once: dict[Hashable, Any] = {}

    def run(self, connection: Connection, works: Sequence[Work]) -> list[Outcome]:
        """Run each; one that fails adds nothing. Then write the rows. Returns values and errors."""
        outcomes: list[Outcome] = []
        connection.info[_KEY] = self
        try:
            for work in works:
                rows, entries = len(self._rows), len(self._entries)
                try:
                    outcomes.append(Outcome(work(connection)))
                except Exception as error:
                    del self._rows[rows:], self._entries[entries:]
                    outcomes.append(Outcome(error=error))
        finally:
            del connection.info[_KEY]
        self._write(connection)
        return outcomes

    def _write(self, connection: Connection) -> None:
        grouped: dict[tuple[Table, tuple[str, ...]], list[Mapping[str, Any]]] = {}
        for table, row in self._rows:
            grouped.setdefault((table, tuple(row)), []).append(row)
        # What is referred to comes before what refers to it.
        for (table, _), rows in sorted(grouped.items(), key=lambda item: _position(item[0][0])):
            insert_rows(connection, table, rows)
        ends: dict[Callable[[Connection, list[Any]], None], list[Any]] = {}
        for end, entry in self._entries:
            ends.setdefault(end, []).append(entry)
        for end, entries in ends.items():
            end(connection, entries)

    def add(self, table: Table, row: Mapping[str, Any]) -> None:
        self._rows.append((table, row))

    def at_end(self, end: Callable[[Connection, list[Any]], None], entry: Any) -> None:
        self._entries.append((end, entry))

    def once(self, key: Hashable, look_up: Callable[[], T]) -> T:
        if key not in self._once:
            self._once[key] = look_up()
        found: T = self._once[key]
        return found


def append(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row: together with those of others, where the work only appends. What it leaves out becomes NULL."""
    together = _together(connection)
    if together is None:
        insert_rows(connection, table, [row])
    else:
        together.add(table, row)


def append_at_end(connection: Connection, end: Callable[[Connection, list[Any]], None], entry: T) -> bool:
    """Have `end` called with the entries of all, after their rows are written; False where the work is not of this kind."""
    together = _together(connection)
    if together is None:
        return False
    together.at_end(end, entry)
    return True


def once(connection: Connection, key: Hashable, look_up: Callable[[], T]) -> T:
    """What `look_up` finds, which is the same for all that run together."""
    together = _together(connection)
    return look_up() if together is None else together.once(key, look_up)


def change_here(connection: Connection) -> None:
    """To be called before a change: ends work that was to append only, so that it is run again by itself."""
    if _together(connection) is not None:
        raise MustChangeError


def _together(connection: Connection) -> Appended | None:
    found: Appended | None = connection.info.get(_KEY)
    return found


_POSITIONS: dict[Table, int] = {}


def _position(table: Table) -> int:
    if table not in _POSITIONS:
        _POSITIONS.update({each: number for number, each in enumerate(table.metadata.sorted_tables)})
    return _POSITIONS[table]
