"""Wires that are bound anew after a change are bound as if all were (`wirelatch.engine.compiling`)."""

from __future__ import annotations

import random
from typing import Any

import pytest

from wirelatch.document.amendment import Amendment
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import running


def bound(runtime: Runtime) -> dict[str, Any]:
    """How every running node is bound."""
    out = {}
    for node in runtime.nodes():
        route = node.route
        segment = route.segment
        out[node.id] = (
            [[receiver.node_id for receiver in port] for port in route.ports],
            route.only.node_id if route.only else None,
            [member.node_id for member in segment.members] if segment else None,
            (segment.exit.node_id, segment.always, segment.straight_on) if segment else None,
            route.inside.members[0].node_id if route.inside else None,
            [listener.id for listener in route.listeners],
            route.completes,
        )
    return out


def node(node_id: str, chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(
        ["change", "change", "change", "switch", "probe", "link out", "link in", "catch", "complete"]
    )
    ids = [f"n{n}" for n in range(16)]
    record: dict[str, Any] = {
        "id": node_id, "type": kind, "z": chance.choice(["t0", "t1"]), "name": "", "x": 0, "y": 0,
        "wires": [chance.sample(ids, chance.choice([0, 1, 1, 1, 2]))],
    }  # fmt: skip
    if kind == "switch":
        record |= {"property": "payload", "rules": [{"t": "else"}], "outputs": 1}
    if kind in ("link in", "link out"):
        record["links"] = chance.sample(ids, 1)
    if kind in ("catch", "complete"):
        record["scope"] = [chance.choice(ids)]
    if chance.random() < 0.1:
        record["d"] = True
    return record


@pytest.mark.parametrize("seed", range(25))
async def test_a_change_binds_what_binding_everything_would(seed: int) -> None:
    chance = random.Random(seed)
    tabs = [{"id": f"t{n}", "type": "tab"} for n in range(2)]
    async with running([*tabs, *(node(f"n{n}", chance) for n in range(12))]) as runtime:
        for _ in range(8):
            ids = chance.sample([f"n{n}" for n in range(16)], chance.randrange(1, 3))
            there = runtime.outline.records
            removed = [node_id for node_id in ids if node_id in there and chance.random() < 0.3]
            amendment = Amendment([node(key, chance) for key in ids if key not in removed], removed)
            kind: Any = chance.choice(["nodes", "flows"])
            records = list(runtime.deployed.amend(amendment).records)
            await runtime.deploy(records, kind=kind)
            found = bound(runtime)
            runtime.bind()
            assert found == bound(runtime)
