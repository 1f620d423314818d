"""The engine alone, without a server: what a hop costs through the queue and straight, and what a clone costs.

The chains are those of `benchmarks/chains.py`, which has the comparison with Node-RED.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.chains import KINDS
from benchmarks.peers import Flows
from benchmarks.report import Row
from benchmarks.side_by_side import in_a_row
from wirelatch.engine.node import Message, Node
from wirelatch.engine.testing import running
from wirelatch.webkit.collecting import collect_rarely

MESSAGES = 500


class Plain(Node, type="benchmark plain"):
    """The least a node can do, through the queue."""

    def on_message(self, msg: Message) -> Message:
        return msg


class Sink(Node, type="benchmark sink"):
    """The end."""

    def on_message(self, msg: Message) -> None:
        return None


def chain(kind: dict[str, Any], hops: int) -> Flows:
    """A junction, so many nodes of a kind, and a sink."""
    place = {"z": "flow", "x": 0, "y": 0}
    row = in_a_row({"id": "source", "type": "junction"}, *[kind] * hops)
    return [
        {"id": "flow", "type": "tab", "label": "chain"},
        *({**place, **node} for node in row),
        {"id": "sink", "type": "benchmark sink", **place, "wires": []},
    ]


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


def split_and_join() -> Flows:
    """An array is split, and joined again."""
    place = {"z": "flow", "x": 0, "y": 0}
    return [
        {"id": "flow", "type": "tab", "label": "sequence"},
        {"id": "source", "type": "split", "splt": "\\n", "spltType": "str", **place, "wires": [["join"]]},
        {"id": "join", "type": "join", "mode": "auto", **place, "wires": [["sink"]]},
        {"id": "sink", "type": "benchmark sink", **place, "wires": []},
    ]


def ten_elements(number: int) -> Message:
    """A message to split."""
    return {"payload": [{"number": number, "place": place} for place in range(10)], "topic": "benchmark"}


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


_SPLIT_AND_JOIN, _FAN_OUT = "an array of 10 split and joined", "fan-out 1 → 10 of 1 KB"
_KINDS = {"plain node": {"type": "benchmark plain"}} | {
    name: kind for name, kind in KINDS.items() if "unction" not in name
}
_WAYS = {
    "through the queue": (True, False),
    "straight": (True, True),
    "straight, one message at a time": (False, True),
}
NAMES = [*(f"{kind} × 100, {way}" for kind in _KINDS for way in _WAYS), _FAN_OUT, _SPLIT_AND_JOIN]


async def _measure(names: Sequence[str]) -> list[Row]:
    rows = []
    for name, kind in _KINDS.items():
        flows = chain(kind, 100)
        for way, (at_once, straight) in _WAYS.items():
            row = f"{name} × 100, {way}"
            if row in names:
                cost = await measure(flows, 101, MESSAGES, small, at_once=at_once, straight=straight)
                rows.append(Row(row, "µs/hop", cost, None))
    if _FAN_OUT in names:
        flows = fan_out(10, sink="benchmark sink")
        cost = await measure(flows, 1, MESSAGES, one_kilobyte, at_once=True, straight=True)
        rows.append(Row(_FAN_OUT, "µs/message", cost, None))
    if _SPLIT_AND_JOIN in names:
        cost = await measure(split_and_join(), 10, MESSAGES, ten_elements, at_once=True, straight=True)
        rows.append(Row(_SPLIT_AND_JOIN, "µs/element", cost, None))
    return rows


def run(names: Sequence[str]) -> list[Row]:
    """The figures of these names."""
    collect_rarely()
    return asyncio.run(_measure(names))
