"""The JavaScript function alone: a lone call, and a large message of which little is touched.

Messages go straight into the node's input, each when the one before is through, so that what is measured is the way
there and back: queue, projection, pipe, the call, the pipe, changes, queue. Calls under load, beside Node-RED's, are in
`benchmarks/chains.py`.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import Any

from benchmarks.report import Row, table
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
    done: asyncio.Event

    def on_message(self, msg: Message) -> None:
        """Count."""
        self.seen += 1
        if self.seen == self.enough:
            self.done.set()


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
        counter.enough, counter.done = number, asyncio.Event()
        first.receive(message)
        await counter.done.wait()
    return (time.perf_counter() - began) / len(messages) * 1e6


def small(number: int) -> Message:
    """About 100 bytes."""
    return {"payload": {"count": number, "name": "a sensor", "unit": "kWh"}, "topic": "house/power"}


def large(number: int) -> Message:
    """About 50 KB."""
    return {"payload": {**LARGE, "count": number}, "topic": "house/power"}


async def _measure() -> list[Row]:
    rows = []
    for name, functions in (("one function", [ONE_PROPERTY]), ("5 functions in a row", [ONE_PROPERTY] * 5)):
        async with running(_flow(*functions), classes=[Counter]) as runtime:
            await _time(runtime, [small(i) for i in range(LONE_CALLS)])
            took = [await _time(runtime, [small(i) for i in range(LONE_CALLS)]) for _ in range(3)]
            rows.append(Row(f"{name}, lone message", "µs", statistics.median(took), None))
            took = [await _time(runtime, [large(i) for i in range(LARGE_CALLS)]) for _ in range(3)]
            rows.append(Row(f"{name}, 50 KB message, one property", "µs", statistics.median(took), None))
    return rows


def run() -> list[Row]:
    """All figures."""
    import uvloop

    return uvloop.run(_measure())


if __name__ == "__main__":
    print(table("JavaScript functions", run()))
