"""What `wirelatch check` says of every node in real people's files, against what the runtime makes of that node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.ports import free_port
from tests.support.real_files import names, read, tame
from wirelatch.checking.document_check import check
from wirelatch.document.outline import STRUCTURAL
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.stand_in import StandIn
from wirelatch.engine.testing import all_types
from wirelatch.nodes.installed import installed_types

pytestmark = pytest.mark.slow


def loadable(name: str, directory: Path) -> list[dict[str, Any]]:
    """The records of a file, harmless, switched on, with an instance of each subflow; code is compiled and not run."""
    records = tame(read(name), directory=str(directory))
    subflows = {record["id"] for record in records if record["type"] == "subflow"}
    used = {record["type"].removeprefix("subflow:") for record in records}
    records += [
        {
            "id": f"{subflow}-instance",
            "type": f"subflow:{subflow}",
            "z": "instances",
            "x": 0,
            "y": 0,
            "wires": [],
        }
        for subflow in subflows - used
    ]
    for record in records:
        record.pop("d", None)
        record.pop("disabled", None)
        for part in ("initialize", "finalize"):
            if record["type"] == "function" and isinstance(code := record.get(part), str) and code.strip():
                record[part] = f"return; {code}"
        for key, value in record.items():
            if isinstance(value, str) and value.startswith("@PORT-"):
                record[key] = free_port()
        if record["type"] == "watch":
            Path(record["files"]).touch()
    return records


async def test_the_verdict_on_each_node_is_what_the_runtime_makes_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    registry = installed_types()
    runtime = Runtime(data_dir=tmp_path / "data", registry=all_types())
    reported: dict[str, Any] = {}

    def hear(topic: str, data: Any) -> None:
        if topic == "debug" and data.get("level") == 20:
            reported[data.get("_alias") or data["id"]] = data["msg"]

    runtime.events.subscribe(hear)
    await runtime.start()
    wrong: list[str] = []
    unplaced: list[str] = []
    checked = 0
    try:
        for name in names():
            records = loadable(name, tmp_path)
            reported.clear()
            await runtime.deploy(records)
            await runtime.js.prepared()
            running: dict[str, Any] = {}
            for node in runtime.nodes():
                running.setdefault(node.alias or node.id, node)
            for finding in check(records, registry):
                node = running.get(finding.id)
                if finding.type in STRUCTURAL:
                    continue
                if node is None:
                    unplaced.append(f"{name} {finding.id} {finding.type}")
                    continue
                checked += 1
                missing = isinstance(node, StandIn)
                if missing != (finding.verdict == "needs"):
                    wrong.append(
                        f"{name} {finding.id} {finding.type}: {finding.verdict}, but missing={missing}"
                    )
                elif (finding.id in reported and not missing) != (finding.verdict == "fails"):
                    said = reported.get(finding.id)
                    wrong.append(
                        f"{name} {finding.id} {finding.type}: {finding.verdict} {finding.reasons}, reported {said}"
                    )
    finally:
        await runtime.stop()
    assert not wrong, "\n".join(wrong)
    assert not [entry for entry in caplog.records if entry.exc_info or entry.name == "asyncio"]
    assert checked > 10_000
    assert not unplaced
