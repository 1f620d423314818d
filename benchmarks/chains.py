"""Messages per second and hop: chains of 1, 5 and 20 nodes of a kind, the same flow in Wirelatch and in Node-RED.

A source of ours sends the messages all at once and a sink of ours counts them (`benchmarks/nodes/`), inside the
runtimes; what is deployed between them is the same. The figure is messages × nodes of the chain per second, so that
source and sink weigh most in a chain of 1.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import Any

import httpx

from benchmarks.peers import Contender, Flows, both
from benchmarks.report import Row, table

LENGTHS = (1, 5, 20)
ROUNDS = 3
FUNCTION = {"type": "function", "func": "msg.payload = msg.payload + 1; return msg;", "outputs": 1}
PYTHON = {"type": "python", "func": "msg.payload = msg.payload + 1\nreturn msg", "outputs": 1}
KINDS: dict[str, dict[str, Any]] = {
    "junction": {"type": "junction"},
    "change, constant": {
        "type": "change",
        "rules": [{"t": "set", "p": "other", "pt": "msg", "to": "1", "tot": "num"}],
    },
    "change, msg to nested": {
        "type": "change",
        "rules": [{"t": "set", "p": "a.b", "pt": "msg", "to": "payload", "tot": "msg"}],
    },
    "switch, 2 rules": {
        "type": "switch",
        "property": "payload",
        "propertyType": "msg",
        "rules": [{"t": "lt", "v": "0", "vt": "num"}, {"t": "gte", "v": "0", "vt": "num"}],
        "checkall": "true",
        "outputs": 2,
    },
    "template": {
        "type": "template",
        "field": "text",
        "fieldType": "msg",
        "format": "handlebars",
        "syntax": "mustache",
        "template": "payload {{payload}} of {{topic}}",
        "output": "str",
    },
    "function (JavaScript)": FUNCTION,
    "python (theirs: function)": PYTHON,
}
HOPS_PER_ROUND = 100_000
"""Messages of a run times its hops; a fifth of it for functions, which are slower."""
MOST_MESSAGES = 20_000
"""All are under way at once: with many more, what is measured is how the garbage collectors cope."""


def chain(
    kind: dict[str, Any], hops: int, *, source: str = "bench-source", sink: str = "bench-sink"
) -> Flows:
    """`source` → `hops` nodes of one kind → `sink`; every output of a node leads to the next one."""
    place = {"z": "flow", "x": 0, "y": 0}
    ids = [*(f"hop{index}" for index in range(hops)), "sink"]
    nodes: list[dict[str, Any]] = [{"id": "flow", "type": "tab", "label": "chain"}]
    nodes.append({"id": "source", "type": source, **place, "wires": [[ids[0]]]})
    for index in range(hops):
        nodes.append(
            {**kind, **place, "id": ids[index], "wires": [[ids[index + 1]]] * kind.get("outputs", 1)}
        )
    return [*nodes, {"id": "sink", "type": sink, **place, "wires": []}]


@dataclass
class Measured:
    """Seconds per round, by the clock and of the processor."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, contender: Contender, messages: int) -> None:
        """One round."""
        before = contender.cpu()
        answer = httpx.get(f"{contender.url}/bench?n={messages}", timeout=120).raise_for_status()
        self.wall.append(float(answer.text))
        self.cpu.append(contender.cpu() - before)


def compare(
    left: Contender, right: Contender, kind: dict[str, Any], hops: int
) -> tuple[float, float, float, float]:
    """Messages per second and hop of both, and their processor seconds; medians of the rounds, which alternate."""
    slow = kind in (FUNCTION, PYTHON)
    messages = min(HOPS_PER_ROUND // (5 if slow else 1) // hops, MOST_MESSAGES)
    left.deploy(chain(kind, hops))
    right.deploy(chain(FUNCTION if kind is PYTHON else kind, hops))
    for contender in (left, right):
        Measured().run(contender, messages)
    ours, theirs = Measured(), Measured()
    for _ in range(ROUNDS):
        ours.run(left, messages)
        theirs.run(right, messages)
    work = messages * hops
    return (
        work / statistics.median(ours.wall), work / statistics.median(theirs.wall), sum(ours.cpu), sum(theirs.cpu),
    )  # fmt: skip


def run(kinds: tuple[str, ...] = tuple(KINDS)) -> list[Row]:
    """Every kind of node in chains of every length."""
    rows = []
    with both(nodes=True) as (left, right):
        for name in kinds:
            for hops in LENGTHS:
                mine, peer, *cpu = compare(left, right, KINDS[name], hops)
                unit = "messages·hops/s"
                rows.append(
                    Row(f"{name} × {hops}", unit, mine, peer, more_is_better=True, cpu=(cpu[0], cpu[1]))
                )
    return rows


if __name__ == "__main__":
    import sys

    print(table("Chains of nodes", run(tuple(sys.argv[1:]) or tuple(KINDS))))
