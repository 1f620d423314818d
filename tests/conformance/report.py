"""Writes `docs/conformance.md`: a table with a line per spec file, and a reason for every test that does not pass."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.conformance.reasons import Reason, Reasons, judged
from tests.conformance.running import SpecResult

_HEAD = """# Conformance

Node-RED's own specs for its nodes (`test/nodes` of its source) and some of its unit specs, run against Wirelatch's runtime by the bridge in
[`tests/conformance`](../tests/conformance/README.md). Written by
`make conformance ARGS="--specs DIR --report docs/conformance.md"`.

*Skipped* are the tests that the spec files themselves leave out. Each test that does not pass has its reason below.

"""


def write_report(path: Path, results: Sequence[SpecResult], reasons: Reasons) -> None:
    """Write the page for these results."""
    lines = ["| spec file | tests | passed | not passed | skipped |", "|---|---:|---:|---:|---:|"]
    total = [0, 0, 0, 0]
    for result in results:
        passed, failed, pending = (result.count(state) for state in ("passed", "failed", "pending"))
        row = [passed + failed, passed, failed, pending]
        total = [a + b for a, b in zip(total, row, strict=True)]
        lines.append(f"| {result.name} | " + " | ".join(map(str, row)) + " |")
    lines.append("| **all** | " + " | ".join(f"**{number}**" for number in total) + " |")
    share = 100 * total[1] / total[0] if total[0] else 0.0
    again = sum(result.retried for result in results)
    retried = f"; {again} of them at the second attempt, as they count milliseconds" if again else ""
    lines += [
        "",
        f"{total[1]} of {total[0]} tests pass ({share:.1f} %){retried}.",
        "",
        "## Why tests do not pass",
        "",
    ]
    for result in results:
        lines += _section(result, reasons)
    path.write_text(_HEAD + "\n".join(lines).rstrip() + "\n", "utf-8")


def _section(result: SpecResult, reasons: Reasons) -> list[str]:
    verdict = judged(result, reasons)
    if not verdict.explained and not verdict.unexplained:
        return []
    titles: dict[str, list[str]] = {}
    for outcome, reason in verdict.explained:
        titles.setdefault(_why(reason), []).append(outcome.title)
    for outcome in verdict.unexplained:
        titles.setdefault("Not explained yet.", []).append(outcome.title)
    lines = [f"### {result.name}", ""]
    for why, names in titles.items():
        lines += [f"{why}", "", *(f"- {_plain(name)}" for name in names), ""]
    return lines


def _why(reason: Reason) -> str:
    return " ".join(reason.why.split())


def _plain(text: str) -> str:
    for mark in "\\`*_<>|[]":
        text = text.replace(mark, "\\" + mark)
    return text
