"""CSV as Node-RED has read it since before RFC 4180 became its default; flows of that time rely on how it does.

Quotes switch between "inside" and "outside" wherever they stand, an end of line is `\\r` or `\\n` each by itself (so
`\\r\\n` ends a line and begins an empty one), and empty lines give nothing. Its oddities are kept, one by one, and are
marked where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wirelatch.nodes.parser.csv_cells import CsvError, cell_text, plain_cells
from wirelatch.nodes.parser.javascript_objects import SPACE, is_object, keys_of, member
from wirelatch.scripting.numbers import parse_float
from wirelatch.scripting.values import to_string

_NUMBER = re.compile(
    r"-?(?!0[0-9])(?:[0-9]+|[0-9]*\.[0-9]+|(?:[0-9]+\.?[0-9]*|\.[0-9]*)[Ee]-?\+?[0-9]+)\Z", re.ASCII
)


class Columns:
    """The column names, which what was read can change: from the first line, or `col1`, `col2` … as cells come."""

    def __init__(self, setting: str) -> None:
        self._separator = ","
        self.setting = setting
        self.names: list[str | None] = []
        self.named = False
        """Whether there are names; otherwise cells are numbered."""
        self.take(setting, ",")
        self.set = self.named
        """Whether the setting gives names."""

    def take(self, source: Any, separator: str | None = None) -> None:
        """Read names: without quotes and the space around them; `separator` is that of the last time by default."""
        if not isinstance(source, str):
            raise CsvError("msg.columns must be a text")
        if separator is not None:
            self._separator = separator
        names = _split(source.strip(SPACE), self._separator)
        self.names = [name.replace('"', "").strip(SPACE) for name in names]
        self.named = self.names != [""]

    @property
    def none(self) -> bool:
        """Whether there is no name at all."""
        return self.names == [""]

    def name(self, index: int) -> str | None:
        """The name of a column; one without name is numbered if the others are."""
        if not self.named:
            if index >= len(self.names):
                self.names.extend([None] * (index + 1 - len(self.names)))
            self.names[index] = f"col{index + 1}"
        return self.names[index] if index < len(self.names) else None

    def __str__(self) -> str:
        return ",".join([_quoted(name) for name in self.names if name])

    def line(self, separator: str) -> str:
        """The names as the first line of a text."""
        return separator.join([f'"{name}"' if separator in name else name for name in self._texts()])

    def all(self) -> str:
        """As `str`, but with the empty names."""
        return ",".join([_quoted(name) for name in self._texts()])

    def _texts(self) -> list[str]:
        return [name or "" for name in self.names]


def _quoted(name: str) -> str:
    return f'"{name}"' if "," in name else name


def _split(source: str, separator: str) -> list[str]:
    """Split at the separators after which an even number of quotes follows."""
    if '"' not in source:
        return source.split(separator)
    odd = source.count('"') % 2 == 1
    parts: list[str] = []
    part = ""
    for index, piece in enumerate(source.split(separator)):
        if index:
            if odd:
                part += separator + piece
            else:
                parts.append(part)
                part = piece
        else:
            part = piece
        odd ^= piece.count('"') % 2 == 1
    return [*parts, part]


class Reader:
    """Reads texts; what it is told at the start holds for all of them."""

    def __init__(
        self, separator: str, *, numbers: bool, empty: bool, nulls: bool, header: bool, skip: float
    ) -> None:
        self.separator = separator
        self._numbers, self._empty, self._nulls = numbers, empty, nulls
        self._header, self._skip = header, skip
        one = separator if len(separator) == 1 else ""
        self._special = re.compile(rf'["\r\n{re.escape(one)}]')

    def read(
        self, source: str, columns: Columns, *, first: bool, line: float
    ) -> tuple[list[dict[str, Any]], dict[str, Any], bool]:
        """The rows; the last of them, which may be empty; and whether all quotes are closed.

        `first` tells whether the text holds the beginning, `line` the number of its first line.
        """
        position = self._begin(source, columns, line) if first else 0
        rows: list[dict[str, Any]] = []
        row: dict[str, Any] = {}
        outside, column, length = True, 0, len(source)
        cell: str | None = ""
        for found in self._special.finditer(source, position):
            at = found.start()
            if at > position:
                cell = (cell or "") + source[position:at]
            position = at + 1
            char = found.group()
            if char == '"':
                outside = not outside
                if at and source[at - 1] == '"' and not outside:
                    cell = (cell or "") + '"'
            elif not outside:
                cell = (cell or "") + char
            elif char == self.separator:
                name = columns.name(column)
                if name:
                    if at == 0:
                        # Node-RED looks at the character before it, and fails.
                        raise CsvError(
                            "the text begins with a separator, which the legacy parser cannot read"
                        )
                    if source[at - 1] in (self.separator, "\n"):
                        cell = None
                    self._store(row, name, cell)
                column += 1
                cell = None if at == length - 1 else ""
            else:
                name = columns.name(column)
                if name:
                    if at and source[at - 1] == self.separator:
                        cell = None
                    self._store(row, name, cell)
                if row:
                    rows.append(row)
                row, column, cell = {}, 0, ""
        if position < length:
            cell = (cell or "") + source[position:]
        name = columns.name(column)
        if name:
            self._store(row, name, cell)
        if row:
            rows.append(row)
        return rows, row, outside

    def _begin(self, source: str, columns: Columns, line: float) -> int:
        """Pass over the lines to skip and the line of column names; gives the position after them."""
        position = 0
        while line < self._skip:
            end = source.find("\n", position)
            if end < 0:
                return len(source)
            position = end + 1
            line += 1
        if not self._header or position >= len(source):
            return position
        ends = [end for end in (source.find("\n", position), source.find("\r", position)) if end >= 0]
        end = min(ends, default=len(source))
        if end >= len(source) - 1:
            # The last character belongs to the names, even where it ends the line.
            end = len(source)
        columns.take(source[position:end], self.separator)
        return min(end + 1, len(source))

    def _store(self, row: dict[str, Any], name: str, cell: str | None) -> None:
        value: Any = cell
        if cell is not None and self._numbers:
            trimmed = cell.strip(SPACE)
            if _NUMBER.match(trimmed):
                value = parse_float(trimmed)
        if value is None:
            if self._nulls:
                row[name] = None
        elif value != "" or self._empty:
            row[name] = value


class Writer:
    """Writes rows as Node-RED's legacy parser does; warns once of objects without columns."""

    def __init__(self, separator: str, end_of_line: str) -> None:
        self._separator = separator
        self._end = end_of_line

    def write(self, payload: Any, msg: dict[str, Any], columns: Columns, *, header: bool) -> tuple[str, bool]:
        """The text, and whether columns were missing.

        Raises CsvError for what cannot be a row; the payload is by then the list of rows, as Catch nodes expect.
        """
        rows = payload if isinstance(payload, list) else [payload]
        msg["payload"] = rows
        lines: list[str] = []
        nameless = False
        if header:
            if columns.none:
                if "columns" in msg:
                    columns.take(msg["columns"] or "", ",")
                else:
                    columns.names = list(keys_of(rows[0] if rows else None))
            lines.append(columns.line(self._separator))
        place = 0
        while place < len(rows):
            row = rows[place]
            if isinstance(row, list) or not is_object(row):
                if not isinstance(row, list):
                    # A plain value: the list is one row. The oddity: what came before it is a row as well.
                    rows, row = [rows], rows
                    msg["payload"] = rows
                    if place:
                        raise CsvError("rows and plain values are mixed")
                lines.append(self._separator.join([self._cell(item) for item in row]))
            else:
                if columns.none and "columns" in msg:
                    columns.take(msg["columns"] or "", ",")
                if columns.none:
                    nameless = True
                    lines.append(self._separator.join(self._unnamed(row, rows[0])))
                else:
                    lines.append(self._separator.join([self._named(row, name) for name in columns.names]))
            place += 1
        return self._end.join(lines) + self._end, nameless

    def _cell(self, value: Any) -> str:
        if value is None:
            raise CsvError("a cell is null, which the legacy parser cannot write")
        text = to_string(value)
        if '"' in text:
            return f'"{text.replace(chr(34), chr(34) * 2)}"'
        return f'"{text}"' if self._separator in text or "\n" in text else text

    def _unnamed(self, row: Any, model: Any) -> Iterator[str]:
        """The cells of a row in the order of the first one; objects inside it are left out."""
        for name, text in plain_cells(row, model) if model is not None else ():
            if '"' in text:
                yield f'"{text.replace(chr(34), chr(34) * 2)}"'
            else:
                # The oddity: it is the name in which an end of line is looked for.
                yield f'"{text}"' if self._separator in text or "\n" in name else text

    def _named(self, row: Any, name: str | None) -> str:
        if not name:
            return ""
        if '"' in name and "'" in name:
            raise CsvError(f"a column cannot be named {name}")
        text = cell_text(member(row, name))
        if '"' in text:
            return f'"{text.replace(chr(34), chr(34) * 2)}"'
        return f'"{text}"' if self._separator in text or "\n" in text else text
