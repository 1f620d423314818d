"""Memory after deploys: stopped nodes are freed without a garbage collection (`wirelatch.engine.collector`)."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import all_types, running

PLACED = [
    "inject", "debug", "change", "switch", "template", "delay", "trigger", "range", "function", "link in", "link out",
    "link call", "catch", "status", "complete", "json", "rbe", "split", "join", "sort", "batch", "csv", "html", "xml", "yaml",
    "http in", "http response", "file", "nobody's type",
]  # fmt: skip
"""Types that touch nothing outside by themselves."""


def flows() -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = [
        {"id": "t", "type": "tab", "env": [{"name": "A", "value": "1", "type": "num"}]},
        {"id": "g", "type": "group", "z": "t", "env": [{"name": "B", "value": "2", "type": "num"}]},
        {"id": "s", "type": "subflow", "in": [{"wires": [{"id": "sa"}]}], "out": []},
        {"id": "sa", "type": "change", "z": "s", "x": 1, "y": 1, "wires": [[]]},
        {"id": "sc", "type": "catch", "z": "s", "x": 1, "y": 1, "wires": [[]]},
        {"id": "tls", "type": "tls-config"},
    ]
    for node_class in all_types():
        if node_class.palette.type in PLACED:
            defaults = {p.name or name: p.default for name, p in node_class.palette.properties.items()}
            records.append({**defaults, "type": node_class.palette.type})
    records += [{"type": "nobody's type"}, {"type": "subflow:s"}]
    for number, record in enumerate(records[6:]):
        record |= {"id": f"n{number}", "z": "t", "g": "g", "x": 1, "y": 1, "wires": [[]]}
    return records


@pytest.fixture
def no_collections() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def witnesses(runtime: Runtime) -> list[weakref.ref[Any]]:
    return [weakref.ref(item) for item in (*runtime.nodes(), *runtime.running_flows())]


@pytest.mark.usefixtures("no_collections")
async def test_stopped_nodes_and_flows_are_freed_by_counting_references() -> None:
    async with running(flows()) as runtime:
        before = witnesses(runtime)
        assert len(before) > 30
        await runtime.machine.idle()
        await runtime.deploy(flows())
        runtime.remains.close()
        left = [item for item in (reference() for reference in before) if item is not None]
        assert left == []


@pytest.mark.usefixtures("no_collections")
async def test_a_deploy_leaves_no_garbage_that_only_a_collection_would_find() -> None:
    async with running(flows()) as runtime:
        for _ in range(2):
            await runtime.deploy(flows())
            runtime.remains.close()
            found = gc.collect()
        assert found < 100
