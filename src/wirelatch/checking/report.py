"""Findings as text for a terminal: a summary per file, and a line for each node that does not simply run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from wirelatch.checking.finding import VERDICTS, Finding
from wirelatch.document.outline import STRUCTURAL


def lines(file: str, findings: Sequence[Finding], *, every: bool = False) -> Iterator[str]:
    """The report on one file; with `every`, nodes that run get a line as well."""
    nodes = [finding for finding in findings if finding.type not in STRUCTURAL]
    tabs = sum(finding.type == "tab" for finding in findings)
    yield f"{file}: {_count(len(nodes), 'node')} on {_count(tabs, 'tab')}"
    counts = Counter(finding.verdict for finding in nodes)
    for verdict, meaning in VERDICTS.items():
        if counts[verdict]:
            yield f"  {counts[verdict]:>6}  {meaning}"
    yield from _package_lines(nodes)
    told = [f for f in nodes if every or f.verdict != "runs" or f.notes]
    if told:
        yield ""
    width = max((len(f.type) for f in told), default=0)
    for finding in told:
        texts = [*finding.reasons, *finding.notes]
        line = f"  {finding.verdict:<8}{finding.type:<{width}}  {_place(finding)}"
        yield line + (f": {texts[0]}" if len(texts) == 1 else "")
        if len(texts) > 1:
            yield from (f"          {text}" for text in texts)


def _package_lines(nodes: Sequence[Finding]) -> Iterator[str]:
    packages: Counter[str] = Counter()
    for finding in nodes:
        if finding.verdict == "needs":
            packages[finding.packages[0] if finding.packages else f"? (type {finding.type})"] += 1
    for package, count in packages.most_common():
        yield f"          {count:>6}  {package}"


def _place(finding: Finding) -> str:
    parts = [finding.id]
    if finding.name:
        parts.append(f"“{finding.name}”")
    if finding.flow:
        parts.append(f"on “{finding.flow}”")
    if finding.disabled:
        parts.append("(disabled)")
    return " ".join(parts)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")
