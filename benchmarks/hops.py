"""Microseconds per hop inside the engine, without a server: `python -m benchmarks.hops [messages]`.

`chain` and `fan_out` make plain flows files that Node-RED runs as well, for a comparison side by side
(`benchmarks/chains.py`): a source node `source`, what is measured, and a last node `sink`.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

from wirelatch.engine.collector import tune_for_messages
from wirelatch.engine.node import Message, Node
from wirelatch.engine.testing import running

Flows = list[dict[str, Any]]

CONSTANT = {"type": "change", "rules": [{"t": "set", "p": "other", "pt": "msg", "to": "1", "tot": "num"}]}
NESTED = {"type": "change", "rules": [{"t": "set", "p": "a.b", "pt": "msg", "to": "payload", "tot": "msg"}]}
SWITCH = {
    "type": "switch", "property": "payload", "propertyType": "msg", "checkall": "true", "outputs": 2, "repair": False,
    "rules": [{"t": "lt", "v": "0", "vt": "num"}, {"t": "gte", "v": "0", "vt": "num"}],
}  # fmt: skip


class Plain(Node, type="benchmark plain"):
    """The least a node can do, through the queue."""

    def on_message(self, msg: Message) -> Message:
        return msg


class Sink(Node, type="benchmark sink"):
    """The end."""

    def on_message(self, msg: Message) -> None:
        return None


def chain(kind: dict[str, Any], hops: int, *, source: str = "junction", sink: str = "debug") -> Flows:
    """`source` → `hops` nodes of one kind → `sink`; every output of a node leads to the next one."""
    place = {"z": "flow", "x": 0, "y": 0}
    ids = [*(f"hop{index}" for index in range(hops)), "sink"]
    nodes: Flows = [{"id": "flow", "type": "tab", "label": "chain"}]
    nodes.append({"id": "source", "type": source, **place, "wires": [[ids[0]]]})
    for index in range(hops):
        nodes.append(
            {**kind, **place, "id": ids[index], "wires": [[ids[index + 1]]] * kind.get("outputs", 1)}
        )
    return [*nodes, {"id": "sink", "type": sink, **place, "wires": []}]


def fan_out(receivers: int, *, source: str = "junction", sink: str = "debug") -> Flows:
    """`source` wired to so many sinks: all but one get a clone."""
    place = {"z": "flow", "x": 0, "y": 0}
    ids = [f"sink{index}" for index in range(receivers)]
    return [
        {"id": "flow", "type": "tab", "label": "fan-out"},
        {"id": "source", "type": source, **place, "wires": [ids]},
        *({"id": node_id, "type": sink, **place, "wires": []} for node_id in ids),
    ]


def small(number: int) -> Message:
    """A message of about 100 bytes as JSON."""
    return {"payload": number, "topic": "benchmark"}


def one_kilobyte(number: int) -> Message:
    """A message of about 1 KB as JSON."""
    readings = [
        {"sensor": f"sensor-{index}", "value": index * 1.5, "unit": "°C", "ok": True} for index in range(14)
    ]
    return {"payload": {"number": number, "readings": readings}, "topic": "benchmark/1k"}


async def measure(
    flows: Flows, hops: int, messages: int, make: Any, *, at_once: bool, straight: bool
) -> float:
    """The best of three rounds, in microseconds per hop."""
    best = float("inf")
    async with running(flows, classes=(Plain, Sink)) as runtime:
        machine = runtime.machine
        source = machine.route("source")
        if not straight:
            for route in machine.routes.values():
                route.segment = None
        for _ in range(3):
            made = [make(number) for number in range(messages)]
            began = time.perf_counter()
            for msg in made:
                machine.inject(source, msg)
                if not at_once:
                    await machine.idle()
            await machine.idle()
            best = min(best, time.perf_counter() - began)
    return best / messages / hops * 1e6


async def report(messages: int) -> None:
    """Print the table."""
    print(
        "| what | µs per hop, through the queue | straight | straight, one message at a time |\n|---|---|---|---|"
    )
    kinds = {
        "plain node": {"type": "benchmark plain"},
        "junction": {"type": "junction"},
        "change, constant": CONSTANT,
        "change, msg to nested": NESTED,
        "switch, 2 rules": SWITCH,
    }
    for name, kind in kinds.items():
        flows = chain(kind, 100, sink="benchmark sink")
        cells = [
            await measure(flows, 101, messages, small, at_once=True, straight=False),
            await measure(flows, 101, messages, small, at_once=True, straight=True),
            await measure(flows, 101, messages, small, at_once=False, straight=True),
        ]
        print(f"| {name} × 100 | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |", flush=True)
    flows = fan_out(10, sink="benchmark sink")
    cost = await measure(flows, 1, messages, one_kilobyte, at_once=True, straight=True)
    print(f"| fan-out 1 → 10, 1 KB (per message) | {cost:.1f} | – | – |")


def main() -> None:
    """Run from the command line."""
    tune_for_messages()
    asyncio.run(report(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))


if __name__ == "__main__":
    main()
