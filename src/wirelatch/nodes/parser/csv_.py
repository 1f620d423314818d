"""The `csv` node: text of comma-separated values to objects and back."""

from __future__ import annotations

import math
import re
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import Property, checkbox, select, text
from wirelatch.nodes.parser.csv_cells import CsvError, part_number
from wirelatch.nodes.parser.csv_dialects import Dialect, LegacyDialect, Reading, RfcDialect
from wirelatch.nodes.parser.javascript_objects import is_object
from wirelatch.scripting.values import clone

_BAD_TEMPLATE = "malformed column names"
_BAD_VALUE = "only text, objects and arrays can be converted"


class Csv(
    Node,
    type="csv",
    category="parser",
    color="#DEBD5C",
    icon="parser-csv",
    label=("{name}", "csv"),
):
    """
    Converts between text of comma-separated values and objects.

    ### Text to objects

    Each line becomes an object whose properties are the columns. They are named by *Columns*, or by the first line if
    *first row contains column names* is ticked; otherwise they are `col1`, `col2` … The objects are sent one by one,
    with `msg.parts` so that a join node can put them together again, or all in one array. `msg.columns` tells the names.

    A text may also come in pieces with `msg.parts`, for instance line by line from a file in node.

    ### Objects to text

    An object becomes a line, an array of objects or of arrays several. *Columns* tells which properties are written, in
    which order; without it, `msg.columns` does, and without that, all properties of the first object are written. An
    array of plain values is one line.

    The line of column names is written never, always, or once: then a message with `msg.reset` makes the node write it
    again.

    ### Two parsers

    *RFC 4180* follows [the standard](https://www.rfc-editor.org/rfc/rfc4180): quotes enclose separators, ends of lines
    and doubled quotes. A template that does not follow it, or a value that cannot be converted, is an error.
    *Legacy* reads as Node-RED did up to release 3, for flows that rely on it.

    *Columns* and `msg.columns` are separated by commas, whatever separates the data.
    """

    name: str = text(label="Name")
    temp: str | None = text(label="Columns", placeholder="comma-separated column names", absent="")
    sep: str | None = select(
        ",",
        {
            ",": "comma (,)", "\\t": "tab (\\t)", " ": "space", ";": "semicolon (;)", ":": "colon (:)",
            "#": "hashtag (#)",
        },
        other="other…", label="Separator", required=True, absent=",",
    )  # fmt: skip
    spec: str | None = select("rfc", {"rfc": "RFC 4180", "": "Legacy"}, label="Parser", absent="")
    skip: Any = text("0", label="Skip first lines", absent="0", heading="CSV to objects")
    hdrin: Any = Property(
        widget="checkbox", default="", absent=False, label="First row contains column names", heading="CSV to objects"
    )  # fmt: skip
    strings: Any = checkbox(True, label="Parse numerical values", absent=True, heading="CSV to objects")
    include_empty_strings: Any = Property(
        widget="checkbox", default="", absent=False, label="Include empty strings", heading="CSV to objects"
    )  # fmt: skip
    include_null_values: Any = Property(
        widget="checkbox", default="", absent=False, label="Include null values", heading="CSV to objects"
    )  # fmt: skip
    multi: str | None = select(
        "one", {"one": "a message per row", "mult": "a single message [array]"},
        label="Output", absent="one", heading="CSV to objects",
    )  # fmt: skip
    hdrout: Any = select(
        "none",
        {
            "none": "never send column headers", "all": "always send column headers",
            "once": "send headers once, until msg.reset",
        },
        label="Output", absent="none", heading="Objects to CSV",
    )  # fmt: skip
    ret: str | None = select(
        "\\r\\n", {"\\r\\n": "Windows (\\r\\n)", "\\n": "Linux (\\n)", "\\r": "Mac (\\r)"},
        label="Newline", absent="", heading="Objects to CSV",
    )  # fmt: skip

    def start(self) -> None:
        """Read the settings and the template."""
        self._one_by_one = (self.multi or "one") == "one"
        self._skip = _parse_int(self.skip)
        headers = {False: "none", True: "all"}.get(self.hdrout, self.hdrout) or "none"
        self._header = headers if headers in ("all", "once") else ""
        self._header_sent = False
        self._store: list[Any] = []
        self._warned = False
        self._bad = False
        # Rows are sent one by one, which a straight call cannot do.
        self.fusable = self.isolated = not self._one_by_one
        self._separator = _unescaped(self.sep or ",", "trn")
        self._end_of_line = _unescaped(self.ret or ("\r\n" if self.spec == "rfc" else "\n"), "rn")
        options: dict[str, Any] = {
            "separator": self._separator,
            "end_of_line": self._end_of_line,
            "header": self.hdrin is True,
            "skip": self._skip,
            "numbers": self.strings is True,
            "empty": bool(self.include_empty_strings),
            "nulls": bool(self.include_null_values),
        }
        self._dialect: Dialect
        if self.spec != "rfc":
            self._dialect = LegacyDialect(self.temp or "", **options)
            return
        try:
            self._dialect = RfcDialect(self.temp or "", **options)
        except CsvError as error:
            self.warn(f"{_BAD_TEMPLATE}: {error}; nothing is converted")
            self.status(fill="red", shape="dot", text=_BAD_TEMPLATE)
            self.handle_with(lambda msg: None)

    def on_message(self, msg: Message) -> Output:
        if self._bad:
            self._bad = False
            self.status()
        if "reset" in msg:
            self._header_sent = False
        if "payload" not in msg:
            return None if "reset" in msg else msg
        payload = msg["payload"]
        if isinstance(payload, str):
            return self._read(payload, msg)
        if is_object(payload):
            return self._write(payload, msg)
        if self.spec != "rfc":
            self.warn(f"{_BAD_VALUE}; the message is dropped")
            return None
        self._show_bad("unsupported payload")
        raise CsvError(_BAD_VALUE)

    def _show_bad(self, text_: str) -> None:
        self._bad = True
        self.status(fill="red", shape="dot", text=text_)

    def _write(self, payload: Any, msg: Message) -> Output:
        header = bool(self._header) and not self._header_sent
        later = "parts" in msg and part_number(msg["parts"], "index") > 0
        written, columns, nameless = self._dialect.write(payload, msg, header=header, later=later)
        if header and self._header == "once":
            self._header_sent = True
        if nameless and not self._warned:
            self._warned = True
            self.warn("there are no column names: all properties are written as they come")
        msg["payload"] = written
        msg["columns"] = columns
        return msg

    def _read(self, source: str, msg: Message) -> Output:
        has_parts = "parts" in msg
        parts = msg.get("parts")
        if has_parts and parts is None:
            raise CsvError("msg.parts is null")
        index = part_number(parts, "index") if has_parts else 0
        first = not (has_parts and index > self._skip)
        is_last = has_parts and index + 1 >= part_number(parts, "count")
        many_from_start = has_parts and self.multi == "mult"
        try:
            reading = self._dialect.read(source, first=first, line=index, from_start=many_from_start)
        except CsvError:
            if self.spec == "rfc":
                self._show_bad(_BAD_TEMPLATE)
            raise
        if reading is None:
            return None
        if not reading.closed:
            self.warn("a quote is not closed: the output is probably wrong")
        if self._one_by_one:
            return self._send_rows(reading, msg, is_last)
        if not (has_parts and reading.ends_of_line <= 1):
            msg["columns"] = reading.columns
            msg["payload"] = reading.rows
            return msg
        self._store += reading.to_keep
        if index + 1 != part_number(parts, "count"):
            return None
        msg["payload"], self._store = self._store, []
        msg["columns"] = reading.columns
        del msg["parts"]
        return msg

    def _send_rows(self, reading: Reading, msg: Message, is_last: bool) -> Output:
        """A message for each row."""
        rows = reading.rows
        if not rows:
            return {"complete": True} if is_last else None
        shift = self._skip + bool(self.hdrin)
        for place, row in enumerate(rows):
            piece: Message = clone(msg)
            piece["columns"] = reading.columns
            piece["payload"] = row
            if "parts" not in piece:
                piece["parts"] = {"id": msg.get("_msgid"), "index": place, "count": len(rows)}
            elif isinstance(piece["parts"], dict):
                for name in ("index", "count"):
                    piece["parts"][name] = part_number(piece["parts"], name) - shift
            if is_last:
                piece["complete"] = True
            if place == len(rows) - 1:
                return piece
            self.send(piece)
        return None


def _unescaped(source: str, letters: str) -> str:
    for letter in letters:
        source = source.replace(f"\\{letter}", {"t": "\t", "n": "\n", "r": "\r"}[letter])
    return source


def _parse_int(value: Any) -> float:
    found = re.match(r"\s*[-+]?[0-9]+", str(value or 0), re.ASCII)
    return int(found.group()) if found else math.nan
