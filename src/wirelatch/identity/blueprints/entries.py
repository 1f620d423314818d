"""What a blueprint consists of, and what is told of applying one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_BYTES = 4_194_304
"""Of the text of a blueprint."""
STATES = ("present", "created", "must_created", "absent")
INSTANTIATE = "blueprints.goauthentik.io/instantiate"
"""The label that says, when "false", that a file is an example, which is not applied by itself."""


class BlueprintError(Exception):
    """A text that is no blueprint; the message says where and why."""


@dataclass(frozen=True)
class Entry:
    """One object that should be, or not be; values may hold tags. `line` is where it begins."""

    number: int
    line: int
    model: Any
    state: Any = "present"
    id: Any = None
    identifiers: Any = field(default_factory=dict)
    attrs: Any = field(default_factory=dict)
    conditions: Any = field(default_factory=list)
    permissions: Any = field(default_factory=list)


@dataclass(frozen=True)
class Blueprint:
    """A whole file."""

    entries: tuple[Entry, ...]
    context: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    labels: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_instantiated(self) -> bool:
        """Whether the file is applied by itself when it lies in the folder."""
        return str(self.labels.get(INSTANTIATE, "true")).lower() != "false"

    @property
    def metadata(self) -> dict[str, Any]:
        return {"name": self.name, "labels": dict(self.labels)}


@dataclass(frozen=True)
class Problem:
    """What is wrong: in which entry (0: the whole), and at which of its fields, empty where that cannot be said."""

    entry: int
    line: int
    model: str
    field: str
    message: str

    def __str__(self) -> str:
        if not self.entry:
            return self.message
        where = f"entry {self.entry} (line {self.line}, {self.model})"
        return f"{where}: {self.field + ': ' if self.field else ''}{self.message}"


@dataclass
class Done:
    """What became of an entry: created, updated, unchanged, deleted, absent, skipped or failed; and why."""

    entry: int
    line: int
    model: str
    label: str
    outcome: str
    note: str = ""

    def __str__(self) -> str:
        note = f": {self.note}" if self.note else ""
        return f"entry {self.entry} (line {self.line}) {self.model} {self.label} {self.outcome}{note}"


@dataclass
class Report:
    """What became of a blueprint. Nothing was changed where there is a problem."""

    name: str = ""
    done: list[Done] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def succeeded(self) -> bool:
        return not self.problems

    @property
    def models(self) -> list[str]:
        return sorted({each.model for each in self.done if each.outcome not in ("skipped", "failed")})

    def counts(self) -> dict[str, int]:
        """How many entries of each outcome."""
        found: dict[str, int] = {}
        for each in self.done:
            found[each.outcome] = found.get(each.outcome, 0) + 1
        return found

    def lines(self) -> list[str]:
        """All that went wrong or is worth knowing, a line each."""
        skipped = [str(each) for each in self.done if each.outcome == "skipped" and each.note]
        return [str(each) for each in self.problems] + [str(each) for each in self.warnings] + skipped
