"""What a take-over or a hand-back has done, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Report:
    """Rows of a part (`flows`, `credentials` …) and what happened to it, and warnings."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(self, part: str, text: str) -> None:
        """A part that was dealt with."""
        self.rows.append((part, text))

    def lines(self) -> Iterator[str]:
        """The report as text."""
        width = max((len(part) for part, _ in self.rows), default=0)
        yield from (f"{part:<{width}}  {text}" for part, text in self.rows)
        if self.warnings:
            yield ""
            yield from (f"! {text}" for text in self.warnings)
