"""A draft on file: a first line with what differs from the deployed document, then one line per batch of patches.

A batch is acknowledged when its line is synced. A line that a crash has cut off was never acknowledged.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wirelatch.document.atomic import keep_aside, write_atomic
from wirelatch.webkit.encoding import json_octets, json_value

FORMAT = 1


@dataclass
class Stored:
    """What a journal held."""

    head: dict[str, Any] = field(default_factory=dict)
    batches: list[dict[str, Any]] = field(default_factory=list)
    is_whole: bool = True
    """Whether all of the file could be read; if not, nothing may be appended to it."""


class Journal:
    """One file. Its methods block; they are called in a thread, one at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: Any = None

    def load(self) -> Stored:
        """What is on file; nothing when there is no file. One that is not ours is kept under another name."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return Stored()
        values: list[dict[str, Any]] = []
        for line in lines[:-1]:  # what follows the last line break was not finished
            try:
                value = json_value(line)
            except (ValueError, RecursionError):
                break
            if not isinstance(value, dict):
                break
            values.append(value)
        if not values or values[0].get("format") != FORMAT:
            keep_aside(self.path)
            return Stored()
        return Stored(values[0], values[1:], is_whole=len(values) == len(lines) - 1 and not lines[-1])

    def start(self, head: Mapping[str, Any]) -> None:
        """Begin anew with what the draft is now."""
        self.close()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(self.path, json_octets({"format": FORMAT, **head}) + b"\n", mode=0o600)

    def append(self, batches: Iterable[Mapping[str, object]]) -> int:
        """Write batches so that they outlive a crash of the machine; gives the size of the file."""
        if self._file is None:
            self._file = self.path.open("ab")
        file = self._file
        size: int = file.tell()
        try:
            file.write(b"".join(json_octets(batch) + b"\n" for batch in batches))
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            # A line that is there in part would hide those that follow it.
            with contextlib.suppress(OSError):
                file.truncate(size)
            self.close()
            raise
        return int(file.tell())

    def close(self) -> None:
        """Let go of the file."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()

    def remove(self) -> None:
        """Forget the draft."""
        self.close()
        self.path.unlink(missing_ok=True)
