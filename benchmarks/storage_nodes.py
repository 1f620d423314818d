"""The nodes of the palette's category *storage*: small files in a folder of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import both
from benchmarks.report import Row
from benchmarks.side_by_side import Case, Record, compare, in_a_row


def _write(path: Path, overwrite: str) -> Record:
    return {
        "type": "file", "filename": str(path), "filenameType": "str", "appendNewline": True, "createDir": False,
        "overwriteFile": overwrite, "encoding": "none",
    }  # fmt: skip


def _read(path: Path, output: str) -> Record:
    return {
        "type": "file in", "filename": str(path), "filenameType": "str", "format": output, "chunk": False,
        "sendError": False, "encoding": "none", "allProps": False,
    }  # fmt: skip


def _cases(folder: Path) -> list[Case]:
    kilobyte = folder / "kilobyte.txt"
    kilobyte.write_text("a line of thirty-two characters\n" * 32)
    return [
        Case("file, append", in_a_row(_write(folder / "appended.txt", "false")), unit="files/s", window=8, most=5_000),
        Case("file, overwrite", in_a_row(_write(folder / "written.txt", "true")), unit="files/s", window=8, most=5_000),
        Case("file in, 1 KB as text", in_a_row(_read(kilobyte, "utf8")), unit="files/s", window=8, most=5_000),
        Case("file in, 1 KB as 32 lines", in_a_row(_read(kilobyte, "lines")), unit="lines/s", work=32, arrivals=32, most=100),
    ]  # fmt: skip


NAMES = ["file, append", "file, overwrite", "file in, 1 KB as text", "file in, 1 KB as 32 lines"]


def run(names: Sequence[str]) -> list[Row]:
    """The figures of these names."""
    with both(nodes=True) as contenders, tempfile.TemporaryDirectory() as folder:
        return [compare(contenders, case) for case in _cases(Path(folder)) if case.name in names]
