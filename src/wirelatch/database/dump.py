"""The rows of some tables as lines of JSON, and back: the same for SQLite and PostgreSQL, so that data can move between.

A line is an object that begins a table (`table`, `columns`) or an array, a row of it; at the end come the counters of
numbered tables (`counters`), since a number that was given once must not be given again. Tables and columns are those
that the database has, whichever version of the program made it. Values: text, numbers, true and false; points in time
as `YYYY-MM-DD HH:MM:SS.ffffff` in UTC; JSON columns as the text of their JSON; bytes in base64.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, Boolean, Connection, DateTime, LargeBinary, MetaData, Table, inspect, text
from sqlalchemy.schema import sort_tables

_AT_ONCE = 200


class DumpError(ValueError):
    """The lines cannot be loaded; the text says why."""


class Loaded(NamedTuple):
    tables: int
    rows: int


def begin_snapshot(connection: Connection) -> None:
    """Have everything that is read from now on be of one instant, while others go on writing."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    # On SQLite a transaction that reads is a snapshot in any case.


def names(connection: Connection) -> list[str]:
    """The tables of the database."""
    return sorted(inspect(connection).get_table_names())


def dump(connection: Connection, wanted: Iterable[str]) -> Iterator[str]:
    """The lines, without line ends. What a row refers to comes before it."""
    tables = _reflected(connection, wanted)
    quote = connection.dialect.identifier_preparer.quote
    postgresql = connection.dialect.name == "postgresql"
    for table in tables:
        columns = list(table.columns)
        yield json.dumps({"table": table.name, "columns": [column.name for column in columns]})
        chosen = [
            f"{quote(column.name)}::text"
            if postgresql and isinstance(column.type, JSON)
            else quote(column.name)
            for column in columns
        ]
        order = ", ".join(quote(column.name) for column in table.primary_key.columns) or "1"
        rows = connection.execution_options(yield_per=_AT_ONCE).exec_driver_sql(
            f"SELECT {', '.join(chosen)} FROM {quote(table.name)} ORDER BY {order}"  # noqa: S608 - its own names
        )
        outward = [_outward(column.type) for column in columns]
        for row in _parents_first(table, rows):
            values = [
                None if value is None else convert(value) for convert, value in zip(outward, row, strict=True)
            ]
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    yield json.dumps({"counters": _counters(connection, tables)})


def load(connection: Connection, lines: Iterable[str]) -> Loaded:
    """Insert what :func:`dump` gave into tables that exist and are empty; raises DumpError."""
    quote = connection.dialect.identifier_preparer.quote
    postgresql = connection.dialect.name == "postgresql"
    known = {each.name: each for each in _reflected(connection, names(connection))}
    tables, rows = 0, 0
    table: Table | None = None
    statement = ""
    inward: list[Callable[[Any], Any]] = []
    waiting: list[tuple[Any, ...]] = []

    def flush() -> None:
        if waiting:
            connection.exec_driver_sql(statement, list(waiting))
            waiting.clear()

    for line in lines:
        value = json.loads(line)
        if isinstance(value, list):
            if table is None or len(value) != len(inward):
                raise DumpError("a row has no table, or not its number of columns")
            waiting.append(tuple(None if v is None else f(v) for f, v in zip(inward, value, strict=True)))
            rows += 1
            if len(waiting) >= _AT_ONCE:
                flush()
            continue
        flush()
        if "counters" in value:
            _set_counters(connection, known, value["counters"])
            continue
        table = known.get(value["table"])
        if table is None:
            raise DumpError(f"this version has no table {value['table']!r}")
        missing = [name for name in value["columns"] if name not in table.c]
        if missing:
            raise DumpError(f"this version's table {table.name!r} lacks {', '.join(missing)}")
        if connection.exec_driver_sql(f"SELECT 1 FROM {quote(table.name)} LIMIT 1").first():  # noqa: S608
            connection.exec_driver_sql(f"DELETE FROM {quote(table.name)}")  # noqa: S608 - what migrations put there
        inward = [_inward(table.c[name].type, postgresql=postgresql) for name in value["columns"]]
        columns = ", ".join(quote(name) for name in value["columns"])
        marks = ", ".join(["%s" if postgresql else "?"] * len(inward))
        statement = f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})"  # noqa: S608 - its own names
        tables += 1
    flush()
    return Loaded(tables, rows)


def _reflected(connection: Connection, wanted: Iterable[str]) -> Sequence[Table]:
    existing = set(names(connection))
    metadata = MetaData()
    metadata.reflect(connection, only=[name for name in wanted if name in existing], resolve_fks=False)
    return sort_tables(metadata.tables.values())


def _parents_first(table: Table, rows: Iterable[Any]) -> Iterable[Any]:
    """Rows that refer to rows of the same table come after those."""
    own = [
        (position, key.column.name)
        for position, column in enumerate(table.columns)
        for key in column.foreign_keys
        if key.column.table is table
    ]
    if not own:
        return rows
    positions = {column.name: position for position, column in enumerate(table.columns)}
    waiting, ordered = list(rows), list[Any]()
    done: dict[str, set[Any]] = {name: set() for _, name in own}
    while waiting:
        ready = [row for row in waiting if all(row[at] is None or row[at] in done[name] for at, name in own)]
        if not ready:
            return [*ordered, *waiting]
        for name, seen in done.items():
            seen.update(row[positions[name]] for row in ready)
        ordered += ready
        chosen = {id(row) for row in ready}
        waiting = [row for row in waiting if id(row) not in chosen]
    return ordered


def _outward(kind: Any) -> Any:
    if isinstance(kind, DateTime):
        return _time
    if isinstance(kind, Boolean):
        return bool
    if isinstance(kind, LargeBinary):
        return lambda value: base64.b64encode(value).decode()
    return lambda value: value


def _time(value: datetime | str) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value


def _inward(kind: Any, *, postgresql: bool) -> Any:
    if isinstance(kind, DateTime) and postgresql:
        return lambda value: value + "+00"
    if isinstance(kind, Boolean):
        return bool if postgresql else int
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    return lambda value: value


def _counters(connection: Connection, tables: Sequence[Table]) -> dict[str, int]:
    """The last number given in each table that numbers its rows."""
    found: dict[str, int] = {}
    if connection.dialect.name == "sqlite":
        if "sqlite_sequence" in connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all():
            rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all()
            found = {name: int(last) for name, last in rows}
    else:
        for table in tables:
            sequence = _sequence(connection, table)
            if sequence:
                row = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()  # noqa: S608
                found[table.name] = int(row.last_value) if row.is_called else 0
    return {name: found[name] for name in sorted(found) if name in {table.name for table in tables}}


def _set_counters(connection: Connection, tables: Mapping[str, Table], counters: Mapping[str, int]) -> None:
    if connection.dialect.name == "sqlite":
        for name, last in counters.items():
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, last))
        return
    for name, last in counters.items():
        sequence = _sequence(connection, tables[name])
        if sequence and last:
            connection.exec_driver_sql("SELECT setval(%s, %s)", (sequence, last))


def _sequence(connection: Connection, table: Table) -> str | None:
    """PostgreSQL's sequence of a numbered table."""
    keys = list(table.primary_key.columns)
    if len(keys) != 1:
        return None
    query = text("SELECT pg_get_serial_sequence(:table, :column)")
    quoted = connection.dialect.identifier_preparer.quote(table.name)
    found = connection.execute(query, {"table": quoted, "column": keys[0].name}).scalar()
    return None if found is None else str(found)
