"""Start, deploy and memory with 0, 1,000 and 10,000 nodes."""

from __future__ import annotations

import time

from benchmarks.peers import Flows, ours, theirs
from benchmarks.report import Row, table


def flows_of(nodes: int) -> Flows:
    """Tabs of 250 nodes: inject → change → switch → template → debug, over and over."""
    records: list[dict[str, object]] = []
    for i in range(nodes // 5):
        tab = f"tab{i // 50}"
        if i % 50 == 0:
            records.append({"id": tab, "type": "tab", "label": tab})
        ids = [f"n{i}-{k}" for k in range(5)]
        place = {"z": tab, "x": 100, "y": 40 + i % 50 * 40}
        records += [
            {**place, "id": ids[0], "type": "inject", "props": [{"p": "payload"}], "payloadType": "date", "wires": [[ids[1]]]},
            {**place, "id": ids[1], "type": "change", "rules": [{"t": "set", "p": "a", "pt": "msg", "to": "1", "tot": "num"}], "wires": [[ids[2]]]},
            {**place, "id": ids[2], "type": "switch", "property": "a", "propertyType": "msg", "rules": [{"t": "eq", "v": "1", "vt": "num"}], "checkall": "true", "outputs": 1, "wires": [[ids[3]]]},
            {**place, "id": ids[3], "type": "template", "field": "payload", "fieldType": "msg", "syntax": "mustache", "template": "{{a}}", "output": "str", "wires": [[ids[4]]]},
            {**place, "id": ids[4], "type": "debug", "active": True, "tosidebar": True, "complete": "payload", "targetType": "msg", "wires": []},
        ]  # fmt: skip
    return records


def run() -> list[Row]:
    """One start of each per size."""
    rows = []
    for nodes in (0, 1_000, 10_000):
        flows = flows_of(nodes)
        figures: dict[str, list[float]] = {}
        for contender_of in (ours, theirs):
            began = time.perf_counter()
            with contender_of(flows) as contender:
                started = time.perf_counter() - began
                full = contender.deploy(flows)
                changed = [*flows[:-1], {**flows[-1], "name": "changed"}] if flows else []
                one = contender.deploy(changed, "nodes")
                figures[contender.name] = [started, contender.memory(), full * 1000, one * 1000]
        for name, unit, mine, peer in zip(
            ("start to ready", "resident memory", "full deploy", "deploy of one changed node"),
            ("s", "MB", "ms", "ms"),
            figures["wirelatch"],
            figures["node-red"],
            strict=True,
        ):
            rows.append(Row(f"{name}, {nodes:,} nodes", unit, mine, peer))
    return rows


if __name__ == "__main__":
    print(table("Start, memory, deploy", run()))
