"""Start, idle memory of the whole process tree, and deploys: without nodes, with a function, 1,000 and 10,000 nodes.

A JavaScript function is what has us start a second process; Node-RED has one in any case.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from benchmarks.peers import Contender, Flows, ours, theirs
from benchmarks.report import Row

ROUNDS = 3
SETTLE_SECONDS = 2


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


FUNCTION: Flows = [
    {"id": "tab", "type": "tab", "label": "function"},
    {"id": "f", "type": "function", "z": "tab", "x": 1, "y": 1, "func": "return msg", "outputs": 1, "wires": [[]]},
]  # fmt: skip


def measure(contender_of: Callable[..., AbstractContextManager[Contender]], flows: Flows) -> dict[str, float]:
    """One start: seconds until the first answer, idle memory, then deploys."""
    began = time.perf_counter()
    with contender_of(flows) as contender:
        figures = {"start to ready": time.perf_counter() - began, "cpu": contender.cpu()}
        # What is still done in the background after the start is no part of a deploy.
        time.sleep(SETTLE_SECONDS)
        figures["resident memory"] = contender.memory()
        full = [contender.deploy(flows) * 1000 for _ in range(ROUNDS)]
        ones = []
        for name in range(ROUNDS if flows else 0):
            changed = [*flows[:-1], {**flows[-1], "name": f"changed {name}"}]
            ones.append(contender.deploy(changed, "nodes") * 1000)
        figures["full deploy"] = statistics.median(full)
        if ones:
            figures["deploy of one changed node"] = statistics.median(ones)
    return figures


SIZES: dict[str, tuple[Flows, int]] = {
    "no nodes": ([], 3),
    "one JavaScript function": (FUNCTION, 2),
    "1,000 nodes": (flows_of(1_000), 2),
    "10,000 nodes": (flows_of(10_000), 2),
}
"""The flows, and how often they are started."""
_UNITS = {
    "start to ready": "s",
    "resident memory": "MB",
    "full deploy": "ms",
    "deploy of one changed node": "ms",
}
NAMES = [f"{figure}, {size}" for size in SIZES for figure in _UNITS if SIZES[size][0] or "one" not in figure]


def run(names: Sequence[str]) -> list[Row]:
    """Starts of both that alternate, per size; medians. All figures of a size are measured when one is wanted."""
    rows = []
    with ours(), theirs():  # what a first start compiles and reads from disk is not measured
        pass
    for title, (flows, starts) in SIZES.items():
        if not any(name.endswith(f", {title}") for name in names):
            continue
        runs = [(measure(ours, flows), measure(theirs, flows)) for _ in range(starts)]
        medians = [
            {name: statistics.median(run[side][name] for run in runs) for name in runs[0][0]}
            for side in (0, 1)
        ]
        cpu = (medians[0].pop("cpu"), medians[1].pop("cpu"))
        for name, mine in medians[0].items():
            spent = cpu if name == "start to ready" else None
            rows.append(Row(f"{name}, {title}", _UNITS[name], mine, medians[1][name], cpu=spent))
    return rows
