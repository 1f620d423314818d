"""How a comparison is printed: ours, theirs, and how many times better ours is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure of both."""

    name: str
    unit: str
    ours: float
    theirs: float | None
    more_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times better ours is; below 1 it is worse."""
        if not self.theirs or not self.ours:
            return None
        return self.ours / self.theirs if self.more_is_better else self.theirs / self.ours


def table(title: str, rows: Sequence[Row], peer: str = "Node-RED 5") -> str:
    """A Markdown table."""
    lines = [f"### {title}", "", f"| | unit | Wirelatch | {peer} | times better |", "|---|---|---|---|---|"]
    for row in rows:
        theirs = f"{row.theirs:.3g}" if row.theirs is not None else "–"
        ratio = f"**{row.ratio:.2g}**" if row.ratio else "–"
        lines.append(f"| {row.name} | {row.unit} | {row.ours:.3g} | {theirs} | {ratio} |")
    return "\n".join(lines) + "\n"
