"""Records of the type `unknown`, and nodes whose type is not installed: they stop nothing else."""

from __future__ import annotations

import pytest

from wirelatch.engine.testing import collect, running

FLOW = [
    {"id": "u", "type": "unknown", "name": "acme", "_orig": {"id": "u", "type": "acme", "x": 1}, "wires": [["p"]]},
    {"id": "m", "type": "ghost", "wires": [["p"]]},
    {"id": "n", "type": "junction", "wires": [["u", "m", "p"]]},
    {"id": "p", "type": "probe"},
    {"id": "c", "type": "complete", "scope": ["u", "m"], "wires": [["done"]]},
    {"id": "done", "type": "probe"},
]  # fmt: skip


async def test_they_lose_messages_and_everything_else_runs(caplog: pytest.LogCaptureFixture) -> None:
    async with running(FLOW) as runtime:
        runtime.node("n").receive({"payload": 1})  # type: ignore[union-attr]
        assert (await collect(runtime, "p").next())["payload"] == 1
        await runtime.machine.idle()
        assert collect(runtime, "p").waiting() == []
        assert runtime.events.retained["status/u"]["text"] == "missing type: acme"
        assert runtime.events.retained["status/m"]["text"] == "missing type"


async def test_the_report_names_what_is_missing_and_nothing_else() -> None:
    async with running(FLOW) as runtime:
        assert runtime.deployed.missing_types() == ["acme", "ghost"]
        assert runtime.events.retained["notification/runtime-state"]["types"] == ["acme", "ghost"]
        there = [
            {**record, "_orig": {"type": "debug"}} if record["id"] == "u" else record
            for record in runtime.deployed.records
        ]
        await runtime.deploy([record for record in there if record["id"] != "m"])
        assert runtime.deployed.missing_types() == []
        assert "types" not in runtime.events.retained["notification/runtime-state"]


async def test_the_original_is_kept_in_the_file() -> None:
    async with running(FLOW) as runtime:
        await runtime.deploy(list(runtime.deployed.records))
        assert runtime.deployed.outline.records["u"]["_orig"] == {"id": "u", "type": "acme", "x": 1}
