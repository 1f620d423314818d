"""Inserting many rows with one statement. There is one for each number of rows, prepared once and kept.

A driver lets go of the interpreter for every statement and has to wait to get it back: a statement for each row makes
the writer wait for the rest of a busy program a hundred times in a transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table

LARGEST = 64
"""Rows per statement."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    names = tuple(rows[0])
    processors = _processors(connection, table, names)
    for start in range(0, len(rows), LARGEST):
        some = rows[start : start + LARGEST]
        values = [row[name] for row in some for name in names]
        for position, process in processors:
            values[position :: len(names)] = [process(value) for value in values[position :: len(names)]]
        statement = _statement(connection.dialect.name, table, names, len(some))
        connection.exec_driver_sql(statement, tuple(values))


@lru_cache(maxsize=1000)
def _statement(dialect: str, table: Table, names: tuple[str, ...], size: int) -> str:
    mark = "%s" if dialect == "postgresql" else "?"
    columns = ", ".join(f'"{table.c[name].name}"' for name in names)
    row = f"({', '.join([mark] * len(names))})"
    return f'INSERT INTO "{table.name}" ({columns}) VALUES {", ".join([row] * size)}'  # noqa: S608 - our own names


_KNOWN: dict[tuple[str, Table, tuple[str, ...]], list[tuple[int, Callable[[Any], Any]]]] = {}


def _processors(
    connection: Connection, table: Table, names: tuple[str, ...]
) -> list[tuple[int, Callable[[Any], Any]]]:
    """By position, what turns a value into what the driver takes, where it does not take it as it is."""
    dialect = connection.dialect
    key = (dialect.name, table, names)
    if key not in _KNOWN:
        of_all = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
        _KNOWN[key] = [(position, process) for position, process in enumerate(of_all) if process is not None]
    return _KNOWN[key]
