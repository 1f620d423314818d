"""Microseconds per hop: the same flows in Wirelatch and in Node-RED, messages made and counted inside the flow.

Each chain is `http in` → function (makes the messages) → n nodes of one kind → function (counts, notes the time), all of
it deployed through the Admin API, so that nothing but the runtime differs.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

import httpx

from benchmarks.peers import Contender, Flows, both
from benchmarks.report import Row, table

HOPS = 100
MESSAGES = 2_000
ROUNDS = 3

START = """
const n = %d;
flow.set("done", 0); flow.set("began", Date.now());
for (let i = 0; i < n; i++) node.send({ payload: i, topic: "t" });
"""
END = """
const n = context.get("n") + 1 || 1;
context.set("n", n);
if (n === %d) { context.set("n", 0); flow.set("took", Date.now() - flow.get("began")); flow.set("done", 1); }
"""

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
    "function (JavaScript)": {
        "type": "function",
        "func": "msg.payload = msg.payload + 1; return msg;",
        "outputs": 1,
    },
}


def chain(node: dict[str, Any], hops: int = HOPS, messages: int = MESSAGES) -> Flows:
    """A tab that runs `messages` messages through `hops` copies of the node at every GET of /start."""
    ids = [f"n{i}" for i in range(hops)] + ["end"]
    wires = [[], ["X"]] if node.get("outputs") == 2 else [["X"]]
    middle = [
        {
            **node,
            "id": ids[i],
            "z": "tab",
            "x": 1,
            "y": 1,
            "wires": [[ids[i + 1]] if w else [] for w in wires],
        }
        for i in range(hops)
    ]
    common = {"z": "tab", "x": 1, "y": 1}
    return [
        {"id": "tab", "type": "tab", "label": "chain"},
        {
            **common,
            "id": "in",
            "type": "http in",
            "url": "/start",
            "method": "get",
            "wires": [["ok", "make"]],
        },
        {**common, "id": "ok", "type": "http response", "wires": []},
        {
            **common,
            "id": "make",
            "type": "function",
            "func": START % messages,
            "outputs": 1,
            "wires": [[ids[0]]],
        },
        *middle,
        {**common, "id": "end", "type": "function", "func": END % messages, "outputs": 0, "wires": []},
        {**common, "id": "q", "type": "http in", "url": "/took", "method": "get", "wires": [["qf"]]},
        {
            **common,
            "id": "qf",
            "type": "change",
            "rules": [
                {"t": "set", "p": "payload", "pt": "msg", "to": "done", "tot": "flow"},
                {"t": "set", "p": "headers", "pt": "msg", "to": "{}", "tot": "json"},
                {"t": "set", "p": "headers.x-took", "pt": "msg", "to": "took", "tot": "flow"},
            ],
            "wires": [["qr"]],
        },
        {**common, "id": "qr", "type": "http response", "wires": []},
    ]


def microseconds_per_hop(contender: Contender, hops: int = HOPS, messages: int = MESSAGES) -> float:
    """Run the deployed chain once."""
    httpx.get(f"{contender.url}/start").raise_for_status()
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        answer = httpx.get(f"{contender.url}/took")
        if answer.text == "1":
            return float(answer.headers["x-took"]) * 1000 / (hops * messages)
        time.sleep(0.05)
    raise RuntimeError(f"{contender.name} did not finish")


def run() -> list[Row]:
    """Every kind of node in both, alternating; the best of the rounds of each."""
    rows = []
    with both() as contenders:
        for name, node in KINDS.items():
            flows = chain(node)
            results: dict[str, list[float]] = {c.name: [] for c in contenders}
            for contender in contenders:
                contender.deploy(flows)
            time.sleep(1)
            for round_ in range(ROUNDS + 1):
                for contender in contenders:
                    measured = microseconds_per_hop(contender)
                    if round_:
                        results[contender.name].append(measured)
            rows.append(
                Row(
                    name,
                    "µs/hop",
                    statistics.median(results["wirelatch"]),
                    statistics.median(results["node-red"]),
                )
            )
    return rows


if __name__ == "__main__":
    print(table("Chains", run()))
