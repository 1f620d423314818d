"""What `wirelatch check` says cannot work, against the real Node-RED."""

from __future__ import annotations

from typing import Any

import pytest

from tests.peers.differential.twins import Twins
from tests.support.real_files import names, read
from wirelatch.checking.document_check import check
from wirelatch.nodes.installed import installed_types

pytestmark = [pytest.mark.peers, pytest.mark.slow]


def _functions() -> list[dict[str, Any]]:
    """Every function node of real people, to be compiled and not run."""
    functions: dict[str, dict[str, Any]] = {}
    for name in names():
        for record in read(name):
            if record["type"] != "function":
                continue
            node_id = f"{name}-{record['id']}".replace("/", "-").replace(".", "-")
            code = {
                part: f"return; {record[part]}" if part != "func" else record[part]
                for part in ("func", "initialize", "finalize")
                if isinstance(record.get(part), str) and record[part].strip()
            }
            functions[node_id] = {
                "id": node_id,
                "type": "function",
                "z": "t",
                "x": 0,
                "y": 0,
                "wires": [],
                **code,
            }
    return list(functions.values())


async def test_the_functions_that_are_said_to_fail_are_those_that_do_not_compile_in_node_red(
    pair: Twins,
) -> None:
    functions = _functions()
    records = [{"id": "t", "type": "tab", "label": "functions"}, *functions]
    await pair.deploy(records)
    await pair.runtime.js.prepared()
    await pair.theirs.settled(quiet=1)
    said = {finding.id for finding in check(records, installed_types()) if finding.verdict == "fails"}
    assert pair.theirs.reported == said
    assert pair.ours.reported == said
    assert len(functions) > 1000
    assert len(said) >= 7
