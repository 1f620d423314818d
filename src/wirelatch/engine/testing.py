"""What tests of nodes need: a runtime on a temporary directory, and a probe that keeps what it receives.

::

    async with running([{"id": "f", "type": "tab"}, {"id": "n", "type": "change", "z": "f", "x": 0, "y": 0,
                         "wires": [["p"]], …}, {"id": "p", "type": "probe", "z": "f", …}]) as runtime:
        runtime.node("n").receive({"payload": 1})
        assert (await collect(runtime, "p").next())["payload"] == 2

`x`, `y`, `z` and `wires` may be left out: nodes then stand on the only tab, which is made when there is none.
"""

from __future__ import annotations

import asyncio
import importlib
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.palette import NodeRegistry
from wirelatch.engine.runtime import Runtime

_SECONDS = 10.0
_CONFIG_KEYS = frozenset({"tab", "subflow", "group"})


class Probe(Node, type="probe", category="test", inputs=1, outputs=1):
    """Keeps every message it receives, and passes it on."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.received: list[Message] = []
        self._taken = 0
        self._arrived = asyncio.Event()

    def on_message(self, msg: Message) -> Message:
        """Keep the message."""
        self.received.append(msg)
        self._arrived.set()
        return msg

    async def next(self, timeout: float = _SECONDS) -> Message:  # noqa: ASYNC109
        """The next message that was not yet taken; TimeoutError when none comes."""
        async with asyncio.timeout(timeout):
            while self._taken >= len(self.received):
                self._arrived.clear()
                await self._arrived.wait()
        self._taken += 1
        return self.received[self._taken - 1]

    async def take(self, count: int, timeout: float = _SECONDS) -> list[Message]:  # noqa: ASYNC109
        """The next `count` messages."""
        return [await self.next(timeout) for _ in range(count)]

    def waiting(self) -> list[Message]:
        """What has arrived and was not taken; takes nothing."""
        return self.received[self._taken :]


_registry: NodeRegistry | None = None


def all_types() -> NodeRegistry:
    """All built-in node types, and the probe."""
    global _registry
    if _registry is None:
        # By name, as the engine itself must not know the floor above it.
        _registry = NodeRegistry()
        _registry.add_package(importlib.import_module("wirelatch.nodes"))
        _registry.add(Probe)
    return _registry


def registry_of(*classes: type[Node]) -> NodeRegistry:
    """All built-in node types, the probe, and further classes."""
    registry = NodeRegistry()
    for node_class in (*classes, *all_types()):
        if node_class.palette.type not in registry:
            registry.add(node_class)
    return registry


def complete_records(flows: Iterable[dict[str, Any]], registry: NodeRegistry) -> list[dict[str, Any]]:
    """The records with what tests may leave out: a tab, `z`, `x`, `y`, `wires`."""
    records = [dict(record) for record in flows]
    tabs = [record["id"] for record in records if record["type"] == "tab"]
    if not tabs:
        records.insert(0, {"id": "flow", "type": "tab", "label": "Flow"})
        tabs = ["flow"]
    for record in records:
        node_class = registry.get(record["type"])
        if record["type"] in _CONFIG_KEYS or (node_class is not None and node_class.palette.is_config):
            if record["type"] == "group":
                record.setdefault("z", tabs[0])
            continue
        if record["type"] == "global-config":
            continue
        record.setdefault("z", tabs[0])
        record.setdefault("x", 0)
        record.setdefault("y", 0)
        record.setdefault("wires", [])
    return records


@asynccontextmanager
async def running(
    flows: Iterable[dict[str, Any]],
    *,
    credentials: dict[str, dict[str, Any]] | None = None,
    classes: Iterable[type[Node]] = (),
    **options: Any,
) -> AsyncIterator[Runtime]:
    """A runtime that runs `flows`; `options` are those of `Runtime`. Everything is gone afterwards."""
    registry = options.pop("registry", None) or registry_of(*classes)
    with tempfile.TemporaryDirectory(prefix="wirelatch-test-") as directory:
        runtime = Runtime(data_dir=Path(options.pop("data_dir", directory)), registry=registry, **options)
        await runtime.start()
        try:
            await runtime.deploy(complete_records(flows, registry), credentials=credentials)
            yield runtime
        finally:
            await runtime.stop()


def collect(runtime: Runtime, node_id: str) -> Probe:
    """The probe of that id."""
    node = runtime.node(node_id)
    if not isinstance(node, Probe):
        raise TypeError(f"node {node_id} is not a probe but {node!r}")
    return node
