"""The JavaScript function alone: a lone call, and a large message of which little is touched.

Messages go straight into the node's input, each when the one before is through, so that what is measured is the way
there and back: queue, projection, pipe, the call, the pipe, changes, queue. Calls under load, beside Node-RED's, are in
`benchmarks/chains.py`.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.report import Row
from wirelatch.engine.node import Message, Node
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import running

LONE_CALLS = 1_000
LARGE_CALLS = 500
ONE_PROPERTY = "msg.payload.count += 1; return msg;"
LARGE = {f"reading{i}": {"value": i * 1.5, "unit": "kWh", "at": "2026-11-23T12:00:00Z"} for i in range(700)}


class Counter(Node, type="counter", category="test"):
    """Counts what arrives and says when it is enough."""

    seen = 0
    enough = 0
    through: asyncio.Event

    def on_message(self, msg: Message) -> None:
        """Count."""
        self.seen += 1
        if self.seen == self.enough:
            self.through.set()


def _flow(*functions: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = [
        {"id": f"f{i}", "type": "function", "func": func, "outputs": 1, "wires": [[f"f{i + 1}"]]}
        for i, func in enumerate(functions)
    ]
    nodes[-1]["wires"] = [["end"]]
    return [*nodes, {"id": "end", "type": "counter"}]


async def _time(runtime: Runtime, messages: list[Message]) -> float:
    """Microseconds per message."""
    counter, first = runtime.node("end"), runtime.node("f0")
    assert isinstance(counter, Counter)
    assert first is not None
    counter.seen = 0
    began = time.perf_counter()
    for number, message in enumerate(messages, 1):
        counter.enough, counter.through = number, asyncio.Event()
        first.receive(message)
        await counter.through.wait()
    return (time.perf_counter() - began) / len(messages) * 1e6


def small(number: int) -> Message:
    """About 100 bytes."""
    return {"payload": {"count": number, "name": "a sensor", "unit": "kWh"}, "topic": "house/power"}


def large(number: int) -> Message:
    """About 50 KB."""
    return {"payload": {**LARGE, "count": number}, "topic": "house/power"}


_FUNCTIONS = {"one function": [ONE_PROPERTY], "5 functions in a row": [ONE_PROPERTY] * 5}
_MESSAGES = {"lone message": (small, LONE_CALLS), "50 KB message, one property": (large, LARGE_CALLS)}
NAMES = [f"{functions}, {messages}" for functions in _FUNCTIONS for messages in _MESSAGES]


async def _measure(names: Sequence[str]) -> list[Row]:
    rows = []
    for functions, code in _FUNCTIONS.items():
        async with running(_flow(*code), classes=[Counter]) as runtime:
            await _time(runtime, [small(i) for i in range(LONE_CALLS)])
            for messages, (make, calls) in _MESSAGES.items():
                name = f"{functions}, {messages}"
                if name in names:
                    took = [await _time(runtime, [make(i) for i in range(calls)]) for _ in range(3)]
                    rows.append(Row(name, "µs", statistics.median(took), None))
    return rows


def run(names: Sequence[str]) -> list[Row]:
    """The figures of these names."""
    import uvloop

    return uvloop.run(_measure(names))
