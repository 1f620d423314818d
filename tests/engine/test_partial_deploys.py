"""What runs after any number of partial deploys is what would run if the document had been deployed in full.

`test_amendment.py` says so of the document and of what is compared, `test_binding.py` of wires alone; here it is said of
the nodes: what they were made with, whom they hear, and what surrounds them.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from typing import Any

import pytest

from wirelatch.document.amendment import Amendment
from wirelatch.document.errors import DocumentError
from wirelatch.engine.flow import Flow
from wirelatch.engine.node import Message, Node
from wirelatch.engine.operation import DeployKind
from wirelatch.engine.properties import config_node, credential, hidden, text
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import running

Record = dict[str, Any]
HOMES = ["t0", "t1", "t2", "s0", "s1"]
NODES = [f"n{number}" for number in range(14)]
GROUPS = [f"g{number}" for number in range(4)]
CONFIGS = ["c0", "c1", "c2"]
_LOOKS = frozenset({"x", "y", "w", "h", "style", "wires"})


class Using(Node, type="using", inputs=1, outputs=2):
    """Names a config node, and shows what its surroundings are."""

    value: Any = hidden()
    server: str = config_node("used")

    def on_message(self, msg: Message) -> Message:
        return msg


class Used(Node, type="used", category="config"):
    """A config node, which may name another one."""

    host: str = text()
    other: str = config_node("used")
    password: str = credential()


def _env(chance: random.Random) -> list[Record]:
    kinds = [("str", "1"), ("str", "2"), ("env", "A"), ("str", "${B}"), ("cred", None)]
    entries = []
    for name in chance.sample(["A", "B", "C"], chance.randrange(3)):
        kind, value = chance.choice(kinds)
        entries.append({"name": name, "type": kind} | ({} if value is None else {"value": value}))
    return entries


def _group_of(home: str) -> list[str]:
    """Each group stands on a sheet of its own."""
    return [group for group, place in zip(GROUPS, ["t0", "t0", "t1", "s0"], strict=True) if place == home]


def _record(node_id: str, chance: random.Random) -> Record:
    """Any record that may have this id."""
    if node_id[0] == "t":
        return {"id": node_id, "type": "tab", "label": chance.choice("XY"), "env": _env(chance),
                "disabled": chance.random() < 0.15}  # fmt: skip
    if node_id[0] == "s":
        ends = [
            {"id": chance.choice([*NODES, node_id]), "port": chance.randrange(2)}
            for _ in range(chance.randrange(2))
        ]
        record: Record = {"id": node_id, "type": "subflow", "name": chance.choice("XY"), "env": _env(chance),
                          "in": [{"wires": [{"id": chance.choice(NODES)}]}], "out": [{"wires": ends}]}  # fmt: skip
        return record | ({"status": {"wires": ends}} if chance.random() < 0.3 else {})
    if node_id[0] == "c":
        place = {} if chance.random() < 0.7 else {"z": chance.choice(HOMES)}
        return {"id": node_id, "type": "used", "host": chance.choice(["h", "${A}"]),
                "other": chance.choice(["", "", *CONFIGS])} | place  # fmt: skip
    if node_id == "global":
        return {"id": "gc", "type": "global-config", "env": _env(chance)}
    if node_id[0] == "g":
        home = ["t0", "t0", "t1", "s0"][int(node_id[1])]
        around = [other for other in _group_of(home) if other < node_id]
        return {"id": node_id, "type": "group", "z": home, "name": chance.choice("XY"), "nodes": [], "x": 0, "y": 0,
                "env": _env(chance)} | ({"g": around[0]} if around and chance.random() < 0.5 else {})  # fmt: skip
    return _node(node_id, chance)


def _node(node_id: str, chance: random.Random) -> Record:
    home = chance.choice([*HOMES, *HOMES, *HOMES, "nowhere", "n3", "c0"])
    kinds = [
        "using",
        "using",
        "using",
        "change",
        "link in",
        "link out",
        "catch",
        "status",
        "complete",
        "nobody's",
    ]
    kinds += {"s0": [], "s1": ["subflow:s0"]}.get(home, ["subflow:s0", "subflow:s1"])
    kind = chance.choice(kinds)
    record: Record = {
        "id": node_id, "type": kind, "z": home, "name": chance.choice(["", "${A}"]), "x": 0, "y": 0,
        "wires": [chance.sample(NODES, chance.choice([0, 1, 1, 2])) for _ in range(chance.choice([1, 1, 2]))],
    }  # fmt: skip
    if kind == "using":
        record |= {
            "server": chance.choice([*CONFIGS, "gone"]),
            "value": chance.choice(["${A}", "${B}", "${NR_GROUP_NAME}"]),
        }
    elif kind.startswith("link"):
        record["links"] = chance.sample(NODES, 1)
    elif kind in ("catch", "status"):
        record["scope"] = chance.choice([None, "group", chance.sample(NODES, 2)])
        record["uncaught"] = chance.random() < 0.3
    elif kind == "complete":
        record["scope"] = chance.sample(NODES, 2)
    elif kind.startswith("subflow:"):
        record["env"] = _env(chance)
    if (groups := _group_of(home)) and chance.random() < 0.5:
        record["g"] = chance.choice(groups)
    return record | ({"d": True} if chance.random() < 0.1 else {})


def random_document(chance: random.Random) -> list[Record]:
    ids = [*HOMES, "global", *CONFIGS, *GROUPS, *NODES]
    return [_record(key, chance) for key in ids if key in HOMES or chance.random() < 0.8]


def random_change(before: dict[str, Record], chance: random.Random) -> Amendment:
    """A few records as others, a little different, gone, or somewhere else in the file."""
    ids = chance.sample([*HOMES, "global", *CONFIGS, *GROUPS, *NODES, *NODES], chance.randrange(1, 4))
    amendment = Amendment()
    places: dict[str, str] = {}
    for key in dict.fromkeys(ids):
        record = before.get("gc" if key == "global" else key)
        what = chance.random()
        if record is None or what < 0.25:
            amendment.records.append(_record(key, chance))
        elif what < 0.4 and key not in ("t0", "s0"):
            amendment.removed.append(record["id"])
        elif what < 0.55:
            other = _record(key, chance)
            name = chance.choice([name for name in other if name not in ("id", "type")])
            amendment.records.append({**record, name: other[name]})
        elif what < 0.65:
            amendment.records.append({**record, "credentials": _credentials(record, chance)})
        elif what < 0.75:
            amendment.records.append(
                {**record, "x": chance.randrange(9), "y": 0} if "x" in record else record
            )
        elif what < 0.85:
            amendment.records.append(record)
            places[record["id"]] = ""
        else:
            amendment.records.append({**record, "d": not record.get("d")} if key[0] == "n" else record)
    return replace(amendment, places=places)


def _credentials(record: Record, chance: random.Random) -> Record:
    if record["type"] == "global-config":
        return {"map": {"A": chance.choice("pq"), "has_A": True}}
    if record["type"] == "used":
        return {"password": chance.choice("pq")}
    return {chance.choice("ABC"): chance.choice("pq")}


def what_runs(runtime: Runtime) -> dict[str, Any]:
    """Everything about the running nodes that the document decides."""
    flows = {}
    for flow in runtime.running_flows():
        flows[flow.path] = (
            flow.kind,
            flow.id,
            flow.parent.path if flow.parent else None,
            flow.values,
            {key: (group.name, group.values, group.parent.id if group.parent else None)
             for key, group in flow.groups.items()},
            [node.id for node in _in_file_order(flow, flow.catches)],
            [node.id for node in _in_file_order(flow, flow.statuses)],
            {key: sorted(node.id for node in nodes) for key, nodes in flow.completes.items()},
            sorted(flow.subflows),
            flow.env("NR_FLOW_NAME"), flow.env("NR_SUBFLOW_NAME"), flow.env("A"),
        )  # fmt: skip
    nodes = {node.id: _node_as_it_runs(node, runtime) for node in runtime.nodes()}
    assert sorted(nodes) == sorted(
        node.id for flow in runtime.running_flows() for node in flow.nodes.values()
    )
    return {"flows": flows, "nodes": nodes}


def _in_file_order(flow: Flow, nodes: list[Any]) -> list[Node]:
    """Those of one kind are asked one after the other: in which order they were started makes no difference to anybody."""
    return sorted(nodes, key=lambda node: node.id)


def _node_as_it_runs(node: Node, runtime: Runtime) -> dict[str, Any]:
    return {
        "class": type(node).__name__,
        "type": node.type,
        "flow": node.flow.path,
        "config": {key: value for key, value in node.config.items() if key not in _LOOKS},
        "credentials": dict(node.credentials),
        "name": node.name,
        "alias": node.alias,
        "scope": getattr(node, "scope", None),
        "wires": [list(port or ()) for port in node.wires],
        "ports": [[route.node_id for route in port] for port in node.route.ports],
        "listeners": sorted(listener.id for listener in node.route.listeners),
        "completes": node.route.completes,
        "users": sorted(user.id for user in runtime.users_of(node.id)),
        "env": [node.flow.setting(name, node.g or None) for name in ("A", "B", "C", "NR_GROUP_NAME")],
    }


async def deploy_part(runtime: Runtime, amendment: Amendment, kind: DeployKind) -> None:
    answered = asyncio.Event()
    answered.set()
    count = len(runtime.deployed.amend(amendment).records)
    before = runtime.operation.after_deploy
    done = asyncio.Event()
    before.append(done.set)
    await runtime.operation.amend(amendment, rev=runtime.revision, count=count, kind=kind, answered=answered)
    await done.wait()
    before.remove(done.set)


@pytest.mark.parametrize("seed", range(6))
async def test_after_partial_deploys_the_same_runs_as_after_a_full_one(seed: int) -> None:
    chance = random.Random(seed)
    async with running(random_document(chance), classes=[Using, Used]) as runtime:
        for _ in range(6):
            amendment = random_change(runtime.outline.records, chance)
            try:
                await deploy_part(runtime, amendment, chance.choice(["nodes", "flows"]))
            except DocumentError:
                continue
            found = what_runs(runtime)
            async with running(
                runtime.flows,
                classes=[Using, Used],
                credentials={k: dict(v) for k, v in runtime.credentials.items()},
            ) as fresh:
                expected = what_runs(fresh)
            for part in ("flows", "nodes"):
                assert found[part].keys() == expected[part].keys()
                for key, value in found[part].items():
                    assert value == expected[part][key], (key, amendment)
