"""Why tests do not pass: `reasons.toml`, by spec file and full title."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from tests.conformance.running import Outcome, SpecResult

FILE = Path(__file__).parent / "reasons.toml"


@dataclass(frozen=True)
class Reason:
    """One row: `title` is a full title, or `match` a regular expression that has to match the whole of one."""

    spec: str
    why: str
    title: str = ""
    match: str = ""
    flaky: bool = False
    """Whether the test may pass as well (races that the spec itself has)."""

    internal: bool = False
    """Whether only a runtime written in JavaScript could pass: the test reaches into Node-RED's own process."""

    def explains(self, title: str) -> bool:
        """Whether this is about the test of that title."""
        return title == self.title if self.title else re.fullmatch(self.match, title) is not None


@dataclass
class Reasons:
    """All of them."""

    rows: list[Reason]

    @classmethod
    def read(cls) -> Reasons:
        """Read the file."""
        table = tomllib.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
        return cls([Reason(**row) for row in table.get("test", ())])

    def of(self, spec: str) -> list[Reason]:
        """Those of one spec file."""
        return [row for row in self.rows if row.spec == spec]


@dataclass
class Verdict:
    """A spec file's failures, explained or not."""

    explained: list[tuple[Outcome, Reason]] = field(default_factory=list)
    unexplained: list[Outcome] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    """Reasons for tests that pass, or that do not exist."""


def undo_accidents(result: SpecResult, reasons: Reasons) -> None:
    """Count a test as failed that cannot pass here and did so only because it was tried again."""
    rows = [row for row in reasons.of(result.name) if row.internal]
    for outcome in result.outcomes:
        if outcome.state == "passed" and outcome.retried and any(row.explains(outcome.title) for row in rows):
            outcome.state = "failed"


def judged(result: SpecResult, reasons: Reasons, *, complete: bool = True) -> Verdict:
    """Match a result with the reasons; with `complete`, reasons that nothing needs are named."""
    verdict = Verdict()
    rows = reasons.of(result.name)
    used: set[Reason] = set()
    for outcome in result.outcomes:
        if outcome.state != "failed":
            continue
        row = next((row for row in rows if row.explains(outcome.title)), None)
        if row is None:
            verdict.unexplained.append(outcome)
        else:
            used.add(row)
            verdict.explained.append((outcome, row))
    if complete and not result.problem:
        verdict.stale = [row.title or row.match for row in rows if row not in used and not row.flaky]
    return verdict
