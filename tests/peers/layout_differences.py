"""What a flow's drawing in our editor has otherwise than Node-RED's, and what of it is meant to be so.

Each difference that is meant has a reason; `docs/differences.md` tells it to the users. A node that is drawn with another
label is as wide as that needs, and stands in the same place: middle, height and ports must agree all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.peers.editor_layout import Layout, Node, Record

FAR = 2.0
"""Units of the flow."""
UNKNOWN = "an unknown type has its own name or type as label, not “unknown: …”"


@dataclass
class Tally:
    """What has been compared."""

    files: set[str] = field(default_factory=set)
    sheets: int = 0
    nodes: int = 0
    groups: int = 0
    wires: int = 0
    meant: Counter[str] = field(default_factory=Counter)
    """Nodes that differ as they are meant to, by the reason."""
    differing: set[str] = field(default_factory=set)
    """Files with such nodes."""
    wrong: list[str] = field(default_factory=list)

    def table(self) -> str:
        """The summary."""
        same = len(self.files - self.differing)
        rows = [
            (f"{len(self.files)} files", f"{self.sheets} flows and subflows, {self.groups} groups, {self.wires} wires"),
            (f"{same} files", "are the same to two units of the flow"),
            (f"{self.nodes - self.meant.total()} of {self.nodes} nodes", "are the same to two units of the flow"),
            *((f"{count} nodes", reason) for reason, count in self.meant.most_common()),
            (f"{len(self.wrong)}", "differences that nobody meant"),
        ]  # fmt: skip
        width = max(len(left) for left, _ in rows)
        return "\n".join(f"{left:<{width}}  {right}" for left, right in rows)


def _is_amount(value: Any) -> bool:
    try:
        return float(value) == float(value)
    except (TypeError, ValueError):
        return False


MEANT: Sequence[tuple[tuple[str, ...], Callable[[Record], bool], str]] = (
    (
        ("file", "file in"),
        lambda node: not node.get("filenameType") and bool(node.get("filename")),
        "a file node saved before Node-RED 3.0 names its file",
    ),
    (
        ("file",),
        lambda node: node.get("overwriteFile") == "delete",
        "a file node that deletes says so where the message names the file",
    ),
    (
        ("trigger",),
        lambda node: not _is_amount(node.get("duration")),
        "a trigger node shows a time that comes from the environment",
    ),
    (
        ("delay",),
        lambda node: _is_amount(node.get("nbRateUnits")) and float(node["nbRateUnits"]) < 1,
        "a delay node shows a rate per part of a second",
    ),
    (
        ("inject",),
        lambda node: node.get("payloadType") == "env",
        "an inject node names its environment variable",
    ),
    (
        ("tcp in", "tcp out", "tcp request", "udp in", "udp out"),
        lambda node: not node.get("name"),
        "a tcp or udp node names only the host and port that it uses",
    ),
)


def compare(tally: Tally, file: str, there: Layout, here: Layout, records: Sequence[Record]) -> None:
    """Add a flow to the tally."""
    by_id = {record["id"]: record for record in records}
    tally.files.add(file)
    tally.sheets += 1
    tally.nodes += len(there.nodes)
    tally.groups += len(there.groups)
    tally.wires += len(there.wires)
    free: set[str] = set()
    for name, node in there.nodes.items():
        mine = here.nodes.get(name)
        record = by_id[name]
        if mine is None:
            tally.wrong.append(f"{file}: {record['type']} {node.label} is missing")
        elif far(_flat(node), _flat(mine)) or _words(node) != _words(mine):
            reason = _reason(record, node)
            if not reason or far(_middle(node), _middle(mine)) or len(node.outputs) != len(mine.outputs):
                tally.wrong.append(f"{file}: {record['type']}: {node} there, {mine} here")
            else:
                tally.meant[reason] += 1
                tally.differing.add(file)
                free.add(name)
    tally.wrong += [f"{file}: {what}" for what in _around(there, here, free, by_id)]


def _around(there: Layout, here: Layout, free: set[str], by_id: dict[str, Record]) -> Iterator[str]:
    """Groups and wires that differ, but for those at nodes that are meant to have another width."""
    loose = {group for name in free for group in _groups_of(name, by_id)}
    for name, group in there.groups.items():
        if name not in loose and all(far(group, mine) for mine in here.groups.values()):
            yield f"a group is at {group} there, groups are at {list(here.groups.values())} here"
    ends = [end for name in free for end in _ends(there.nodes[name])]
    for wire in there.wires:
        if any(not far(end, wire[:2]) or not far(end, wire[2:]) for end in ends):
            continue
        if all(far(wire, mine) for mine in here.wires):
            yield f"a wire goes {wire} there and not here"
    if len(there.wires) != len(here.wires):
        yield f"{len(there.wires)} wires there, {len(here.wires)} here"


def _ends(node: Node) -> Iterator[tuple[float, float]]:
    """Where wires may meet a node; one of an unknown type shows no input in Node-RED."""
    x, y, _, h = node.box
    yield x, y + h / 2
    yield from (*node.inputs, *node.outputs)


def _reason(record: Record, there: Node) -> str:
    """Why a node may have another label; empty when it may not."""
    if there.label.startswith("unknown: "):
        return UNKNOWN
    return next((why for types, holds, why in MEANT if record["type"] in types and holds(record)), "")


def _groups_of(name: str, by_id: dict[str, Record]) -> Iterator[str]:
    group = by_id[name].get("g")
    while group in by_id:
        yield group
        group = by_id[group].get("g")


def far(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether places are further from each other than is due."""
    return len(one) != len(other) or any(abs(a - b) > FAR for a, b in zip(one, other, strict=True))


def _flat(node: Node) -> list[float]:
    """All places of a node."""
    return [*node.box, *(part for port in (*node.inputs, *node.outputs) for part in port)]


def _middle(node: Node) -> tuple[float, float, float]:
    """What of a node does not depend on its width."""
    x, y, w, h = node.box
    return x + w / 2, y + h / 2, h


def _words(node: Node) -> str:
    """The label, however its spaces are written."""
    return " ".join(node.label.replace("\xa0", " ").split())
