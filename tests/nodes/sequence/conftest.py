"""What tests of the sequence nodes share."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import Probe, collect, running


class Bench:
    """A node under test: what it sends, what it is done with, and what it reports."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.sent: Probe = collect(runtime, "p")
        self.done: Probe = collect(runtime, "d")
        self.caught: Probe = collect(runtime, "e")

    def give(self, *messages: dict[str, Any]) -> None:
        for msg in messages:
            self.runtime.node("n").receive(msg)  # type: ignore[union-attr]

    async def after(self, *messages: dict[str, Any]) -> list[dict[str, Any]]:
        """All that has been sent when the queue is empty again."""
        self.give(*messages)
        await self.runtime.machine.idle()
        return self.sent.waiting()

    def payloads(self, probe: Probe) -> list[Any]:
        return [msg.get("payload") for msg in probe.waiting()]


@pytest.fixture
def bench() -> Any:
    @contextlib.asynccontextmanager
    async def start(node: dict[str, Any], **settings: Any) -> AsyncIterator[Bench]:
        flows = [
            {"id": "n", "wires": [["p"]], **node},
            {"id": "p", "type": "probe"},
            {"id": "c", "type": "complete", "scope": ["n"], "wires": [["d"]]},
            {"id": "d", "type": "probe"},
            {"id": "k", "type": "catch", "scope": None, "wires": [["e"]]},
            {"id": "e", "type": "probe"},
        ]
        async with running(flows, settings=settings) as runtime:
            yield Bench(runtime)

    return start


def sequence(*values: Any, **parts: Any) -> list[dict[str, Any]]:
    """Messages of one sequence."""
    count = len(values)
    return [
        {"payload": value, "parts": {"id": "s", "index": index, "count": count, **parts}}
        for index, value in enumerate(values)
    ]
