"""The figures of both as Markdown: tables, and the page docs/benchmarks.md, whose text is `benchmarks/page.md`."""

from __future__ import annotations

import os
import platform
import re
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
"""A ratio up to this is no lead."""
NOTHING = "–"
_BEHIND_TITLE = "## Where Node-RED is ahead, or level"
_BEHIND = "by the clock or by processor time:"
"""The end of the sentence before the list."""


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
                    _ratio(row.ratio, "**{:g}**"),
                    _ratio(row.cpu_ratio, "{:g}"),
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
    text = _TEXT.read_text(encoding="utf-8").format(
        date=datetime.now(UTC).date().isoformat(),
        machine=_machine(),
        behind=_BEHIND,
        compared="\n\n".join(str(table) for table in tables if table.compared),
        alone="\n\n".join(str(table) for table in tables if not table.compared),
    )
    return _with_behind(text)


def renewed(text: str, tables: Sequence[Table]) -> str:
    """The page with these results in the place of earlier ones."""
    for table in tables:
        before = re.search(
            rf"^### {re.escape(table.title)}\n.*?\n\*[^*\n][^\n]*\*$", text, re.DOTALL | re.MULTILINE
        )
        if before:
            text = text[: before.start()] + str(table) + text[before.end() :]
        else:
            end = text.index(_BEHIND_TITLE) if table.compared else len(text)
            text = f"{text[:end]}{table}\n\n{text[end:]}"
    return _with_behind(text)


def _with_behind(text: str) -> str:
    """The page with the list of the rows in which Wirelatch does not lead, by what its tables say."""
    title, lines = "", []
    for line in text.splitlines():
        if line.startswith("### "):
            title = line.removeprefix("### ")
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if title and len(cells) == 6 and cells[4].startswith("**"):
            clock, processor = cells[4].strip("*"), cells[5]
            if min(float(cell) for cell in (clock, processor) if cell != NOTHING) <= LEVEL:
                lines.append(f"| {title} | {cells[0]} | {clock} | {processor} |")
    head = ["| | | times better | times less processor time |", "|---|---|---|---|"]
    place = re.compile(rf"(?<={re.escape(_BEHIND)}).*?(?=\n\n- )", re.DOTALL)
    return place.sub(
        "\n\n" + "\n".join([*head, *lines] if lines else ["Nowhere in these figures."]), text, count=1
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
    """Two digits that matter."""
    return form.format(float(f"{value:.2g}")) if value else NOTHING


def _figure(value: float | None) -> str:
    """Three digits that matter, thousands apart."""
    if value is None:
        return NOTHING
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 100 else f"{value:.3g}"
