"""How a comparison is printed: ours, theirs, and how many times better ours is, by the clock and by processor time."""

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
    cpu: tuple[float, float] | None = None
    """Processor time that ours and theirs spent on the same work, in any unit."""

    @property
    def ratio(self) -> float | None:
        """How many times better ours is; below 1 it is worse."""
        if not self.theirs or not self.ours:
            return None
        return self.ours / self.theirs if self.more_is_better else self.theirs / self.ours

    @property
    def cpu_ratio(self) -> float | None:
        """How many times less processor time ours took."""
        return self.cpu[1] / self.cpu[0] if self.cpu and self.cpu[0] else None


def table(title: str, rows: Sequence[Row], peer: str = "Node-RED 5") -> str:
    """A Markdown table."""
    lines = [
        f"### {title}", "",
        f"| | unit | Wirelatch | {peer} | times better | times less processor time |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in rows:
        theirs = _figure(row.theirs) if row.theirs is not None else "–"
        ratio = f"**{row.ratio:.2g}**" if row.ratio else "–"
        cpu = f"{row.cpu_ratio:.2g}" if row.cpu_ratio else "–"
        lines.append(f"| {row.name} | {row.unit} | {_figure(row.ours)} | {theirs} | {ratio} | {cpu} |")
    return "\n".join(lines) + "\n"


def _figure(value: float) -> str:
    """Three digits that matter, thousands apart."""
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 100 else f"{value:.3g}"
