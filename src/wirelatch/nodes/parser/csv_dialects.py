"""The two parsers of the `csv` node behind one interface, with what each keeps from message to message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from wirelatch.nodes.parser import csv_legacy, csv_rfc


@dataclass(slots=True)
class Reading:
    """What was read from a text."""

    rows: list[dict[str, Any]]
    to_keep: list[dict[str, Any]]
    """The rows to add to those of earlier pieces, when the text is one of them."""
    columns: str
    """The column names, joined by commas."""
    ends_of_line: int
    closed: bool = True
    """Whether all quotes are closed."""


class Dialect(Protocol):
    """A way to read and write."""

    def read(self, source: str, *, first: bool, line: float, from_start: bool) -> Reading | None:
        """Read a text, or nothing if all of it is to be skipped. Raises CsvError.

        `first`: it holds the beginning; `line`: the number of its first line; `from_start`: a text of several lines
        begins with the column names in any case.
        """

    def write(self, payload: Any, msg: dict[str, Any], *, header: bool, later: bool) -> tuple[str, str, bool]:
        """The text, the column names, and whether these were missing. Raises CsvError.

        `header`: with a line of column names; `later`: it is a further piece of a sequence.
        """


class LegacyDialect:
    """Node-RED's old parser."""

    def __init__(
        self, template: str, *, separator: str, end_of_line: str, header: bool, skip: float, numbers: bool,
        empty: bool, nulls: bool,
    ) -> None:  # fmt: skip
        self._template = template
        self._columns = csv_legacy.Columns(template)
        self._unnamed = self._columns.none
        self._reader = csv_legacy.Reader(
            separator, numbers=numbers, empty=empty, nulls=nulls, header=header, skip=skip
        )
        self._writer = csv_legacy.Writer(separator, end_of_line)

    def read(self, source: str, *, first: bool, line: float, from_start: bool) -> Reading | None:
        ends = _ends_of_line(source)
        first = first or (from_start and ends > 1)
        rows, last, closed = self._reader.read(source, self._columns, first=first, line=line)
        return Reading(rows, [last] if last else [], str(self._columns), ends, closed)

    def write(self, payload: Any, msg: dict[str, Any], *, header: bool, later: bool) -> tuple[str, str, bool]:
        if not (self._unnamed and later):
            self._columns.take(self._template)
        written, nameless = self._writer.write(payload, msg, self._columns, header=header)
        return written, self._columns.all(), nameless


class RfcDialect:
    """The parser of RFC 4180."""

    def __init__(
        self, template: str, *, separator: str, end_of_line: str, header: bool, skip: float, numbers: bool,
        empty: bool, nulls: bool,
    ) -> None:  # fmt: skip
        self._template = csv_rfc.parse_columns(template) or [""]
        self._columns = self._template
        self._unnamed = not csv_rfc.has_columns(self._template)
        self._separator, self._header, self._skip = separator, header, skip
        self._numbers, self._empty, self._nulls = numbers, empty, nulls
        self._writer = csv_rfc.Writer(separator, end_of_line)

    def read(self, source: str, *, first: bool, line: float, from_start: bool) -> Reading | None:
        start = 0
        if line < self._skip:
            start = self._skipped(source, line)
            if start >= len(source):
                return None
        ends = _ends_of_line(source, start)
        if self._header and (first or (from_start and ends > 1)):
            self._columns, start = csv_rfc.parse_header(source, self._separator, start)
        rows = csv_rfc.parse(source, self._separator, start)
        if csv_rfc.has_columns(self._columns):
            names = self._columns
        else:
            names = [f"col{place + 1}" for place in range(len(rows[0]))] if rows else []
        objects = self._objects(rows, names)
        return Reading(objects, objects, csv_rfc.column_names(names), ends)

    def write(self, payload: Any, msg: dict[str, Any], *, header: bool, later: bool) -> tuple[str, str, bool]:
        if not (self._unnamed and later):
            self._columns = self._template
        written, self._columns, nameless = self._writer.write(payload, msg, self._columns, header=header)
        return written, csv_rfc.column_names(self._columns), nameless

    def _skipped(self, source: str, line: float) -> int:
        """The position after the ends of line to skip, each character of which counts."""
        for position, char in enumerate(source):
            if line >= self._skip:
                return position
            line += char in "\r\n"
        return len(source)

    def _objects(self, rows: list[csv_rfc.Row], names: csv_rfc.Row) -> list[dict[str, Any]]:
        as_number = csv_rfc.as_number if self._numbers else None
        objects = []
        for row in rows:
            one: dict[str, Any] = {}
            for name, cell in zip(names, row, strict=False):
                if not name:
                    continue
                if cell:
                    one[name] = as_number(cell) if as_number else cell
                elif cell is None:
                    if self._nulls:
                        one[name] = None
                elif self._empty:
                    one[name] = ""
            if self._nulls and len(row) < len(names):
                one.update({name: None for name in names[len(row) :] if name})
            if one:
                objects.append(one)
        return objects


def _ends_of_line(source: str, start: int = 0) -> int:
    return source.count("\n", start) + source.count("\r", start)
