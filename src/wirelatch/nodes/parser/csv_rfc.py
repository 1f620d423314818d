"""CSV as RFC 4180 defines it (https://www.rfc-editor.org/rfc/rfc4180), and as far as Node-RED's parser departs from it.

Any character may separate, any of `\\r\\n`, `\\n` and `\\r` ends a line. A cell without a character between its
separators is null, `""` is an empty text, and cells at the end of a line that hold nothing are left out. Column names
are read strictly, rows are not: a quote in the middle of a cell is a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from string import ascii_letters
from typing import Any

from wirelatch.nodes.parser.csv_cells import CsvError, cell_text, plain_cells
from wirelatch.nodes.parser.javascript_objects import is_object, keys_of, member
from wirelatch.scripting.numbers import parse_number

Row = list[str | None]

_END_OF_LINE = re.compile(r"[\r\n]\n?")
_STARTS_A_WORD = frozenset(ascii_letters) - {"I"}
"""What no number starts with; `Infinity` is one."""
_NOT_A_NUMBER = re.compile(r" *(?:\+|-?0[0-9])")


def parse(source: str, separator: str, start: int = 0) -> list[Row]:
    """The rows from position `start` on."""
    if '"' not in source:
        return _rows_without_quotes(source, separator, start)
    return _Scanner(source, separator, strict=False).rows(start)


def parse_header(source: str, separator: str, start: int = 0) -> tuple[Row, int]:
    """The column names in the first line, and the position after it. Raises CsvError when they are not RFC 4180."""
    scanner = _Scanner(source, separator, strict=True)
    rows = scanner.rows(start, first_line_only=True)
    return (rows[0] if rows else []), scanner.position


def parse_columns(source: object, separator: str = ",") -> Row | None:
    """The column names that a setting or `msg.columns` holds: one line of CSV. None when it is not one line.

    Raises CsvError when they are not RFC 4180.
    """
    if not isinstance(source, str):
        return None
    rows = _Scanner(source, separator, strict=True).rows(0)
    return rows[0] if len(rows) == 1 else None


def quote(cell: str, separator: str) -> str:
    """The cell as it is written: in quotes where it holds a separator, a quote or an end of line."""
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if _special(separator).search(cell) else cell


def column_line(columns: Sequence[str | None] | None, separator: str = ",") -> str:
    """The column names as one line, the nameless ones as empty cells."""
    return separator.join([quote(name or "", separator) for name in columns or ()])


def column_names(columns: Iterable[str | None] | None) -> str:
    """The column names as `msg.columns` gives them: joined by commas, without those that have no name."""
    return ",".join([quote(name, ",") for name in columns or () if name])


def as_number(cell: str) -> int | float | str:
    """The cell as a number where JavaScript's `Number` knows one; not with a plus sign or a leading zero."""
    if cell[0] in _STARTS_A_WORD or _NOT_A_NUMBER.match(cell):
        return cell
    number = parse_number(cell)
    return cell if number != number else number


@lru_cache(maxsize=64)
def _special(separator: str) -> re.Pattern[str]:
    return re.compile(rf'["\r\n]|{re.escape(separator)}' if separator else r'["\r\n]')


def _rows_without_quotes(source: str, separator: str, start: int) -> list[Row]:
    rows: list[Row] = []
    one_cell = len(separator) != 1
    for line in _END_OF_LINE.split(source[start:] if start else source):
        cells: Row = [line] if one_cell else line.split(separator)  # type: ignore[assignment]
        if not cells[-1]:
            cells.pop()
        if cells:
            rows.append([cell or None for cell in cells] if "" in cells else cells)
    return rows


class _Scanner:
    """One pass over a text; `position` is where it has come to."""

    def __init__(self, source: str, separator: str, *, strict: bool) -> None:
        self.source = source
        self.separator = separator if len(separator) == 1 else ""
        self.strict = strict
        self.position = 0
        self._plain = re.compile(rf'[^"\r\n{re.escape(self.separator)}]+')

    def rows(self, start: int, *, first_line_only: bool = False) -> list[Row]:
        """All rows from `start` on, or those of the first line."""
        source, separator, length = self.source, self.separator, len(self.source)
        rows: list[Row] = []
        row: Row = []
        cell: list[str] = []
        is_new, is_closed = True, False
        position = start
        while position < length:
            char = source[position]
            if char == separator:
                row.append("".join(cell) or (None if is_new else ""))
                cell.clear()
                is_new, is_closed = True, False
                position += 1
            elif char == '"':
                if is_new:
                    position = self._quoted(position + 1, cell)
                    is_new, is_closed = False, True
                elif self.strict:
                    raise CsvError(f"a quote inside a cell without quotes, at position {position}")
                else:
                    position = self._stray_quote(position, cell)
            elif char in "\r\n":
                _end_row(rows, row, cell)
                row = []
                position += 2 if source.startswith("\n", position + 1) else 1
                is_new, is_closed = True, False
                if first_line_only:
                    break
            else:
                if is_closed:
                    if self.strict:
                        raise CsvError(f"text after the closing quote of a cell, at position {position}")
                    cell.append('"')
                    is_closed = False
                found = self._plain.match(source, position)
                assert found is not None
                cell.append(found.group())
                position = found.end()
                is_new = False
        _end_row(rows, row, cell)
        self.position = position
        return rows

    def _quoted(self, start: int, cell: list[str]) -> int:
        """Read to the closing quote; gives the position after it."""
        source = self.source
        while True:
            end = source.find('"', start)
            if end < 0:
                if self.strict:
                    raise CsvError("a cell's closing quote is missing")
                cell.append(source[start:])
                return len(source)
            cell.append(source[start:end])
            if not source.startswith('"', end + 1):
                return end + 1
            cell.append('"')
            start = end + 2

    def _stray_quote(self, position: int, cell: list[str]) -> int:
        """A quote in the middle of a cell is kept, unless the cell ends with it; of two, one is."""
        position += 1
        following = self.source[position : position + 1]
        if following and following not in "\r\n" and following != self.separator:
            cell.append('"')
            if following == '"':
                position += 1
        return position


def _end_row(rows: list[Row], row: Row, cell: list[str]) -> None:
    text = "".join(cell)
    cell.clear()
    if text:
        row.append(text)
    if row:
        rows.append(row)


class Writer:
    """Writes rows; what comes first among them decides whether all are lists or objects."""

    def __init__(self, separator: str, end_of_line: str) -> None:
        self._separator = separator
        self._end = end_of_line
        self._special = _special(separator).search

    def write(
        self, payload: Any, msg: Mapping[str, Any], columns: Row, *, header: bool
    ) -> tuple[str, Row, bool]:
        """The text, the column names used, and whether they were missing. Raises CsvError for what cannot be a row."""
        rows = payload if isinstance(payload, list) else [payload]
        if isinstance(payload, list) and rows and not is_object(rows[0]):
            rows = [rows]
        lines: list[str] = []
        nameless = False
        if header:
            if not has_columns(columns):
                columns = (
                    parse_columns(msg["columns"] or "") or [""]
                    if "columns" in msg
                    else list(keys_of(rows[0] if rows else None))
                )
            lines.append(column_line(columns, self._separator))
        lists = bool(rows) and isinstance(rows[0], list)
        for row in rows:
            if lists:
                lines.append(self._list(row, columns))
                continue
            if not has_columns(columns) and "columns" in msg:
                columns = parse_columns(msg["columns"] or "") or []
            if not has_columns(columns):
                nameless = True
                columns = list(keys_of(row))
                cells = [self._quote(cell) for _, cell in plain_cells(row, rows[0])]
                lines.append(self._separator.join(cells))
            else:
                cells = [self._cell(row, name) if name else "" for name in columns]
                lines.append(self._separator.join(cells))
        return self._end.join(lines) + self._end, columns, nameless

    def _quote(self, cell: str) -> str:
        return quote(cell, self._separator)

    def _cell(self, row: Any, name: str) -> str:
        text = cell_text(member(row, name))
        return self._quote(text) if self._special(text) else text

    def _list(self, row: Any, columns: Row) -> str:
        """A row that is a list: as many cells as there are columns, or all."""
        if not has_columns(columns):
            length = len(row) if isinstance(row, (list, str, bytes, bytearray)) else 0
            cells = [self._quote(cell_text(member(row, str(place)))) for place in range(length)]
            return self._separator.join(cells)
        named = max((place + 1 for place, name in enumerate(columns) if name), default=0)
        return self._separator.join(
            self._quote(cell_text(member(row, str(place)))) if name else ""
            for place, name in enumerate(columns[:named])
        )


def has_columns(columns: Row | None) -> bool:
    """Whether there are column names."""
    return bool(columns) and columns != [""]
