"""The figures of both as Markdown: tables, and the page docs/benchmarks.md, whose text is `benchmarks/page.md`."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.peers import seconds_of_tree

_TEXT = Path(__file__).parent / "page.md"
PAGE = Path(__file__).parent.parent / "docs/benchmarks.md"
LEVEL = 1.1
"""A ratio below this is no lead."""


@dataclass(frozen=True)
class Row:
    """One figure of both."""

    name: str
    unit: str
    ours: float | None
    theirs: float | None
    """None where there is no counterpart, or where it failed."""
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
        return self.cpu[1] / self.cpu[0] if self.cpu and all(self.cpu) else None


@dataclass(frozen=True)
class Table:
    """The rows of one benchmark, and how busy the machine was meanwhile."""

    title: str
    rows: Sequence[Row]
    load: str
    peer: str = "Node-RED 5"
    """What stands beside it; empty: nothing."""

    @property
    def compared(self) -> bool:
        """Whether something stands beside it."""
        return bool(self.peer)

    def __str__(self) -> str:
        head = ["", "unit", "Wirelatch"]
        if self.compared:
            head += [self.peer, "times better", "times less processor time"]
        lines = [f"### {self.title}", "", _line(head), "|---" * len(head) + "|"]
        for row in self.rows:
            cells = [row.name, row.unit, _figure(row.ours)]
            if self.compared:
                cells += [
                    _figure(row.theirs),
                    _ratio(row.ratio, "**{:.2g}**"),
                    _ratio(row.cpu_ratio, "{:.2g}"),
                ]
            lines.append(_line(cells))
        return "\n".join([*lines, "", f"*{self.load}*"])


class Load:
    """How busy the machine is with other things than the benchmark, from now on."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._all, self._own = _busy_seconds(), seconds_of_tree(os.getpid())

    def __str__(self) -> str:
        if self._all is None:
            return f"Load {os.getloadavg()[0]:.1f}."
        took = (time.monotonic() - self._began) * (os.cpu_count() or 1)
        others = (_busy_seconds() or 0) - self._all - (seconds_of_tree(os.getpid()) - self._own)
        share = max(0, others) / took
        return f"Load {os.getloadavg()[0]:.1f}; other programs used {share:.0%} of the processors."


def page(tables: Sequence[Table]) -> str:
    """docs/benchmarks.md with these results."""
    behind = [
        f"| {table.title} | {row.name} | {_ratio(row.ratio, '{:.2g}')} | {_ratio(row.cpu_ratio, '{:.2g}')} |"
        for table in tables
        for row in table.rows
        if row.ratio and min(row.ratio, row.cpu_ratio or row.ratio) < LEVEL
    ]
    head = ["| | | times better | times less processor time |", "|---|---|---|---|"]
    return _TEXT.read_text(encoding="utf-8").format(
        date=datetime.now(UTC).date().isoformat(),
        machine=_machine(),
        behind="\n".join([*head, *behind]) if behind else "Nowhere in these figures.",
        compared="\n\n".join(str(table) for table in tables if table.compared),
        alone="\n\n".join(str(table) for table in tables if not table.compared),
    )


def _machine() -> str:
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    memory = next((int(line.split()[1]) / 2**20 for line in _lines("/proc/meminfo") if "MemTotal" in line), 0)
    system = (
        platform.freedesktop_os_release()["PRETTY_NAME"] if sys.platform == "linux" else platform.platform()
    )
    count = os.cpu_count() or 1
    return f"{count} processors ({model}), {memory:.0f} GiB, {system}, CPython {platform.python_version()}"


def _busy_seconds() -> float | None:
    """Processor seconds that all programs have used so far; None where /proc does not tell."""
    lines = _lines("/proc/stat")
    if not lines:
        return None
    user, nice, system, _idle, _waiting, irq, softirq, *_ = map(int, lines[0].split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _ratio(value: float | None, form: str) -> str:
    return form.format(value) if value else "–"


def _figure(value: float | None) -> str:
    """Three digits that matter, thousands apart."""
    if value is None:
        return "–"
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 100 else f"{value:.3g}"
