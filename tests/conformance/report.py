"""Writes `docs/conformance.md`: a table with a line per spec file, and a reason for every test that does not pass."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.conformance.reasons import Reason, Reasons, judged
from tests.conformance.running import SpecResult

_RULE = "|---|---:|---:|---:|---:|"
_HEAD = """# Conformance

Node-RED's own specs for its nodes (`test/nodes` of its source) and some of its unit specs, run against Wirelatch's runtime by the bridge in
[`tests/conformance`](../tests/conformance/README.md). Written by
`make conformance ARGS="--specs DIR --report docs/conformance.md"`.

*Skipped* are the tests that the spec files themselves leave out. Each test that does not pass has its reason below.

"""


def write_report(path: Path, results: Sequence[SpecResult], reasons: Reasons) -> None:
    """Write the page for these results."""
    lines = [_summary(results, reasons), "", "| spec file | tests | passed | not passed | skipped |", _RULE]
    for result in results:
        lines.append(f"| {result.name} | " + " | ".join(map(str, _counts([result]))) + " |")
    lines.append("| **all** | " + " | ".join(f"**{number}**" for number in _counts(results)) + " |")
    lines += ["", "## Why tests do not pass", ""]
    for result in results:
        lines += _section(result, reasons)
    path.write_text(_HEAD + "\n".join(lines).rstrip() + "\n", "utf-8")


def _counts(results: Sequence[SpecResult]) -> tuple[int, int, int, int]:
    """Tests, passed, not passed, skipped."""
    passed, failed, pending = (
        sum(result.count(state) for result in results) for state in ("passed", "failed", "pending")
    )
    return passed + failed, passed, failed, pending


def _summary(results: Sequence[SpecResult], reasons: Reasons) -> str:
    sentences = []
    for what, folder in (("the specs of nodes", "nodes/"), ("the unit specs", "unit/")):
        chosen = [result for result in results if result.name.startswith(folder)]
        tests, passed, _, _ = _counts(chosen)
        internal = sum(
            reason.internal for result in chosen for _, reason in judged(result, reasons).explained
        )
        if tests > internal:
            sentences.append(
                f"Of {what}, {passed} of {tests} tests pass ({100 * passed / tests:.1f} %). {internal} of the others "
                f"reach into Node-RED's own process (stubs, JavaScript objects), which only a runtime written in "
                f"JavaScript could pass; without them it is {100 * passed / (tests - internal):.1f} %."
            )
    again = sum(result.retried for result in results)
    if again:
        sentences.append(f"{again} tests passed at the second attempt: many count milliseconds.")
    return "\n\n".join(sentences)


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
