"""What would become of every node of a document."""

from __future__ import annotations

from builtins import type as class_of
from collections.abc import Iterable, Mapping

from wirelatch.checking.code import FunctionNodes
from wirelatch.checking.finding import Finding
from wirelatch.checking.mistakes import mistakes
from wirelatch.checking.npm_types import NpmTypes
from wirelatch.document.outline import STRUCTURAL, Outline, Record, instance_of, outline
from wirelatch.document.validation import validate
from wirelatch.engine.node import Node
from wirelatch.engine.palette import NodeRegistry


def check(records: list[Record], registry: NodeRegistry, npm: NpmTypes | None = None) -> list[Finding]:
    """A finding for each record, in file order. Raises DocumentError for what no runtime can load."""
    validate(records)
    whole = outline(records)
    npm = npm or NpmTypes()
    findings = {record["id"]: _finding(record, whole) for record in records}
    for record in records:
        finding = findings[record["id"]]
        if record["type"] in STRUCTURAL:
            continue
        subflow = instance_of(record)
        if subflow is not None:
            if subflow not in whole.subflows:
                finding.say("fails", "the definition of its subflow is not in the file")
            continue
        node_class = registry.get(record["type"])
        if node_class is None:
            _say_missing(finding, npm)
        else:
            _check_node(finding, record, node_class)
    _check_contents(records, registry, findings)
    return list(findings.values())


def _finding(record: Record, whole: Outline) -> Finding:
    container = whole.container(record.get("z") or "")
    label = (container.record.get("label") or container.record.get("name") or "") if container else ""
    off = record.get("d") is True or record.get("disabled") is True
    if container is not None:
        off = off or container.record.get("disabled") is True or container.record.get("d") is True
    name = record.get("name") or record.get("label") or ""
    return Finding(record["id"], record["type"], str(name), str(label), disabled=bool(off))


def _say_missing(finding: Finding, npm: NpmTypes) -> None:
    finding.packages = npm.packages(finding.type)
    if finding.type == "unknown":
        finding.say("needs", "it stands for a node type that was missing when the file was saved")
    elif finding.packages:
        finding.say("needs", f"its type comes with {' or '.join(finding.packages[:3])}")
    else:
        finding.say("needs", "no package is known that brings its type")


def _check_node(finding: Finding, record: Record, node_class: class_of[Node]) -> None:
    for text in node_class.differences(record):
        finding.say("differs", text)


def _check_contents(
    records: Iterable[Record], registry: NodeRegistry, findings: Mapping[str, Finding]
) -> None:
    records = [record for record in records if record["type"] not in STRUCTURAL]
    functions = FunctionNodes(records)
    for node_id, text in mistakes(records, registry, functions):
        findings[node_id].say("fails", text)
    for node_id, packages in functions.packages.items():
        findings[node_id].notes.append(f"takes {', '.join(packages)} from npm when the flows start")
